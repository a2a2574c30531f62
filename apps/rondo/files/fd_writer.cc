#include "apps/rondo/files/fd_writer.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "apps/rondo/text/errors.h"
#include "base/status_macros.h"
#include "rondo/io.h"

namespace rondo::app {
namespace {

constexpr size_t kBufferBytes = 256u << 10;

}  // namespace

FdWriter::FdWriter(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}

absl::Status FdWriter::Write(std::span<const uint8_t> bytes) {
  bytes_written_ += bytes.size();
  if (pending_.size() + bytes.size() > kBufferBytes) RONDO_RETURN_IF_ERROR(Flush());
  if (bytes.size() >= kBufferBytes) return WriteThrough(bytes);
  pending_.insert(pending_.end(), bytes.begin(), bytes.end());
  return absl::OkStatus();
}

absl::Status FdWriter::WriteText(std::string_view text) { return Write(AsBytes(text)); }

absl::Status FdWriter::Flush() {
  RONDO_RETURN_IF_ERROR(WriteThrough(pending_));
  pending_.clear();
  return absl::OkStatus();
}

absl::Status FdWriter::WriteThrough(std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd_, bytes.data(), bytes.size());
    if (count >= 0) {
      bytes = bytes.subspan(static_cast<size_t>(count));
    } else if (errno != EINTR) {
      return IoError(absl::StrCat("cannot write to ", name_), errno);
    }
  }
  return absl::OkStatus();
}

}  // namespace rondo::app
