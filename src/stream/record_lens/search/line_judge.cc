// Tested by tests/stream/record_lens/scan_test.cc.
#include "stream/record_lens/search/line_judge.h"

#include <algorithm>
#include <array>

namespace rondo::stream {

using States = RecordScan::States;

const LineJudge::Plan& LineJudge::PlanOf(uint32_t id, bool in_singletons) {
  Plan& plan = plans_[2 * id + in_singletons];
  if (!plan.made) Make(id, in_singletons, &plan);
  return plan;
}

States LineJudge::AfterSingletons(State before, bool in_singletons) {
  if (!shapes_.has_singletons()) return {};
  States after = scan_.AfterSingletons(before);
  if (!in_singletons) after.reset(Needles::kFound);
  return after;
}

States LineJudge::AfterValues(State before, uint32_t slot, bool in_singletons) {
  const SlotShape& shape = shapes_.slots[slot];
  if (!shape.is_string()) return scan_.AfterNumbers(before, slot);
  return scan_.AfterClass(before, shape.first_value, shape.class_size) |
         AfterSingletons(before, in_singletons);
}

void LineJudge::Make(uint32_t id, bool in_singletons, Plan* plan) {
  const TemplateShape& shape = shapes_.templates[id];
  const uint32_t begin = shape.slot_begin;
  const uint32_t slots = shape.slot_end - begin;
  plan->made = true;
  plan->start = Behind(Needles::kStart, begin + id);
  plan->slots.resize(slots);
  // By slot: the states behind the literal behind it.
  std::vector<std::array<State, 256>> behind(slots);
  for (uint32_t i = 0; i < slots; ++i) scan_.AfterLiteral(begin + i + 1 + id, &behind[i]);
  // Forth: the states that may stand before each slot's value.
  States states;
  states.set(static_cast<State>(plan->start));
  for (uint32_t i = 0; i < slots; ++i) {
    States next;
    states.ForEach([&](State before) {
      if (before == Needles::kFound) return;
      plan->slots[i].push_back({before, kDead, kDead});
      AfterValues(before, begin + i, in_singletons).ForEach([&](State after) {
        next.set(behind[i][after]);
      });
    });
    states = next;
  }
  // Back: where they lead. Behind the last slot only kFound is not dead.
  const auto outcome_of = [&](uint32_t i, const States& values) {
    uint16_t all = kDead;
    bool first = true;
    values.ForEach([&](State value) {
      uint16_t state = behind[i][value];
      if (state != kFound) {
        if (i + 1 == slots) {
          state = kDead;
        } else {
          const auto known =
              std::ranges::find(plan->slots[i + 1], state, &Plan::Outcome::before);
          if (known->after == kDead) state = kDead;
        }
      }
      all = first || all == state ? state : kAsk;
      first = false;
    });
    return all;
  };
  for (uint32_t i = slots; i-- > 0;) {
    for (Plan::Outcome& outcome : plan->slots[i]) {
      const State before = outcome.before;
      outcome.after = outcome_of(i, AfterValues(before, begin + i, in_singletons));
      if (shapes_.slots[begin + i].is_string())
        outcome.after_singleton = outcome_of(i, AfterSingletons(before, in_singletons));
    }
    bytes_ += plan->slots[i].capacity() * sizeof(Plan::Outcome) + sizeof(Plan);
    if (std::ranges::find(plan->slots[i], kAsk, &Plan::Outcome::after) !=
        plan->slots[i].end()) {
      plan->asked.push_back(begin + i);
    }
  }
  // What stands before the first slot may be settled, too.
  if (slots == 0 && plan->start != kFound) plan->start = kDead;
}

}  // namespace rondo::stream
