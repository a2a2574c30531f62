// As GNU grep goes through folders: links that were named are followed, others only with
// -R, devices and pipes are read only if they were named. What a live log has beside its
// score is read with the score.
//
// Tested by tests/apps/rondo/grep_folders_test.cc.
#include "apps/rondo/verbs/grep_files.h"

#include <fnmatch.h>
#include <fts.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "apps/rondo/terminal/console.h"
#include "apps/rondo/text/errors.h"
#include "base/system_file.h"

namespace rondo::app {
namespace {

bool Exists(const std::string& path) {
  struct stat attributes = {};
  return ::stat(path.c_str(), &attributes) == 0;
}

bool IsFolder(const std::string& path) {
  struct stat attributes = {};
  return path != kStandardStream && ::stat(path.c_str(), &attributes) == 0 &&
         S_ISDIR(attributes.st_mode);
}

bool MatchesGlob(const std::string& glob, const std::string& name) {
  return ::fnmatch(glob.c_str(), name.c_str(), 0) == 0;
}

// Of a path that was named, whatever follows a slash may match.
bool MatchesPath(const std::string& glob, std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  for (;;) {
    if (MatchesGlob(glob, path)) return true;
    const size_t slash = path.find('/');
    if (slash == std::string::npos) return false;
    path.erase(0, slash + 1);
  }
}

// The last filter that matches decides; else the first one says what it is about.
bool IsFiltered(const GrepCommand& grep, const std::string& path, bool named) {
  const auto& filters = grep.file_filters;
  if (filters.empty()) return false;
  const std::string name = named ? path : std::string(base::BaseName(path));
  bool included = !filters.front().include;
  for (const GrepCommand::FileFilter& filter : filters) {
    const bool matches =
        named ? MatchesPath(filter.glob, name) : MatchesGlob(filter.glob, name);
    if (matches) included = filter.include;
  }
  return !included;
}

bool IsFilteredFolder(const GrepCommand& grep, const std::string& path, bool named) {
  for (const std::string& glob : grep.excluded_folders) {
    const bool matches = named ? MatchesPath(glob, path)
                               : MatchesGlob(glob, std::string(base::BaseName(path)));
    if (matches) return true;
  }
  return false;
}

// app.log.rondo.from-7 beside app.log.rondo.
bool IsTailFile(const std::string& path) {
  const size_t mark = path.rfind(".from-");
  if (mark == std::string::npos || mark + 6 == path.size() ||
      path.find_first_not_of("0123456789", mark + 6) != std::string::npos) {
    return false;
  }
  return Exists(path.substr(0, mark));
}

class Walk {
 public:
  using Use = std::function<absl::Status(const GrepFile&)>;
  using Report = std::function<void(const std::string&, const absl::Status&)>;

  Walk(const GrepCommand& grep, const Use& use, const Report& report)
      : grep_(grep), use_(use), report_(report) {}

  // False once nobody reads on.
  bool File(const std::string& path, bool named) {
    if (path != kStandardStream && IsFiltered(grep_, path, named)) return true;
    if (!named && IsTailFile(path)) return true;
    const absl::Status status = use_({path, !named});
    if (IsClosedPipe(status)) return false;
    if (!status.ok()) report_(path, status);
    return true;
  }

  bool Folder(const std::string& path) {
    std::string root = path;
    char* const roots[] = {root.data(), nullptr};
    const int links = grep_.follow_links ? FTS_LOGICAL : FTS_PHYSICAL | FTS_COMFOLLOW;
    const std::unique_ptr<FTS, int (*)(FTS*)> tree(
        ::fts_open(roots, links | FTS_NOCHDIR, &ByName), ::fts_close);
    if (tree == nullptr) {
      report_(path, IoError("cannot open", errno));
      return true;
    }
    while (FTSENT* entry = ::fts_read(tree.get())) {
      if (!Entry(tree.get(), entry)) return false;
    }
    return true;
  }

 private:
  static int ByName(const FTSENT** a, const FTSENT** b) {
    return std::strcmp((*a)->fts_name, (*b)->fts_name);
  }

  bool Entry(FTS* tree, FTSENT* entry) {
    std::string path = entry->fts_path;
    if (grep_.folder_at_hand && path.starts_with("./")) path.erase(0, 2);
    const bool named = entry->fts_level == FTS_ROOTLEVEL;
    switch (entry->fts_info) {
      case FTS_D:
        if (IsFilteredFolder(grep_, path, named)) ::fts_set(tree, entry, FTS_SKIP);
        return true;
      case FTS_F:
        return File(path, named);
      case FTS_DEFAULT:  // a device, a pipe
        return !named || File(path, named);
      case FTS_SLNONE:
        report_(path, IoError("cannot open", ENOENT));
        return true;
      case FTS_DNR:
      case FTS_ERR:
      case FTS_NS:
        report_(path, IoError("cannot open", entry->fts_errno));
        return true;
      case FTS_DC:
        if (!grep_.no_messages) PrintNote("rondo", path + ": is in itself; skipped");
        return true;
      default:
        return true;
    }
  }

  const GrepCommand& grep_;
  const Use& use_;
  const Report& report_;
};

}  // namespace

void ForEachGrepFile(
    const Command& command, const std::function<absl::Status(const GrepFile&)>& use,
    const std::function<void(const std::string& path, const absl::Status&)>& report) {
  Walk walk(command.grep, use, report);
  for (const std::string& path : command.files) {
    const bool more = command.grep.recursive && IsFolder(path) ? walk.Folder(path)
                                                               : walk.File(path, true);
    if (!more) return;
  }
}

bool ShowsNames(const Command& command) {
  if (command.grep.names) return *command.grep.names;
  return command.files.size() > 1 ||
         (command.grep.recursive && IsFolder(command.files.front()));
}

}  // namespace rondo::app
