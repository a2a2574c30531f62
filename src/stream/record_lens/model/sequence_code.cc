// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/model/sequence_code.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace rondo::stream {
namespace {

// Lines of a rule that are kept, and of all rules for each symbol of their bodies.
constexpr uint32_t kMostKeptLines = 64;
constexpr size_t kMostKeptPerSymbol = 8;

}  // namespace

absl::StatusOr<SequenceCode> SequenceCode::Load(RecordSequence from) {
  std::optional<std::vector<uint32_t>> rules = from.RulesBottomUp();
  if (!rules) return absl::DataLossError("record lens: a rule leads back to itself");
  SequenceCode code;
  code.numbers_ = from.Numbers();
  code.sequence_ = std::move(from);
  code.rules_ = *std::move(rules);
  code.FindLastBytes();
  code.KeepLines();
  return code;
}

uint64_t SequenceCode::memory_bytes() const {
  return sequence_.bodies.symbols().size() * sizeof(uint32_t) +
         sequence_.bodies.size() * sizeof(uint64_t) + sequence_.line_bytes.size() +
         (numbers_.size() * 3 + rules_.size() + lines_.size()) * sizeof(uint32_t) +
         last_bytes_.size();
}

void SequenceCode::FindLastBytes() {
  for (uint32_t rank = 0; rank < symbols(); ++rank) {
    last_bytes_.push_back(is_rule(rank) ? 0 : line_byte(Template(rank)));
  }
  for (const uint32_t rank : rules_) last_bytes_[rank] = last_bytes_[Body(rank).back()];
}

void SequenceCode::KeepLines() {
  line_begins_.resize(symbols());
  line_counts_.resize(symbols());
  for (uint32_t rank = 0; rank < symbols(); ++rank) {
    if (is_rule(rank)) continue;
    line_begins_[rank] = static_cast<uint32_t>(lines_.size());
    line_counts_[rank] = 1;
    lines_.push_back(Template(rank));
  }
  const size_t most =
      lines_.size() + kMostKeptPerSymbol * sequence_.bodies.symbols().size();
  lines_.reserve(most);
  for (const uint32_t rank : rules_) {
    const auto begin = static_cast<uint32_t>(lines_.size());
    for (const uint32_t part : Body(rank)) {
      const uint32_t count = line_counts_[part];
      const size_t end = lines_.size() + count;
      if (count == 0 || end - begin > kMostKeptLines || end > most) {
        lines_.resize(begin);
        break;
      }
      lines_.resize(end);
      std::copy_n(lines_.begin() + line_begins_[part], count, lines_.end() - count);
    }
    line_begins_[rank] = begin;
    line_counts_[rank] = static_cast<uint32_t>(lines_.size()) - begin;
  }
}

}  // namespace rondo::stream
