// The payload of a record block: bundles of streams, each with a stretch of tokens and
// one of raw bits. docs/format/record_lens.md, "Blocks".
//
// The streams of a bundle share its coder states, so that they are read one after the
// other; bundles are read in any order, or not at all.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_LENS_DECODE_BUNDLE_H_
#define RONDO_STREAM_RECORD_LENS_DECODE_BUNDLE_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/byte_io.h"
#include "entropy/histogram.h"
#include "entropy/rans_lanes.h"
#include "stream/record_lens/model/layout.h"
#include "stream/record_lens/model/symbols.h"

namespace rondo::stream {

class Bundle {
 public:
  using Table = entropy::DecodeTable::View<kRecordBits>;

  // Bytes behind a payload that may be read.
  static constexpr size_t kPaddingBytes =
      std::max(entropy::LaneCursor::kPaddingBytes, entropy::BitCursor::kPaddingBytes);

  // Those of a payload, behind which kPaddingBytes may be read, instead of what *bundles
  // had. The payload must outlive them. `most`: streams, and singletons, that the block
  // can have. False, and *bundles means nothing, if no writer writes that.
  static bool ReadAll(base::Bytes payload, bool with_singletons, uint32_t most,
                      std::vector<Bundle>* bundles);

  uint32_t streams() const { return streams_; }
  uint32_t singletons() const { return singletons_; }

  // A stream begins, and ends: false if the bundle is malformed. Behind its last stream
  // all of it must have been read.
  bool Open();
  bool Close();

  // The next tokens: under clusters[contexts[i] + own_factor * the token before in the
  // same stretch]; contexts may be null if own_factor is not 0. False if they ran out.
  bool Tokens(const Table& table, const uint8_t* clusters, const uint8_t* contexts,
              uint8_t own_factor, std::span<uint8_t> tokens);
  // All under one cluster.
  bool Tokens(const Table& table, uint8_t cluster, std::span<uint8_t> tokens);
  // One, on lane 0. overrun() must be asked once in a while: see entropy/rans_lanes.h.
  uint32_t Token(const Table& table, uint8_t cluster) {
    return table.Get(tokens_at_, 0, cluster);
  }

  // The number of a token, with the next raw bits; 0 of one that stands for none, and
  // Close says false then.
  uint64_t Number(uint8_t token) {
    const TokenRange& range = kRanges[token];
    good_ &= token < kNumberTokens;
    return range.raw_bits == 0 ? range.base : range.base + raw_at_.Take(range.raw_bits);
  }
  // Those of many. REQUIRES: spans of one size.
  void Numbers(std::span<const uint8_t> tokens, std::span<uint64_t> numbers);

  // Whether all that was read since Open was there.
  bool ok() const { return good_ && !tokens_at_.overrun() && !raw_at_.overrun(); }

  // The number in the block of the first of the next `count` singletons. False if there
  // are not so many.
  bool TakeSingletons(size_t count, uint32_t* first);

 private:
  static constexpr auto kRanges = [] {
    std::array<TokenRange, 256> ranges{};
    for (uint32_t token = 0; token < kNumberTokens; ++token)
      ranges[token] = RangeOfToken(token);
    return ranges;
  }();

  uint32_t streams_ = 0;
  uint32_t left_ = 0;  // streams that are not closed
  uint32_t singletons_ = 0;
  uint32_t next_singleton_ = 0;  // of the block
  uint32_t singletons_end_ = 0;
  base::Bytes tokens_;
  base::Bytes raw_;
  bool is_open_ = false;
  bool good_ = true;
  entropy::LaneCursor tokens_at_;
  entropy::BitCursor raw_at_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_DECODE_BUNDLE_H_
