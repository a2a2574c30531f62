// What texts did to an automaton, by the text and the state before it.
//
// A table with room for a few answers to each text, up to 1 MiB: a new answer takes the
// place of one that hashes alike.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_LENS_STATE_MEMO_H_
#define RONDO_STREAM_LENS_STATE_MEMO_H_

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "stream/lens/needles.h"

namespace rondo::stream {

class StateMemo {
 public:
  // Of texts [0, texts).
  explicit StateMemo(size_t texts)
      : shift_(64 - std::clamp<int>(std::bit_width(texts) + 1, kLeastBits, kMostBits)) {}

  std::optional<uint16_t> Find(Needles::State before, uint32_t text) const {
    const uint64_t key = KeyOf(before, text);
    if (answers_.empty()) return std::nullopt;
    const Answer& answer = answers_[PlaceOf(key)];
    if (answer.key != key) return std::nullopt;
    return answer.after;
  }
  void Insert(Needles::State before, uint32_t text, uint16_t after) {
    const uint64_t key = KeyOf(before, text);
    if (answers_.empty()) answers_.resize(size_t{1} << (64 - shift_));
    answers_[PlaceOf(key)] = {key, after};
  }
  uint64_t memory_bytes() const { return answers_.size() * sizeof(Answer); }

 private:
  static constexpr int kLeastBits = 8;
  static constexpr int kMostBits = 16;
  struct Answer {
    uint64_t key = ~uint64_t{0};
    uint16_t after = 0;
  };
  static uint64_t KeyOf(Needles::State before, uint32_t text) {
    return uint64_t{text} << 8 | before;
  }
  size_t PlaceOf(uint64_t key) const { return key * 0x9e3779b97f4a7c15 >> shift_; }

  int shift_;
  std::vector<Answer> answers_;  // since the first
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_LENS_STATE_MEMO_H_
