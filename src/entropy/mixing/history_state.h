// What a context remembers of the bits that followed it, in one byte: how many zeros, how
// many ones, and which came last. docs/format/mixing.md, "States".
//
// Thread rule: plain data, made at first use.
#ifndef RONDO_ENTROPY_MIXING_HISTORY_STATE_H_
#define RONDO_ENTROPY_MIXING_HISTORY_STATE_H_

#include <array>
#include <cstdint>

namespace rondo::entropy {

inline constexpr int kHistoryStates = 256;

// State 0 has seen nothing. States are numbered by how much they have seen, so that of
// two states the larger is worth more.
struct HistoryTables {
  HistoryTables();

  struct Counts {
    uint8_t zeros = 0;
    uint8_t ones = 0;
    uint8_t last = 0;
  };
  std::array<Counts, kHistoryStates> counts;                // zeros beyond the last state
  std::array<std::array<uint8_t, 2>, kHistoryStates> next;  // [state][bit]
  int states = 0;
};

const HistoryTables& History();

}  // namespace rondo::entropy

#endif  // RONDO_ENTROPY_MIXING_HISTORY_STATE_H_
