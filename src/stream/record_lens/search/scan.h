// Looks for needles in the lines of the record lens without rendering them.
//
// When the tables are known, every template gets a verdict: whether a line of it may hold
// a needle at all. Lines that may are then walked value by value while they are decoded.
// To hold a needle means here: to bring the automaton of the needles to kFound.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_LENS_SEARCH_SCAN_H_
#define RONDO_STREAM_RECORD_LENS_SEARCH_SCAN_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/byte_io.h"
#include "grammar/templates/slot_format.h"
#include "grammar/templates/slot_text.h"
#include "stream/lens/needles.h"
#include "stream/lens/state_memo.h"
#include "stream/record_lens/model/piece.h"
#include "stream/record_lens/model/shapes.h"
#include "stream/record_lens/search/singleton_states.h"
#include "stream/record_lens/search/state_set.h"

namespace rondo::stream {

class RecordScan {
 public:
  using State = Needles::State;
  using States = StateSet;
  static constexpr uint16_t kUnknown = Needles::kFound + 1;

  // What a template says of a slot.
  struct Slot {
    Piece literal;  // before it
    grammar::SlotFormat format;
    // The strings of its class, if it holds strings: [first_string, first_string +
    // strings).
    uint32_t first_string = 0;
    uint32_t strings = 0;
  };

  // `text` holds literals and strings; it and the needles must outlive the scan,
  // `strings` are those of all classes, `is_rare` which of them are. `singletons`: those
  // of the segment, if it has some.
  // REQUIRES: needles.has_automaton().
  // Cost: about 0.5 ns a byte of the strings that templates ask for, and 2 ns one of their
  // literals.
  RecordScan(const Needles& needles, base::Bytes text, std::span<const Piece> strings,
             std::vector<bool> is_rare, std::optional<SingletonStates> singletons);

  // Templates in any order. `slot_begin`: of its first slot among those of all, which go
  // by id. `ends_line`: its lines end in a newline. One that was not added holds no
  // needle, and nothing else may be asked of it.
  void AddTemplate(uint32_t id, uint32_t slot_begin, std::span<const Slot> slots,
                   Piece tail, bool ends_line);
  bool Knows(uint32_t id) const {
    return id < verdicts_.size() && verdicts_[id] != kNotAdded;
  }

  uint64_t memory_bytes() const;

  // Whether a line of the template that has no rare string that matters may hold a
  // needle, singletons aside. True for lines without a newline.
  bool MayHoldWithoutRare(uint32_t id) const {
    return Knows(id) && may_without_rare_[id];
  }
  // Whether a rare string may be part of a line with a needle for what it holds.
  bool Matters(uint32_t string) const { return matters_[string]; }
  // Whether FindsInSingletons matters for a line of any template that was added.
  bool AnyInSingletons() const { return any_in_singletons_; }
  // Whether FindsInSingletons matters for a line of the template, where nothing else
  // does.
  bool MayBeInSingletons(uint32_t id) const {
    return Knows(id) && may_be_in_singletons_[id];
  }
  // Whether a line of the template may hold a needle, in a block for which
  // FindsInSingletons is `once`. True for lines without a newline.
  bool MayHold(uint32_t id, bool singletons) const {
    return Knows(id) && verdicts_[id] >= (singletons ? kInSingletons : kMay);
  }
  // Whether every line of the template holds a needle, and ends in a newline.
  bool Holds(uint32_t id) const { return Knows(id) && verdicts_[id] == kAlways; }

  // The state behind a part of a line. Cost: a load if state is kStart, a few if it was
  // met before the same part.
  // Literals are counted through all templates: as many as slots, and one more in each.
  State AfterLiteral(State state, uint32_t literal) const {
    return Step(state, literals_[literal]);
  }
  // The same from each state that may be at hand.
  void AfterLiteral(uint32_t literal, std::array<State, 256>* after) const {
    after->fill(literals_[literal].after);
    AfterFromAll(literals_[literal], after);
    (*after)[Needles::kFound] = Needles::kFound;
  }
  // REQUIRES: AfterClass was asked of its class.
  State AfterString(State state, uint32_t string) {
    const Known& known = strings_[string];
    if (state == Needles::kStart) return known.after;
    if (const auto met = after_string_.Find(state, string))
      return static_cast<State>(*met);
    const State after = StepFrom(state, known);
    after_string_.Insert(state, string, after);
    return after;
  }
  // The states behind strings [first, first + count), those of a class.
  // Cost: that of AfterString for each, the first time.
  States AfterClass(State before, uint32_t first, uint32_t count) {
    return AfterClass(
               before,
               Slot{.literal = {}, .format = {}, .first_string = first, .strings = count})
        .all;
  }
  // The states behind the numbers of a slot. Cost: a few loads for most.
  States AfterNumbers(State before, uint32_t slot) {
    States states;
    states.set(before);
    return AfterAnyNumber(states, numbers_[slot]);
  }
  // The states behind singletons, and maybe some more.
  // REQUIRES: a template with strings was added, if there are any.
  const States& AfterSingletons(State before) { return singletons_->After(before); }
  // Where nothing of a needle is at hand before and nothing that matters can be behind,
  // the state behind is said to be kStart.
  State AfterNumber(State state, uint32_t slot, uint64_t number) {
    const uint32_t quiet_below = quiet_below_[slot];
    if (state == Needles::kStart && quiet_below > 0) {
      const bool quiet =
          quiet_below == kNoNumber || NumberBytes(slot, number) < quiet_below;
      return quiet ? state : AfterDigits(state, slot, number);
    }
    const uint16_t any = AfterAnyNumber(state, slot);
    return any == kUnknown ? AfterDigits(state, slot, number) : static_cast<State>(any);
  }
  State AfterBytes(State state, base::Bytes bytes) const;
  // The same of a singleton. Cost: a few loads where all lead to one state.
  State AfterSingleton(State state, base::Bytes bytes) {
    const States& after = singletons_->After(state);
    return after.has_one() ? after.First() : AfterBytes(state, bytes);
  }
  // The state behind the literals before slots [first, end) of a template, their numbers,
  // and the literal behind them; kUnknown if it depends on the numbers. `literal`: the
  // one before slot `first`.
  // REQUIRES: none of the slots has strings.
  // Cost: a few loads if it was asked before.
  uint16_t AfterRun(State state, uint32_t first, uint32_t end, uint32_t literal);
  // The same in template `id` of the shapes, from before the literal of slot `first` to
  // string slot number `string`, which is its next or, if it has no more, its string_end.
  uint16_t AfterRun(const RecordShapes& shapes, uint32_t id, State state, uint32_t first,
                    uint32_t string);
  // Whether one of the singletons in a block, each with a newline behind it,
  // holds a needle, or may end one that begins before it.
  // Cost: about 0.5 ns a byte.
  bool FindsInSingletons(base::Bytes strings) const;

  // Bytes of a number's text.
  uint32_t NumberBytes(uint32_t slot, uint64_t number) const {
    const Number& number_format = formats_[numbers_[slot]];
    return number_format.fixed_bytes > 0
               ? number_format.fixed_bytes
               : grammar::RenderedBytes(number_format.format, number);
  }

 private:
  // kMay: whatever FindsInSingletons says of the block. kInSingletons: if it is true.
  // kAlways: surely.
  enum Verdict : uint8_t { kNotAdded, kNever, kInSingletons, kMay, kAlways };

  // A text, and the state behind it from kStart.
  struct Known {
    Piece text;
    State after;
  };
  // What number slots of one format have in common.
  struct Number {
    grammar::SlotFormat format;
    std::vector<grammar::TextPart> parts;
    uint32_t fixed_bytes;                          // of every text, or 0
    States after_start;                            // where its texts lead from kStart
    std::vector<std::pair<States, States>> known;  // and from other states
    std::vector<uint16_t> after_any;               // by state: AfterAnyNumber, or kNotYet
  };
  // What a number did to the automaton: numbers repeat.
  struct DigitsMemo {
    uint64_t number = 0;
    uint32_t format_and_state = ~uint32_t{0};
    State after = 0;
  };
  static constexpr int kDigitsMemoBits = 12;  // 64 KiB
  static constexpr uint16_t kNotYet = kUnknown + 1;
  static constexpr uint32_t kNoNumber = ~uint32_t{0};

  bool EndsBegunNeedle(base::Bytes strings) const;
  State AfterDigits(State state, uint32_t slot, uint64_t number);
  State RenderedAfter(State state, uint32_t format, uint64_t number) const;
  // The state behind any number of the slot, or kUnknown if that depends on the number.
  uint16_t AfterAnyNumber(State state, uint32_t slot);
  base::Bytes BytesOf(Piece piece) const {
    return text_.subspan(piece.offset, piece.bytes);
  }
  State Step(State state, const Known& known) const {
    return state == Needles::kStart ? known.after : StepFrom(state, known);
  }
  State StepFrom(State state, const Known& known) const;
  void KnowStrings(uint32_t first, uint32_t count);
  Known MakeKnown(Piece text) const;
  uint32_t NumberOf(const grammar::SlotFormat& format);
  // The states that may be behind a byte, a text, a number or a string.
  States After(const States& before, uint8_t byte) const;
  States After(const States& before, base::Bytes text) const;
  States After(const States& before, const Known& known) const;
  States AfterAnyNumber(const States& before, uint32_t number);
  States AfterParts(const States& before,
                    const std::vector<grammar::TextPart>& parts) const;
  uint32_t QuietBelow(uint32_t number, const Known& next_literal) const;
  // Where the strings of a class lead, and those that are not rare or do not matter.
  struct AfterStrings {
    States all;
    States usual;
  };
  // Where the strings of a class lead.
  struct ClassStates {
    bool known = false;                   // of its strings: where they lead from kStart
    std::map<State, AfterStrings> after;  // by state before them, of those asked for
    std::vector<AfterStrings> of_all;     // of all, once many are
  };
  static constexpr size_t kAskedOneByOne = 3;
  // Of kFound behind singletons it tells apart.
  AfterStrings AfterAnyString(const AfterStrings& before, const Slot& slot,
                              bool* in_singletons);
  void MakeOfAll(const Slot& slot, ClassStates* states) const;
  const AfterStrings& AfterClass(State before, const Slot& slot);
  // The states behind a text from each state of states_ at once; true if they are all
  // one.
  bool AfterFromAll(const Known& known, std::array<State, 256>* after) const;

  const Needles& needles_;
  const base::Bytes text_;
  const States states_;  // of the automaton, without kFound
  std::optional<SingletonStates> singletons_;
  uint32_t shortest_ = 0;       // bytes of a text that leads from kStart to kFound
  States before_singletons_;    // those that may be before a singleton
  std::vector<Known> strings_;  // of classes that were asked for
  std::vector<Known> literals_;
  std::vector<Number> formats_;
  std::vector<uint32_t> numbers_;  // by slot: into formats_, or kNoNumber
  // By slot: shorter texts of numbers hold no needle, nor the start of one that may go on
  // in the literal behind them.
  std::vector<uint32_t> quiet_below_;
  std::vector<Verdict> verdicts_;
  std::vector<bool> may_without_rare_;  // by template
  const std::vector<bool> is_rare_;     // by string
  std::vector<bool> matters_;
  std::vector<bool> may_be_in_singletons_;  // by template
  bool any_in_singletons_ = false;
  StateMemo after_string_;                    // by string and state
  StateMemo after_run_ = StateMemo(1 << 12);  // by literal and state: one starts one run
  std::vector<DigitsMemo> after_digits_;      // by a hash of all that counts
  std::map<uint64_t, ClassStates> after_class_;  // by first string and strings
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_SEARCH_SCAN_H_
