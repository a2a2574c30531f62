// A template is walked once with all states of the needles' automaton that its lines may
// bring about: literals are read, a slot of strings leads to where any of its class lead,
// a number to where any text of its shape leads, and a singleton to where those of the
// segment lead, but for kFound, which is left to a look at the strings of the block. If
// that never comes to kFound, no line of the template holds a needle.
//
//   needle "user=al": "... user=" <string> leads from 0 to the state 5 behind "user=",
//   and on to kFound if a string of the class starts with "al". A template with " id="
//   <integer> only comes back to 0 with every byte that is no "u".
//
// A line of the other templates is walked with its one true state. A text whose state
// from the start is known costs a load; from another state its first bytes are read too,
// as in symbol_scan.cc. Numbers are rendered only where a needle may begin in them or be
// at hand.
//
// Tested by tests/stream/record_lens/scan_test.cc.
#include "stream/record_lens/search/scan.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "stream/record_lens/search/lanes.h"

namespace rondo::stream {
namespace {

constexpr size_t kMaxKnown = 16;

// Bytes of the shortest text that leads from kStart to kFound. Breadth first.
uint32_t ShortestOf(const Needles& needles) {
  StateSet seen;
  StateSet reached;
  reached.set(Needles::kStart);
  for (uint32_t bytes = 1; reached.any(); ++bytes) {
    seen |= reached;
    StateSet next;
    reached.ForEach([&](Needles::State state) {
      for (int byte = 0; byte < 256; ++byte) {
        next.set(needles.Next(state, static_cast<uint8_t>(byte)));
      }
    });
    if (next.test(Needles::kFound)) return bytes;
    reached = next - seen;
  }
  return 0;
}

}  // namespace

RecordScan::RecordScan(const Needles& needles, base::Bytes text,
                       std::span<const Piece> strings, std::vector<bool> is_rare,
                       std::optional<SingletonStates> singletons)
    : needles_(needles),
      text_(text),
      states_(StatesOf(needles)),
      singletons_(std::move(singletons)),
      shortest_(ShortestOf(needles)),
      is_rare_(std::move(is_rare)),
      matters_(strings.size(), false),
      after_string_(strings.size()) {
  strings_.reserve(strings.size());
  for (const Piece& string : strings) strings_.push_back({string, Needles::kStart});
}

// The strings of a class follow each other in the text, each with a newline.
void RecordScan::KnowStrings(uint32_t first, uint32_t count) {
  if (count == 0) return;
  const std::span<Known> strings = std::span(strings_).subspan(first, count);
  const uint32_t begin = strings.front().text.offset;
  const uint32_t end = strings.back().text.offset + strings.back().text.bytes + 1;
  const base::Bytes lines = text_.subspan(begin, end - begin);
  std::array<Known*, kLanes> next;
  for (size_t i = 0; i < kLanes; ++i) {
    const uint64_t from = begin + LanesOf(lines)[i];
    next[i] = std::to_address(std::ranges::lower_bound(
        strings, from, {},
        [](const Known& known) { return uint64_t{known.text.offset}; }));
  }
  ReadLines(needles_, lines, [&](size_t lane, bool ends, State state) {
    next[lane]->after = state;
    next[lane] += ends;
  });
}

uint64_t RecordScan::memory_bytes() const {
  return after_string_.memory_bytes() + after_run_.memory_bytes() +
         after_digits_.size() * sizeof(DigitsMemo) +
         (strings_.capacity() + literals_.capacity()) * sizeof(Known) +
         (numbers_.capacity() + quiet_below_.capacity()) * sizeof(uint32_t) +
         verdicts_.capacity() +
         formats_.capacity() * (sizeof(Number) + 1024 + kMaxKnown * 2 * sizeof(States)) +
         after_class_.size() * kMaxKnown * sizeof(AfterStrings);
}

RecordScan::Known RecordScan::MakeKnown(Piece text) const {
  return {text, AfterBytes(Needles::kStart, BytesOf(text))};
}

void RecordScan::AddTemplate(uint32_t id, uint32_t slot_begin,
                             std::span<const Slot> slots, Piece tail, bool ends_line) {
  if (id >= verdicts_.size()) {
    verdicts_.resize(id + 1, kNotAdded);
    may_without_rare_.resize(id + 1);
    may_be_in_singletons_.resize(id + 1);
  }
  const size_t slot_end = slot_begin + slots.size();
  if (slot_end > numbers_.size()) {
    numbers_.resize(slot_end, kNoNumber);
    quiet_below_.resize(slot_end);
  }
  if (slot_end + id >= literals_.size()) literals_.resize(slot_end + id + 1);
  AfterStrings states;
  states.all.set(Needles::kStart);
  states.usual.set(Needles::kStart);
  const auto pass = [&](auto&& after) {
    const bool same = states.all == states.usual;
    states.all = after(states.all);
    states.usual = same ? states.all : after(states.usual);
  };
  bool in_singletons = false;
  Known* literal = &literals_[slot_begin + id];
  *literal = MakeKnown(slots.empty() ? tail : slots.front().literal);
  for (size_t i = 0; i < slots.size(); ++i) {
    const Slot& slot = slots[i];
    pass([&](const States& before) { return After(before, *literal); });
    *++literal = MakeKnown(i + 1 < slots.size() ? slots[i + 1].literal : tail);
    if (slot.format.kind == grammar::SlotKind::kString) {
      states = AfterAnyString(states, slot, &in_singletons);
      continue;
    }
    const uint32_t number = NumberOf(slot.format);
    numbers_[slot_begin + i] = number;
    quiet_below_[slot_begin + i] = QuietBelow(number, *literal);
    pass([&](const States& before) { return AfterAnyNumber(before, number); });
  }
  pass([&](const States& before) { return After(before, *literal); });
  const bool found = states.all.test(Needles::kFound);
  const bool may = found || !ends_line;
  const bool always = found && ends_line && states.all.has_one();
  verdicts_[id] = always ? kAlways : may ? kMay : in_singletons ? kInSingletons : kNever;
  may_without_rare_[id] = states.usual.test(Needles::kFound) || !ends_line;
  // Where only rare strings lead to a needle, those that occur once may in other blocks.
  may_be_in_singletons_[id] = !may_without_rare_[id] && in_singletons;
  any_in_singletons_ |= in_singletons;
}

uint32_t RecordScan::NumberOf(const grammar::SlotFormat& format) {
  const auto known = std::ranges::find(formats_, format, &Number::format);
  if (known != formats_.end()) return static_cast<uint32_t>(known - formats_.begin());
  Number number = {.format = format,
                   .parts = grammar::TextPartsOf(format),
                   .fixed_bytes = 0,
                   .after_start = {},
                   .known = {},
                   .after_any = {}};
  number.fixed_bytes = grammar::FixedBytes(number.parts);
  States start;
  start.set(Needles::kStart);
  number.after_start = AfterParts(start, number.parts);
  formats_.push_back(std::move(number));
  return static_cast<uint32_t>(formats_.size() - 1);
}

uint32_t RecordScan::QuietBelow(uint32_t number, const Known& next_literal) const {
  States from_start;
  from_start.set(next_literal.after);
  States behind = formats_[number].after_start;
  const bool may_hold = behind.test(Needles::kFound);
  behind.reset(Needles::kFound);
  behind.set(Needles::kStart);
  if (After(behind, next_literal) != from_start) return 0;
  return may_hold ? shortest_ : kNoNumber;
}

RecordScan::States RecordScan::After(const States& before, uint8_t byte) const {
  States after;
  before.ForEach([&](State state) { after.set(needles_.Next(state, byte)); });
  return after;
}

RecordScan::States RecordScan::After(const States& before, base::Bytes text) const {
  States states = before;
  size_t at = 0;
  for (; at < text.size() && !states.has_one(); ++at) states = After(states, text[at]);
  if (at == text.size()) return states;
  const State only = states.First();
  States after;
  after.set(AfterBytes(only, text.subspan(at)));
  return after;
}

// Most texts soon bring all states to the one that they would be in from the start.
RecordScan::States RecordScan::After(const States& before, const Known& known) const {
  States states = before;
  State from_start = Needles::kStart;
  for (const uint8_t byte : BytesOf(known.text)) {
    if (states.has_one()) {
      const State only = states.First();
      if (only == from_start || only == Needles::kFound) break;
    }
    states = After(states, byte);
    from_start = needles_.Next(from_start, byte);
  }
  if (!states.has_one() || states.First() != from_start) return states;
  States after;
  after.set(known.after);
  return after;
}

RecordScan::States RecordScan::AfterAnyNumber(const States& before, uint32_t number) {
  Number& number_format = formats_[number];
  if (before.has_one() && before.test(Needles::kStart)) return number_format.after_start;
  // Few sets of states are met, but many times.
  const auto met =
      std::ranges::find(number_format.known, before, &std::pair<States, States>::first);
  if (met != number_format.known.end()) return met->second;
  const States after = AfterParts(before, number_format.parts);
  if (number_format.known.size() < kMaxKnown)
    number_format.known.emplace_back(before, after);
  return after;
}

RecordScan::States RecordScan::AfterParts(
    const States& before, const std::vector<grammar::TextPart>& parts) const {
  States states = before;
  for (const grammar::TextPart& part : parts) {
    States last = states;  // behind exactly i bytes of the part
    if (part.least > 0) states.reset();
    for (int i = 1; i <= part.most; ++i) {
      States next;
      for (const char byte : part.bytes) next |= After(last, static_cast<uint8_t>(byte));
      if (i >= part.least) states |= next;
      if (i >= part.least && next == last) break;
      last = next;
    }
  }
  return states;
}

RecordScan::AfterStrings RecordScan::AfterAnyString(const AfterStrings& before,
                                                    const Slot& slot,
                                                    bool* in_singletons) {
  AfterStrings states;
  before.all.ForEach([&](State state) { states.all |= AfterClass(state, slot).all; });
  before.usual.ForEach(
      [&](State state) { states.usual |= AfterClass(state, slot).usual; });
  if (!singletons_) return states;
  before_singletons_ |= before.all & states_;
  States after;
  (before.all & states_).ForEach([&](State state) {
    after |= singletons_->After(state);
  });
  *in_singletons |= after.test(Needles::kFound);
  after.reset(Needles::kFound);
  return {states.all | after, states.usual | after};
}

// A rare string matters if it leaves anything of a needle at hand, or in the line.
const RecordScan::AfterStrings& RecordScan::AfterClass(State before, const Slot& slot) {
  const uint64_t strings = uint64_t{slot.first_string} << 32 | slot.strings;
  ClassStates& states = after_class_[strings];
  if (!states.known) KnowStrings(slot.first_string, slot.strings);
  states.known = true;
  const auto [entry, is_new] = states.after.try_emplace(before);
  AfterStrings& after = entry->second;
  if (!is_new) return after;
  if (before == Needles::kFound) {
    after.all.set(before);
    after.usual.set(before);
    return after;
  }
  const uint32_t end = slot.first_string + slot.strings;
  if (states.after.size() <= kAskedOneByOne || before == Needles::kStart) {
    for (uint32_t i = slot.first_string; i < end; ++i) {
      const State state = Step(before, strings_[i]);
      after.all.set(state);
      if (is_rare_[i] && state != Needles::kStart) {
        matters_[i] = true;
      } else {
        after.usual.set(state);
      }
    }
    return after;
  }
  if (states.of_all.empty()) MakeOfAll(slot, &states);
  after = states.of_all[before];
  for (uint32_t i = slot.first_string; i < end; ++i) {
    if (is_rare_[i] && !matters_[i] && Step(before, strings_[i]) != Needles::kStart)
      matters_[i] = true;
  }
  return after;
}

void RecordScan::MakeOfAll(const Slot& slot, ClassStates* states) const {
  states->of_all.resize(256);
  AfterStrings of_every;  // where strings lead from all states alike
  std::array<State, 256> after;
  for (uint32_t i = slot.first_string; i < slot.first_string + slot.strings; ++i) {
    if (AfterFromAll(strings_[i], &after)) {
      of_every.all.set(strings_[i].after);
      if (!is_rare_[i] || strings_[i].after == Needles::kStart)
        of_every.usual.set(strings_[i].after);
      continue;
    }
    states_.ForEach([&](State before) {
      AfterStrings& of_one = states->of_all[before];
      of_one.all.set(after[before]);
      if (!is_rare_[i] || after[before] == Needles::kStart)
        of_one.usual.set(after[before]);
    });
  }
  states_.ForEach([&](State before) {
    states->of_all[before].all |= of_every.all;
    states->of_all[before].usual |= of_every.usual;
  });
}

// States that meet go on as one: of those that differ there are soon few.
bool RecordScan::AfterFromAll(const Known& known, std::array<State, 256>* after) const {
  std::array<State, 256> now;      // different states, one of which is that from kStart
  std::array<uint8_t, 256> where;  // by state before: in `now`
  std::array<int16_t, 256> place_of;  // by state: in the next `now`, or -1
  size_t size = 0;
  states_.ForEach([&](State before) {
    where[before] = static_cast<uint8_t>(size);
    now[size++] = before;
  });
  place_of.fill(-1);
  for (const uint8_t byte : BytesOf(known.text)) {
    if (size == 1) return true;
    std::array<uint8_t, 256> moved;
    size_t next_size = 0;
    for (size_t i = 0; i < size; ++i) {
      const State state = needles_.Next(now[i], byte);
      if (place_of[state] < 0) {
        place_of[state] = static_cast<int16_t>(next_size);
        now[next_size++] = state;  // not before what is still to be read
      }
      moved[i] = static_cast<uint8_t>(place_of[state]);
    }
    for (size_t i = 0; i < next_size; ++i) place_of[now[i]] = -1;
    if (next_size < size) {
      states_.ForEach([&](State before) { where[before] = moved[where[before]]; });
    }
    size = next_size;
  }
  if (size == 1) return true;
  states_.ForEach([&](State before) { (*after)[before] = now[where[before]]; });
  return false;
}

bool RecordScan::FindsInSingletons(base::Bytes strings) const {
  bool found = false;
  ReadLines(needles_, strings, [&](size_t /*lane*/, bool ends, State state) {
    found |= ends && state == Needles::kFound;
  });
  return found || EndsBegunNeedle(strings);
}

// From a state that agrees with the one from the start, both go on alike.
bool RecordScan::EndsBegunNeedle(base::Bytes strings) const {
  States begun = before_singletons_;
  begun.reset(Needles::kStart);
  if (!begun.any()) return false;
  // Most strings begin with what goes on from none of them.
  std::array<bool, 256> goes_on = {};
  for (int byte = 0; byte < 256; ++byte) {
    const auto first = static_cast<uint8_t>(byte);
    const State from_start = needles_.Next(Needles::kStart, first);
    begun.ForEach([&](State state) {
      goes_on[first] |= needles_.Next(state, first) != from_start;
    });
  }
  // An expression may have states that go on through anything: too much to look at, and
  // it may.
  uint64_t left = strings.size() / 4 + 64;
  while (!strings.empty()) {
    const auto* const newline =
        static_cast<const uint8_t*>(std::memchr(strings.data(), '\n', strings.size()));
    const base::Bytes string =
        strings.first(newline == nullptr ? strings.size()
                                         : static_cast<size_t>(newline - strings.data()));
    bool found = false;
    if (goes_on[strings.front()]) {
      begun.ForEach([&](State state) {
        State from_start = Needles::kStart;
        for (size_t i = 0; i < string.size() && state != from_start && left > 0; ++i) {
          state = needles_.Next(state, string[i]);
          from_start = needles_.Next(from_start, string[i]);
          --left;
        }
        found |= state == Needles::kFound;
      });
    }
    if (found || left == 0) return true;
    strings = strings.subspan(std::min(string.size() + 1, strings.size()));
  }
  return false;
}

RecordScan::State RecordScan::AfterBytes(State state, base::Bytes bytes) const {
  for (const uint8_t byte : bytes) state = needles_.Next(state, byte);
  return state;
}

RecordScan::State RecordScan::StepFrom(State state, const Known& known) const {
  if (state == Needles::kFound) return state;
  State from_start = Needles::kStart;
  for (const uint8_t byte : BytesOf(known.text)) {
    state = needles_.Next(state, byte);
    from_start = needles_.Next(from_start, byte);
    if (state == from_start) return known.after;
    if (state == Needles::kFound) return state;
  }
  return state;
}

uint16_t RecordScan::AfterRun(const RecordShapes& shapes, uint32_t id, State state,
                              uint32_t first, uint32_t string) {
  const TemplateShape& shape = shapes.templates[id];
  const uint32_t end =
      string == shape.string_end ? shape.slot_end : shapes.string_slots[string];
  return AfterRun(state, first, end, first + id);
}

uint16_t RecordScan::AfterRun(State state, uint32_t first, uint32_t end,
                              uint32_t literal) {
  if (const auto met = after_run_.Find(state, literal)) return *met;
  States states;
  states.set(state);
  for (uint32_t s = first;; ++s) {
    states = After(states, literals_[literal + (s - first)]);
    if (s == end) break;
    states = AfterAnyNumber(states, numbers_[s]);
  }
  const uint16_t after = states.has_one() ? uint16_t{states.First()} : kUnknown;
  after_run_.Insert(state, literal, after);
  return after;
}

uint16_t RecordScan::AfterAnyNumber(State state, uint32_t slot) {
  Number& number_format = formats_[numbers_[slot]];
  if (number_format.after_any.empty())
    number_format.after_any.assign(Needles::kFound + 1, kNotYet);
  uint16_t& known = number_format.after_any[state];
  if (known == kNotYet) {
    States before;
    before.set(state);
    const States after = AfterParts(before, number_format.parts);
    known = after.has_one() ? uint16_t{after.First()} : kUnknown;
  }
  return known;
}

RecordScan::State RecordScan::AfterDigits(State state, uint32_t slot, uint64_t number) {
  if (state == Needles::kFound) return state;
  const uint32_t format = numbers_[slot];
  const uint32_t format_and_state = format << 8 | state;
  if (after_digits_.empty()) after_digits_.resize(size_t{1} << kDigitsMemoBits);
  DigitsMemo& memo = after_digits_[(number ^ format_and_state) * 0x9e3779b97f4a7c15 >>
                                   (64 - kDigitsMemoBits)];
  if (memo.number != number || memo.format_and_state != format_and_state) {
    memo = {number, format_and_state, RenderedAfter(state, format, number)};
  }
  return memo.after;
}

RecordScan::State RecordScan::RenderedAfter(State state, uint32_t format,
                                            uint64_t number) const {
  char text[grammar::kMaxItemBytes];
  const char* const end = RenderNumber(formats_[format].format, number, text);
  for (const char* at = text; end != nullptr && at < end; ++at) {
    state = needles_.Next(state, static_cast<uint8_t>(*at));
  }
  return state;
}

}  // namespace rondo::stream
