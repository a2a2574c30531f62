#include "apps/rondo/files/atomic_output.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "apps/rondo/files/signals.h"
#include "apps/rondo/text/errors.h"
#include "base/status_macros.h"
#include "base/system_file.h"

namespace rondo::app {
namespace {

absl::Status Exists(const std::string& target) {
  return UsageError(
      absl::StrCat("not overwritten: ", target, " exists (-f replaces it)"));
}

// What open(2) would have given a new file.
mode_t NewFileMode() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

}  // namespace

AtomicOutput::AtomicOutput(std::string target, std::string temporary, int fd,
                           const Source* source, bool replace)
    : target_(std::move(target)),
      temporary_(std::move(temporary)),
      fd_(fd),
      source_(source),
      replace_(replace),
      writer_(fd, target_) {
  RemoveOnSignal(temporary_.c_str());
}

AtomicOutput::~AtomicOutput() {
  if (fd_ >= 0) ::close(fd_);
  if (temporary_.empty()) return;
  ::unlink(temporary_.c_str());
  RemoveOnSignal(nullptr);
}

absl::StatusOr<std::unique_ptr<AtomicOutput>> AtomicOutput::Create(
    const std::string& target, const Source* source, bool replace) {
  struct stat existing = {};
  if (!replace && ::lstat(target.c_str(), &existing) == 0) return Exists(target);
  std::string temporary = absl::StrCat(base::FolderOf(target), "/.rondo-XXXXXX");
  const SignalBlock block;
  const int fd = ::mkostemp(temporary.data(), O_CLOEXEC);  // O_EXCL, mode 0600
  if (fd < 0) return IoError(absl::StrCat("cannot create a file beside ", target), errno);
  return std::unique_ptr<AtomicOutput>(
      new AtomicOutput(target, std::move(temporary), fd, source, replace));
}

absl::Status AtomicOutput::WriteAt(uint64_t offset, std::span<const uint8_t> bytes) {
  RONDO_RETURN_IF_ERROR(writer_.Flush());
  while (!bytes.empty()) {
    const ssize_t count =
        ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return IoError(absl::StrCat("cannot write to ", target_), errno);
    bytes = bytes.subspan(count);
    offset += count;
  }
  return absl::OkStatus();
}

absl::Status AtomicOutput::Commit() {
  RONDO_RETURN_IF_ERROR(writer_.Flush());
  RONDO_RETURN_IF_ERROR(CopyAttributes());
  if (::fsync(fd_) != 0) return IoError(absl::StrCat("cannot sync ", target_), errno);
  const int fd = std::exchange(fd_, -1);
  if (::close(fd) != 0) return IoError(absl::StrCat("cannot close ", target_), errno);
  RONDO_RETURN_IF_ERROR(Rename());
  return base::SyncFolder(base::FolderOf(target_));
}

absl::StatusOr<std::unique_ptr<RandomAccessFile>> AtomicOutput::Written() {
  RONDO_RETURN_IF_ERROR(writer_.Flush());
  return RandomAccessFile::Open(base::DescriptorPath(fd_));
}

absl::Status AtomicOutput::CopyAttributes() {
  if (source_ == nullptr) {
    if (::fchmod(fd_, NewFileMode()) == 0) return absl::OkStatus();
    return IoError(absl::StrCat("cannot set the mode of ", target_), errno);
  }
  // The attributes first: once the file is another's it may not be ours to add to.
  base::CopyUserAttributes(source_->fd(), fd_);
  RONDO_RETURN_IF_ERROR(base::CopyAccess(source_->fd(), fd_, target_));
  const struct stat& attributes = source_->attributes();
  const timespec times[2] = {attributes.st_atim, attributes.st_mtim};
  if (::futimens(fd_, times) != 0) {
    return IoError(absl::StrCat("cannot set the times of ", target_), errno);
  }
  return absl::OkStatus();
}

absl::Status AtomicOutput::Rename() {
  const SignalBlock block;
  const unsigned flags = replace_ ? 0 : RENAME_NOREPLACE;
  int result =
      ::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, target_.c_str(), flags);
  if (result != 0 && errno == EINVAL && !replace_) {
    // A file system without the flag: link(2) does not replace either.
    result = ::link(temporary_.c_str(), target_.c_str());
    if (result == 0) ::unlink(temporary_.c_str());
  }
  if (result != 0 && errno == EEXIST) return Exists(target_);
  if (result != 0) return IoError(absl::StrCat("cannot rename to ", target_), errno);
  RemoveOnSignal(nullptr);
  temporary_.clear();
  return absl::OkStatus();
}

}  // namespace rondo::app
