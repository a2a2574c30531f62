// What a symbol does to the automaton is kept for one state only, the start: where
// nothing of a needle is at hand, which is nearly always, a symbol costs one load. From
// any other state the first bytes of the symbol are read, by that state and by the start
// side by side, until both agree; from there on the symbol's own entry holds.
//
//   needle "error", symbols "err" "or: " -> after "err" the state is 3; reading "or" from
//   3 finds it. With "err" "no: ", state 3 and the start agree behind "n".
//
// Tested by tests/symbol_scan_test.cc.
#include "stream/symbol_scan.h"

#include <algorithm>
#include <array>

namespace rondo::stream {

void SymbolScan::Update() {
  while (after_.size() < expander_.symbols()) {
    const Expander::Form form = expander_.form(static_cast<uint32_t>(after_.size()));
    State state = Needles::kStart;
    for (const uint8_t byte : form.bytes) state = needles_.Next(state, byte);
    for (const uint32_t symbol : form.body) state = Step(state, symbol);
    after_.push_back(state);
  }
}

bool SymbolScan::Finds(std::span<const uint32_t> symbols) const {
  State state = Needles::kStart;
  for (const uint32_t symbol : symbols) {
    state = state == Needles::kStart ? after_[symbol] : Step(state, symbol);
    if (state == Needles::kFound) return true;
  }
  return false;
}

SymbolScan::State SymbolScan::Step(State state, uint32_t symbol) const {
  if (state == Needles::kStart || state == Needles::kFound) {
    return state == Needles::kStart ? after_[symbol] : state;
  }
  std::array<uint8_t, Needles::kFound> prefix;
  std::span<const uint8_t> bytes = expander_.form(symbol).bytes;
  if (bytes.empty()) {
    const size_t count = std::min<size_t>(expander_.length(symbol), needles_.longest());
    expander_.Expand({&symbol, 1}, 0, std::span(prefix).first(count));
    bytes = std::span(prefix).first(count);
  }
  State from_start = Needles::kStart;
  for (const uint8_t byte : bytes) {
    state = needles_.Next(state, byte);
    from_start = needles_.Next(from_start, byte);
    if (state == from_start) return after_[symbol];
    if (state == Needles::kFound) return state;
  }
  return state;
}

}  // namespace rondo::stream
