// Tested by tests/stream/rendition/entry_test.cc.
#include "rondo/rendition.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stream/dictionary/context_name.h"
#include "stream/rendition/entry.h"

namespace rondo {
namespace {

std::string KeyOf(const std::vector<std::string>& literals) {
  std::string key;
  for (const std::string& literal : literals) key.append(literal).push_back('\n');
  return key;
}

bool HasNewline(std::string_view text) { return text.find('\n') != std::string::npos; }

bool IsPermutation(const std::vector<uint32_t>& order) {
  std::vector<bool> there(order.size(), false);
  for (const uint32_t slot : order) {
    if (slot >= order.size() || there[slot]) return false;
    there[slot] = true;
  }
  return true;
}

absl::Status CheckPhrase(const Phrase& phrase, size_t lists) {
  const size_t slots = phrase.order.size();
  if (phrase.literals.size() != slots + 1 || phrase.other.size() != slots + 1 ||
      phrase.lists.size() != slots) {
    return absl::InvalidArgumentError("a phrase with too few literals, or too many");
  }
  if (std::ranges::any_of(phrase.literals, HasNewline) ||
      std::ranges::any_of(phrase.other, HasNewline)) {
    return absl::InvalidArgumentError("a newline in a phrase");
  }
  if (!IsPermutation(phrase.order)) {
    return absl::InvalidArgumentError("a phrase that has not each slot once");
  }
  const auto is_list = [&](uint32_t list) { return list == kNoList || list < lists; };
  if (!std::ranges::all_of(phrase.lists, is_list)) {
    return absl::InvalidArgumentError("a phrase with a list that there is not");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Rendition>> Rendition::Make(
    std::string context, RenditionContents contents) {
  if (!stream::IsContextName(context)) {
    return absl::InvalidArgumentError(
        absl::StrCat("the name of a context is 1 to ", kMaxContextBytes,
                     " bytes of UTF-8 without control characters"));
  }
  std::shared_ptr<Rendition> rendition(
      new Rendition(std::move(context), std::move(contents)));
  RONDO_RETURN_IF_ERROR(rendition->Index());
  return rendition;
}

absl::Status Rendition::Index() {
  const auto is_too_many = [](size_t count) {
    return count > stream::kMaxRenditionCount;
  };
  const auto& [lists, phrases] = contents_;
  if (phrases.empty()) return absl::InvalidArgumentError("no phrases");
  if (is_too_many(lists.size()) || is_too_many(phrases.size())) {
    return absl::InvalidArgumentError("too many lists or phrases");
  }
  for (const StringList& list : lists) {
    if (list.empty() || is_too_many(list.size())) {
      return absl::InvalidArgumentError("a list of no strings, or of too many");
    }
    auto& strings = strings_.emplace_back();
    for (const auto& [string, other] : list) {
      if (HasNewline(string) || HasNewline(other)) {
        return absl::InvalidArgumentError("a newline in a string");
      }
      if (!strings.emplace(string, other).second) {
        return absl::InvalidArgumentError("a string that is twice in its list");
      }
    }
  }
  for (size_t i = 0; i < phrases.size(); ++i) {
    if (is_too_many(phrases[i].order.size())) {
      return absl::InvalidArgumentError("too many slots");
    }
    RONDO_RETURN_IF_ERROR(CheckPhrase(phrases[i], lists.size()));
    if (!phrases_.emplace(KeyOf(phrases[i].literals), i).second) {
      return absl::InvalidArgumentError("two phrases with the same literals");
    }
  }
  return absl::OkStatus();
}

const Phrase* Rendition::Find(const std::vector<std::string>& literals) const {
  const auto found = phrases_.find(KeyOf(literals));
  return found == phrases_.end() ? nullptr : &contents_.phrases[found->second];
}

std::string_view Rendition::StringFor(uint32_t list, std::string_view value) const {
  if (list == kNoList) return value;
  const auto found = strings_[list].find(value);
  return found == strings_[list].end() ? value : found->second;
}

}  // namespace rondo
