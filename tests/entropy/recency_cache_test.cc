#include "entropy/recency_cache.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <deque>

namespace rondo::entropy {
namespace {

RC_GTEST_PROP(RecencyCache, BehavesLikeAList, ()) {
  RecencyCache cache;
  std::deque<uint32_t> list;
  const int steps = *rc::gen::inRange(0, 500);
  for (int i = 0; i < steps; ++i) {
    const uint32_t value = *rc::gen::inRange(0u, 30u);
    const auto at = std::find(list.begin(), list.end(), value);
    const int rank = cache.Find(value);
    if (at == list.end()) {
      RC_ASSERT(rank == RecencyCache::kSize);
      cache.Insert(value);
      if (list.size() == RecencyCache::kSize) list.pop_back();
    } else {
      RC_ASSERT(rank == at - list.begin());
      RC_ASSERT(cache.Touch(rank) == value);
      list.erase(at);
    }
    list.push_front(value);
  }
}

TEST(RecencyCache, UnfilledRanksDeliverWhatStandsForNothing) {
  RecencyCache cache;
  cache.Clear(77);
  cache.Insert(1);
  EXPECT_EQ(cache.Touch(RecencyCache::kSize - 1), 77u);
  EXPECT_EQ(cache.Touch(1), 1u);
}

}  // namespace
}  // namespace rondo::entropy
