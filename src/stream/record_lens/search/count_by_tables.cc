// Each template is walked with the lines that hold no needle so far. As long as one state
// of the automaton does for all of them, the strings of the next slot say how many of
// these find a needle there or in the literals behind it; then the others go on.
//
//   needle "al":  400 lines "user <string> logged in", told: 250 "alice", 120 "bob", so 30
//   have one that occurs once
//     "user " leads to 0; "alice" and " logged in" to kFound: 250 found; "bob" to 0; so
//     do the strings of the segment that occur once, but for "alan" -> 250; the block of
//     "alan" has more to say
//
// Two slots that both part the lines are too much: who is in which part is not told.
//
// Tested by tests/search/counts_test.cc.
#include "stream/record_lens/search/count_by_tables.h"

#include <algorithm>
#include <optional>

namespace rondo::stream {
namespace {

using State = Needles::State;

class TemplateCount {
 public:
  TemplateCount(const RecordShapes& shapes, RecordScan* scan, uint32_t id,
                TableCounts* counts)
      : shapes_(shapes),
        scan_(*scan),
        id_(id),
        of_(shapes.templates[id]),
        counts_(*counts) {}

  std::optional<uint64_t> Run() {
    const uint64_t lines = shapes_.counts.lines[id_];
    if (scan_.Holds(id_)) return lines;
    if (!scan_.MayHold(id_, true)) return 0;
    uint16_t state =
        scan_.AfterRun(shapes_, id_, Needles::kStart, of_.slot_begin, of_.string_begin);
    for (uint32_t i = of_.string_begin; i < of_.string_end; ++i) {
      if (state >= Needles::kFound) break;
      state = AfterSlot(static_cast<State>(state), i);
      counts_.goes_on[i] = state;
    }
    if (state == RecordScan::kUnknown) return std::nullopt;
    return state == Needles::kFound ? lines : found_;
  }
  bool finds_singletons() const { return finds_singletons_; }

 private:
  // Where the lines go that find nothing: kFound if all of them find something, kUnknown
  // if that is not one state.
  uint16_t AfterSlot(State before, uint32_t i) {
    const uint32_t s = shapes_.string_slots[i];
    const SlotShape& slot = shapes_.slots[s];
    const SlotCounts& counts = shapes_.counts.slots[s];
    goes_on_ = kNobody;
    found_here_ = 0;
    uint64_t others = shapes_.counts.lines[id_];
    for (const StringCount& string : counts.strings) {
      Go(scan_.AfterString(before, slot.first_value + string.rank), i, string.lines);
      others -= string.lines;
    }
    if (!counts.told) {
      scan_.AfterClass(before, slot.first_value, slot.class_size)
          .ForEach([&](State state) { Go(state, i, 1); });
    }
    if (shapes_.has_singletons() && others > 0) GoOnSingleton(before, i);
    if (goes_on_ == kNobody) return Needles::kFound;
    if (found_here_ == 0) return goes_on_;
    if (!counts.told || found_ > 0) return RecordScan::kUnknown;
    found_ = found_here_;
    return goes_on_;
  }

  // Strings that occur once: how many lines have them is not told, so none may find
  // something in what follows, and those that find something are left out.
  void GoOnSingleton(State before, uint32_t i) {
    scan_.AfterSingletons(before).ForEach([&](State state) {
      if (state == Needles::kFound) {
        finds_singletons_ = true;
      } else {
        Go(state, i, 0);
      }
    });
  }

  // `lines` go on from `state` behind a string.
  void Go(State state, uint32_t i, uint64_t lines) {
    const uint16_t to =
        state == Needles::kFound
            ? state
            : scan_.AfterRun(shapes_, id_, state, shapes_.string_slots[i] + 1, i + 1);
    if (to == Needles::kFound) {
      found_here_ += lines;
      if (lines == 0) goes_on_ = RecordScan::kUnknown;
    } else if (goes_on_ == kNobody) {
      goes_on_ = to;
    } else if (goes_on_ != to) {
      goes_on_ = RecordScan::kUnknown;
    }
  }

  static constexpr uint16_t kNobody = ~uint16_t{0};

  const RecordShapes& shapes_;
  RecordScan& scan_;
  const uint32_t id_;
  const TemplateShape& of_;
  TableCounts& counts_;
  uint64_t found_ = 0;  // lines, in the slot that parts them
  bool finds_singletons_ = false;
  // Of the slot.
  uint16_t goes_on_ = kNobody;
  uint64_t found_here_ = 0;
};

}  // namespace

TableCounts CountByTables(const RecordShapes& shapes,
                          const std::vector<bool>& left_to_blocks, RecordScan* scan) {
  TableCounts counts;
  // Behind a line without newline stands the rest of it, which is counted as a line here.
  const bool cuts = !std::ranges::all_of(shapes.templates, &TemplateShape::ends_line);
  if (cuts || shapes.counts.lines.empty()) return counts;
  counts.goes_on.assign(shapes.string_slots.size(), Needles::kStart);
  counts.all = true;
  for (uint32_t id = 0; id < shapes.templates.size(); ++id) {
    if (left_to_blocks[id]) {
      counts.settled.push_back(false);
      counts.all = false;
      continue;
    }
    TemplateCount count(shapes, scan, id, &counts);
    const std::optional<uint64_t> lines = count.Run();
    counts.lines += lines.value_or(0);
    counts.settled.push_back(lines.has_value());
    counts.all &= lines.has_value();
    counts.finds_singletons |= count.finds_singletons();
  }
  counts.all &= !counts.finds_singletons;
  return counts;
}

}  // namespace rondo::stream
