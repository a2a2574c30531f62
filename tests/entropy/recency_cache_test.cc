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

// The same as Touch and Insert, whichever it stands for.
RC_GTEST_PROP(RecencyCache, RenewsLikeTouchAndInsert, ()) {
  RecencyCache plain, renewed;
  const int steps = *rc::gen::inRange(0, 200);
  for (int i = 0; i < steps; ++i) {
    const auto value = *rc::gen::arbitrary<uint32_t>();
    if (*rc::gen::arbitrary<bool>()) {
      plain.Insert(value);
      RC_ASSERT(renewed.Renew(RecencyCache::kSize - 1, value, ~0u) == value);
    } else {
      const uint32_t rank = *rc::gen::inRange(0, RecencyCache::kSize);
      RC_ASSERT(renewed.Renew(rank, value, 0) == plain.Touch(rank));
    }
  }
  for (uint32_t rank = 0; rank < RecencyCache::kSize; ++rank) {
    RC_ASSERT(renewed.Touch(rank) == plain.Touch(rank));
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
