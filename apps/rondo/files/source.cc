#include "apps/rondo/files/source.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "apps/rondo/text/errors.h"
#include "base/status_macros.h"
#include "base/system_file.h"
#include "rondo/live.h"

namespace rondo::app {
namespace {

bool SameTime(const timespec& a, const timespec& b) {
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

std::optional<int64_t> ModifiedOfFile(const struct stat& attributes) {
  if (!S_ISREG(attributes.st_mode)) return std::nullopt;
  constexpr int64_t kSecond = 1'000'000'000;
  const timespec& time = attributes.st_mtim;
  int64_t nanos = 0;
  if (__builtin_mul_overflow(int64_t{time.tv_sec}, kSecond, &nanos) ||
      __builtin_add_overflow(nanos, int64_t{time.tv_nsec}, &nanos)) {
    return std::nullopt;
  }
  return nanos;
}

absl::Status CheckKind(const struct stat& attributes, Source::Accept accept) {
  if (S_ISDIR(attributes.st_mode)) return UsageError("is a directory; skipped");
  if (accept == Source::Accept::kAnything || S_ISREG(attributes.st_mode)) {
    return absl::OkStatus();
  }
  const bool may_insist = accept == Source::Accept::kRegularFiles;
  if (S_ISLNK(attributes.st_mode)) {
    return UsageError(may_insist ? "is a symbolic link; skipped (-f follows it)"
                                 : "is a symbolic link; name the file itself");
  }
  return UsageError(may_insist ? "is not a regular file; skipped (-f or -c reads it)"
                               : "is not a regular file; skipped");
}

}  // namespace

Source::Source(std::string file, int fd, const struct stat& attributes)
    : file_(std::move(file)), fd_(fd), attributes_(attributes) {}

Source::~Source() {
  if (file_ != kStandardStream) ::close(fd_);
}

absl::StatusOr<std::unique_ptr<Source>> Source::Open(const std::string& file,
                                                     Accept accept) {
  struct stat attributes = {};
  if (file == kStandardStream) {
    if (::fstat(STDIN_FILENO, &attributes) != 0) return IoError("cannot read", errno);
    RONDO_RETURN_IF_ERROR(CheckKind(attributes, Accept::kAnything));
    return std::unique_ptr<Source>(new Source(file, STDIN_FILENO, attributes));
  }
  // The kind is looked at before open: opening a pipe without a writer would wait.
  const bool follow = accept == Accept::kAnything;
  if ((follow ? ::stat : ::lstat)(file.c_str(), &attributes) != 0) {
    return IoError("cannot open", errno);
  }
  RONDO_RETURN_IF_ERROR(CheckKind(attributes, accept));
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW));
  if (fd < 0) return IoError("cannot open", errno);
  std::unique_ptr<Source> source(new Source(file, fd, attributes));
  if (::fstat(fd, &source->attributes_) != 0) return IoError("cannot read", errno);
  RONDO_RETURN_IF_ERROR(CheckKind(source->attributes_, accept));
  ::posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  return source;
}

absl::StatusOr<std::span<const uint8_t>> Source::Peek(size_t bytes) {
  while (peeked_.size() < bytes) {
    const size_t before = peeked_.size();
    peeked_.resize(bytes);
    const auto count = ReadOn(std::span(peeked_).subspan(before));
    peeked_.resize(before + count.value_or(0));
    RONDO_RETURN_IF_ERROR(count.status());
    if (*count == 0) break;
  }
  return std::span(peeked_).first(std::min(bytes, peeked_.size()));
}

absl::StatusOr<size_t> Source::Read(std::span<uint8_t> buffer) {
  if (peeked_.empty()) return ReadOn(buffer);
  const size_t count = std::min(peeked_.size(), buffer.size());
  std::copy_n(peeked_.begin(), count, buffer.begin());
  peeked_.erase(peeked_.begin(), peeked_.begin() + static_cast<ptrdiff_t>(count));
  return count;
}

absl::StatusOr<size_t> Source::ReadOn(std::span<uint8_t> buffer) {
  for (;;) {
    const ssize_t count = ::read(fd_, buffer.data(), buffer.size());
    if (count >= 0) {
      position_ += static_cast<uint64_t>(count);
      if (watch_) watch_(position_);
      return static_cast<size_t>(count);
    }
    if (errno != EINTR) return IoError("cannot read", errno);
  }
}

std::optional<int64_t> Source::modified() const { return ModifiedOfFile(attributes_); }

std::optional<int64_t> Source::ModifiedOf(const std::string& file) {
  struct stat attributes = {};
  const int result = file == kStandardStream ? ::fstat(STDIN_FILENO, &attributes)
                                             : ::stat(file.c_str(), &attributes);
  return result == 0 ? ModifiedOfFile(attributes) : std::nullopt;
}

std::optional<uint64_t> Source::size() const {
  if (!is_regular()) return std::nullopt;
  return static_cast<uint64_t>(attributes_.st_size);
}

absl::Status Source::Remove() {
  if (file_ == kStandardStream) return absl::OkStatus();
  struct stat now = {};
  if (::lstat(file_.c_str(), &now) != 0) return IoError("cannot remove", errno);
  const bool unchanged = base::SameFile(now, attributes_) &&
                         now.st_size == attributes_.st_size &&
                         SameTime(now.st_mtim, attributes_.st_mtim);
  if (!unchanged) return UsageError("changed while it was read; not removed");
  const auto tail = FindLogTail(file_);
  if (tail.ok() && tail->files > 0) {
    return UsageError("is a log that is not finished; not removed");
  }
  if (::unlink(file_.c_str()) != 0) return IoError("cannot remove", errno);
  return absl::OkStatus();
}

absl::Status RefuseTerminal(const Source& source, const Command& command) {
  if (command.force || ::isatty(source.fd()) == 0) return absl::OkStatus();
  return UsageError("a score is not read from a terminal; name its file");
}

}  // namespace rondo::app
