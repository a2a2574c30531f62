// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/decode/block.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "grammar/templates/slot_text.h"
#include "time/decimal.h"

namespace rondo::stream {
namespace {

constexpr auto kTokenRanges = [] {
  std::array<TokenRange, 256> ranges{};
  for (uint32_t token = 0; token < kNumberTokens; ++token)
    ranges[token] = RangeOfToken(token);
  return ranges;
}();

constexpr size_t kPadding =
    std::max(entropy::LaneCursor::kPaddingBytes, entropy::BitCursor::kPaddingBytes);

using TableView = entropy::DecodeTable::View<kRecordBits>;

// The tokens of a stream under contexts[i] (if kContexts) plus own_factor times the token
// before in the same stretch (if kOwnLast). False if the stream ran out.
template <bool kOwnLast, bool kContexts>
bool ReadTokens(entropy::LaneCursor& cursor, const TableView& table,
                const uint8_t* clusters, const uint8_t* contexts, uint8_t own_factor,
                std::span<uint8_t> tokens) {
  entropy::LaneCursor at = cursor;  // in registers
  const entropy::Stretches stretches(tokens.size());
  uint8_t last[entropy::kLanes] = {};
  const auto read = [&](int lane, size_t i) {
    uint8_t context = 0;
    if constexpr (kContexts) context = contexts[i];
    if constexpr (kOwnLast)
      context = static_cast<uint8_t>(context + own_factor * last[lane]);
    const auto token = static_cast<uint8_t>(table.Get(at, lane, clusters[context]));
    if constexpr (kOwnLast) last[lane] = token;
    tokens[i] = token;
  };
  constexpr size_t kRows = entropy::LaneCursor::kMaxOpsBetweenChecks / entropy::kLanes;
  if (stretches.lanes == 1) {
    for (size_t i = 0; i < tokens.size(); ++i) {
      read(0, i);
      if (i % kRows == 0 && at.overrun()) return false;
    }
  } else {
    const size_t size = stretches.size;
    const size_t whole = tokens.size() - 3 * size;  // rows of all lanes
    for (size_t begin = 0; begin < whole; begin += kRows) {
      const size_t end = std::min(whole, begin + kRows);
      for (size_t i = begin; i < end; ++i) {
        read(0, i);
        read(1, size + i);
        read(2, 2 * size + i);
        read(3, 3 * size + i);
      }
      if (at.overrun()) return false;
    }
    for (size_t i = whole; i < size; ++i) {
      read(0, i);
      read(1, size + i);
      read(2, 2 * size + i);
    }
  }
  cursor = at;
  return !at.overrun();
}

}  // namespace

absl::Status BlockError(const BlockJob& job) {
  return absl::DataLossError(
      absl::StrCat("record lens: block ", job.block, " of the segment does not decode"));
}

RecordBlock::RecordBlock(const RecordShapes& shapes, const RecordCode& code,
                         const SingletonText& singletons)
    : shapes_(shapes),
      code_(code),
      singletons_(singletons),
      table_(code.table.view<kRecordBits>()),
      streams_(code.order),
      has_bytes_(code.slots.size(), 0),
      columns_(code.columns.size()),
      column_block_(code.columns.size(), 0) {}

uint64_t RecordBlock::memory_bytes() const {
  return payload_.capacity() + bundles_.capacity() * sizeof(Bundle) +
         (symbols_.capacity() + lines_.capacity() + bundle_of_.capacity()) * 4 +
         open_.capacity() * sizeof(grammar::SymbolSpan) + streams_.memory_bytes() +
         wanted_.capacity() + made_.capacity() + first_.capacity() + bytes_.capacity() +
         values_.capacity() * 8 + has_bytes_.size() * 8 + contexts_.capacity() +
         more_tokens_.capacity() + raw_tokens_.capacity() +
         columns_.size() * (sizeof(ColumnState) + 8) + sizeof(cache_) + sizeof(times_) +
         singleton_strings_.capacity() * sizeof(Piece) + line_text_.capacity() +
         line_ends_.capacity() * 4 + line_bytes_.capacity() * 8;
}

bool RecordBlock::ReadBundles(const BlockJob& job) {
  job_ = job;
  ++block_;
  good_ = true;
  has_singletons_ = false;
  payload_.resize(job.payload.size() + kPadding);
  std::ranges::copy(job.payload, payload_.begin());
  const base::Bytes payload = base::Bytes(payload_).first(job.payload.size());
  base::ByteReader reader(payload);
  const uint64_t count = reader.Varint();
  if (count == 0 || count > payload.size()) return false;
  bundles_.clear();
  uint64_t singletons = 0;
  for (uint64_t i = 0; i < count && reader.ok(); ++i) {
    const uint64_t streams = reader.Varint();
    const uint64_t token_bytes = reader.Varint();
    const uint64_t raw_bytes = reader.Varint();
    const uint64_t own_singletons = shapes_.has_singletons() ? reader.Varint() : 0;
    if (streams == 0 || streams > job.expanded_bytes + uint64_t{1} ||
        token_bytes > payload.size() || raw_bytes > payload.size() ||
        own_singletons > job.expanded_bytes) {
      return false;
    }
    bundles_.push_back({.streams = static_cast<uint32_t>(streams),
                        .singletons = static_cast<uint32_t>(own_singletons),
                        .singletons_taken = 0,
                        .next_singleton = static_cast<uint32_t>(singletons),
                        .left = static_cast<uint32_t>(streams),
                        .tokens = payload.first(token_bytes),  // placed below
                        .raw = payload.first(raw_bytes),
                        .is_open = false,
                        .token_cursor = {},
                        .raw_cursor = {}});
    singletons += own_singletons;
    if (singletons > job.expanded_bytes) return false;
  }
  for (Bundle& bundle : bundles_) {
    bundle.tokens = reader.Take(bundle.tokens.size());
    bundle.raw = reader.Take(bundle.raw.size());
  }
  return reader.ok() && reader.position() == payload.size();
}

bool RecordBlock::Open(Bundle& bundle) {
  if (bundle.is_open) return true;
  bundle.is_open = true;
  bundle.token_cursor = entropy::LaneCursor(bundle.tokens);
  bundle.raw_cursor = entropy::BitCursor(bundle.raw);
  return !bundle.token_cursor.overrun();
}

// After one more of its streams.
bool RecordBlock::Close(Bundle& bundle) {
  if (--bundle.left > 0) return true;
  return bundle.token_cursor.AtEnd() && bundle.raw_cursor.AtEnd() &&
         bundle.singletons_taken == bundle.singletons;
}

// Each symbol stands for a line or more, which takes a byte or more of the block.
bool RecordBlock::ReadSymbols(const BlockJob& job) {
  symbols_.clear();
  if (!ReadBundles(job) || job.block >= code_.sequence_sizes.size()) return false;
  const uint32_t size = code_.sequence_sizes[job.block];
  if (size == 0 || size > job.expanded_bytes) return false;
  Bundle& bundle = bundles_.front();
  if (!Open(bundle)) return false;
  const StreamCode& code = code_.streams.back();
  const uint8_t* const clusters = code_.context_clusters.data() + code.first;
  symbols_.resize(size);
  more_tokens_.resize(size);
  const uint64_t ranks = code_.sequence.symbols();
  if (code.source == kOwnLast) {
    if (!Tokens(bundle, clusters, nullptr, 1, more_tokens_)) return false;
    for (uint32_t i = 0; i < size; ++i) {
      const uint32_t token = more_tokens_[i];
      const TokenRange range = kTokenRanges[token];
      const uint64_t rank = range.base + bundle.raw_cursor.Take(range.raw_bits);
      if (token >= kNumberTokens || rank >= ranks) return false;
      symbols_[i] = static_cast<uint32_t>(rank);
    }
  } else {
    // The context is a line that a symbol ends in, for which its raw bits are needed.
    const uint8_t* const last_bytes = code_.sequence.last_bytes();
    entropy::LaneCursor at = bundle.token_cursor;
    uint8_t context = 0;
    for (uint32_t& symbol : symbols_) {
      const uint32_t token = table_.Get(at, 0, clusters[context]);
      const TokenRange range = kTokenRanges[token];
      const uint64_t rank = range.base + bundle.raw_cursor.Take(range.raw_bits);
      if (token >= kNumberTokens || rank >= ranks || at.overrun()) return false;
      symbol = static_cast<uint32_t>(rank);
      context = last_bytes[rank];
    }
    bundle.token_cursor = at;
  }
  return Close(bundle);
}

bool RecordBlock::ExpandSymbols() {
  lines_.clear();
  slots_ = 0;
  if (!std::ranges::all_of(symbols_, [&](uint32_t rank) { return AppendLines(rank); })) {
    return false;
  }
  streams_.Start(lines_);
  return AssignStreams();
}

// The lines that a rank stands for. False if they, or their slots, are more than the
// block can have: each takes a byte or more of it.
bool RecordBlock::AppendLines(uint32_t rank) {
  open_.clear();
  while (true) {
    // Rules have no cycles, and every body has two symbols or more.
    while (code_.sequence.Lines(rank).empty()) {
      open_.push_back(code_.sequence.Body(rank));
      rank = TakeFromBody();
    }
    for (const uint32_t id : code_.sequence.Lines(rank)) {
      slots_ += shapes_.templates[id].slot_end - shapes_.templates[id].slot_begin;
      lines_.push_back(id);
    }
    if (lines_.size() > job_.expanded_bytes || slots_ > job_.expanded_bytes) return false;
    if (open_.empty()) return true;
    rank = TakeFromBody();
  }
}

uint32_t RecordBlock::TakeFromBody() {
  grammar::SymbolSpan& body = open_.back();
  const uint32_t rank = body.front();
  body = body.subspan(1);
  if (body.empty()) open_.pop_back();
  return rank;
}

// The streams of the block to its bundles, in order; the first has the sequence, too.
bool RecordBlock::AssignStreams() {
  const std::span<const uint32_t> steps = streams_.steps();
  bundle_of_.resize(steps.size());
  wanted_.assign(steps.size(), false);
  wants_all_ = false;
  made_.assign(steps.size(), false);
  size_t bundle = 0;
  uint32_t left = bundles_[0].streams - 1;
  for (size_t i = 0; i < steps.size(); ++i) {
    if (!code_.order.is_stream(steps[i])) continue;
    while (left == 0) {
      if (++bundle == bundles_.size()) return false;
      left = bundles_[bundle].streams;
    }
    --left;
    bundle_of_[i] = static_cast<uint32_t>(bundle);
  }
  first_.resize(streams_.values());
  values_.resize(streams_.values());
  bytes_.resize(streams_.values());
  return left == 0 && bundle + 1 == bundles_.size();
}

// Splits the strings of the block's text; they must be as many as its bundles say.
bool RecordBlock::ReadSingletons() {
  if (has_singletons_) return true;
  has_singletons_ = true;
  singleton_text_ = singletons_.Of(job_.block);
  singleton_strings_.clear();
  size_t at = 0;
  while (at < singleton_text_.size()) {
    const void* const newline =
        std::memchr(singleton_text_.data() + at, '\n', singleton_text_.size() - at);
    if (newline == nullptr) return false;
    const size_t stop = static_cast<const uint8_t*>(newline) - singleton_text_.data();
    singleton_strings_.push_back(
        {static_cast<uint32_t>(at), static_cast<uint32_t>(stop - at)});
    at = stop + 1;
  }
  uint64_t told = 0;
  for (const Bundle& bundle : bundles_) told += bundle.singletons;
  return told == singleton_strings_.size();
}

// What is wanted wants what it waits for, and the streams before it in its bundle.
void RecordBlock::WantSources() {
  const std::span<const uint32_t> steps = streams_.steps();
  uint32_t open_bundle = ~uint32_t{0};
  for (size_t i = steps.size(); i-- > 0;) {
    const uint32_t step = steps[i];
    if (code_.order.is_stream(step)) {
      if (wanted_[i]) open_bundle = bundle_of_[i];
      if (bundle_of_[i] == open_bundle) wanted_[i] = true;
    }
    if (wanted_[i] && !made_[i]) WantWhatItWaitsFor(step);
  }
}

// As StreamOrder::WaitsFor, of the slots that the block has.
void RecordBlock::WantWhatItWaitsFor(uint32_t step) {
  const StreamOrder& order = code_.order;
  const auto want = [this](uint32_t other) { wanted_[streams_.index(other)] = true; };
  if (!order.is_stream(step)) {
    streams_.ForEachSlot(step, [&](uint32_t s) {
      want(order.model_of(s));
      const uint32_t from = order.line_slot(s);
      if (from != kNoSlot) want(order.LastStepOf(from));
    });
    return;
  }
  const StreamCode& code = code_.streams[step];
  for (const uint8_t source : {code.source, code.second_source}) {
    if (SourceSlot(source, kMaxSlotsBack, 0) == kNoSlot) continue;  // means no slot
    streams_.ForEachSlot(step, [&](uint32_t s) {
      const uint32_t from =
          SourceSlot(source, s, order.slot_begin(streams_.template_of(s)));
      if (from == kNoSlot) return;
      want(code_.slots[from].predictor < Predictor::kDictionary ? order.model_of(from)
                                                                : order.LastStepOf(from));
    });
  }
}

bool RecordBlock::Make() {
  if (!wants_all_) WantSources();
  const std::span<const uint32_t> steps = streams_.steps();
  for (size_t i = 0; i < steps.size(); ++i) {
    if (!wanted_[i] || made_[i]) continue;
    made_[i] = true;
    if (code_.order.is_stream(steps[i])) {
      if (!MakeStream(steps[i], bundles_[bundle_of_[i]])) return false;
    } else {
      MakeChain(steps[i]);
    }
    if (!good_) return false;
  }
  return true;
}

bool RecordBlock::MakeStream(uint32_t step, Bundle& bundle) {
  const StreamCode& code = code_.streams[step];
  return Open(bundle) && FirstTokens(step, code, bundle) &&
         (code.predictor < Predictor::kDictionary ? MakeDifferences(step, bundle)
                                                  : MakeRanked(step, code, bundle)) &&
         !bundle.raw_cursor.overrun() && Close(bundle);
}

bool RecordBlock::Tokens(Bundle& bundle, const uint8_t* clusters, const uint8_t* contexts,
                         uint8_t own_factor, std::span<uint8_t> tokens) const {
  entropy::LaneCursor& cursor = bundle.token_cursor;
  if (own_factor == 0) {
    return ReadTokens<false, true>(cursor, table_, clusters, contexts, 0, tokens);
  }
  return contexts == nullptr ? ReadTokens<true, false>(cursor, table_, clusters, nullptr,
                                                       own_factor, tokens)
                             : ReadTokens<true, true>(cursor, table_, clusters, contexts,
                                                      own_factor, tokens);
}

// Without contexts.
bool RecordBlock::TokensOf(Bundle& bundle, uint8_t cluster,
                           std::span<uint8_t> tokens) const {
  uint8_t certain;
  if (table_.IsCertain(cluster, &certain)) {
    std::ranges::fill(tokens, certain);
    return true;
  }
  return ReadTokens<false, false>(bundle.token_cursor, table_, &cluster, nullptr, 0,
                                  tokens);
}

bool RecordBlock::FirstTokens(uint32_t step, const StreamCode& code, Bundle& bundle) {
  const std::span<uint8_t> tokens =
      std::span(first_).subspan(streams_.stream_begin(step), streams_.stream_size(step));
  const uint8_t* const clusters = code_.context_clusters.data() + code.first;
  if (code.source == kNoSource) return TokensOf(bundle, *clusters, tokens);
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
  return Tokens(bundle, clusters, has_contexts ? contexts_.data() : nullptr, own_factor,
                tokens);
}

void RecordBlock::AddContexts(uint32_t step, uint8_t source, uint8_t factor) {
  uint8_t* at = contexts_.data();
  streams_.ForEachSlot(step, [&](uint32_t s) {
    const uint32_t id = streams_.template_of(s);
    const uint32_t lines = streams_.lines_of(id);
    if (source == kLineByte) {
      const auto byte = static_cast<uint8_t>(factor * code_.sequence.line_byte(id));
      for (uint32_t i = 0; i < lines; ++i) at[i] = static_cast<uint8_t>(at[i] + byte);
    } else if (source == kLastLineByte) {
      const std::span<const uint32_t> list = streams_.LinesOf(id);
      for (uint32_t i = 0; i < lines; ++i) {
        if (list[i] == 0) continue;
        const uint8_t byte = code_.sequence.line_byte(lines_[list[i] - 1]);
        at[i] = static_cast<uint8_t>(at[i] + factor * byte);
      }
    } else {
      const uint32_t from = SourceSlot(source, s, code_.order.slot_begin(id));
      if (from != kNoSlot) {
        const uint8_t* const bytes = BytesOf(from);
        for (uint32_t i = 0; i < lines; ++i)
          at[i] = static_cast<uint8_t>(at[i] + factor * bytes[i]);
      }
    }
    at += lines;
  });
}

// By which others know the values of a slot: see state.h. REQUIRES: what others wait for
// is made.
const uint8_t* RecordBlock::BytesOf(uint32_t s) {
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

bool RecordBlock::MakeDifferences(uint32_t step, Bundle& bundle) {
  const uint32_t begin = streams_.stream_begin(step);
  const uint32_t end = begin + streams_.stream_size(step);
  const bool plain = code_.streams[step].predictor == Predictor::kRaw;
  entropy::BitCursor raw = bundle.raw_cursor;
  bool good = true;
  for (uint32_t i = begin; i < end; ++i) {
    const uint8_t token = first_[i];
    const TokenRange range = kTokenRanges[token];
    good &= token < kNumberTokens;
    values_[i] = range.base;
    if (range.raw_bits > 0) values_[i] += raw.Take(range.raw_bits);
  }
  bundle.raw_cursor = raw;
  streams_.ForEachSlot(step, [&](uint32_t s) {
    if (plain && !code_.slots[s].format.is_signed) return;
    const uint32_t from = streams_.begin(s);
    const uint32_t to = from + streams_.lines_of_slot(s);
    for (uint32_t i = from; i < to; ++i) values_[i] = base::UnZigZag(values_[i]);
  });
  return good;
}

// Misses of the cache go on with a token of the dictionary, misses of that are raw
// numbers, or singletons. Tokens of each kind come before the bits behind them.
bool RecordBlock::MakeRanked(uint32_t step, const StreamCode& code, Bundle& bundle) {
  const uint32_t begin = streams_.stream_begin(step);
  const uint32_t size = streams_.stream_size(step);
  const uint8_t* const first = first_.data() + begin;
  const bool cached = UsesCache(code.predictor);
  const bool ranked = code.predictor != Predictor::kCache;
  const size_t first_misses =
      static_cast<size_t>(std::count(first, first + size, kMissToken));
  // The tokens that stand for ranks: of all values, or of those that missed the cache.
  std::span<const uint8_t> ranks(first, size);
  size_t misses = first_misses;
  if (cached && ranked) {
    more_tokens_.resize(first_misses);
    if (!TokensOf(bundle, code.dictionary, more_tokens_)) return false;
    ranks = more_tokens_;
    misses = static_cast<size_t>(std::ranges::count(more_tokens_, kMissToken));
  }
  bool good = true;
  const auto number = [&](uint8_t token) {
    const TokenRange range = kTokenRanges[token];
    good &= token < kNumberTokens;
    return range.raw_bits == 0 ? range.base
                               : range.base + bundle.raw_cursor.Take(range.raw_bits);
  };
  if (ranked) {
    const uint8_t* token = ranks.data();
    const bool delta = UsesRankDelta(code.predictor);
    streams_.ForEachSlot(step, [&](uint32_t s) {
      const SlotCode& slot = code_.slots[s];
      const uint32_t from = streams_.begin(s);
      const uint32_t to = from + streams_.lines_of_slot(s);
      for (uint32_t i = from; i < to; ++i) {
        if (cached && first_[i] != kMissToken) continue;
        const uint8_t rank_token = *token++;
        if (rank_token == kMissToken) continue;
        uint64_t value = number(rank_token);
        if (delta) {
          good &= value < kSingleton;
        } else if (value >= slot.class_size) {
          good = false;
          value = 0;
        } else if (!slot.is_string) {
          value = code_.numbers[slot.first_value + value];
        }
        values_[i] = value;
      }
    });
  }
  if (!good) return false;
  if (misses == 0) return true;
  if (code.is_string) {
    if (!ReadSingletons()) return false;
    bundle.singletons_taken += static_cast<uint32_t>(misses);
    if (bundle.singletons_taken > bundle.singletons) return false;
  } else {
    raw_tokens_.resize(misses);
    if (!TokensOf(bundle, code.raw, raw_tokens_)) return false;
  }
  const uint8_t* token = ranks.data();
  const uint8_t* raw_token = raw_tokens_.data();
  streams_.ForEachSlot(step, [&](uint32_t s) {
    const SlotCode& slot = code_.slots[s];
    const uint32_t from = streams_.begin(s);
    const uint32_t to = from + streams_.lines_of_slot(s);
    for (uint32_t i = from; i < to; ++i) {
      if (cached && first_[i] != kMissToken) continue;
      if (ranked && *token++ != kMissToken) continue;
      if (slot.is_string) {
        values_[i] = kSingleton | bundle.next_singleton++;
      } else {
        const uint64_t value = number(*raw_token++);
        values_[i] = slot.format.is_signed ? base::UnZigZag(value) : value;
      }
    }
  });
  return good;
}

ColumnState& RecordBlock::Column(uint32_t id) {
  if (column_block_[id] != block_) {
    column_block_[id] = block_;
    columns_[id] = code_.columns[id].Start(job_.block);
  }
  return columns_[id];
}

// The next value of a chain with a cache.
inline void RecordBlock::MakeCached(uint32_t s, uint32_t index) {
  const SlotCode& slot = code_.slots[s];
  uint64_t value = values_[index];
  const bool hit = UsesCache(slot.predictor) && first_[index] != kMissToken;
  if (hit) {
    if (first_[index] >= cache_.size()) {
      good_ = false;
      values_[index] = 0;
      return;
    }
    value = cache_.Touch(first_[index]).value;
  }
  if (slot.is_string) {
    if (!hit && UsesRankDelta(slot.predictor) && !IsSingleton(value)) {
      value = Column(slot.column).last + base::UnZigZag(value);
      if (value >= slot.class_size) {
        good_ = false;
        value = 0;
      }
    }
    if (slot.follows_rank && !IsSingleton(value)) Column(slot.column).last = value;
  } else {
    ColumnState& column = Column(slot.column);
    if (slot.predictor == Predictor::kColumnDelta) {
      value += column.last;
    } else if (slot.predictor == Predictor::kColumnStride) {
      value += column.last + column.stride;
    } else if (slot.line_slot != kNoSlot) {
      value += values_[streams_.begin(slot.line_slot) + (index - streams_.begin(s))];
    }
    column.Set(value);
  }
  values_[index] = value;
  if (slot.is_remembered && !hit) {
    UsesCache(slot.predictor) ? cache_.Insert({value, 0}) : cache_.Remember({value, 0});
  }
}

void RecordBlock::MakeChain(uint32_t step) {
  switch (code_.order.kind(code_.order.ChainOfStep(step))) {
    case ChainKind::kPlain:
      break;
    case ChainKind::kColumns:
      return MakeColumn(step);
    case ChainKind::kCache:
      cache_.Clear();
      return streams_.ForEachInLines(
          step, [this](uint32_t s, uint32_t index) { MakeCached(s, index); });
  }
}

// What is used for each value is local, since the compiler cannot know that values do not
// overwrite the object's own.
void RecordBlock::MakeColumn(uint32_t step) {
  const SlotCode* const slots = code_.slots.data();
  uint64_t* const values = values_.data();
  const SlotCode& first = slots[streams_.first_slot(step)];
  ColumnState column = code_.columns[first.column].Start(job_.block);
  if (first.is_string) {
    bool good = true;
    streams_.ForEachInLines(step, [&](uint32_t s, uint32_t index) {
      uint64_t value = values[index];
      if (IsSingleton(value)) return;
      if (UsesRankDelta(slots[s].predictor)) {
        value = column.last + base::UnZigZag(value);
        if (value >= slots[s].class_size) {
          good = false;
          value = 0;
        }
        values[index] = value;
      }
      column.last = value;
    });
    good_ &= good;
    return;
  }
  if (streams_.has_one_slot(step) && first.predictor == Predictor::kColumnDelta) {
    uint64_t last = column.last;
    for (uint64_t& value :
         std::span(values_).subspan(streams_.begin(streams_.first_slot(step)),
                                    streams_.lines_of_slot(streams_.first_slot(step)))) {
      value = last += value;
    }
    return;
  }
  streams_.ForEachInLines(step, [&](uint32_t s, uint32_t index) {
    const SlotCode& slot = slots[s];
    uint64_t value = values[index];
    if (slot.predictor == Predictor::kColumnDelta) {
      value += column.last;
    } else if (slot.predictor == Predictor::kColumnStride) {
      value += column.last + column.stride;
    } else if (slot.line_slot != kNoSlot) {
      value += values[streams_.begin(slot.line_slot) + (index - streams_.begin(s))];
    }
    column.Set(value);
    values[index] = value;
  });
}

// Of each line that has the slot; without the literal before it.
void RecordBlock::AddSlotBytes(uint32_t s, std::span<uint64_t> bytes) const {
  const SlotCode& slot = code_.slots[s];
  const uint64_t* const values = values_.data() + streams_.begin(s);
  if (slot.is_string) {
    const Piece* const strings = shapes_.strings.data() + slot.first_value;
    for (size_t i = 0; i < bytes.size(); ++i) {
      bytes[i] += IsSingleton(values[i])
                      ? singleton_strings_[values[i] & ~kSingleton].bytes
                      : strings[values[i]].bytes;
    }
  } else if (slot.format.kind == grammar::SlotKind::kInteger && !slot.format.is_signed) {
    for (size_t i = 0; i < bytes.size(); ++i)
      bytes[i] += static_cast<uint32_t>(time::DigitsOf(values[i]));
  } else {
    for (size_t i = 0; i < bytes.size(); ++i)
      bytes[i] += grammar::RenderedBytes(slot.format, values[i]);
  }
}

// Template by template and slot by slot, so that what a slot is need not be found out for
// every value.
std::span<const uint32_t> RecordBlock::MeasureLines() {
  line_ends_.resize(lines_.size());
  for (const uint32_t id : streams_.templates()) {
    const TemplateShape& shape = shapes_.templates[id];
    const std::span<const uint32_t> list = streams_.LinesOf(id);
    uint64_t literals = shape.tail.bytes;
    for (uint32_t s = shape.slot_begin; s < shape.slot_end; ++s)
      literals += code_.slots[s].literal.bytes;
    line_bytes_.assign(list.size(), literals);
    for (uint32_t s = shape.slot_begin; s < shape.slot_end; ++s)
      AddSlotBytes(s, line_bytes_);
    const uint64_t least = std::max(shape.slot_end - shape.slot_begin, 1u);
    for (size_t i = 0; i < list.size(); ++i) {
      const uint64_t bytes = line_bytes_[i];
      if (bytes < least || bytes > job_.expanded_bytes) return {};
      line_ends_[list[i]] = static_cast<uint32_t>(bytes);
    }
  }
  uint64_t end = 0;
  for (uint32_t& line_end : line_ends_) {
    end += line_end;
    if (end > job_.expanded_bytes) return {};
    line_end = static_cast<uint32_t>(end);
  }
  return line_ends_;
}

bool RecordBlock::PutLine(size_t line, const BlockJob& job, uint32_t limit,
                          uint32_t* at) {
  if (*at >= job.from && *at - job.from + kLineSlack < job.out.size()) {
    uint8_t* const begin = job.out.data() + (*at - job.from);
    const uint8_t* const end = job.out.data() + job.out.size() - kLineSlack;
    LineWriter out = {.at = begin, .end = end, .times = &times_};
    if (TellLine(line, out)) {
      *at += static_cast<uint32_t>(out.at - begin);
      return *at <= limit;
    }
  }
  return PutPartOfLine(line, job, limit, at);
}

// What begins before the job's bytes, or ends less than kLineSlack before their end, or
// behind it, goes through a text of its own.
bool RecordBlock::PutPartOfLine(size_t line, const BlockJob& job, uint32_t limit,
                                uint32_t* at) {
  line_text_.resize(std::max(line_text_.size(), limit - *at + kLineSlack));
  uint8_t* const text = line_text_.data();
  LineWriter out = {.at = text, .end = text + (limit - *at), .times = &times_};
  if (!TellLine(line, out)) return false;
  const auto stop = static_cast<uint32_t>(*at + (out.at - text));
  const uint32_t from = std::max(*at, job.from);
  const uint64_t to = std::min<uint64_t>(stop, job.from + job.out.size());
  if (from < to)
    std::memcpy(job.out.data() + (from - job.from), text + (from - *at), to - from);
  *at = stop;
  return true;
}

bool RecordBlock::Expand(const BlockJob& job, std::vector<LineMark>* marks) {
  if (!ReadSymbols(job) || !ExpandSymbols()) return false;
  WantAll();
  if (!Make()) return false;
  const uint64_t stop = job.from + job.out.size();
  const bool whole = stop - job.from == job.expanded_bytes;
  size_t line = 0;
  uint32_t at = 0;
  std::span<const uint32_t> ends;
  if (!whole) {
    ends = MeasureLines();
    if (ends.empty()) return false;
    line = std::ranges::upper_bound(ends, job.from) - ends.begin();
    if (line > 0) at = ends[line - 1];
  }
  for (; at < stop; ++line) {
    const uint32_t begin = at;
    if (line == lines_.size() ||
        !PutLine(line, job, whole ? job.expanded_bytes : ends[line], &at))
      return false;
    if (marks != nullptr) marks->push_back({begin, lines_[line]});
  }
  return !whole || (line == lines_.size() && at == stop && ReadSingletons());
}

}  // namespace rondo::stream
