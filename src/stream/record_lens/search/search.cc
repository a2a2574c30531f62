// Tested by tests/stream/record_lens/scan_test.cc.
#include "stream/record_lens/search/search.h"

#include <algorithm>
#include <cstring>

#include "base/limits.h"
#include "base/status_macros.h"

namespace rondo::stream {

namespace {

// Bytes of singletons that are read at once if all are wanted.
constexpr uint64_t kMostReadAtOnce = 8u << 20;

std::vector<bool> RareStrings(const RecordShapes& shapes) {
  std::vector<bool> rare;
  for (uint32_t i = 0; i < shapes.strings.size(); ++i) {
    rare.push_back(!shapes.PostingsOfString(i).empty());
  }
  return rare;
}

}  // namespace

RecordSearch::Sought::Sought(const RecordShapes& shapes, const Needles& needles,
                             std::optional<SingletonStates> singletons)
    : scan(needles, shapes.head, shapes.strings, RareStrings(shapes),
           std::move(singletons)),
      judge(shapes, &scan) {}

void RecordSearch::Sought::Add(const RecordShapes& shapes, uint32_t id) {
  if (scan.Knows(id)) return;
  const TemplateShape& shape = shapes.templates[id];
  std::vector<RecordScan::Slot> slots;
  for (uint32_t s = shape.slot_begin; s < shape.slot_end; ++s) {
    const SlotShape& slot = shapes.slots[s];
    slots.push_back({slot.literal, slot.format, slot.first_value, slot.class_size});
  }
  scan.AddTemplate(id, shape.slot_begin, slots, shape.tail, shape.ends_line);
}

absl::StatusOr<std::unique_ptr<RecordSearch>> RecordSearch::Create(
    const RecordShapes& shapes, const Needles& needles, bool all,
    SingletonText* singletons) {
  std::optional<base::Bytes> strings;
  if (all && shapes.has_singletons() && shapes.singleton_ends.back() <= kMostReadAtOnce) {
    RONDO_RETURN_IF_ERROR(singletons->ReadAll());
    strings = singletons->All();
  }
  return std::unique_ptr<RecordSearch>(
      new RecordSearch(shapes, needles, strings, singletons));
}

RecordSearch::RecordSearch(const RecordShapes& shapes, const Needles& needles,
                           std::optional<base::Bytes> strings, SingletonText* singletons)
    : shapes_(shapes), singletons_(*singletons) {
  const auto states = [&](const Needles& sought) {
    return shapes.has_singletons() ? std::optional(SingletonStates(sought, strings))
                                   : std::nullopt;
  };
  lines_.emplace(shapes, needles, states(needles));
  if (const Needles* const by_strings = needles.by_strings()) {
    strings_.emplace(shapes, *by_strings, states(*by_strings));
  }
  Sought& first = strings_ ? *strings_ : *lines_;
  for (uint32_t id = 0; id < shapes_.templates.size(); ++id) first.Add(shapes_, id);
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
  const RecordScan& scan = first_scan();
  for (uint32_t id = 0; id < shapes_.templates.size(); ++id) {
    if (IsSettled(id)) continue;
    asks_singletons_ |= scan.MayBeInSingletons(id);
    if (scan.MayHoldWithoutRare(id)) choose(shapes_.PostingsOfTemplate(id));
  }
  for (uint32_t i = 0; i < shapes_.strings.size(); ++i) {
    if (scan.Matters(i)) choose(shapes_.PostingsOfString(i));
  }
}

// Templates that only singletons may lead to one of the strings are left to the blocks
// that have such singletons.
CountedLines RecordSearch::CountMatching() {
  std::vector<bool> left_to_blocks(shapes_.templates.size(), false);
  for (uint32_t id = 0; strings_ && id < shapes_.templates.size(); ++id) {
    if (MayHoldString(id, kNothing)) {
      lines_->Add(shapes_, id);
    } else {
      left_to_blocks[id] = MayHoldString(id, kStringFound);
    }
  }
  counts_ = CountByTables(shapes_, left_to_blocks, &lines_->scan);
  ChooseBlocks();
  return {counts_.lines, counts_.all};
}

// Of lines, with strings, the answer waits for their templates.
absl::Status RecordSearch::FindInSingletons(uint32_t block) {
  RONDO_RETURN_IF_ERROR(singletons_.Read(jobs_));
  const RecordScan& first = first_scan();
  const bool found =
      first.AnyInSingletons() && first.FindsInSingletons(singletons_.Of(block));
  found_ = static_cast<Found>(kStringFound * found | kLineFound * (found || strings_));
  return absl::OkStatus();
}

absl::StatusOr<bool> RecordSearch::MayHold(const BlockJob& job) {
  if (job.block >= shapes_.blocks()) return BlockError(job);
  found_ = strings_ && shapes_.has_singletons() ? kLineFound : kNothing;
  if (asks_singletons_) RONDO_RETURN_IF_ERROR(FindInSingletons(job.block));
  const bool in_singletons =
      (found_ & kStringFound) != 0 || (counts_.finds_singletons && line_found());
  return !after_newline_ || in_singletons || all_blocks_ || blocks_[job.block];
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
  if (shapes_.has_singletons() && !asks_singletons_)
    RONDO_RETURN_IF_ERROR(FindInSingletons(job.block));
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
    const bool holds = lines_->scan.Holds(id);
    look.sure = holds && !IsSettled(id);
    look.when_shown = InterestIn(id);
    look.when_counted = holds           ? 0
                        : IsSettled(id) ? look.when_shown & kWithLineFound
                                        : look.when_shown;
  }
  for (const uint32_t rank : code_->sequence.rules_bottom_up()) {
    Look& look = looks_[rank];
    for (const uint32_t part : code_->sequence.Body(rank)) {
      look.when_shown |= looks_[part].when_shown;
      look.when_counted |= looks_[part].when_counted;
      // A rule of more lines than a block has bytes is in none.
      look.sure = std::min(look.sure + looks_[part].sure, base::kMaxBlockBytes);
    }
  }
}

RecordSearch::Interest RecordSearch::InterestIn(uint32_t id) const {
  Interest interest = 0;
  for (const Found found : {kNothing, kStringFound, kLineFound, kBoth}) {
    interest |= static_cast<Interest>(MayHold(id, found) << found);
  }
  return interest;
}

bool RecordSearch::IsOfInterest() const {
  return std::ranges::any_of(block_->symbols(), [&](uint32_t rank) {
    const Look& look = looks_[rank];
    return ((count_lines_ ? look.when_counted : look.when_shown) >> found_ & 1) != 0;
  });
}

bool RecordSearch::SearchLines(const BlockJob& job, ScanResult* result) {
  if (!JudgeLines(job.block)) return false;
  result->counted_lines +=
      static_cast<uint64_t>(std::ranges::count(fates_, Fate::kCount));
  return std::ranges::find(fates_, Fate::kTake) == fates_.end() ||
         TakeLines(job, &result->parts);
}

// Leaves those lines to be asked that may hold one of the strings.
bool RecordSearch::SieveLines(uint32_t block) {
  const auto asks = [this](uint32_t id) {
    return MayHold(id, found_) && !IsCounted(id) && !strings_->scan.Holds(id);
  };
  const bool string_found = (found_ & kStringFound) != 0;
  for (const uint32_t id : block_->templates()) {
    if (!asks(id)) continue;
    for (const uint32_t s : strings_->judge.PlanOf(id, string_found).asked)
      block_->values().Want(s);
  }
  if (!block_->values().Make()) return false;
  held_.clear();
  held_.reserve(block_->lines().size());  // spans of it stay where they are
  for (const uint32_t id : block_->templates()) {
    const std::span<const uint32_t> lines = block_->LinesOf(id);
    if (strings_->scan.Holds(id)) {
      asked_.push_back({id, lines});
    } else if (asks(id)) {
      const LineJudge::Plan& plan = strings_->judge.PlanOf(id, string_found);
      const size_t begin = held_.size();
      for (const uint32_t line : lines) {
        if (Holds(&*strings_, plan, id, line)) held_.push_back(line);
      }
      if (held_.size() > begin) asked_.push_back({id, std::span(held_).subspan(begin)});
    }
  }
  for (const Asked& asked : asked_) lines_->Add(shapes_, asked.id);
  if (line_found() && !lines_->scan.FindsInSingletons(singletons_.Of(block)))
    found_ = static_cast<Found>(found_ & kStringFound);
  return true;
}

// Lines that are not whole are taken whatever they hold. If lines are counted, those with
// a needle are not taken.
bool RecordSearch::JudgeLines(uint32_t block) {
  fates_.assign(block_->lines().size(), Fate::kPassOver);
  asked_.clear();
  if (!strings_) {
    for (const uint32_t id : block_->templates())
      asked_.push_back({id, block_->LinesOf(id)});
  } else if (!SieveLines(block)) {
    return false;
  }
  std::erase_if(asked_, [this](const Asked& asked) {
    return !MayHold(asked.id, found_) || IsCounted(asked.id);
  });
  // What decides is made for all templates together.
  for (const auto& [id, lines] : asked_) {
    if (lines_->scan.Holds(id)) continue;
    if (IsSettled(id)) {
      for (uint32_t s = shapes_.templates[id].slot_begin;
           s < shapes_.templates[id].slot_end; ++s) {
        block_->values().Want(s);
      }
    } else {
      for (const uint32_t s : lines_->judge.PlanOf(id, line_found()).asked)
        block_->values().Want(s);
    }
  }
  if (!block_->values().Make()) return false;
  const Fate held = count_lines_ ? Fate::kCount : Fate::kTake;
  for (const Asked& asked : asked_) {
    if (!lines_->scan.Holds(asked.id)) {
      Judge(asked, held);
    } else if (!count_lines_ || !IsSettled(asked.id)) {
      for (const uint32_t line : asked.lines) fates_[line] = held;
    }
  }
  if (!after_newline_) fates_.front() = Fate::kTake;
  if (!shapes_.templates[block_->lines().back()].ends_line) fates_.back() = Fate::kTake;
  return true;
}

void RecordSearch::Judge(const Asked& asked, Fate held) {
  // Only a singleton can tell more of a settled template's line than is counted.
  const bool settled = count_lines_ && IsSettled(asked.id);
  const LineJudge::Plan& plan = lines_->judge.PlanOf(asked.id, line_found());
  for (const uint32_t line : asked.lines) {
    if (settled && HoldsAsSettled(line)) continue;
    if (Holds(&*lines_, plan, asked.id, line)) fates_[line] = held;
  }
}

bool RecordSearch::Holds(Sought* sought, const LineJudge::Plan& plan, uint32_t id,
                         uint32_t line) {
  return sought->judge.Holds(
      plan, id, [&](const LineJudge::Plan::Outcome& outcome, uint32_t slot) {
        const uint64_t value = block_->values().Of(slot, line);
        if (outcome.after_singleton != LineJudge::kAsk &&
            shapes_.slots[slot].is_string() && BlockValues::IsSingleton(value)) {
          return outcome.after_singleton;
        }
        const Needles::State after =
            StateAfter(&sought->scan, outcome.before, slot, value);
        return uint16_t{sought->judge.BehindValue(after, id, slot)};
      });
}

Needles::State RecordSearch::StateAfter(RecordScan* scan, Needles::State before,
                                        uint32_t slot, uint64_t value) {
  const SlotShape& shape = shapes_.slots[slot];
  if (!shape.is_string()) return scan->AfterNumber(before, slot, value);
  if (BlockValues::IsSingleton(value)) {
    return scan->AfterSingleton(before, block_->values().Singleton(value));
  }
  return scan->AfterString(before, shape.first_value + static_cast<uint32_t>(value));
}

// Whether the line is among those that its template's lines are counted by.
bool RecordSearch::HoldsAsSettled(uint32_t line) {
  const uint32_t id = block_->lines()[line];
  const TemplateShape& shape = shapes_.templates[id];
  uint16_t state = lines_->scan.AfterRun(shapes_, id, Needles::kStart, shape.slot_begin,
                                         shape.string_begin);
  for (uint32_t i = shape.string_begin; i < shape.string_end; ++i) {
    if (state >= Needles::kFound) break;
    const uint32_t slot = shapes_.string_slots[i];
    const uint64_t value = block_->values().Of(slot, line);
    const Needles::State after =
        StateAfter(&lines_->scan, static_cast<Needles::State>(state), slot, value);
    if (after != Needles::kFound) {
      state = lines_->scan.AfterRun(shapes_, id, after, slot + 1, i + 1);
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
