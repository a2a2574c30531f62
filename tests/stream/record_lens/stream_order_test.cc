#include "stream/record_lens/model/stream_order.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "stream/record_lens/model/block_streams.h"
#include "stream/record_lens/plan/dependencies.h"
#include "support/planned_log.h"
#include "support/random_log.h"

namespace rondo::stream {
namespace {

using rondo::testing::BlockEnds;
using rondo::testing::PlanLog;
using rondo::testing::RandomLog;

// A layout of one template whose slots have a model, a column and a class each.
RecordLayout Chained(const std::vector<RecordModel>& models) {
  RecordLayout layout;
  for (uint32_t i = 0; i < models.size(); ++i) {
    RecordSlot slot;
    slot.format.kind = grammar::SlotKind::kInteger;
    slot.column = slot.model = i;
    layout.slots.push_back(slot);
    layout.columns.push_back({.of_class = i});
    layout.classes.emplace_back();
    layout.models.push_back(models[i]);
  }
  layout.slot_begin.push_back(static_cast<uint32_t>(models.size()));
  layout.models.emplace_back();  // of the sequence
  return layout;
}

RecordModel Model(Predictor predictor, uint8_t source = kNoSource) {
  RecordModel model;
  model.predictor = predictor;
  model.source = source;
  return model;
}

// What a step waits for, because of any slot.
std::set<uint32_t> WaitsOf(const StreamOrder& order, uint32_t step) {
  std::set<uint32_t> waits;
  for (uint32_t s = 0; s < order.slots(); ++s) {
    if (order.model_of(s) != step && order.LastStepOf(s) != step) continue;
    order.ForEachWait(step, s, [&](uint32_t other) { waits.insert(other); });
  }
  return waits;
}

std::vector<uint32_t> Steps(const StreamOrder& order) {
  std::vector<uint32_t> steps;
  for (uint32_t i = 0; i < order.steps(); ++i) steps.push_back(order.step_at(i));
  return steps;
}

TEST(StreamOrder, ChainsFollowTheirStreams) {
  const auto order = StreamOrder::Make(
      Chained({Model(Predictor::kColumnDelta), Model(Predictor::kCache),
               Model(Predictor::kRaw, kOwnLast + 1), Model(Predictor::kDictionary)}));
  ASSERT_TRUE(order.has_value());
  EXPECT_EQ(order->chain_of(0), 0u);
  EXPECT_EQ(order->kind(0), ChainKind::kColumns);
  EXPECT_EQ(order->chain_of(1), 1u);
  EXPECT_EQ(order->kind(1), ChainKind::kCache);
  EXPECT_EQ(order->chain_of(2), kNoSlot);  // what its stream says
  EXPECT_EQ(order->LastStepOf(3), 3u);
  // Models 0, 1, 3 wait for nothing; 2 waits for the chain of 1, whose byte it takes.
  EXPECT_EQ(Steps(*order), (std::vector<uint32_t>{0, 4, 1, 5, 3, 2}));
}

// A source that is coded as a difference is known by its token.
TEST(StreamOrder, TokensNeedNoChain) {
  const auto order = StreamOrder::Make(Chained(
      {Model(Predictor::kColumnDelta), Model(Predictor::kColumnDelta, kOwnLast + 1)}));
  ASSERT_TRUE(order.has_value());
  EXPECT_EQ(WaitsOf(*order, 1), (std::set<uint32_t>{0}));
}

TEST(StreamOrder, NothingMayWaitForItself) {
  RecordLayout layout = Chained({Model(Predictor::kCache), Model(Predictor::kCache)});
  EXPECT_TRUE(StreamOrder::Make(layout).has_value());
  // Both in one class: its chain waits for the second stream, which asks the first slot.
  layout.columns[1].of_class = 0;
  EXPECT_TRUE(StreamOrder::Make(layout).has_value());
  layout.models[1].source = kOwnLast + 1;
  EXPECT_FALSE(StreamOrder::Make(layout).has_value());
  // The two slots share a model.
  layout = Chained({Model(Predictor::kRaw, kOwnLast + 1), Model(Predictor::kRaw)});
  layout.slots[1].model = 0;
  EXPECT_FALSE(StreamOrder::Make(layout).has_value());
}

TEST(Dependencies, RefuseWhatWouldWaitForItself) {
  RecordLayout layout = Chained({Model(Predictor::kCache), Model(Predictor::kCache)});
  layout.columns[1].of_class = 0;
  Dependencies one_class(layout, {true, true});
  EXPECT_FALSE(one_class.AddSource(1, kOwnLast + 1));
  EXPECT_TRUE(one_class.AddSource(0, kOwnLast + 1));  // no slot is there
  EXPECT_TRUE(one_class.AddLineDelta(1, 0));          // within a chain
  layout.columns[1].of_class = 1;
  Dependencies apart(layout, {true, true});
  EXPECT_TRUE(apart.AddSource(1, kOwnLast + 1));
  EXPECT_TRUE(apart.AddSource(1, kOwnLast + 1));
}

// What the planner plans can be put in order, and each step stands behind what it waits
// for.
RC_GTEST_PROP(StreamOrder, PlansHaveNoCircles, (uint32_t seed)) {
  const std::string text = RandomLog(seed, 50 + static_cast<int>(seed % 900));
  const auto planned = PlanLog(text, BlockEnds(text, 500 + seed % 5000));
  const auto order = StreamOrder::Make(planned.layout);
  RC_ASSERT(order.has_value());
  for (uint32_t i = 0; i < order->steps(); ++i) {
    RC_ASSERT(order->place(order->step_at(i)) == i);
    for (const uint32_t other : WaitsOf(*order, order->step_at(i)))
      RC_ASSERT(order->place(other) < i);
  }
  std::vector<bool> feeds(order->steps(), false);
  for (uint32_t i = order->steps(); i-- > 0;) {
    const uint32_t step = order->step_at(i);
    RC_ASSERT(order->feeds_stream(step) == feeds[step]);
    if (!order->is_stream(step) && !feeds[step]) continue;
    for (const uint32_t other : WaitsOf(*order, step)) feeds[other] = true;
  }
}

// Against lists that are made the slow way.
RC_GTEST_PROP(BlockStreams, HoldTheValuesOfABlock, (uint32_t seed)) {
  const std::string text = RandomLog(seed, 50 + static_cast<int>(seed % 900));
  const auto planned = PlanLog(text, BlockEnds(text, 500 + seed % 5000));
  const RecordData& data = planned.data;
  const StreamOrder order = *StreamOrder::Make(planned.layout);
  BlockStreams streams(order);
  uint32_t begin = 0;
  for (const uint32_t end : data.table.block_lines) {
    std::vector<uint32_t> lines;
    for (; begin < end; ++begin) {
      lines.push_back(data.sequence.number_of_template[data.table.line_template[begin]]);
    }
    streams.Start(lines);
    std::map<uint32_t, std::vector<uint32_t>> lines_of;
    using Place = std::pair<uint32_t, uint32_t>;  // slot, which of its lines
    std::map<uint32_t, std::vector<Place>> chains;
    uint32_t values = 0;
    for (uint32_t i = 0; i < lines.size(); ++i) {
      std::vector<uint32_t>& list = lines_of[lines[i]];
      RC_ASSERT(streams.number(i) == list.size());
      for (uint32_t s = order.slot_begin(lines[i]); s < order.slot_end(lines[i]); ++s) {
        ++values;
        if (order.chain_of(s) == kNoSlot) continue;
        chains[order.StepOfChain(order.chain_of(s))].emplace_back(s, list.size());
      }
      list.push_back(i);
    }
    RC_ASSERT(streams.values() == values);
    RC_ASSERT(streams.templates().size() == lines_of.size());
    for (const auto& [id, list] : lines_of) {
      const auto told = streams.LinesOf(id);
      RC_ASSERT(std::vector<uint32_t>(told.begin(), told.end()) == list);
    }
    uint32_t index = 0;  // streams stand end to end
    uint32_t last_place = 0;
    for (size_t i = 0; i < streams.steps().size(); ++i) {
      const uint32_t step = streams.steps()[i];
      RC_ASSERT(streams.has(step) && streams.index(step) == i);
      RC_ASSERT(i == 0 || order.place(step) > last_place);
      last_place = order.place(step);
      if (order.is_stream(step)) {
        RC_ASSERT(streams.stream_begin(step) == index);
        uint32_t last_slot = 0;
        streams.ForEachSlot(step, [&](uint32_t s) {
          RC_ASSERT(order.model_of(s) == step);
          RC_ASSERT(index == streams.stream_begin(step) || s > last_slot);
          RC_ASSERT(streams.begin(s) == index);
          last_slot = s;
          index += streams.lines_of_slot(s);
        });
        RC_ASSERT(streams.stream_begin(step) + streams.stream_size(step) == index);
      } else {
        const auto size = static_cast<uint32_t>(lines.size());
        for (const uint32_t first : {size, size / 2, 0u}) {
          std::vector<Place> told;
          streams.ForEachInLines(step, first, [&](uint32_t s, uint32_t at) {
            told.emplace_back(s, at - streams.begin(s));
          });
          const auto stop = std::ranges::find_if(chains[step], [&](const Place& place) {
            return streams.LinesOf(streams.template_of(place.first))[place.second] >=
                   first;
          });
          RC_ASSERT(
              std::ranges::equal(told.begin(), told.end(), chains[step].begin(), stop));
        }
        chains.erase(step);
      }
    }
    RC_ASSERT(index == values);
    RC_ASSERT(chains.empty());
  }
}

}  // namespace
}  // namespace rondo::stream
