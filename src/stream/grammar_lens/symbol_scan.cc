// What a symbol does to the automaton is kept for one state only, the start: where
// nothing of a needle is at hand, which is nearly always, a symbol costs one load. From
// any other state the first bytes of the symbol are read, by that state and by the start
// side by side, until both agree; from there on the symbol's own entry holds.
//
//   needle "error", symbols "err" "or: " -> after "err" the state is 3; reading "or" from
//   3 finds it. With "err" "no: ", state 3 and the start agree behind "n".
//
// An automaton of lines agrees behind the next newline at the latest. What a symbol does
// to other states is remembered for the last of them that were met.
//
// Tested by tests/stream/grammar_lens/symbol_scan_test.cc.
#include "stream/grammar_lens/symbol_scan.h"

#include <algorithm>
#include <array>

namespace rondo::stream {

// A step waits for the one before it, so that several symbols are read side by side.
void SymbolScan::Update(uint32_t symbols) {
  constexpr uint32_t kLanes = 4;
  uint32_t next = static_cast<uint32_t>(after_.size());
  if (next >= symbols) return;
  after_.resize(symbols);
  while (next < symbols) {
    const uint32_t lanes = std::min(kLanes, symbols - next);
    std::array<std::span<const uint8_t>, kLanes> bytes;
    std::array<State, kLanes> states;
    states.fill(Needles::kStart);
    size_t together = Expander::kPooledBytes;
    for (uint32_t i = 0; i < lanes; ++i) {
      bytes[i] = expander_.form(next + i).bytes;
      together = std::min(together, bytes[i].size());
    }
    if (lanes < kLanes) together = 0;
    for (size_t at = 0; at < together; ++at) {
      for (uint32_t i = 0; i < kLanes; ++i)
        states[i] = needles_.Next(states[i], bytes[i][at]);
    }
    for (uint32_t i = 0; i < lanes; ++i) {
      for (const uint8_t byte : bytes[i].subspan(together))
        states[i] = needles_.Next(states[i], byte);
      for (const uint32_t symbol : expander_.form(next + i).body)
        states[i] = Step(states[i], symbol);
      after_[next + i] = states[i];
    }
    next += lanes;
  }
}

bool SymbolScan::Finds(std::span<const uint32_t> symbols) {
  State state = Needles::kStart;
  for (const uint32_t symbol : symbols) {
    state = Step(state, symbol);
    if (state == Needles::kFound) return true;
  }
  return false;
}

// Reads on from both states; true once they agree, or `state` is kFound.
bool SymbolScan::ReadBoth(std::span<const uint8_t> bytes, State* state,
                          State* from_start) const {
  for (const uint8_t byte : bytes) {
    *state = needles_.Next(*state, byte);
    *from_start = needles_.Next(*from_start, byte);
    if (*state == *from_start || *state == Needles::kFound) return true;
  }
  return false;
}

SymbolScan::State SymbolScan::StepFrom(State state, uint32_t symbol) {
  if (const auto met = memo_.Find(state, symbol)) return static_cast<State>(*met);
  const State before = state;
  State from_start = Needles::kStart;
  const std::span<const uint8_t> bytes = expander_.form(symbol).bytes;
  bool decided = ReadBoth(bytes, &state, &from_start);
  // Of a symbol that is stored as its body, most often the first bytes decide.
  std::array<uint8_t, 4096> piece;
  uint32_t at = static_cast<uint32_t>(bytes.size());
  for (uint32_t size = 32; !decided && at < expander_.length(symbol);
       size = piece.size()) {
    size = std::min(size, expander_.length(symbol) - at);
    expander_.Expand({&symbol, 1}, at, std::span(piece).first(size));
    decided = ReadBoth(std::span(piece).first(size), &state, &from_start);
    at += size;
  }
  if (decided && state != Needles::kFound) state = after_[symbol];
  memo_.Insert(before, symbol, state);
  return state;
}

}  // namespace rondo::stream
