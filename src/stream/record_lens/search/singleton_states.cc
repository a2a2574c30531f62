// Tested by tests/stream/record_lens/singleton_states_test.cc.
#include "stream/record_lens/search/singleton_states.h"

#include <algorithm>
#include <vector>

#include "base/newlines.h"
#include "stream/record_lens/search/lanes.h"

namespace rondo::stream {

// Breadth first.
StateSet StatesOf(const Needles& needles) {
  StateSet states;
  StateSet reached;
  reached.set(Needles::kStart);
  while (reached.any()) {
    states |= reached;
    StateSet next;
    reached.ForEach([&](Needles::State state) {
      for (int byte = 0; byte < 256; ++byte) {
        next.set(needles.Next(state, static_cast<uint8_t>(byte)));
      }
    });
    next.reset(Needles::kFound);
    reached = next - states;
  }
  return states;
}

const StateSet& SingletonStates::After(State before) {
  if (!knows_start_) strings_ ? ReadFromStart() : MayBeAny();
  if (before != Needles::kStart && !knows_others_) ReadFromOthers();
  return after_[before];
}

void SingletonStates::MayBeAny() {
  after_.fill(StatesOf(needles_));
  for (StateSet& after : after_) after.set(Needles::kFound);
  knows_start_ = knows_others_ = true;
}

void SingletonStates::ReadFromStart() {
  knows_start_ = true;
  constexpr size_t kNoEnd = 256;
  std::array<bool, kNoEnd + 1> seen = {};
  ReadLines(needles_, *strings_, [&](size_t /*lane*/, bool ends, State state) {
    seen[ends ? state : kNoEnd] = true;
  });
  for (size_t state = 0; state < kNoEnd; ++state) {
    if (seen[state]) after_[Needles::kStart].set(static_cast<State>(state));
  }
}

// From a state that agrees with the one from the start, both go on alike.
void SingletonStates::ReadFromOthers() {
  knows_others_ = true;
  StateSet others = StatesOf(needles_);
  others.reset(Needles::kStart);
  others.ForEach([this](State state) { after_[state] = after_[Needles::kStart]; });
  after_[Needles::kFound].set(Needles::kFound);
  // By first byte: the states that it leads elsewhere than the start does.
  std::array<std::vector<State>, 256> going_on;
  for (int byte = 0; byte < 256; ++byte) {
    const auto first = static_cast<uint8_t>(byte);
    others.ForEach([&](State state) {
      if (needles_.Next(state, first) != needles_.Next(Needles::kStart, first))
        going_on[first].push_back(state);
    });
  }
  // An expression may have states that go on through anything: too much to look at.
  uint64_t left = strings_->size() / 4 + 64;
  size_t begin = 0;
  base::ForEachNewline(*strings_, [&](size_t end) {
    const base::Bytes string = strings_->subspan(begin, end - begin);
    begin = end + 1;
    if (left == 0) return;
    if (string.empty()) {
      others.ForEach([this](State state) { after_[state].set(state); });
      return;
    }
    for (const State other : going_on[string.front()]) {
      State state = other;
      State from_start = Needles::kStart;
      for (size_t i = 0; i < string.size() && state != from_start && left > 0; ++i) {
        state = needles_.Next(state, string[i]);
        from_start = needles_.Next(from_start, string[i]);
        --left;
      }
      if (state != from_start) after_[other].set(state);
    }
  });
  if (left == 0) {
    const StateSet from_start = after_[Needles::kStart];
    MayBeAny();
    after_[Needles::kStart] = from_start;
  }
}

}  // namespace rondo::stream
