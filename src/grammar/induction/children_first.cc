// Tested by tests/grammar/induction/prune_test.cc.
#include "grammar/induction/children_first.h"

namespace rondo::grammar {

std::vector<uint32_t> ChildrenFirst(const Grammar& grammar) {
  struct Frame {
    uint32_t rule;
    uint32_t next;  // the symbol of its body that is looked at next
  };
  std::vector<uint32_t> order;
  std::vector<bool> seen(grammar.rules.size(), false);
  std::vector<Frame> stack;
  const auto enter = [&](Symbol symbol) {
    if (symbol < kBytes || seen[symbol - kBytes]) return;
    seen[symbol - kBytes] = true;
    stack.push_back({symbol - kBytes, 0});
  };
  for (const Symbol root : grammar.blocks.symbols()) {
    enter(root);
    while (!stack.empty()) {
      Frame& top = stack.back();
      const SymbolSpan body = grammar.rules[top.rule];
      if (top.next < body.size()) {
        enter(body[top.next++]);
      } else {
        order.push_back(top.rule);
        stack.pop_back();
      }
    }
  }
  return order;
}

}  // namespace rondo::grammar
