#include "apps/rondo/files/dictionary.h"

#include <sys/stat.h>

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "apps/rondo/text/errors.h"
#include "apps/rondo/text/text.h"
#include "base/status_macros.h"
#include "dictionary/transfer.h"

namespace rondo::app {
namespace {

// Larger dictionaries are imported, and read from the store part by part.
constexpr uint64_t kMaxFileBytes = uint64_t{256} << 20;
constexpr size_t kReadBytes = 1u << 20;

bool Exists(const std::string& file) {
  struct stat attributes = {};
  return file == kStandardStream || ::stat(file.c_str(), &attributes) == 0;
}

}  // namespace

absl::StatusOr<std::vector<uint8_t>> ReadWhole(Source& source, uint64_t most_bytes,
                                               const std::string& hint) {
  std::vector<uint8_t> bytes;
  for (;;) {
    const size_t before = bytes.size();
    if (before > most_bytes) {
      return UsageError(absl::StrCat("more than ", FormatSize(most_bytes), hint));
    }
    bytes.resize(before + kReadBytes);
    RONDO_ASSIGN_OR_RETURN(const size_t count,
                           source.Read(std::span(bytes).subspan(before)));
    bytes.resize(before + count);
    if (count == 0) return bytes;
  }
}

absl::Status DictionaryError(const absl::Status& status) {
  if (!absl::IsNotFound(status)) return status;
  return UsageError(std::string(status.message()));
}

absl::StatusOr<dictionary::DictionaryObject> OpenDictionary(
    const std::shared_ptr<const dictionary::BlockStore>& store, const std::string& name) {
  const auto cid = dictionary::Cid::Parse(name);
  if (cid.ok()) {
    auto opened = dictionary::DictionaryObject::Open(store, *cid);
    if (!opened.ok()) return DictionaryError(opened.status());
    return opened;
  }
  if (!Exists(name)) {
    return UsageError(absl::StrCat("no dictionary and no file \"", name, "\""));
  }
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                         Source::Open(name, Source::Accept::kAnything));
  RONDO_ASSIGN_OR_RETURN(
      const std::vector<uint8_t> bytes,
      ReadWhole(*source, kMaxFileBytes,
                " of a dictionary: import it, and name it by its address"));
  return dictionary::DictionaryOfFile(bytes);
}

absl::StatusOr<dictionary::Cid> ParseAddress(const std::string& text) {
  const auto cid = dictionary::Cid::Parse(text);
  if (cid.ok()) return *cid;
  return UsageError(std::string(cid.status().message()));
}

}  // namespace rondo::app
