// Tested by tests/stream/record_lens/scan_test.cc.
#include "stream/record_lens/search/search.h"

#include <algorithm>
#include <cstring>

#include "base/limits.h"
#include "base/status_macros.h"

namespace rondo::stream {

using entropy::RansCursor;

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
            shapes.has_singletons()) {
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
  RansCursor cursor = block_->Load(job);
  if (!block_->ReadSymbols(cursor, job)) return BlockError(job);
  if (after_newline_ && !IsOfInterest()) {
    if (count_lines_) {
      for (const uint32_t rank : block_->symbols()) {
        result->counted_lines += looks_[rank].sure;
      }
    }
    return absl::OkStatus();  // all lines end in newlines, or they would be of interest
  }
  if (!block_->ExpandSymbols(job)) return BlockError(job);
  const size_t end = EndOfInterest();
  if (count_lines_) result->counted_lines += CountSure(block_->lines().subspan(end));
  if (end > 0) {
    RONDO_RETURN_IF_ERROR(ReadSingletons());
    if (!SearchLines(job, cursor, end, result)) return BlockError(job);
  }
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

// Of lines [0, end). `cursor`: at the strings.
bool RecordSearch::SearchLines(const BlockJob& job, RansCursor cursor, size_t end,
                               ScanResult* result) {
  const RansCursor at_strings = cursor;
  block_->Start(job);
  if (!block_->ReadStrings(cursor, end)) return false;
  JudgeLines(end);
  const bool ask = std::ranges::count(fates_, Fate::kAskNumbers) > 0;
  if (ask && !AskNumbers(cursor)) return false;
  if (count_lines_) {
    result->counted_lines +=
        static_cast<uint64_t>(std::ranges::count(fates_, Fate::kCount));
  }
  while (!fates_.empty() && fates_.back() != Fate::kTake) fates_.pop_back();
  if (fates_.empty()) return true;
  if (ask) {
    block_->Start(job);
    cursor = at_strings;
  }
  return TakeLines(job, cursor, &result->parts);
}

// Lines before this one have to be decoded: the last one that a search may want, and that
// is not counted alone for its template, comes right before it.
size_t RecordSearch::EndOfInterest() const {
  const std::span<const uint32_t> lines = block_->lines();
  for (size_t i = lines.size(); i > 0; --i) {
    const uint32_t id = lines[i - 1];
    if (Asks(id)) return i;
    if (!shapes_.templates[id].ends_line) return i;
  }
  return after_newline_ ? 0 : 1;
}

// Those that hold a needle by their template.
uint64_t RecordSearch::CountSure(std::span<const uint32_t> lines) const {
  return static_cast<uint64_t>(std::ranges::count_if(
      lines, [this](uint32_t id) { return scan_.Holds(id) && !IsSettled(id); }));
}

// Lines [0, end). A line that is not whole is taken whatever it holds. If lines
// are counted, those with a needle are not taken.
void RecordSearch::JudgeLines(size_t end) {
  fates_.clear();
  const BlockString* strings = block_->strings().data();
  bool after_newline = after_newline_;
  for (const uint32_t id : block_->lines().first(end)) {
    const TemplateShape& shape = shapes_.templates[id];
    Fate fate = Fate::kPassOver;
    if (!after_newline || !shape.ends_line) {
      fate = Fate::kTake;
    } else if (count_lines_ && IsSettled(id)) {
      // Only a singleton can tell more of it than is counted.
      if (Asks(id) && Judge(id, strings, true) == Fate::kPassOver) {
        fate = Judge(id, strings, false);
      }
    } else if (scan_.MayHold(id, in_singletons_)) {
      fate = scan_.Holds(id) ? Fate::kTake : Judge(id, strings, false);
    }
    if (count_lines_ && fate == Fate::kTake && shape.ends_line && after_newline)
      fate = Fate::kCount;
    fates_.push_back(fate);
    strings += shape.string_end - shape.string_begin;
    after_newline = shape.ends_line;
  }
}

// What a line's strings say. `as_settled`: what its template's lines are counted by,
// which are settled.
RecordSearch::Fate RecordSearch::Judge(uint32_t id, const BlockString* strings,
                                       bool as_settled) {
  const TemplateShape& shape = shapes_.templates[id];
  uint16_t before =
      scan_.AfterRun(shapes_, id, Needles::kStart, shape.slot_begin, shape.string_begin);
  for (uint32_t i = shape.string_begin; i < shape.string_end; ++i, ++strings) {
    if (before == Needles::kFound) return Fate::kTake;
    if (before == RecordScan::kUnknown) return Fate::kAskNumbers;
    auto state = static_cast<Needles::State>(before);
    state = strings->is_singleton
                ? scan_.AfterBytes(state, block_->Singleton(strings->index))
                : scan_.AfterString(state, strings->index);
    if (state != Needles::kFound) {
      before = scan_.AfterRun(shapes_, id, state, shapes_.string_slots[i] + 1, i + 1);
    } else if (as_settled && strings->is_singleton) {
      before = counts_.goes_on[i];
    } else {
      return Fate::kTake;
    }
  }
  return before == Needles::kFound        ? Fate::kTake
         : before == RecordScan::kUnknown ? Fate::kAskNumbers
                                          : Fate::kPassOver;
}

// Settles the fates that depend on numbers.
bool RecordSearch::AskNumbers(RansCursor cursor) {
  if (!block_->ReadStrings(cursor, block_->lines().size())) return false;
  block_->StartLines();
  LineLook look = {scan_};
  LineSkip skip;
  size_t line = fates_.size();
  while (fates_[line - 1] != Fate::kAskNumbers) --line;
  const std::span<Fate> asked = std::span(fates_).first(line);
  const uint32_t* id = block_->lines().data();
  for (Fate& fate : asked) {
    if (fate != Fate::kAskNumbers) {
      if (!block_->DecodeLine(cursor, *id++, skip)) return false;
      continue;
    }
    if (!block_->DecodeLine(cursor, *id++, look)) return false;
    fate = look.state != Needles::kFound ? Fate::kPassOver
           : count_lines_                ? Fate::kCount
                                         : Fate::kTake;
  }
  return true;
}

// Adds the parts of the lines that are taken; the last of fates_ is.
bool RecordSearch::TakeLines(const BlockJob& job, RansCursor& cursor,
                             std::vector<BlockPart>* parts) {
  if (!block_->ReadStrings(cursor, block_->lines().size())) return false;
  block_->StartLines();
  uint8_t* at = block_->begin();
  uint32_t newlines = 0;
  const size_t first_part = parts->size();
  for (size_t line = 0; line < fates_.size(); ++line) {
    const uint32_t id = block_->lines()[line];
    const auto from = static_cast<uint32_t>(at - block_->begin());
    if (fates_[line] == Fate::kTake) {
      LineWriter writer = {at, block_->end()};
      if (!block_->DecodeLine(cursor, id, writer)) return false;
      at = writer.at;
      if (parts->size() == first_part || parts->back().to != from) {
        parts->push_back({job.block, from, from, newlines});
      }
      parts->back().to = static_cast<uint32_t>(at - block_->begin());
    } else {
      LineMeasure measure = {scan_, at, block_->end()};
      if (!block_->DecodeLine(cursor, id, measure)) return false;
      at = measure.at;
    }
    newlines += shapes_.templates[id].ends_line;
  }
  if (fates_.size() == block_->lines().size() && !block_->IsComplete(cursor, at))
    return false;
  for (size_t i = first_part; i < parts->size(); ++i) {
    const BlockPart& part = (*parts)[i];
    std::memcpy(job.out.data() + part.from, block_->begin() + part.from,
                part.to - part.from);
  }
  return true;
}

}  // namespace rondo::stream
