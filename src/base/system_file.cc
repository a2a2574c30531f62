#include "base/system_file.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>

#include "absl/strings/str_cat.h"

namespace rondo::base {
namespace {

// Linux has no larger value of an attribute, and no larger list of names (xattr(7)).
constexpr size_t kMaxAttributeBytes = 64u << 10;
// acl(5), as the system keeps it: a version of 4 bytes, then entries of 8, each a tag and
// permissions of 2 bytes and an id of 4, little-endian.
constexpr char kAccessList[] = "system.posix_acl_access";
constexpr size_t kListHeaderBytes = 4;
constexpr size_t kListEntryBytes = 8;
constexpr char kOwner = 1;

std::optional<std::string> GetAttribute(int descriptor, const char* name) {
  std::string value(kMaxAttributeBytes, '\0');
  const ssize_t size = fgetxattr(descriptor, name, value.data(), value.size());
  if (size < 0) return std::nullopt;
  value.resize(static_cast<size_t>(size));
  return value;
}

// What the list lets everybody do whom it knows but the owner, as 0 .. 7.
mode_t CommonBits(const std::string& list) {
  mode_t common = 07;
  for (size_t at = kListHeaderBytes; at + kListEntryBytes <= list.size();
       at += kListEntryBytes) {
    if (list[at] != kOwner) common &= static_cast<mode_t>(list[at + 2]);
  }
  return common;
}

}  // namespace

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

absl::Status CopyAccess(int from, int to, const std::string& path) {
  struct stat attributes = {};
  if (fstat(from, &attributes) != 0) return SystemError("stat", path);
  const std::optional<std::string> list = GetAttribute(from, kAccessList);
  // What the folder gave it by default might name more people.
  fremovexattr(to, kAccessList);
  const bool owned = fchown(to, attributes.st_uid, attributes.st_gid) == 0 ||
                     fchown(to, static_cast<uid_t>(-1), attributes.st_gid) == 0;
  mode_t mode = attributes.st_mode & 0777;
  if (list || !owned) {
    mode_t common = (mode >> 3) & mode & 07;
    if (list) common &= CommonBits(*list);
    mode = (mode & 0700) | common << 3 | common;
  }
  if (fchmod(to, mode) != 0) return SystemError("set the mode of", path);
  // It gives the mode its other bits. Where it cannot be kept, those above stand.
  if (list && owned) fsetxattr(to, kAccessList, list->data(), list->size(), 0);
  return absl::OkStatus();
}

void CopyUserAttributes(int from, int to) {
  std::string names(kMaxAttributeBytes, '\0');
  const ssize_t size = flistxattr(from, names.data(), names.size());
  names.resize(size < 0 ? 0 : static_cast<size_t>(size));
  for (size_t at = 0; at < names.size();) {
    const char* name = names.c_str() + at;
    at += std::strlen(name) + 1;
    if (!std::string_view(name).starts_with("user.")) continue;
    const std::optional<std::string> value = GetAttribute(from, name);
    if (value) fsetxattr(to, name, value->data(), value->size(), 0);
  }
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
