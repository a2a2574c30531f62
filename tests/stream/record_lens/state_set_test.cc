// Sets of states against a std::set.
#include "stream/record_lens/search/state_set.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <vector>

namespace rondo::stream {
namespace {

using Naive = std::set<uint8_t>;

StateSet Make(const Naive& states) {
  StateSet set;
  for (const uint8_t state : states) set.set(state);
  return set;
}

std::vector<uint8_t> Listed(const StateSet& set) {
  std::vector<uint8_t> states;
  set.ForEach([&](StateSet::State state) { states.push_back(state); });
  return states;
}

RC_GTEST_PROP(StateSet, IsASet, (const Naive& a, const Naive& b, uint8_t some)) {
  StateSet set = Make(a);
  RC_ASSERT(Listed(set) == std::vector<uint8_t>(a.begin(), a.end()));
  RC_ASSERT(set.count() == static_cast<int>(a.size()));
  RC_ASSERT(set.has_one() == (a.size() == 1));
  RC_ASSERT(set.any() == !a.empty());
  RC_ASSERT(set.test(some) == a.contains(some));
  if (!a.empty()) RC_ASSERT(set.First() == *a.begin());
  Naive both = a;
  both.insert(b.begin(), b.end());
  RC_ASSERT((set | Make(b)) == Make(both));
  Naive shared;
  std::ranges::set_intersection(a, b, std::inserter(shared, shared.end()));
  RC_ASSERT((set & Make(b)) == Make(shared));
  Naive rest;
  std::ranges::set_difference(a, b, std::inserter(rest, rest.end()));
  RC_ASSERT(set - Make(b) == Make(rest));
  RC_ASSERT((set == Make(b)) == (a == b));
  Naive without = a;
  without.erase(some);
  set.reset(some);
  RC_ASSERT(set == Make(without));
  set.reset();
  RC_ASSERT(set == StateSet());
}

}  // namespace
}  // namespace rondo::stream
