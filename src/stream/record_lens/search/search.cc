// Tested by tests/stream/record_lens/scan_test.cc.
#include "stream/record_lens/search/search.h"

#include <algorithm>
#include <cstring>

#include "base/limits.h"
#include "base/status_macros.h"

namespace rondo::stream {

namespace {

std::vector<bool> RareStrings(const RecordShapes& shapes) {
  std::vector<bool> rare;
  for (uint32_t i = 0; i < shapes.strings.size(); ++i) {
    rare.push_back(!shapes.PostingsOfString(i).empty());
  }
  return rare;
}

}  // namespace

RecordSearch::RecordSearch(const RecordShapes& shapes, const Needles& needles,
                           SingletonText* singletons)
    : shapes_(shapes),
      singletons_(*singletons),
      scan_(needles, shapes.head, shapes.strings, RareStrings(shapes),
            shapes.has_singletons()),
      judge_(shapes, &scan_) {
  std::vector<RecordScan::Slot> slots;
  for (const TemplateShape& shape : shapes.templates) {
    slots.clear();
    for (uint32_t s = shape.slot_begin; s < shape.slot_end; ++s) {
      const SlotShape& slot = shapes.slots[s];
      slots.push_back({slot.literal, slot.format, slot.first_value, slot.class_size});
    }
    scan_.AddTemplate(slots, shape.tail, shape.ends_line);
  }
  ChooseBlocks();
}

void RecordSearch::ChooseBlocks() {
  all_blocks_ = false;
  blocks_.assign(shapes_.blocks(), false);
  const auto choose = [this](std::span<const uint32_t> postings) {
    all_blocks_ |= postings.empty();
    for (const uint32_t block : postings) blocks_[block] = true;
  };
  asks_singletons_ = counts_.finds_singletons;
  for (uint32_t id = 0; id < shapes_.templates.size(); ++id) {
    if (IsSettled(id)) continue;
    asks_singletons_ |= scan_.MayBeInSingletons(id);
    if (scan_.MayHoldWithoutRare(id)) choose(shapes_.PostingsOfTemplate(id));
  }
  for (uint32_t i = 0; i < shapes_.strings.size(); ++i) {
    if (scan_.Matters(i)) choose(shapes_.PostingsOfString(i));
  }
}

CountedLines RecordSearch::CountMatching() {
  counts_ = CountByTables(shapes_, &scan_, &singletons_);
  ChooseBlocks();
  return {counts_.lines, counts_.all};
}

absl::Status RecordSearch::ReadSingletons() {
  if (has_read_singletons_) return absl::OkStatus();
  RONDO_RETURN_IF_ERROR(singletons_.Read(jobs_));
  has_read_singletons_ = true;
  return absl::OkStatus();
}

absl::StatusOr<bool> RecordSearch::MayHold(const BlockJob& job) {
  if (job.block >= shapes_.blocks()) return BlockError(job);
  in_singletons_ = false;
  if (asks_singletons_) {
    RONDO_RETURN_IF_ERROR(ReadSingletons());
    in_singletons_ = scan_.FindsInSingletons(singletons_.Of(job.block));
  }
  return !after_newline_ || in_singletons_ || all_blocks_ || blocks_[job.block];
}

void RecordSearch::SetBlock(const RecordCode& code, RecordBlock* block) {
  code_ = &code;
  block_ = block;
  LookAtSymbols();
}

absl::Status RecordSearch::Search(const BlockJob& job, ScanResult* result) {
  if (!block_->ReadSymbols(job)) return BlockError(job);
  if (after_newline_ && !IsOfInterest()) {
    if (count_lines_) {
      for (const uint32_t rank : block_->symbols()) {
        result->counted_lines += looks_[rank].sure;
      }
    }
    return absl::OkStatus();  // all lines end in newlines, or they would be of interest
  }
  if (!block_->ExpandSymbols()) return BlockError(job);
  if (shapes_.has_singletons()) {
    RONDO_RETURN_IF_ERROR(ReadSingletons());
    if (!asks_singletons_)
      in_singletons_ = scan_.FindsInSingletons(singletons_.Of(job.block));
  }
  if (!SearchLines(job, result)) return BlockError(job);
  after_newline_ = shapes_.templates[block_->lines().back()].ends_line;
  return absl::OkStatus();
}

// Rules after all that is in their bodies.
void RecordSearch::LookAtSymbols() {
  looks_.resize(code_->sequence.symbols());
  for (uint32_t rank = 0; rank < looks_.size(); ++rank) {
    if (code_->sequence.is_rule(rank)) continue;
    const uint32_t id = code_->sequence.Template(rank);
    Look& look = looks_[rank];
    look.sure = scan_.Holds(id) && !IsSettled(id);
    look.when_shown = scan_.MayHold(id, false)  ? kAny
                      : scan_.MayHold(id, true) ? kIfInSingletons
                                                : kNone;
    look.when_counted = scan_.Holds(id)   ? kNone
                        : !IsSettled(id)  ? look.when_shown
                        : look.when_shown ? kIfInSingletons
                                          : kNone;
  }
  for (const uint32_t rank : code_->sequence.rules_bottom_up()) {
    Look& look = looks_[rank];
    for (const uint32_t part : code_->sequence.Body(rank)) {
      look.when_shown = std::max(look.when_shown, looks_[part].when_shown);
      look.when_counted = std::max(look.when_counted, looks_[part].when_counted);
      // A rule of more lines than a block has bytes is in none.
      look.sure = std::min(look.sure + looks_[part].sure, base::kMaxBlockBytes);
    }
  }
}

bool RecordSearch::IsOfInterest() const {
  const Interest least = in_singletons_ ? kIfInSingletons : kAny;
  return std::ranges::any_of(block_->symbols(), [&](uint32_t rank) {
    return (count_lines_ ? looks_[rank].when_counted : looks_[rank].when_shown) >= least;
  });
}

bool RecordSearch::SearchLines(const BlockJob& job, ScanResult* result) {
  if (!JudgeLines()) return false;
  result->counted_lines +=
      static_cast<uint64_t>(std::ranges::count(fates_, Fate::kCount));
  return std::ranges::find(fates_, Fate::kTake) == fates_.end() ||
         TakeLines(job, &result->parts);
}

// Lines that are not whole are taken whatever they hold. If lines are counted, those with
// a needle are not taken.
bool RecordSearch::JudgeLines() {
  const std::span<const uint32_t> lines = block_->lines();
  fates_.assign(lines.size(), Fate::kPassOver);
  // What decides is made for all templates together.
  for (const uint32_t id : block_->templates()) {
    if (!Asks(id) || scan_.Holds(id)) continue;
    if (IsSettled(id)) {
      for (uint32_t s = shapes_.templates[id].slot_begin;
           s < shapes_.templates[id].slot_end; ++s) {
        block_->values().Want(s);
      }
    } else {
      for (const uint32_t s : judge_.PlanOf(id, in_singletons_).asked)
        block_->values().Want(s);
    }
  }
  if (!block_->values().Make()) return false;
  const Fate held = count_lines_ ? Fate::kCount : Fate::kTake;
  for (const uint32_t id : block_->templates()) {
    if (scan_.Holds(id)) {
      if (count_lines_ && IsSettled(id)) continue;
      for (const uint32_t line : block_->LinesOf(id)) fates_[line] = held;
    } else if (Asks(id)) {
      Judge(id, held);
    }
  }
  if (!after_newline_) fates_.front() = Fate::kTake;
  if (!shapes_.templates[lines.back()].ends_line) fates_.back() = Fate::kTake;
  return true;
}

void RecordSearch::Judge(uint32_t id, Fate held) {
  const std::span<const uint32_t> lines = block_->LinesOf(id);
  // Only a singleton can tell more of a settled template's line than is counted.
  const bool settled = count_lines_ && IsSettled(id);
  const LineJudge::Plan& plan = judge_.PlanOf(id, in_singletons_);
  for (const uint32_t line : lines) {
    if (settled && HoldsAsSettled(line)) continue;
    const bool holds = judge_.Holds(plan, id, [&](Needles::State before, uint32_t slot) {
      return StateAfter(before, slot, block_->values().Of(slot, line));
    });
    if (holds) fates_[line] = held;
  }
}

Needles::State RecordSearch::StateAfter(Needles::State before, uint32_t slot,
                                        uint64_t value) {
  const SlotShape& shape = shapes_.slots[slot];
  if (!shape.is_string()) return scan_.AfterNumber(before, slot, value);
  if (BlockValues::IsSingleton(value)) {
    return scan_.AfterBytes(before, block_->values().Singleton(value));
  }
  return scan_.AfterString(before, shape.first_value + static_cast<uint32_t>(value));
}

// Whether the line is among those that its template's lines are counted by.
bool RecordSearch::HoldsAsSettled(uint32_t line) {
  const uint32_t id = block_->lines()[line];
  const TemplateShape& shape = shapes_.templates[id];
  uint16_t state =
      scan_.AfterRun(shapes_, id, Needles::kStart, shape.slot_begin, shape.string_begin);
  for (uint32_t i = shape.string_begin; i < shape.string_end; ++i) {
    if (state >= Needles::kFound) break;
    const uint32_t slot = shapes_.string_slots[i];
    const uint64_t value = block_->values().Of(slot, line);
    const Needles::State after =
        StateAfter(static_cast<Needles::State>(state), slot, value);
    if (after != Needles::kFound) {
      state = scan_.AfterRun(shapes_, id, after, slot + 1, i + 1);
    } else if (BlockValues::IsSingleton(value)) {
      state = counts_.goes_on[i];
    } else {
      return true;
    }
  }
  return state == Needles::kFound;
}

// Adds the parts of the lines that are taken.
bool RecordSearch::TakeLines(const BlockJob& job, std::vector<BlockPart>* parts) {
  block_->values().WantAll();
  if (!block_->values().Make()) return false;
  const std::span<const uint32_t> ends = block_->MeasureLines();
  if (ends.empty() || ends.back() != job.expanded_bytes) return false;
  uint32_t at = 0;
  uint32_t newlines = 0;
  const size_t first_part = parts->size();
  for (size_t line = 0; line < ends.size(); ++line) {
    const uint32_t id = block_->lines()[line];
    if (fates_[line] == Fate::kTake) {
      const uint32_t from = at;
      if (!block_->PutLine(line, job, ends[line], &at) || at != ends[line]) return false;
      if (parts->size() == first_part || parts->back().to != from) {
        parts->push_back({job.block, from, from, newlines});
      }
      parts->back().to = at;
    }
    at = ends[line];
    newlines += shapes_.templates[id].ends_line;
  }
  return true;
}

}  // namespace rondo::stream
