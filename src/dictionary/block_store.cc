// Tested by tests/dictionary/block_store_test.cc.
#include "dictionary/block_store.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "base/system_file.h"

namespace rondo::dictionary {
namespace {

namespace fs = std::filesystem;

constexpr char kFolder[] = "rondo/dictionaries";
constexpr char kUnfinished[] = ".unfinished-";
constexpr mode_t kBlockMode = 0444;
constexpr auto kOldAge = std::chrono::hours(1);

std::string PathOf(const std::string& folder, const Cid& cid) {
  return absl::StrCat(folder, "/", cid.ToText());
}

std::string Variable(const char* name) {
  const char* value = ::getenv(name);
  return value == nullptr ? "" : value;
}

// Nothing if there is no such file.
absl::StatusOr<std::optional<base::ByteVector>> ReadBlockFile(const std::string& path) {
  // Not blocking: a pipe of that name would wait for a writer.
  const base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open() && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
  if (!file.is_open()) return base::SystemError("open", path);
  struct stat attributes = {};
  if (::fstat(file.number(), &attributes) != 0) return base::SystemError("stat", path);
  if (!S_ISREG(attributes.st_mode)) {
    return absl::DataLossError(absl::StrCat(path, " is no regular file"));
  }
  const auto size = static_cast<uint64_t>(attributes.st_size);
  if (size > kMaxBlockBytes) {
    return absl::ResourceExhaustedError(absl::StrCat(
        path, " has ", size, " bytes; a block has at most ", kMaxBlockBytes));
  }
  base::ByteVector bytes(size);
  size_t at = 0;
  while (at < size) {
    const ssize_t count = ::read(file.number(), bytes.data() + at, size - at);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::SystemError("read", path);
    if (count == 0) break;
    at += static_cast<size_t>(count);
  }
  bytes.resize(at);
  return bytes;
}

absl::Status WriteBlockFile(const std::string& folder, const std::string& target,
                            base::Bytes block) {
  std::string temporary = absl::StrCat(folder, "/", kUnfinished, "XXXXXX");
  const base::Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!file.is_open()) return base::SystemError("create a file in", folder);
  absl::Status status = base::WriteAt(file.number(), temporary, 0, block);
  if (status.ok()) status = base::SyncData(file.number(), temporary);
  if (status.ok() && ::fchmod(file.number(), kBlockMode) != 0) {
    status = base::SystemError("set the mode of", temporary);
  }
  if (status.ok() && ::rename(temporary.c_str(), target.c_str()) != 0) {
    status = base::SystemError("rename to", target);
  }
  if (!status.ok()) {
    ::unlink(temporary.c_str());
    return status;
  }
  return base::SyncFolder(folder);
}

absl::Status SystemCode(const std::string& action, const std::string& path,
                        const std::error_code& error) {
  errno = error.value();
  return base::SystemError(action, path);
}

// Calls work(name, entry) for each file; a folder that is not there has none.
template <typename Work>
absl::Status ForEachFile(const std::string& folder, const Work& work) {
  std::error_code error;
  fs::directory_iterator at(folder, error);
  if (error == std::errc::no_such_file_or_directory) return absl::OkStatus();
  for (; !error && at != fs::directory_iterator(); at.increment(error)) {
    work(at->path().filename().string(), *at);
  }
  return error ? SystemCode("read", folder, error) : absl::OkStatus();
}

}  // namespace

BlockStore BlockStore::OfUser() {
  std::vector<std::string> folders;
  const std::string data = Variable("XDG_DATA_HOME");
  const std::string home = Variable("HOME");
  // A relative one is to be ignored, says the specification of the variable.
  if (data.starts_with('/')) {
    folders.push_back(absl::StrCat(data, "/", kFolder));
  } else if (!home.empty()) {
    folders.push_back(absl::StrCat(home, "/.local/share/", kFolder));
  }
  const std::string path = Variable("RONDO_DICTIONARY_PATH");
  for (const auto folder : absl::StrSplit(path, ':', absl::SkipEmpty())) {
    folders.emplace_back(folder);
  }
  return BlockStore(std::move(folders));
}

absl::StatusOr<base::ByteVector> BlockStore::Get(const Cid& cid) const {
  absl::Status first_error;
  for (const std::string& folder : folders_) {
    const std::string path = PathOf(folder, cid);
    auto block = ReadBlockFile(path);
    absl::Status status = block.status();
    if (status.ok()) {
      if (!*block) continue;
      status = CheckBlock(cid, **block);
      if (status.ok()) return **std::move(block);
      status = absl::DataLossError(absl::StrCat(path, ": ", status.message()));
    }
    if (first_error.ok()) first_error = status;
  }
  RONDO_RETURN_IF_ERROR(first_error);
  const std::string where = folders_.empty() ? "no folder, for there is no home"
                                             : absl::StrJoin(folders_, ", ");
  return absl::NotFoundError(
      absl::StrCat("no block ", cid.ToText(), "; looked in ", where));
}

bool BlockStore::Has(const Cid& cid) const {
  return std::ranges::any_of(folders_, [&](const std::string& folder) {
    return ::access(PathOf(folder, cid).c_str(), F_OK) == 0;
  });
}

absl::Status BlockStore::Put(const Cid& cid, base::Bytes block) const {
  if (folders_.empty()) {
    return absl::FailedPreconditionError(
        "no folder for dictionaries: neither XDG_DATA_HOME nor HOME is set");
  }
  if (block.size() > kMaxBlockBytes) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "a block of ", block.size(), " bytes; at most ", kMaxBlockBytes, " are allowed"));
  }
  RONDO_RETURN_IF_ERROR(CheckBlock(cid, block));
  const std::string& folder = folders_[0];
  const std::string path = PathOf(folder, cid);
  const auto kept = ReadBlockFile(path);
  if (kept.ok() && *kept && std::ranges::equal(**kept, block)) return absl::OkStatus();
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return SystemCode("make the folder", folder, error);
  return WriteBlockFile(folder, path, block);
}

absl::StatusOr<std::vector<Cid>> BlockStore::List() const {
  std::vector<Cid> cids;
  for (const std::string& folder : folders_) {
    RONDO_RETURN_IF_ERROR(
        ForEachFile(folder, [&](const std::string& name, const fs::directory_entry&) {
          const auto cid = Cid::Parse(name);
          if (cid.ok()) cids.push_back(*cid);
        }));
  }
  std::ranges::sort(cids);
  cids.erase(std::unique(cids.begin(), cids.end()), cids.end());
  return cids;
}

absl::Status BlockStore::Remove(const Cid& cid) const {
  const std::string path = folders_.empty() ? "" : PathOf(folders_[0], cid);
  if (!path.empty() && ::unlink(path.c_str()) == 0) return absl::OkStatus();
  return base::SystemError("remove", path.empty() ? cid.ToText() : path);
}

bool BlockStore::IsOld(const Cid& cid) const {
  std::error_code error;
  const auto written = folders_.empty()
                           ? fs::file_time_type()
                           : fs::last_write_time(PathOf(folders_[0], cid), error);
  return !error && !folders_.empty() &&
         fs::file_time_type::clock::now() - written > kOldAge;
}

absl::StatusOr<uint64_t> BlockStore::RemoveLeftovers() const {
  if (folders_.empty()) return 0;
  std::vector<fs::path> old;
  const auto now = fs::file_time_type::clock::now();
  RONDO_RETURN_IF_ERROR(ForEachFile(
      folders_[0], [&](const std::string& name, const fs::directory_entry& entry) {
        std::error_code ignored;
        const auto written = entry.last_write_time(ignored);
        if (name.starts_with(kUnfinished) && !ignored && now - written > kOldAge) {
          old.push_back(entry.path());
        }
      }));
  uint64_t removed = 0;
  for (const fs::path& path : old) removed += ::unlink(path.c_str()) == 0;
  return removed;
}

}  // namespace rondo::dictionary
