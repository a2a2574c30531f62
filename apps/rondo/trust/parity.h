// An output that gets parity behind what was written to it.
#ifndef RONDO_APPS_RONDO_TRUST_PARITY_H_
#define RONDO_APPS_RONDO_TRUST_PARITY_H_

#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>

#include "absl/status/status.h"
#include "apps/rondo/command_line/command.h"
#include "apps/rondo/files/fd_writer.h"
#include "apps/rondo/files/output.h"

namespace rondo::app {

// Parity depends on all bytes, and shards on how many there are. So these are read again:
// from the file that is written, or, where the output cannot be read, from a temporary
// file without a name that they go to, too.
class ParityOutput {
 public:
  // As much as the command says; none if it says nothing, and then bytes just go through.
  ParityOutput(const Command& command, Output& output);

  absl::Status Write(std::span<const uint8_t> bytes);
  absl::Status AddParity();

 private:
  struct CloseFile {
    void operator()(FILE* file) const { std::fclose(file); }
  };

  absl::Status Open();
  absl::StatusOr<std::unique_ptr<RandomAccessFile>> Written();

  const Command& command_;
  Output& output_;
  std::unique_ptr<FILE, CloseFile>
      copy_;  // null: the output can be read, or not opened yet
  std::unique_ptr<FdWriter> copy_writer_;
};

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_TRUST_PARITY_H_
