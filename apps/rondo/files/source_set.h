// Keeps a command from writing over what it reads.
#ifndef RONDO_APPS_RONDO_FILES_SOURCE_SET_H_
#define RONDO_APPS_RONDO_FILES_SOURCE_SET_H_

#include <sys/stat.h>

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace rondo::app {

// The files that a command reads, by device and inode: links, other names and standard
// input are the same file. Those that are not there are in no set.
class SourceSet {
 public:
  // `files` may have kStandardStream.
  explicit SourceSet(std::span<const std::string> files);

  // UsageError if the file `name`, which a result would go to, is one of these; -f does
  // not help. Character devices are never the same: what is written to a terminal is not
  // what is read from it. Cost: one stat(2), and a binary search.
  absl::Status Refuse(const std::string& name) const;

 private:
  std::vector<std::pair<dev_t, ino_t>> identities_;  // sorted
};

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_FILES_SOURCE_SET_H_
