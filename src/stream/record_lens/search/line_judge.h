// Which values of a line decide whether it holds a needle, by its template.
//
// A template is walked once with the states that may stand before each of its slots, and
// back from its end: a state from which no line comes to kFound any more is *dead*. Where
// all values of a slot lead to the same state, or to dead ones only, its value need not
// be known; where they do not, the slot is *asked*.
//
//   needle "=7 ms": "user=<string> took=<integer> ms", strings without digits
//     the string leads to dead states, or back to the start: not asked
//     the integer leads to what may stand before " ms", or not: asked
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_LENS_SEARCH_LINE_JUDGE_H_
#define RONDO_STREAM_RECORD_LENS_SEARCH_LINE_JUDGE_H_

#include <cstdint>
#include <vector>

#include "stream/record_lens/model/shapes.h"
#include "stream/record_lens/search/scan.h"

namespace rondo::stream {

class LineJudge {
 public:
  using State = Needles::State;

  // What is known of a template.
  struct Plan {
    // A state before the value of a slot, and the one before the next slot's value, or
    // behind the line: kFound, kDead, or kAsk if that depends on the value. The same if
    // it is known that the value is a singleton.
    struct Outcome {
      State before;
      uint16_t after;
      uint16_t after_singleton;
    };
    bool made = false;
    uint16_t start = 0;  // before the first slot's value, or an outcome
    std::vector<std::vector<Outcome>> slots;
    std::vector<uint32_t> asked;  // slots
  };
  static constexpr uint16_t kFound = Needles::kFound;
  static constexpr uint16_t kDead = kFound + 1;
  static constexpr uint16_t kAsk = kFound + 2;

  // Must outlive the object. `scan` has the templates that are asked for.
  LineJudge(const RecordShapes& shapes, RecordScan* scan)
      : shapes_(shapes), scan_(*scan), plans_(2 * shapes.templates.size()) {}

  // `in_singletons`: a singleton may lead to kFound.
  // Cost: that of a walk over the template, the first time.
  const Plan& PlanOf(uint32_t id, bool in_singletons);

  // Whether a line holds a needle. ask(outcome, slot): what comes of its value, which is
  // asked of slots in plan.asked only.
  template <typename Ask>
  bool Holds(const Plan& plan, uint32_t id, const Ask& ask) const {
    uint32_t s = shapes_.templates[id].slot_begin;
    uint16_t state = plan.start;
    for (const auto& outcomes : plan.slots) {
      if (state >= kFound) break;
      const State before = static_cast<State>(state);
      state = kDead;
      for (const Plan::Outcome& outcome : outcomes) {
        if (outcome.before != before) continue;
        state = outcome.after == kAsk ? ask(outcome, s) : outcome.after;
      }
      ++s;
    }
    return state == kFound;
  }
  // The state before the value of the slot behind `slot`, or behind the line, by the one
  // behind the value.
  State BehindValue(State state, uint32_t id, uint32_t slot) const {
    return Behind(state, slot + 1 + id);
  }

  uint64_t memory_bytes() const { return bytes_ + plans_.size() * sizeof(Plan); }

 private:
  // The state behind a literal.
  State Behind(State state, uint32_t literal) const {
    return scan_.AfterLiteral(state, literal);
  }
  RecordScan::States AfterSingletons(State before, bool in_singletons);
  RecordScan::States AfterValues(State before, uint32_t slot, bool in_singletons);
  void Make(uint32_t id, bool in_singletons, Plan* plan);

  const RecordShapes& shapes_;
  RecordScan& scan_;
  std::vector<Plan> plans_;  // by template, without and with singletons
  uint64_t bytes_ = 0;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_SEARCH_LINE_JUDGE_H_
