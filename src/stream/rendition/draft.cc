// Templates that parts lend, as people may translate them.
//
// Strings that stand in a slot are words if there are few of them: levels, states, names
// of units. Many are names and numbers, which are the same in all languages.
//
// Tested by tests/stream/rendition/draft_test.cc.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/status_macros.h"
#include "rondo/io.h"
#include "rondo/rendition.h"
#include "stream/dictionary/score_dictionary.h"
#include "stream/record_lens/decode/template_view.h"
#include "stream/record_lens/model/lent.h"

namespace rondo {
namespace {

using stream::LentRecords;

constexpr uint32_t kMostWords = 64;  // strings of a list

bool HasLetter(std::string_view text) {
  return std::ranges::any_of(text, [](char letter) {
    const auto byte = static_cast<uint8_t>(letter);
    return byte >= 0x80 || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
  });
}

// A line and its newline off the front.
std::string_view TakeLine(std::string_view* text) {
  const size_t end = text->find('\n');
  const std::string_view line = text->substr(0, end);
  text->remove_prefix(end + 1);
  return line;
}

class Drafter {
 public:
  void AddPart(const LentRecords& records) {
    of_class_.clear();
    for (uint32_t id = 0; id < records.templates(); ++id) AddTemplate(records, id);
  }
  RenditionDraft Finish() && { return std::move(draft_); }

 private:
  void AddTemplate(const LentRecords& records, uint32_t id) {
    const stream::RecordLayout& layout = records.layout();
    std::string_view literals = AsText(records.literals(id));
    LineTemplate seen;
    std::vector<uint32_t> slots;  // of the layout, by slot that is seen
    for (uint32_t s = layout.slot_begin[id]; s < layout.slot_begin[id + 1]; ++s) {
      stream::AppendSlot(TakeLine(&literals), layout.slots[s].format, &seen);
      if (seen.slots.size() > slots.size()) slots.push_back(s);
    }
    seen.literals.emplace_back(TakeLine(&literals));
    if (!keys_.insert(seen.literals).second) return;
    Phrase phrase;
    for (uint32_t i = 0; i < slots.size(); ++i) {
      phrase.lists.push_back(ListOf(records, layout.slots[slots[i]]));
      phrase.order.push_back(i);
    }
    const bool has_words = std::ranges::any_of(seen.literals, HasLetter);
    if (!has_words && std::ranges::all_of(
                          phrase.lists, [](uint32_t list) { return list == kNoList; })) {
      return;
    }
    phrase.other = phrase.literals = std::move(seen.literals);
    draft_.contents.phrases.push_back(std::move(phrase));
    draft_.types.push_back(std::move(seen.slots));
  }

  // That of a slot's class, which is made when it is met first.
  uint32_t ListOf(const LentRecords& records, const stream::RecordSlot& slot) {
    const uint32_t id = records.layout().columns[slot.column].of_class;
    const stream::RecordClass& of_class = records.layout().classes[id];
    if (!slot.is_string() || !of_class.strings || of_class.size > kMostWords)
      return kNoList;
    const auto [known, is_new] = of_class_.try_emplace(id, kNoList);
    if (!is_new) return known->second;
    std::map<std::string, std::string> words;
    for (uint32_t rank = 0; rank < of_class.size; ++rank) {
      std::string_view text = AsText(records.string(id, rank));
      const std::string word(TakeLine(&text));
      if (HasLetter(word)) words.emplace(word, word);
    }
    if (words.empty()) return kNoList;
    known->second = static_cast<uint32_t>(draft_.contents.lists.size());
    draft_.contents.lists.emplace_back(words.begin(), words.end());
    return known->second;
  }

  RenditionDraft draft_;
  std::set<std::vector<std::string>> keys_;
  std::map<uint32_t, uint32_t> of_class_;  // of the part: lists
};

}  // namespace

absl::StatusOr<RenditionDraft> DraftRendition(const Dictionary& dictionary) {
  const stream::ScoreDictionary& parts = dictionary.score_dictionary();
  Drafter drafter;
  for (size_t i = 0; i < parts.parts(); ++i) {
    RONDO_ASSIGN_OR_RETURN(const stream::OpenedPart part, parts.Part(i));
    RONDO_ASSIGN_OR_RETURN(const LentRecords* const records,
                           part.tables->SharedRecords());
    if (records != nullptr) drafter.AddPart(*records);
  }
  return std::move(drafter).Finish();
}

}  // namespace rondo
