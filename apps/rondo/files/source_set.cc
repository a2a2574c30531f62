#include "apps/rondo/files/source_set.h"

#include <unistd.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "apps/rondo/command_line/command.h"
#include "apps/rondo/text/errors.h"

namespace rondo::app {

SourceSet::SourceSet(std::span<const std::string> files) {
  for (const std::string& file : files) {
    struct stat found = {};
    const int result = file == kStandardStream ? ::fstat(STDIN_FILENO, &found)
                                               : ::stat(file.c_str(), &found);
    if (result == 0) identities_.emplace_back(found.st_dev, found.st_ino);
  }
  std::ranges::sort(identities_);
}

absl::Status SourceSet::Refuse(const std::string& name) const {
  struct stat target = {};
  if (::stat(name.c_str(), &target) != 0 || S_ISCHR(target.st_mode) ||
      !std::ranges::binary_search(identities_, std::pair(target.st_dev, target.st_ino))) {
    return absl::OkStatus();
  }
  return UsageError(
      absl::StrCat("not made: ", name, " is also the output, and a source"));
}

}  // namespace rondo::app
