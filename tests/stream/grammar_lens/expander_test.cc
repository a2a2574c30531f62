#include "stream/grammar_lens/expander.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/limits.h"

namespace rondo::stream {
namespace {

using Added = Expander::Added;

constexpr uint64_t kPlenty = uint64_t{64} << 20;

// Expansions by definition: concatenated bodies.
class SlowExpansions {
 public:
  SlowExpansions() {
    for (int byte = 0; byte < 256; ++byte) of_.push_back({static_cast<uint8_t>(byte)});
  }
  base::ByteVector Expand(std::span<const uint32_t> list) const {
    base::ByteVector bytes;
    for (const uint32_t symbol : list) {
      bytes.insert(bytes.end(), of_[symbol].begin(), of_[symbol].end());
    }
    return bytes;
  }
  void AddRule(std::span<const uint32_t> body) { of_.push_back(Expand(body)); }
  size_t size() const { return of_.size(); }

 private:
  std::vector<base::ByteVector> of_;
};

RC_GTEST_PROP(Expander, AnyStretchEqualsTheSlowExpansion, ()) {
  // A small limit puts some expansions out of the pool.
  Expander expander(*rc::gen::element(kPlenty, uint64_t{40000}));
  SlowExpansions slow;
  const int rules = *rc::gen::inRange(0, 40);
  for (int r = 0; r < rules; ++r) {
    std::vector<uint32_t> body(*rc::gen::inRange(2, 6));
    for (uint32_t& symbol : body) {
      symbol = static_cast<uint32_t>(*rc::gen::inRange<size_t>(
          *rc::gen::inRange<size_t>(0, slow.size()), slow.size()));
    }
    if (slow.Expand(body).size() > 100000 || expander.AddRule(body) != Added::kYes) break;
    slow.AddRule(body);
  }
  std::vector<uint32_t> list(*rc::gen::inRange(0, 20));
  for (uint32_t& symbol : list) {
    symbol = static_cast<uint32_t>(*rc::gen::inRange<size_t>(0, slow.size()));
  }
  const base::ByteVector whole = slow.Expand(list);
  RC_PRE(!whole.empty());
  const size_t skip = *rc::gen::inRange<size_t>(0, whole.size());
  base::ByteVector part(*rc::gen::inRange<size_t>(1, whole.size() - skip + 1));
  using Filled = Expander::Filled;
  const bool all = skip + part.size() == whole.size();
  RC_ASSERT(expander.Expand(list, skip, part) ==
            (all ? Filled::kExactly : Filled::kPart));
  RC_ASSERT(std::equal(part.begin(), part.end(), whole.begin() + skip));
  base::ByteVector too_long(whole.size() - skip + 1);
  RC_ASSERT(expander.Expand(list, skip, too_long) == Filled::kNo);
}

TEST(Expander, ARuleLongerThanABlockIsRefused) {
  Expander expander(kPlenty);
  uint32_t symbol = 'a';
  // 24 doublings make 16 MiB, the most that a block may hold.
  for (uint64_t length = 2; length <= base::kMaxBlockBytes; length *= 2) {
    ASSERT_EQ(expander.AddRule(std::vector<uint32_t>{symbol, symbol}), Added::kYes)
        << length;
    symbol = expander.symbols() - 1;
    ASSERT_EQ(expander.length(symbol), length);
  }
  const uint32_t symbols = expander.symbols();
  EXPECT_EQ(expander.AddRule(std::vector<uint32_t>{symbol, symbol}), Added::kTooLong);
  EXPECT_EQ(expander.AddRule(std::vector<uint32_t>{symbol, 'a'}), Added::kTooLong);
  EXPECT_EQ(expander.symbols(), symbols);
}

TEST(Expander, TheMemoryLimitHolds) {
  Expander expander(100000);
  uint64_t rules = 0;
  Added added = Added::kYes;
  while (rules < 1000000 && added == Added::kYes) {
    added = expander.AddRule(std::vector<uint32_t>{'a', 'b'});
    rules += added == Added::kYes ? 1 : 0;
  }
  EXPECT_EQ(added, Added::kNoMemory);
  EXPECT_GT(rules, 5000u);
  EXPECT_LT(rules, 100000 / 16 + 1);
}

TEST(Expander, DeepRulesExpandWithoutRecursion) {
  Expander expander(kPlenty);
  uint32_t symbol = 'a';
  constexpr uint32_t kDepth = 200000;
  for (uint32_t i = 0; i < kDepth; ++i) {
    ASSERT_EQ(expander.AddRule(std::vector<uint32_t>{symbol, 'b'}), Added::kYes);
    symbol = expander.symbols() - 1;
  }
  base::ByteVector last(3);
  EXPECT_EQ(expander.Expand(std::vector<uint32_t>{symbol}, kDepth - 2, last),
            Expander::Filled::kExactly);
  EXPECT_EQ(last, (base::ByteVector{'b', 'b', 'b'}));
  base::ByteVector first(2);
  EXPECT_EQ(expander.Expand(std::vector<uint32_t>{symbol}, 0, first),
            Expander::Filled::kPart);
  EXPECT_EQ(first, (base::ByteVector{'a', 'b'}));
}

}  // namespace
}  // namespace rondo::stream
