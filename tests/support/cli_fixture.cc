#include "support/cli_fixture.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

extern char** environ;

namespace rondo::testing {
namespace {

namespace fs = std::filesystem;

std::string ReadAll(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << stream.rdbuf();
  return bytes.str();
}

int ExitCodeOf(int wait_status) {
  if (WIFSIGNALED(wait_status)) return 128 + WTERMSIG(wait_status);
  return WEXITSTATUS(wait_status);
}

}  // namespace

CommandResult CliTest::Run(const std::string& line) const {
  const std::string script =
      "cd '" + folder_.path().string() +
      "' && PATH='" RONDO_PROGRAM_FOLDER "':\"$PATH\" && umask 022 && { " + line + "\n}";
  std::vector<std::string> words = {"sh", "-c", script};
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  const std::string out = outputs_ / "out", err = outputs_ / "err";
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, 1, out.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::posix_spawn_file_actions_addopen(&actions, 2, err.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, "sh", &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  CommandResult result;
  EXPECT_EQ(error, 0) << "cannot start sh";
  if (error != 0) return result;
  int status = 0;
  EXPECT_EQ(::waitpid(pid, &status, 0), pid);
  result.exit_code = ExitCodeOf(status);
  result.out = ReadAll(out);
  result.err = ReadAll(err);
  return result;
}

std::string CliTest::Good(const std::string& line) const {
  const CommandResult result = Run(line);
  EXPECT_EQ(result.exit_code, 0) << line << "\n" << result.err;
  EXPECT_EQ(result.err, "") << line;
  return result.out;
}

void CliTest::Write(const std::string& name, const std::string& bytes) const {
  std::ofstream stream(folder_ / name, std::ios::binary);
  stream << bytes;
  ASSERT_TRUE(stream.flush().good()) << name;
}

std::string CliTest::Read(const std::string& name) const {
  EXPECT_TRUE(Exists(name)) << name;
  return ReadAll(folder_ / name);
}

bool CliTest::Exists(const std::string& name) const {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(folder_ / name, ignored));
}

std::vector<std::string> CliTest::Names() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder_.path())) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string CliTest::Log(size_t bytes) {
  std::string log;
  for (uint32_t i = 0, noise = 1; log.size() < bytes; ++i) {
    noise = noise * 1664525u + 1013904223u;
    log += "2024-03-04T10:0" + std::to_string(i / 600 % 10) + ":" +
           std::to_string(10 + i / 10 % 50) + " host" + std::to_string(noise >> 30) +
           " app[811]: request " + std::to_string(i) + " took " +
           std::to_string(noise >> 20) + " us\n";
  }
  return log;
}

}  // namespace rondo::testing
