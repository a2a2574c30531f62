// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/decode/values.h"

#include <algorithm>
#include <utility>

#include "base/newlines.h"

namespace rondo::stream {
namespace {

// What a string makes of its column; false if it is none of its class. `value`: what its
// stream says, or its rank if that is known.
bool FollowRank(const SlotCode& slot, bool is_rank, ColumnState* column,
                uint64_t* value) {
  if (!is_rank && UsesRankDelta(slot.predictor)) {
    *value = column->last + base::UnZigZag(*value);
    if (*value >= slot.class_size) return false;
  }
  column->last = *value;
  return true;
}

// What a number makes of its column. `of_line`: the one that a difference within the line
// is taken to, or 0.
void FollowNumber(const SlotCode& slot, uint64_t of_line, ColumnState* column,
                  uint64_t* value) {
  if (slot.predictor == Predictor::kColumnDelta) {
    *value += column->last;
  } else if (slot.predictor == Predictor::kColumnStride) {
    *value += column->last + column->stride;
  } else {
    *value += of_line;
  }
  column->Set(*value);
}

}  // namespace

BlockValues::BlockValues(const RecordCode& code, const SingletonText& singletons)
    : code_(code),
      order_(code.order),
      singletons_(singletons),
      table_(code.table.view<kRecordBits>()),
      streams_(code.order),
      has_bytes_(code.slots.size(), 0),
      columns_(code.columns.size()),
      column_block_(code.columns.size(), 0) {}

uint64_t BlockValues::memory_bytes() const {
  return streams_.memory_bytes() + bundle_of_.capacity() * 4 + wanted_.capacity() +
         made_.capacity() + first_.capacity() + bytes_.capacity() +
         values_.capacity() * 8 + has_bytes_.size() * 8 + contexts_.capacity() +
         rank_tokens_.capacity() + raw_tokens_.capacity() +
         columns_.size() * (sizeof(ColumnState) + 8) + sizeof(cache_) +
         singleton_strings_.capacity() * sizeof(Piece);
}

// The first bundle has the sequence, too.
bool BlockValues::Start(uint32_t block, std::span<const uint32_t> lines,
                        std::span<Bundle> bundles) {
  ++block_;
  block_in_segment_ = block;
  lines_ = lines;
  bundles_ = bundles;
  has_singletons_ = false;
  streams_.Start(lines);
  const std::span<const uint32_t> steps = streams_.steps();
  bundle_of_.resize(steps.size());
  wanted_.assign(steps.size(), false);
  wants_all_ = false;
  lines_wanted_ = static_cast<uint32_t>(lines.size());
  made_.assign(steps.size(), false);
  first_.resize(streams_.values());
  bytes_.resize(streams_.values());
  values_.resize(streams_.values());
  size_t bundle = 0;
  uint32_t left = bundles[0].streams() - 1;
  for (size_t i = 0; i < steps.size(); ++i) {
    if (!order_.is_stream(steps[i])) continue;
    while (left == 0) {
      if (++bundle == bundles.size()) return false;
      left = bundles[bundle].streams();
    }
    --left;
    bundle_of_[i] = static_cast<uint32_t>(bundle);
  }
  return left == 0 && bundle + 1 == bundles.size();
}

bool BlockValues::SplitSingletons() {
  if (has_singletons_) return true;
  has_singletons_ = true;
  singleton_text_ = singletons_.Of(block_in_segment_);
  singleton_strings_.clear();
  size_t begin = 0;
  base::ForEachNewline(singleton_text_, [&](size_t at) {
    singleton_strings_.push_back(
        {static_cast<uint32_t>(begin), static_cast<uint32_t>(at - begin)});
    begin = at + 1;
  });
  uint64_t told = 0;
  for (const Bundle& bundle : bundles_) told += bundle.singletons();
  return begin == singleton_text_.size() && told == singleton_strings_.size();
}

// What is wanted wants what it waits for, and the streams before it in its bundle.
void BlockValues::WantSources() {
  const std::span<const uint32_t> steps = streams_.steps();
  uint32_t open_bundle = ~uint32_t{0};
  for (size_t i = steps.size(); i-- > 0;) {
    const uint32_t step = steps[i];
    if (order_.is_stream(step)) {
      if (wanted_[i]) open_bundle = bundle_of_[i];
      if (bundle_of_[i] == open_bundle) wanted_[i] = true;
    }
    if (!wanted_[i] || made_[i]) continue;
    streams_.ForEachSlot(step, [&](uint32_t s) {
      order_.ForEachWait(
          step, s, [this](uint32_t other) { wanted_[streams_.index(other)] = true; });
    });
  }
}

bool BlockValues::Make() {
  if (!wants_all_) WantSources();
  const std::span<const uint32_t> steps = streams_.steps();
  for (size_t i = 0; i < steps.size(); ++i) {
    if (!wanted_[i] || made_[i]) continue;
    made_[i] = true;
    const uint32_t step = steps[i];
    if (order_.is_stream(step) ? !MakeStream(step, bundles_[bundle_of_[i]])
                               : !MakeChain(step)) {
      return false;
    }
  }
  return true;
}

bool BlockValues::MakeStream(uint32_t step, Bundle& bundle) {
  const StreamCode& code = code_.streams[step];
  if (!bundle.Open() || !FirstTokens(step, code, bundle)) return false;
  if (code.predictor < Predictor::kDictionary) {
    MakeDifferences(step, bundle);
  } else if (!MakeRanked(step, code, bundle)) {
    return false;
  }
  return bundle.Close();
}

bool BlockValues::FirstTokens(uint32_t step, const StreamCode& code, Bundle& bundle) {
  const std::span<uint8_t> tokens =
      std::span(first_).subspan(streams_.stream_begin(step), streams_.stream_size(step));
  const uint8_t* const clusters = code_.context_clusters.data() + code.first;
  if (code.source == kNoSource) return bundle.Tokens(table_, *clusters, tokens);
  uint8_t own_factor = 0;
  bool has_contexts = false;
  for (const auto& [source, factor] :
       {std::pair{code.source, kFirstSourceFactor},
        std::pair{code.second_source, kSecondSourceFactor}}) {
    if (source == kNoSource) continue;
    if (source == kOwnLast) {
      own_factor = static_cast<uint8_t>(own_factor + factor);
      continue;
    }
    if (!has_contexts) contexts_.assign(tokens.size(), 0);
    has_contexts = true;
    AddContexts(step, source, factor);
  }
  return bundle.Tokens(table_, clusters, has_contexts ? contexts_.data() : nullptr,
                       own_factor, tokens);
}

void BlockValues::AddContexts(uint32_t step, uint8_t source, uint8_t factor) {
  uint8_t* at = contexts_.data();
  const auto add = [&at, factor](uint32_t i, uint8_t byte) {
    at[i] = static_cast<uint8_t>(at[i] + factor * byte);
  };
  streams_.ForEachSlot(step, [&](uint32_t s) {
    const uint32_t id = streams_.template_of(s);
    const uint32_t lines = streams_.lines_of(id);
    if (source == kLineByte) {
      const uint8_t byte = code_.sequence.line_byte(id);
      for (uint32_t i = 0; i < lines; ++i) add(i, byte);
    } else if (source == kLastLineByte) {
      const std::span<const uint32_t> list = streams_.LinesOf(id);
      for (uint32_t i = 0; i < lines; ++i) {
        if (list[i] > 0) add(i, code_.sequence.line_byte(lines_[list[i] - 1]));
      }
    } else {
      const uint32_t from = SourceSlot(source, s, order_.slot_begin(id));
      if (from != kNoSlot) {
        const uint8_t* const bytes = BytesOf(from);
        for (uint32_t i = 0; i < lines; ++i) add(i, bytes[i]);
      }
    }
    at += lines;
  });
}

// By which others know the values of a slot: see state.h. REQUIRES: what others wait for
// is made.
const uint8_t* BlockValues::BytesOf(uint32_t s) {
  const SlotCode& slot = code_.slots[s];
  const uint32_t begin = streams_.begin(s);
  if (slot.predictor < Predictor::kDictionary) return first_.data() + begin;
  uint8_t* const bytes = bytes_.data() + begin;
  if (has_bytes_[s] == block_) return bytes;
  has_bytes_[s] = block_;
  const uint32_t lines = streams_.lines_of_slot(s);
  const uint64_t* const values = values_.data() + begin;
  if (slot.is_string) {
    for (uint32_t i = 0; i < lines; ++i) {
      bytes[i] = IsSingleton(values[i]) ? kMissToken
                                        : RankByte(static_cast<uint32_t>(values[i]));
    }
  } else {
    for (uint32_t i = 0; i < lines; ++i) bytes[i] = ValueByte(values[i]);
  }
  return bytes;
}

void BlockValues::MakeDifferences(uint32_t step, Bundle& bundle) {
  const uint32_t begin = streams_.stream_begin(step);
  const uint32_t size = streams_.stream_size(step);
  bundle.Numbers(std::span(first_).subspan(begin, size),
                 std::span(values_).subspan(begin, size));
  const bool plain = code_.streams[step].predictor == Predictor::kRaw;
  streams_.ForEachSlot(step, [&](uint32_t s) {
    if (plain && !code_.slots[s].format.is_signed) return;
    for (uint64_t& value :
         std::span(values_).subspan(streams_.begin(s), streams_.lines_of_slot(s))) {
      value = base::UnZigZag(value);
    }
  });
}

// Calls visit(slot, index) for the values of a stream that no cache tells.
template <typename Visit>
void BlockValues::ForEachMiss(uint32_t step, bool cached, const Visit& visit) const {
  streams_.ForEachSlot(step, [&](uint32_t s) {
    const SlotCode& slot = code_.slots[s];
    const uint32_t end = streams_.begin(s) + streams_.lines_of_slot(s);
    for (uint32_t i = streams_.begin(s); i < end; ++i) {
      if (!cached || first_[i] == kMissToken) visit(slot, i);
    }
  });
}

// Misses of the cache go on with a token of the dictionary, misses of that are raw
// numbers, or singletons. Tokens of each kind come before the bits behind them.
bool BlockValues::MakeRanked(uint32_t step, const StreamCode& code, Bundle& bundle) {
  const std::span<const uint8_t> first = std::span<const uint8_t>(first_).subspan(
      streams_.stream_begin(step), streams_.stream_size(step));
  const bool cached = UsesCache(code.predictor);
  const bool ranked = code.predictor != Predictor::kCache;
  // The tokens that stand for ranks: of all values, or of those that missed the cache.
  std::span<const uint8_t> ranks = first;
  if (cached && ranked) {
    rank_tokens_.resize(static_cast<size_t>(std::ranges::count(first, kMissToken)));
    if (!bundle.Tokens(table_, code.dictionary, rank_tokens_)) return false;
    ranks = rank_tokens_;
  }
  if (ranked) {
    const uint8_t* token = ranks.data();
    const bool delta = UsesRankDelta(code.predictor);
    bool good = true;
    ForEachMiss(step, cached, [&](const SlotCode& slot, uint32_t i) {
      const uint8_t rank = *token++;
      if (rank == kMissToken) return;
      uint64_t value = bundle.Number(rank);
      if (delta) {
        good &= value < kSingleton;
      } else if (value >= slot.class_size) {
        good = false;
      } else if (!slot.is_string) {
        value = code_.numbers[slot.first_value + value];
      }
      values_[i] = value;
    });
    if (!good) return false;
  }
  const auto misses = static_cast<size_t>(std::ranges::count(ranks, kMissToken));
  if (misses == 0) return true;
  uint32_t singleton = 0;
  if (code.is_string) {
    if (!SplitSingletons() || !bundle.TakeSingletons(misses, &singleton)) return false;
  } else {
    raw_tokens_.resize(misses);
    if (!bundle.Tokens(table_, code.raw, raw_tokens_)) return false;
  }
  const uint8_t* token = ranks.data();
  const uint8_t* raw_token = raw_tokens_.data();
  ForEachMiss(step, cached, [&](const SlotCode& slot, uint32_t i) {
    if (ranked && *token++ != kMissToken) return;
    if (slot.is_string) {
      values_[i] = kSingleton | singleton++;
    } else {
      const uint64_t value = bundle.Number(*raw_token++);
      values_[i] = slot.format.is_signed ? base::UnZigZag(value) : value;
    }
  });
  return true;
}

bool BlockValues::MakeChain(uint32_t step) {
  const uint32_t lines =
      order_.feeds_stream(step) ? static_cast<uint32_t>(lines_.size()) : lines_wanted_;
  if (order_.kind(order_.ChainOfStep(step)) != ChainKind::kCache)
    return MakeColumn(step, lines);
  cache_.Clear();
  bool good = true;
  streams_.ForEachInLines(
      step, lines, [&](uint32_t s, uint32_t index) { good &= MakeCached(s, index); });
  return good;
}

// What is used for each value is local, since the compiler cannot know that values do not
// overwrite the object's own.
bool BlockValues::MakeColumn(uint32_t step, uint32_t lines) {
  const SlotCode* const slots = code_.slots.data();
  uint64_t* const values = values_.data();
  const uint32_t first_slot = streams_.first_slot(step);
  const SlotCode& first = slots[first_slot];
  ColumnState column = code_.columns[first.column].Start(block_in_segment_);
  if (first.is_string) {
    bool good = true;
    streams_.ForEachInLines(step, lines, [&](uint32_t s, uint32_t index) {
      if (!IsSingleton(values[index]))
        good &= FollowRank(slots[s], false, &column, &values[index]);
    });
    return good;
  }
  if (streams_.has_one_slot(step) && first.predictor == Predictor::kColumnDelta) {
    uint64_t last = column.last;
    for (uint64_t& value : std::span(values_).subspan(
             streams_.begin(first_slot),
             streams_.LinesAmong(lines, streams_.template_of(first_slot)))) {
      value = last += value;
    }
    return true;
  }
  streams_.ForEachInLines(step, lines, [&](uint32_t s, uint32_t index) {
    uint64_t value = values[index];
    FollowNumber(slots[s], OfLine(slots[s], s, index), &column, &value);
    values[index] = value;
  });
  return true;
}

// The next value of a chain with a cache.
inline bool BlockValues::MakeCached(uint32_t s, uint32_t index) {
  const SlotCode& slot = code_.slots[s];
  uint64_t value = values_[index];
  const bool cached = UsesCache(slot.predictor);
  const bool hit = cached && first_[index] != kMissToken;
  if (hit) {
    if (first_[index] >= cache_.size()) return false;
    value = cache_.Touch(first_[index]).value;
  }
  if (!slot.is_string) {
    FollowNumber(slot, OfLine(slot, s, index), &Column(slot.column), &value);
  } else if (slot.follows_rank && !IsSingleton(value)) {
    if (!FollowRank(slot, hit, &Column(slot.column), &value)) return false;
  }
  values_[index] = value;
  if (slot.is_remembered && !hit) {
    cached ? cache_.Insert({value, 0}) : cache_.Remember({value, 0});
  }
  return true;
}

ColumnState& BlockValues::Column(uint32_t id) {
  if (column_block_[id] != block_) {
    column_block_[id] = block_;
    columns_[id] = code_.columns[id].Start(block_in_segment_);
  }
  return columns_[id];
}

}  // namespace rondo::stream
