// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/decode/bundle.h"

namespace rondo::stream {
namespace {

// As Bundle::Tokens; without kContexts all contexts are 0, without kOwnLast own_factor.
template <bool kOwnLast, bool kContexts>
bool ReadTokens(entropy::LaneCursor& cursor, const Bundle::Table& table,
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

bool Bundle::ReadAll(base::Bytes payload, bool with_singletons, uint32_t most,
                     std::vector<Bundle>* bundles) {
  bundles->clear();
  base::ByteReader reader(payload);
  const uint64_t count = reader.Varint();
  if (count == 0 || count > payload.size()) return false;
  uint64_t singletons = 0;
  for (uint64_t i = 0; i < count && reader.ok(); ++i) {
    const uint64_t streams = reader.Varint();
    const uint64_t token_bytes = reader.Varint();
    const uint64_t raw_bytes = reader.Varint();
    const uint64_t own_singletons = with_singletons ? reader.Varint() : 0;
    // The sequence is one more stream.
    if (streams == 0 || streams > uint64_t{most} + 1 || own_singletons > most ||
        token_bytes > payload.size() || raw_bytes > payload.size()) {
      return false;
    }
    Bundle& bundle = bundles->emplace_back();
    bundle.streams_ = bundle.left_ = static_cast<uint32_t>(streams);
    bundle.singletons_ = static_cast<uint32_t>(own_singletons);
    bundle.next_singleton_ = static_cast<uint32_t>(singletons);
    singletons += own_singletons;
    if (singletons > most) return false;
    bundle.singletons_end_ = static_cast<uint32_t>(singletons);
    bundle.tokens_ = payload.first(token_bytes);  // placed below
    bundle.raw_ = payload.first(raw_bytes);
  }
  for (Bundle& bundle : *bundles) {
    bundle.tokens_ = reader.Take(bundle.tokens_.size());
    bundle.raw_ = reader.Take(bundle.raw_.size());
  }
  return reader.ok() && reader.position() == payload.size();
}

bool Bundle::Open() {
  if (is_open_) return true;
  is_open_ = true;
  tokens_at_ = entropy::LaneCursor(tokens_);
  raw_at_ = entropy::BitCursor(raw_);
  return !tokens_at_.overrun();
}

bool Bundle::Close() {
  if (!ok()) return false;
  if (--left_ > 0) return true;
  return tokens_at_.AtEnd() && raw_at_.AtEnd() && next_singleton_ == singletons_end_;
}

bool Bundle::Tokens(const Table& table, const uint8_t* clusters, const uint8_t* contexts,
                    uint8_t own_factor, std::span<uint8_t> tokens) {
  if (own_factor == 0) {
    return ReadTokens<false, true>(tokens_at_, table, clusters, contexts, 0, tokens);
  }
  return contexts == nullptr ? ReadTokens<true, false>(tokens_at_, table, clusters,
                                                       nullptr, own_factor, tokens)
                             : ReadTokens<true, true>(tokens_at_, table, clusters,
                                                      contexts, own_factor, tokens);
}

bool Bundle::Tokens(const Table& table, uint8_t cluster, std::span<uint8_t> tokens) {
  uint8_t certain;
  if (table.IsCertain(cluster, &certain)) {
    std::ranges::fill(tokens, certain);
    return true;
  }
  return ReadTokens<false, false>(tokens_at_, table, &cluster, nullptr, 0, tokens);
}

void Bundle::Numbers(std::span<const uint8_t> tokens, std::span<uint64_t> numbers) {
  entropy::BitCursor raw = raw_at_;  // in registers
  bool good = true;
  for (size_t i = 0; i < tokens.size(); ++i) {
    const TokenRange& range = kRanges[tokens[i]];
    good &= tokens[i] < kNumberTokens;
    numbers[i] = range.base;
    if (range.raw_bits > 0) numbers[i] += raw.Take(range.raw_bits);
  }
  raw_at_ = raw;
  good_ &= good;
}

bool Bundle::TakeSingletons(size_t count, uint32_t* first) {
  *first = next_singleton_;
  if (count > singletons_end_ - next_singleton_) return false;
  next_singleton_ += static_cast<uint32_t>(count);
  return true;
}

}  // namespace rondo::stream
