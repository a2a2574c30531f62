// A set of the 256 states of an automaton, as bits.
//
// Thread rule: plain data.
//
// Tested by tests/stream/record_lens/state_set_test.cc.
#ifndef RONDO_STREAM_RECORD_LENS_SEARCH_STATE_SET_H_
#define RONDO_STREAM_RECORD_LENS_SEARCH_STATE_SET_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace rondo::stream {

// As std::bitset, and passes over what is in it a word at a time.
class StateSet {
 public:
  using State = uint8_t;

  bool test(State state) const { return (words_[state / 64] >> (state % 64) & 1) != 0; }
  void set(State state) { words_[state / 64] |= uint64_t{1} << (state % 64); }
  void reset(State state) { words_[state / 64] &= ~(uint64_t{1} << (state % 64)); }
  void reset() { words_ = {}; }

  bool any() const { return (words_[0] | words_[1] | words_[2] | words_[3]) != 0; }
  int count() const {
    int sum = 0;
    for (const uint64_t word : words_) sum += std::popcount(word);
    return sum;
  }

  // Whether count() is 1.
  bool has_one() const {
    uint64_t seen = 0;
    bool more = false;
    for (const uint64_t word : words_) {
      more |= (word & (word - 1)) != 0 || (word != 0 && seen != 0);
      seen |= word;
    }
    return seen != 0 && !more;
  }

  // The least one. REQUIRES: any().
  State First() const {
    size_t i = 0;
    while (words_[i] == 0) ++i;
    return static_cast<State>(i * 64 + static_cast<size_t>(std::countr_zero(words_[i])));
  }

  // Calls `use` with each, in order.
  template <typename Use>
  void ForEach(const Use& use) const {
    for (size_t i = 0; i < words_.size(); ++i) {
      for (uint64_t left = words_[i]; left != 0; left &= left - 1) {
        use(static_cast<State>(i * 64 + static_cast<size_t>(std::countr_zero(left))));
      }
    }
  }

  StateSet& operator|=(const StateSet& other) {
    for (size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
    return *this;
  }
  StateSet& operator&=(const StateSet& other) {
    for (size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
    return *this;
  }
  // Takes those of the other out.
  StateSet& operator-=(const StateSet& other) {
    for (size_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.words_[i];
    return *this;
  }
  friend StateSet operator|(StateSet a, const StateSet& b) { return a |= b; }
  friend StateSet operator&(StateSet a, const StateSet& b) { return a &= b; }
  friend StateSet operator-(StateSet a, const StateSet& b) { return a -= b; }
  bool operator==(const StateSet&) const = default;

 private:
  std::array<uint64_t, 4> words_ = {};
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_SEARCH_STATE_SET_H_
