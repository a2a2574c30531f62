// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/model/sequence.h"

#include <utility>

namespace rondo::stream {

std::vector<uint32_t> RecordSequence::Numbers() const {
  std::vector<uint32_t> numbers;
  uint32_t rules = 0;
  for (uint32_t rank = 0; rank < is_rule.size(); ++rank) {
    numbers.push_back(is_rule[rank] ? rules++ : rank - rules);
  }
  return numbers;
}

// Depth first, on an explicit stack.
std::optional<std::vector<uint32_t>> RecordSequence::RulesBottomUp() const {
  const std::vector<uint32_t> numbers = Numbers();
  enum State : uint8_t { kNew, kOpen, kDone };
  std::vector<State> states(is_rule.size(), kNew);
  std::vector<std::pair<uint32_t, uint32_t>> stack;  // rank, next of its body
  std::vector<uint32_t> ordered;
  for (uint32_t start = 0; start < is_rule.size(); ++start) {
    if (is_rule[start] && states[start] == kNew) stack.push_back({start, 0});
    while (!stack.empty()) {
      auto& [rank, next] = stack.back();
      states[rank] = kOpen;
      const grammar::SymbolSpan body = bodies[numbers[rank]];
      if (next == body.size()) {
        states[rank] = kDone;
        ordered.push_back(rank);
        stack.pop_back();
        continue;
      }
      const uint32_t child = body[next++];
      if (!is_rule[child] || states[child] == kDone) continue;
      if (states[child] == kOpen) return std::nullopt;
      stack.push_back({child, 0});
    }
  }
  return ordered;
}

}  // namespace rondo::stream
