// Looks for needles in lists of symbols without expanding them.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_GRAMMAR_LENS_SYMBOL_SCAN_H_
#define RONDO_STREAM_GRAMMAR_LENS_SYMBOL_SCAN_H_

#include <cstdint>
#include <span>
#include <vector>

#include "stream/grammar_lens/expander.h"
#include "stream/lens/needles.h"
#include "stream/lens/state_memo.h"

namespace rondo::stream {

class SymbolScan {
 public:
  // Both must outlive the scan. REQUIRES: needles.has_automaton().
  SymbolScan(const Needles& needles, const Expander& expander)
      : needles_(needles), expander_(expander) {}

  // Takes in the symbols up to `symbols` that the expander has learnt since the last
  // call.
  // Cost: about a load for each byte of a rule that is stored as bytes, else for each
  // symbol of its body.
  void Update(uint32_t symbols);

  // Whether the symbols expand to a text that brings the automaton to kFound. It is that
  // of whole lines. REQUIRES: Update has seen them. Cost: about 1 ns a symbol where the
  // state is kStart or was met before the symbol.
  bool Finds(std::span<const uint32_t> symbols);

  uint64_t memory_bytes() const { return after_.capacity() + memo_.memory_bytes(); }

 private:
  using State = Needles::State;
  State Step(State state, uint32_t symbol) {
    if (state == Needles::kStart) return after_[symbol];
    return state == Needles::kFound ? state : StepFrom(state, symbol);
  }
  State StepFrom(State state, uint32_t symbol);
  State Read(std::span<const uint8_t> bytes) const;
  bool ReadBoth(std::span<const uint8_t> bytes, State* state, State* from_start) const;

  const Needles& needles_;
  const Expander& expander_;
  std::vector<State> after_;             // by symbol: the state behind it, from kStart
  StateMemo memo_ = StateMemo(1 << 12);  // from other states
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_GRAMMAR_LENS_SYMBOL_SCAN_H_
