// The automaton of Aho and Corasick (1975), with all transitions written out: a trie of
// the strings, where a byte that does not go on from a state goes on from the longest
// suffix of what was read that starts a string.
//
//   "aab":  0 -a-> 1 -a-> 2 -b-> found;   2 -a-> 2, for "aaa" ends in "aa" too.
//
// Tested by tests/stream/grammar_lens/symbol_scan_test.cc.
#include "stream/lens/needles.h"

#include <algorithm>
#include <utility>

namespace rondo::stream {
namespace {

constexpr uint32_t kBytes = 256;
constexpr uint32_t kNone = kBytes;  // no transition yet

uint8_t OtherCase(uint8_t byte) {
  const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
  return letter ? byte ^ 0x20 : byte;
}

}  // namespace

Needles::Needles(std::vector<std::string> strings, bool ignore_case,
                 std::optional<LineAutomaton> lines, std::vector<std::string> also)
    : strings_(std::move(strings)), also_(std::move(also)), ignore_case_(ignore_case) {
  if (lines) {
    next_ = std::move(lines->next);
    auto by_strings = std::make_unique<const Needles>(strings_, ignore_case_);
    if (by_strings->has_automaton()) by_strings_ = std::move(by_strings);
    return;
  }
  size_t total = 0;
  bool empty = strings_.empty();
  for (const std::string& needle : strings_) {
    total += needle.size();
    empty |= needle.empty();
  }
  // The root, kFound, and a state for each byte but the last of each string.
  if (!empty && total < kFound) BuildAutomaton();
}

void Needles::BuildAutomaton() {
  std::vector<uint16_t> trie(kBytes * kBytes, kNone);
  uint32_t states = 1;
  for (const std::string& needle : strings_) {
    State state = kStart;
    for (size_t i = 0; i < needle.size() && state != kFound; ++i) {
      const uint8_t byte = static_cast<uint8_t>(needle[i]);
      uint16_t& next = trie[state * kBytes + byte];
      if (i + 1 == needle.size()) {
        next = kFound;
      } else if (next == kNone) {
        next = static_cast<uint16_t>(states++);
      }
      state = static_cast<State>(next);
      if (ignore_case_)
        trie[(&next - trie.data()) / kBytes * kBytes + OtherCase(byte)] = next;
    }
  }
  next_.assign(kBytes * kBytes, kFound);
  // Breadth first: the state to fall back to is nearer to the root and complete.
  std::vector<State> fall_back(kBytes, kStart);
  std::vector<State> queue = {kStart};
  for (size_t at = 0; at < queue.size(); ++at) {
    const State state = queue[at];
    for (uint32_t byte = 0; byte < kBytes; ++byte) {
      const State other =
          state == kStart ? kStart : next_[fall_back[state] * kBytes + byte];
      const uint16_t child = trie[state * kBytes + byte];
      // A string that ends within another one is found there.
      State& next = next_[state * kBytes + byte];
      next = other == kFound || child == kNone ? other : static_cast<State>(child);
      if (child == kNone || child == kFound || next != child) continue;
      if (std::ranges::find(queue, child) != queue.end()) continue;  // in another case
      fall_back[child] = other;
      queue.push_back(static_cast<State>(child));
    }
  }
}

}  // namespace rondo::stream
