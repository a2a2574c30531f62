// Estimates of coded length in bits, for the planner of the record lens.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_LENS_PLAN_COST_H_
#define RONDO_STREAM_RECORD_LENS_PLAN_COST_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "stream/record_lens/model/symbols.h"

namespace rondo::stream {

// n log2 n, 0 for 0.
double CountBits(uint32_t count);

// How often tokens occur, and the raw bits behind them.
struct TokenCounts {
  std::array<uint32_t, kRecordTokens> tokens = {};
  double raw_bits = 0;

  void Add(const NumberToken& token) {
    ++tokens[token.token];
    raw_bits += token.raw_bits;
  }
  // Entropy of the tokens, and `bits_each` for every one that is used.
  double TokenBits(double bits_each) const;
  double Bits(double bits_each) const { return TokenBits(bits_each) + raw_bits; }
};

struct ConditionalCost {
  double entropy_bits = 0;  // of the tokens given their contexts
  uint32_t contexts = 0;    // used
  uint32_t cells = 0;       // distinct pairs of context and token
};

// Counts pairs of bytes; reusable scratch of 256 KiB.
class ConditionalCounter {
 public:
  ConditionalCounter() : counts_(256 * kRecordTokens, 0) {}
  // REQUIRES: spans of one size.
  ConditionalCost Measure(std::span<const uint8_t> contexts,
                          std::span<const uint8_t> tokens);

 private:
  std::vector<uint32_t> counts_;  // zero between calls
  std::vector<uint32_t> touched_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_PLAN_COST_H_
