// Ranks by falling count give frequent strings small numbers. But strings often return in
// the order in which they first came: the files of a build, the steps of a workflow. Then
// ranks by first use rise one by one, and their differences (Predictor::kRankDelta) cost
// next to nothing:
//
//   values              a.c  b.c  c.c  d.c  a.c  b.c  c.c  d.c  b.c
//   ranks by count       1    0    2    3    1    0    2    3    0
//   ranks by first use   0    1    2    3    0    1    2    3    1
//     differences        0   +1   +1   +1   -3   +1   +1   +1   -2
//
// Both orders are priced for each class, with and without the cache of the class, the
// tokens of a slot under its token before.
//
// Numbers stay in order of count: what contexts gain from that was measured to be more
// than what differences of ranks gain.
//
// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/plan/order.h"

#include <algorithm>
#include <utility>

#include "stream/record_lens/plan/cost.h"
#include "stream/record_lens/plan/values.h"

namespace rondo::stream {
namespace {

// What a token in a context, and a token without one, cost in maps and histograms.
constexpr double kOrderCellBits = 4;
constexpr double kOrderTokenBits = 6;
constexpr uint32_t kUnused = ~uint32_t{0};

// First tokens, each under the one before it in its slot.
struct TokenPairs {
  std::vector<uint8_t> before;
  std::vector<uint8_t> tokens;
  double raw_bits = 0;

  void Add(uint8_t last, const NumberToken& token) {
    before.push_back(last);
    tokens.push_back(token.token);
    raw_bits += token.raw_bits;
  }
  double Bits(ConditionalCounter& counter) const {
    const ConditionalCost cost = counter.Measure(before, tokens);
    return cost.entropy_bits + kOrderCellBits * cost.cells + raw_bits;
  }
};

struct ClassOrders {
  std::vector<uint32_t> by_use;  // rank by first use of each rank by count
  uint32_t used = 0;
  ValueCache cache;
  TokenPairs places;
  TokenPairs counts, differences;                           // of every value
  TokenCounts counts_after_cache, differences_after_cache;  // of those the cache misses

  bool FirstUseIsBetter(ConditionalCounter& counter) const {
    const double cached = places.Bits(counter);
    const double count_bits =
        std::min(counts.Bits(counter), cached + counts_after_cache.Bits(kOrderTokenBits));
    const double use_bits =
        std::min(differences.Bits(counter),
                 cached + differences_after_cache.Bits(kOrderTokenBits));
    return use_bits < count_bits;
  }
};

class Orderer {
 public:
  Orderer(const RecordLayout& layout, RecordData* data)
      : layout_(layout),
        data_(*data),
        orders_(layout.classes.size()),
        last_rank_(layout.columns.size(), 0),
        last_tokens_(layout.slots.size()) {}

  std::vector<bool> Run() {
    for (size_t c = 0; c < orders_.size(); ++c) {
      if (layout_.classes[c].strings) {
        orders_[c].by_use.resize(layout_.classes[c].size, kUnused);
      }
    }
    uint32_t block = 0;
    ForEachRankedString([&](uint32_t s, size_t at, uint32_t line) {
      for (; line >= data_.table.block_lines[block]; ++block) {
        for (ClassOrders& orders : orders_) orders.cache.Clear();
      }
      Add(s, data_.table.values[at], data_.classes.ranks[at]);
    });
    std::vector<bool> reordered(orders_.size(), false);
    ConditionalCounter counter;
    for (size_t c = 0; c < orders_.size(); ++c) {
      reordered[c] = layout_.classes[c].strings && orders_[c].FirstUseIsBetter(counter);
      if (reordered[c]) Reorder(c);
    }
    ForEachRankedString([&](uint32_t s, size_t at, uint32_t) {
      const uint32_t class_id = layout_.columns[layout_.slots[s].column].of_class;
      uint32_t& rank = data_.classes.ranks[at];
      if (reordered[class_id]) rank = orders_[class_id].by_use[rank];
    });
    return reordered;
  }

 private:
  // Calls visit(slot, index of the value, line).
  template <typename Visit>
  void ForEachRankedString(Visit visit) {
    ForEachValue(data_, layout_, [&](uint32_t s, size_t at, uint32_t, uint32_t line) {
      if (layout_.slots[s].is_string() && data_.classes.ranks[at] != kNoRank) {
        visit(s, at, line);
      }
    });
  }

  void Add(uint32_t s, uint64_t value, uint32_t rank) {
    const uint32_t column = layout_.slots[s].column;
    ClassOrders& orders = orders_[layout_.columns[column].of_class];
    uint32_t& by_use = orders.by_use[rank];
    if (by_use == kUnused) by_use = orders.used++;
    const NumberToken count = SplitNumber(rank);
    const NumberToken difference = SplitNumber(
        base::ZigZag(uint64_t{by_use} - std::exchange(last_rank_[column], by_use)));
    const int found = orders.cache.Find(value);
    const uint8_t place = found < 0 ? kMissToken : static_cast<uint8_t>(found);
    if (found < 0) {
      orders.cache.Insert({value, rank});
      orders.counts_after_cache.Add(count);
      orders.differences_after_cache.Add(difference);
    } else {
      orders.cache.Touch(found);
    }
    LastTokens& last = last_tokens_[s];
    orders.counts.Add(last.count, count);
    orders.differences.Add(last.difference, difference);
    orders.places.Add(last.place, {place, 0, 0});
    last = {count.token, difference.token, place};
  }

  void Reorder(size_t c) {
    std::vector<uint64_t>& values = data_.classes.classes[data_.layout_classes[c]].values;
    const std::vector<uint64_t> by_count = values;
    for (size_t rank = 0; rank < by_count.size(); ++rank) {
      values[orders_[c].by_use[rank]] = by_count[rank];
    }
  }

  struct LastTokens {
    uint8_t count = 0;
    uint8_t difference = 0;
    uint8_t place = 0;
  };

  const RecordLayout& layout_;
  RecordData& data_;
  std::vector<ClassOrders> orders_;
  std::vector<uint64_t> last_rank_;      // by first use, of each column
  std::vector<LastTokens> last_tokens_;  // of each slot
};

}  // namespace

std::vector<bool> OrderDictionaries(const RecordLayout& layout, RecordData* data) {
  return Orderer(layout, data).Run();
}

}  // namespace rondo::stream
