// Tested by tests/record_scan_test.cc.
#include "stream/record_search.h"

#include <algorithm>
#include <cstring>

#include "base/limits.h"

namespace rondo::stream {

using entropy::RansCursor;

namespace {

std::vector<bool> RareStrings(const RecordCode& code) {
  std::vector<bool> rare;
  for (uint32_t i = 0; i < code.strings.size(); ++i) {
    rare.push_back(!code.PlacesOfString(i).empty());
  }
  return rare;
}

}  // namespace

RecordSearch::RecordSearch(const RecordCode& code, const Needles& needles,
                           RecordBlock* block)
    : code_(code),
      block_(*block),
      scan_(needles, code.head, code.strings, RareStrings(code),
            !code.once_ends.empty() && code.once_ends.back() > 0) {
  std::vector<RecordScan::Slot> slots;
  for (const TemplateCode& of : code.templates) {
    slots.clear();
    for (uint32_t s = of.slot_begin; s < of.slot_end; ++s) {
      const SlotCode& slot = code.slots[s];
      slots.push_back({slot.literal, slot.format, slot.first_value, slot.class_size});
    }
    scan_.AddTemplate(slots, of.tail, of.ends_line);
  }
  LookAtSymbols();
  ChooseBlocks();
}

// Rules after all that is in their bodies.
void RecordSearch::LookAtSymbols() {
  looks_.resize(code_.sequence.symbols());
  for (uint32_t rank = 0; rank < looks_.size(); ++rank) {
    if (code_.sequence.is_rule(rank)) continue;
    const uint32_t id = code_.sequence.Template(rank);
    Look& look = looks_[rank];
    look.sure = scan_.Holds(id);
    look.when_shown = scan_.MayHold(id, false)  ? kAny
                      : scan_.MayHold(id, true) ? kIfOnce
                                                : kNone;
    look.when_counted = scan_.Holds(id) ? kNone : look.when_shown;
  }
  for (const uint32_t rank : code_.sequence.rules_bottom_up()) {
    Look& look = looks_[rank];
    for (const uint32_t part : code_.sequence.Body(rank)) {
      look.when_shown = std::max(look.when_shown, looks_[part].when_shown);
      look.when_counted = std::max(look.when_counted, looks_[part].when_counted);
      // A rule of more lines than a block has bytes is in none.
      look.sure = std::min(look.sure + looks_[part].sure, kMaxBlockBytes);
    }
  }
}

bool RecordSearch::IsOfInterest(bool once, bool count) const {
  const Interest least = once ? kIfOnce : kAny;
  return std::ranges::any_of(block_.symbols(), [&](uint32_t rank) {
    return (count ? looks_[rank].when_counted : looks_[rank].when_shown) >= least;
  });
}

void RecordSearch::ChooseBlocks() {
  blocks_.assign(code_.sequence_sizes.size(), false);
  const auto choose = [this](std::span<const uint32_t> places) {
    all_blocks_ |= places.empty();
    for (const uint32_t block : places) blocks_[block] = true;
  };
  for (uint32_t id = 0; id < code_.templates.size(); ++id) {
    if (scan_.MayHoldWithoutRare(id)) choose(code_.PlacesOfTemplate(id));
  }
  for (uint32_t i = 0; i < code_.strings.size(); ++i) {
    if (scan_.Matters(i)) choose(code_.PlacesOfString(i));
  }
}

bool RecordSearch::Search(const BlockJob& job, std::vector<BlockPart>* parts,
                          uint64_t* counted) {
  bool once = false;
  if (scan_.may_be_in_once()) {
    if (!ReadOnce()) return false;
    once = scan_.FindsInOnce(block_.OnceText(job));
  }
  if (after_newline_ && !once && !all_blocks_ && !blocks_[job.block]) return true;
  RansCursor cursor = block_.Load(job);
  if (!block_.ReadSymbols(cursor, job)) return false;
  if (after_newline_ && !IsOfInterest(once, counted != nullptr)) {
    if (counted != nullptr) {
      for (const uint32_t rank : block_.symbols()) *counted += looks_[rank].sure;
    }
    return true;  // all lines end in newlines, or they would be of interest
  }
  if (!block_.ExpandSymbols(job)) return false;
  if (!SearchLines(job, cursor, once, parts, counted)) return false;
  after_newline_ = code_.templates[block_.lines().back()].ends_line;
  return true;
}

// `cursor`: at the strings. `once`: one that occurs once holds a needle.
bool RecordSearch::SearchLines(const BlockJob& job, RansCursor cursor, bool once,
                               std::vector<BlockPart>* parts, uint64_t* counted) {
  const bool count = counted != nullptr;
  const size_t end = EndOfInterest(once, count);
  if (count) *counted += CountSure(block_.lines().subspan(end));
  if (end == 0) return true;
  if (!ReadOnce()) return false;
  const RansCursor at_strings = cursor;
  block_.Start(job);
  if (!block_.ReadStrings(cursor, end)) return false;
  JudgeLines(end, once, count);
  const bool ask = std::ranges::count(fates_, Fate::kAskNumbers) > 0;
  if (ask && !AskNumbers(cursor, count)) return false;
  if (count) *counted += static_cast<uint64_t>(std::ranges::count(fates_, Fate::kCount));
  while (!fates_.empty() && fates_.back() != Fate::kTake) fates_.pop_back();
  if (fates_.empty()) return true;
  if (ask) {
    block_.Start(job);
    cursor = at_strings;
  }
  return TakeLines(job, cursor, parts);
}

// Lines before this one have to be decoded: the last one that a search may want, and that
// is not counted alone for its template, comes right before it.
size_t RecordSearch::EndOfInterest(bool once, bool count) const {
  const std::span<const uint32_t> lines = block_.lines();
  for (size_t i = lines.size(); i > 0; --i) {
    const uint32_t id = lines[i - 1];
    if (scan_.MayHold(id, once) && !(count && scan_.Holds(id))) return i;
    if (!code_.templates[id].ends_line) return i;
  }
  return after_newline_ ? 0 : 1;
}

// Those that hold a needle by their template.
uint64_t RecordSearch::CountSure(std::span<const uint32_t> lines) const {
  return static_cast<uint64_t>(
      std::ranges::count_if(lines, [this](uint32_t id) { return scan_.Holds(id); }));
}

// Lines [0, end). A line that is not whole is taken whatever it holds. `once`: a string
// that occurs once holds a needle. `count`: lines with a needle are counted, not taken.
void RecordSearch::JudgeLines(size_t end, bool once, bool count) {
  fates_.clear();
  const BlockString* strings = block_.strings().data();
  bool after_newline = after_newline_;
  for (const uint32_t id : block_.lines().first(end)) {
    const TemplateCode& of = code_.templates[id];
    Fate fate = Fate::kPassOver;
    if (!after_newline || !of.ends_line) {
      fate = Fate::kTake;
    } else if (scan_.MayHold(id, once)) {
      fate = scan_.Holds(id) ? Fate::kTake : Judge(id, strings);
      if (count && fate == Fate::kTake) fate = Fate::kCount;
    }
    fates_.push_back(fate);
    strings += of.string_end - of.string_begin;
    after_newline = of.ends_line;
  }
}

// What a line's strings say.
RecordSearch::Fate RecordSearch::Judge(uint32_t id, const BlockString* strings) {
  const TemplateCode& of = code_.templates[id];
  uint32_t first = of.slot_begin;  // behind the last string
  Needles::State state = Needles::kStart;
  for (uint32_t i = of.string_begin;; ++i) {
    const bool at_end = i == of.string_end;
    const uint32_t next = at_end ? of.slot_end : code_.string_slots[i];
    const uint16_t before = scan_.AfterRun(state, first, next, first + id);
    if (before == Needles::kFound) return Fate::kTake;
    if (before == RecordScan::kUnknown) return Fate::kAskNumbers;
    if (at_end) return Fate::kPassOver;
    state = static_cast<Needles::State>(before);
    state = strings->once ? scan_.AfterBytes(state, block_.OnceString(strings->index))
                          : scan_.AfterString(state, strings->index);
    if (state == Needles::kFound) return Fate::kTake;
    ++strings;
    first = next + 1;
  }
}

// Settles the fates that depend on numbers.
bool RecordSearch::AskNumbers(RansCursor cursor, bool count) {
  if (!block_.ReadStrings(cursor, block_.lines().size())) return false;
  block_.StartLines();
  LineLook look = {scan_};
  LineSkip skip;
  size_t line = fates_.size();
  while (fates_[line - 1] != Fate::kAskNumbers) --line;
  const std::span<Fate> asked = std::span(fates_).first(line);
  const uint32_t* id = block_.lines().data();
  for (Fate& fate : asked) {
    if (fate != Fate::kAskNumbers) {
      if (!block_.DecodeLine(cursor, *id++, skip)) return false;
      continue;
    }
    if (!block_.DecodeLine(cursor, *id++, look)) return false;
    fate = look.state != Needles::kFound ? Fate::kPassOver
           : count                       ? Fate::kCount
                                         : Fate::kTake;
  }
  return true;
}

// Adds the parts of the lines that are taken; the last of fates_ is.
bool RecordSearch::TakeLines(const BlockJob& job, RansCursor& cursor,
                             std::vector<BlockPart>* parts) {
  if (!block_.ReadStrings(cursor, block_.lines().size())) return false;
  block_.StartLines();
  uint8_t* at = block_.begin();
  uint32_t newlines = 0;
  const size_t first_part = parts->size();
  for (size_t line = 0; line < fates_.size(); ++line) {
    const uint32_t id = block_.lines()[line];
    const auto from = static_cast<uint32_t>(at - block_.begin());
    if (fates_[line] == Fate::kTake) {
      LineWriter writer = {at, block_.end()};
      if (!block_.DecodeLine(cursor, id, writer)) return false;
      at = writer.at;
      if (parts->size() == first_part || parts->back().to != from) {
        parts->push_back({job.block, from, from, newlines});
      }
      parts->back().to = static_cast<uint32_t>(at - block_.begin());
    } else {
      LineMeasure measure = {scan_, at, block_.end()};
      if (!block_.DecodeLine(cursor, id, measure)) return false;
      at = measure.at;
    }
    newlines += code_.templates[id].ends_line;
  }
  if (fates_.size() == block_.lines().size() && !block_.IsComplete(cursor, at))
    return false;
  for (size_t i = first_part; i < parts->size(); ++i) {
    const BlockPart& part = (*parts)[i];
    std::memcpy(job.out.data() + part.from, block_.begin() + part.from,
                part.to - part.from);
  }
  return true;
}

}  // namespace rondo::stream
