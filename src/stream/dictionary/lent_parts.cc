// Tested by tests/stream/dictionary/train_test.cc.
#include "stream/dictionary/lent_parts.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "grammar/induction/borrow.h"
#include "stream/grammar_lens/expander.h"
#include "stream/record_lens/model/lent.h"

namespace rondo::stream {
namespace {

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
  parts->digest_ = dictionary.digest();
  for (size_t i = 0; i < dictionary.parts(); ++i) {
    RONDO_ASSIGN_OR_RETURN(OpenedPart part, dictionary.Part(i));
    RONDO_ASSIGN_OR_RETURN(std::shared_ptr<const Lender> lender,
                           LenderOf(std::move(part.tables)));
    if (dictionary.parts() > 1) {
      RONDO_ASSIGN_OR_RETURN(const base::ByteVector text, TextOf(*lender));
      parts->words_.emplace_back(text);
    }
    parts->expanded_bytes_ = std::max(parts->expanded_bytes_, part.expanded_bytes);
    parts->lenders_.push_back(std::move(lender));
  }
  return parts;
}

Lending LentParts::Choose(base::Bytes segment) const {
  size_t best = 0;
  double best_share = -1;
  for (size_t i = 0; i < words_.size(); ++i) {
    const double share = words_[i].ShareOf(segment);
    if (share <= best_share) continue;
    best_share = share;
    best = i;
  }
  Lending lending;
  lending.dictionary = lenders_[best];
  lending.part = {.digest = digest_, .part = static_cast<uint8_t>(best)};
  return lending;
}

bool LentParts::SuitsMany(base::Bytes segment) const {
  return segment.size() <= kSuitedTimes * expanded_bytes_;
}

}  // namespace rondo::stream
