// Buffered writes to a file descriptor.
#ifndef RONDO_APPS_RONDO_FILES_FD_WRITER_H_
#define RONDO_APPS_RONDO_FILES_FD_WRITER_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace rondo::app {

// Does not own the descriptor. Not thread-safe.
class FdWriter {
 public:
  // `name` is for messages.
  FdWriter(int fd, std::string name);

  // Errors: IoError.
  absl::Status Write(std::span<const uint8_t> bytes);
  absl::Status WriteText(std::string_view text);
  absl::Status Flush();
  uint64_t bytes_written() const { return bytes_written_; }

 private:
  absl::Status WriteThrough(std::span<const uint8_t> bytes);

  int fd_;
  std::string name_;
  std::vector<uint8_t> pending_;  // at most kBufferBytes
  uint64_t bytes_written_ = 0;    // pending ones included
};

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_FILES_FD_WRITER_H_
