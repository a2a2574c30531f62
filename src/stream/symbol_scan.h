// Looks for needles in lists of symbols without expanding them.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_SYMBOL_SCAN_H_
#define RONDO_STREAM_SYMBOL_SCAN_H_

#include <cstdint>
#include <span>
#include <vector>

#include "stream/expander.h"
#include "stream/needles.h"

namespace rondo::stream {

class SymbolScan {
 public:
  // Both must outlive the scan. REQUIRES: needles.has_automaton().
  SymbolScan(const Needles& needles, const Expander& expander)
      : needles_(needles), expander_(expander) {}

  const Needles& needles() const { return needles_; }

  // Takes in the symbols that the expander has learnt since the last call.
  // Cost: about a load for each byte of a rule that is stored as bytes, else for each
  // symbol of its body.
  void Update();

  // Whether the symbols expand to a text that holds a needle. REQUIRES: Update has seen
  // them. Cost: about 1 ns a symbol.
  bool Finds(std::span<const uint32_t> symbols) const;

  uint64_t memory_bytes() const { return after_.capacity(); }

 private:
  using State = Needles::State;
  State Step(State state, uint32_t symbol) const;

  const Needles& needles_;
  const Expander& expander_;
  std::vector<State> after_;  // by symbol: the state behind it, from kStart
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SYMBOL_SCAN_H_
