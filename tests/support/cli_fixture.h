// The program as a shell sees it: each test has a scratch folder of its own, in which it
// runs command lines and looks at what is left.
#ifndef RONDO_TESTS_SUPPORT_CLI_FIXTURE_H_
#define RONDO_TESTS_SUPPORT_CLI_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "support/scratch_folder.h"

namespace rondo::testing {

struct CommandResult {
  int exit_code = 0;  // 128 + n after signal n
  std::string out;
  std::string err;
};

class CliTest : public ::testing::Test {
 protected:
  // Runs a line of sh in the scratch folder, with rondo and generate_log on the PATH and
  // standard input empty.
  CommandResult Run(const std::string& line) const;
  // Runs it and expects exit code 0 and nothing on standard error; returns the output.
  std::string Good(const std::string& line) const;

  std::string Path(const std::string& name) const { return folder_ / name; }
  void Write(const std::string& name, const std::string& bytes) const;
  std::string Read(const std::string& name) const;
  bool Exists(const std::string& name) const;
  // Names in the scratch folder, hidden ones too, sorted.
  std::vector<std::string> Names() const;

  // A log of about `bytes` bytes that is the same each time.
  static std::string Log(size_t bytes);

 private:
  const ScratchFolder folder_;   // what the test sees
  const ScratchFolder outputs_;  // where standard output and error are caught
};

}  // namespace rondo::testing

#endif  // RONDO_TESTS_SUPPORT_CLI_FIXTURE_H_
