#include "base/system_file.h"

#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "absl/strings/str_cat.h"

namespace rondo::base {

Descriptor::~Descriptor() {
  if (number_ >= 0) close(number_);
}

absl::Status SystemError(const std::string& action, const std::string& path) {
  return absl::ErrnoToStatus(errno, absl::StrCat("cannot ", action, " ", path));
}

bool SameFile(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

std::string DescriptorPath(int descriptor) {
  return absl::StrCat("/proc/self/fd/", descriptor);
}

absl::StatusOr<std::string> CurrentPath(int descriptor) {
  std::array<char, PATH_MAX> buffer;
  const ssize_t size =
      readlink(DescriptorPath(descriptor).c_str(), buffer.data(), buffer.size());
  if (size < 0)
    return SystemError("find the name of descriptor", std::to_string(descriptor));
  // The system marks a removed file by words behind its name, which might be a name too.
  std::string path(buffer.data(), static_cast<size_t>(size));
  struct stat opened = {};
  struct stat named = {};
  if (fstat(descriptor, &opened) == 0 && stat(path.c_str(), &named) == 0 &&
      SameFile(opened, named)) {
    return path;
  }
  return absl::NotFoundError("the file was removed");
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string BaseName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

absl::Status CopyOwnerAndMode(int descriptor, const std::string& path,
                              const struct stat& attributes) {
  mode_t mode = attributes.st_mode & 0777;
  const bool owned = fchown(descriptor, attributes.st_uid, attributes.st_gid) == 0 ||
                     fchown(descriptor, static_cast<uid_t>(-1), attributes.st_gid) == 0;
  if (!owned) mode = (mode & 0707) | (mode & 0070 & (mode << 3));
  return fchmod(descriptor, mode) == 0 ? absl::OkStatus()
                                       : SystemError("set the mode of", path);
}

absl::Status WriteAt(int descriptor, const std::string& path, uint64_t offset,
                     Bytes bytes) {
  while (!bytes.empty()) {
    const ssize_t count =
        pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return SystemError("write to", path);
    offset += static_cast<uint64_t>(count);
    bytes = bytes.subspan(static_cast<size_t>(count));
  }
  return absl::OkStatus();
}

absl::Status SyncData(int descriptor, const std::string& path) {
  return fdatasync(descriptor) == 0 ? absl::OkStatus() : SystemError("sync", path);
}

absl::Status SyncFolder(const std::string& folder) {
  // A folder that may be written but not read cannot be synced; the files in it are.
  const Descriptor opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open() || fsync(opened.number()) == 0 || errno == EINVAL) {
    return absl::OkStatus();
  }
  return SystemError("sync", folder);
}

}  // namespace rondo::base
