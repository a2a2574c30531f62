// The rules of a grammar in an order in which each stands behind those in its body.
//
// Thread rule: pure.
#ifndef RONDO_GRAMMAR_INDUCTION_CHILDREN_FIRST_H_
#define RONDO_GRAMMAR_INDUCTION_CHILDREN_FIRST_H_

#include <cstdint>
#include <vector>

#include "grammar/grammar.h"

namespace rondo::grammar {

// The rules that the blocks use, children first, in the order of their first use.
// REQUIRES: no cycles. Cost: linear, on an explicit stack.
std::vector<uint32_t> ChildrenFirst(const Grammar& grammar);

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_INDUCTION_CHILDREN_FIRST_H_
