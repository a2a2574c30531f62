#include "apps/rondo/files/dictionary.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "apps/rondo/text/errors.h"
#include "apps/rondo/text/text.h"
#include "base/status_macros.h"
#include "dictionary/gateway/fetch.h"
#include "dictionary/transfer.h"

namespace rondo::app {
namespace {

// Larger dictionaries are imported, and read from the store part by part.
constexpr uint64_t kMaxFileBytes = uint64_t{256} << 20;
constexpr size_t kGrowthBytes = 1u << 20;
constexpr char kGatewayVariable[] = "RONDO_IPFS_GATEWAY";

bool FileExists(const std::string& file) {
  struct stat attributes = {};
  return file == kStandardStream || ::stat(file.c_str(), &attributes) == 0;
}

// Whether each of its blocks is in a file; it may be damaged.
bool HasAll(const dictionary::BlockStore& store,
            const dictionary::DictionaryObject& object) {
  return std::ranges::all_of(
      object.Links(), [&](const dictionary::Cid& link) { return store.Has(link); });
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
    bytes.resize(before + kGrowthBytes);
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

absl::StatusOr<std::vector<dictionary::GatewayUrl>> GatewaysOf(const Command& command) {
  std::vector<std::string> urls = command.gateways;
  const char* const variable = ::getenv(kGatewayVariable);
  const bool of_variable = urls.empty() && variable != nullptr;
  if (of_variable) urls = absl::StrSplit(variable, ' ', absl::SkipEmpty());
  std::vector<dictionary::GatewayUrl> gateways;
  for (const std::string& url : urls) {
    auto gateway = dictionary::GatewayUrl::Parse(url);
    if (!gateway.ok()) {
      return UsageError(
          absl::StrCat(of_variable ? absl::StrCat("$", kGatewayVariable) : "--gateway",
                       ": ", gateway.status().message()));
    }
    gateways.push_back(*std::move(gateway));
  }
  return gateways;
}

absl::StatusOr<dictionary::DictionaryObject> OpenKeptDictionary(
    const std::shared_ptr<const dictionary::BlockStore>& store,
    std::span<const dictionary::GatewayUrl> gateways, const dictionary::Cid& cid) {
  auto opened = dictionary::DictionaryObject::Open(store, cid);
  const bool is_missing =
      opened.ok() ? !HasAll(*store, *opened) : absl::IsNotFound(opened.status());
  if (is_missing && !gateways.empty()) {
    const absl::Status fetched =
        dictionary::FetchDictionary(gateways, store, cid).status();
    if (!fetched.ok()) return DictionaryError(fetched);
    opened = dictionary::DictionaryObject::Open(store, cid);
  }
  if (!opened.ok()) return DictionaryError(opened.status());
  return opened;
}

absl::StatusOr<dictionary::DictionaryObject> OpenDictionary(
    const std::shared_ptr<const dictionary::BlockStore>& store,
    std::span<const dictionary::GatewayUrl> gateways, const std::string& name) {
  const auto cid = dictionary::Cid::Parse(name);
  if (cid.ok()) return OpenKeptDictionary(store, gateways, *cid);
  if (!FileExists(name)) {
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

absl::StatusOr<dictionary::DictionaryObject> FindDictionary(
    const std::shared_ptr<const dictionary::BlockStore>& store, const Command& command,
    const std::string& address) {
  RONDO_ASSIGN_OR_RETURN(const auto gateways, GatewaysOf(command));
  std::string others;
  for (const std::string& name : command.dictionaries) {
    RONDO_ASSIGN_OR_RETURN(dictionary::DictionaryObject named,
                           OpenDictionary(store, gateways, name));
    const std::string found = named.cid().ToText();
    if (found == address) return named;
    absl::StrAppend(&others, name, " is ", found, "; ");
  }
  auto kept = OpenDictionary(store, gateways, address);
  if (kept.ok() || others.empty()) return kept;
  return UsageError(absl::StrCat(others, kept.status().message()));
}

absl::StatusOr<dictionary::Cid> ParseAddress(const std::string& text) {
  const auto cid = dictionary::Cid::Parse(text);
  if (cid.ok()) return *cid;
  return UsageError(std::string(cid.status().message()));
}

}  // namespace rondo::app
