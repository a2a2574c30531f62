// Tested by tests/stream/dictionary/train_test.cc.
#include "stream/dictionary/lent_parts.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/status_macros.h"
#include "grammar/induction/borrow.h"
#include "stream/grammar_lens/expander.h"
#include "stream/record_lens/model/lent.h"

namespace rondo::stream {
namespace {

// So many parts are tried.
constexpr size_t kMostTried = 3;
// A dictionary suits segments of so many times what it was made of.
constexpr uint64_t kSuitedTimes = 2;
// Longer rules repeat what is in shorter ones.
constexpr uint32_t kMostWordBytes = 64;

// Rules as an expander has them: short ones as their bytes.
grammar::SymbolLists RulesOf(const Expander& expander) {
  grammar::SymbolLists rules;
  for (uint32_t symbol = 256; symbol < expander.symbols(); ++symbol) {
    const Expander::Form form = expander.form(symbol);
    for (const uint32_t in_body : form.body) rules.Push(in_body);
    for (const uint8_t byte : form.bytes) rules.Push(byte);
    rules.Close();
  }
  return rules;
}

// Text with the words of what is lent.
absl::StatusOr<base::ByteVector> TextOf(const Lender& lender) {
  base::ByteVector text;
  RONDO_ASSIGN_OR_RETURN(const LentRecords* const records,
                         lender.tables->SharedRecords());
  if (records != nullptr) {
    for (const base::Bytes part : {records->text(), records->frame_dictionary()}) {
      text.insert(text.end(), part.begin(), part.end());
    }
    return text;
  }
  RONDO_ASSIGN_OR_RETURN(const Expander* const rules, lender.tables->SharedRules());
  for (uint32_t symbol = 256; rules != nullptr && symbol < rules->symbols(); ++symbol) {
    if (rules->length(symbol) > kMostWordBytes) continue;
    const size_t begin = text.size();
    text.resize(begin + rules->length(symbol));
    rules->Expand({&symbol, 1}, 0, std::span(text).subspan(begin));
    text.push_back('\n');
  }
  return text;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Lender>> LenderOf(
    std::shared_ptr<SegmentTables> tables) {
  auto lender = std::make_shared<Lender>();
  lender->tables = std::move(tables);
  RONDO_ASSIGN_OR_RETURN(const Expander* const rules, lender->tables->SharedRules());
  if (rules != nullptr && rules->symbols() > 256) {
    lender->rules = std::make_shared<grammar::SharedRules>(RulesOf(*rules));
  }
  RONDO_ASSIGN_OR_RETURN(const LentRecords* const records,
                         lender->tables->SharedRecords());
  // What zstd writes with a text, it may refuse to read with it.
  if (records != nullptr && records->IsFrameDictionary()) {
    RONDO_RETURN_IF_ERROR(records->FrameDictionary().status());
  }
  return lender;
}

absl::StatusOr<std::shared_ptr<const LentParts>> LentParts::Of(
    const ScoreDictionary& dictionary) {
  RONDO_ASSIGN_OR_RETURN(const std::shared_ptr<const LentParts>* const parts,
                         dictionary.lent_.Get([&] { return Load(dictionary); }));
  return *parts;
}

absl::StatusOr<std::shared_ptr<const LentParts>> LentParts::Load(
    const ScoreDictionary& dictionary) {
  std::shared_ptr<LentParts> parts(new LentParts());
  for (size_t i = 0; i < dictionary.parts(); ++i) {
    RONDO_ASSIGN_OR_RETURN(OpenedPart part, dictionary.Part(i));
    RONDO_ASSIGN_OR_RETURN(std::shared_ptr<const Lender> lender,
                           LenderOf(std::move(part.tables)));
    RONDO_ASSIGN_OR_RETURN(const base::ByteVector text, TextOf(*lender));
    parts->words_.emplace_back(text);
    parts->expanded_bytes_ = std::max(parts->expanded_bytes_, part.expanded_bytes);
    parts->parts_.push_back(
        {std::move(lender),
         {.digest = dictionary.digest(), .part = static_cast<uint8_t>(i)}});
  }
  return parts;
}

absl::StatusOr<LentDictionaries> LentDictionaries::Of(
    std::span<const std::shared_ptr<const Dictionary>> dictionaries) {
  LentDictionaries all;
  for (const std::shared_ptr<const Dictionary>& dictionary : dictionaries) {
    if (dictionary == nullptr) return absl::InvalidArgumentError("no dictionary");
    RONDO_ASSIGN_OR_RETURN(std::shared_ptr<const LentParts> parts,
                           LentParts::Of(dictionary->score_dictionary()));
    all.dictionaries_.push_back(std::move(parts));
  }
  return all;
}

std::vector<LentPart> LentDictionaries::Choose(base::Bytes segment) const {
  std::vector<std::pair<double, const LentPart*>> ranked;
  const bool one = dictionaries_.size() == 1 && dictionaries_.front()->size() == 1;
  for (const std::shared_ptr<const LentParts>& parts : dictionaries_) {
    for (size_t i = 0; i < parts->size(); ++i) {
      ranked.emplace_back(one ? 0 : parts->words(i).ShareOf(segment), &parts->part(i));
    }
  }
  std::ranges::stable_sort(ranked, std::greater<>(),
                           [](const auto& entry) { return entry.first; });
  std::vector<LentPart> chosen;
  for (size_t i = 0; i < ranked.size() && i < kMostTried; ++i) {
    // Where the likeliest shares nothing, it is as good as any.
    if (i > 0 && ranked[i].first == 0) break;
    chosen.push_back(*ranked[i].second);
  }
  return chosen;
}

bool LentDictionaries::SuitsMany(base::Bytes segment) const {
  return std::ranges::any_of(dictionaries_, [&](const auto& parts) {
    return segment.size() <= kSuitedTimes * parts->expanded_bytes();
  });
}

}  // namespace rondo::stream
