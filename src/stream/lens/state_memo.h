// What texts did to an automaton, by the text and the state before it.
//
// A table of fixed size: a new answer takes the place of one that hashes alike.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_LENS_STATE_MEMO_H_
#define RONDO_STREAM_LENS_STATE_MEMO_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "stream/lens/needles.h"

namespace rondo::stream {

class StateMemo {
 public:
  std::optional<uint16_t> Find(Needles::State before, uint32_t text) const {
    const uint64_t key = KeyOf(before, text);
    const Answer& answer = answers_[PlaceOf(key)];
    if (answer.key != key) return std::nullopt;
    return answer.after;
  }
  void Insert(Needles::State before, uint32_t text, uint16_t after) {
    const uint64_t key = KeyOf(before, text);
    answers_[PlaceOf(key)] = {key, after};
  }
  uint64_t memory_bytes() const { return answers_.size() * sizeof(Answer); }

 private:
  static constexpr int kAnswerBits = 12;  // 64 KiB
  struct Answer {
    uint64_t key = ~uint64_t{0};
    uint16_t after = 0;
  };
  static uint64_t KeyOf(Needles::State before, uint32_t text) {
    return uint64_t{text} << 8 | before;
  }
  static size_t PlaceOf(uint64_t key) {
    return key * 0x9e3779b97f4a7c15 >> (64 - kAnswerBits);
  }

  std::vector<Answer> answers_ = std::vector<Answer>(size_t{1} << kAnswerBits);
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_LENS_STATE_MEMO_H_
