// What the system does with files beyond reading them: names, identities, owners, syncs.
//
// Thread rule: pure functions of the file system.
#ifndef RONDO_BASE_SYSTEM_FILE_H_
#define RONDO_BASE_SYSTEM_FILE_H_

#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"

namespace rondo::base {

// A descriptor, closed with the object; a lock on the file is given back with it.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

// "cannot ACTION PATH: " and what errno says.
absl::Status SystemError(const std::string& action, const std::string& path);

bool SameFile(const struct stat& a, const struct stat& b);

// A name under which this process can open what the descriptor is open on.
std::string DescriptorPath(int descriptor);

// The name that the file has now, links resolved. kNotFound: it has none that is known.
absl::StatusOr<std::string> CurrentPath(int descriptor);

std::string FolderOf(const std::string& path);
std::string BaseName(const std::string& path);

// Gives the file `to` the owner, the group, the permissions and the access control list
// of `from`, so that nobody may read or write it who may not do so with `from`. Only root
// can give files away: where the group or the list cannot be kept, everybody but the
// owner may do what all of them might. `path` is for messages.
absl::Status CopyAccess(int from, int to, const std::string& path);
// And the attributes that users gave it (user.*), where the file system has them.
void CopyUserAttributes(int from, int to);

// Writes all of `bytes` at `offset`; a full disk is an error after some of them.
absl::Status WriteAt(int descriptor, const std::string& path, uint64_t offset,
                     Bytes bytes);
// The data, and what is needed to find it again, are on disk.
absl::Status SyncData(int descriptor, const std::string& path);
// The names in the folder are on disk. A folder that cannot be synced is not synced.
absl::Status SyncFolder(const std::string& folder);

}  // namespace rondo::base

#endif  // RONDO_BASE_SYSTEM_FILE_H_
