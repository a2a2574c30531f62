// The subset construction (Rabin and Scott 1959): a state is the set of steps of the
// program that may come next, whatever was read. As a match may begin anywhere, the start
// of the program is in every set. What a step asks of the bytes around it, the end of a
// line or of a word, is answered when the next byte is known; so a state also tells
// whether it is at the start of a line, or behind a word, where the program cares.
//
//   ab$   {a} -a-> {a, b} -b-> {a, $} -newline-> found; any other byte leads back to {a}
//
// Bytes that no step tells from each other share a column.
//
// Tested by tests/search/line_automaton_test.cc.
#include "search/syntax/line_automaton.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include "search/syntax/regex_parser.h"

namespace rondo::search {
namespace {

class Builder {
 public:
  Builder(RegexProgram program, EdgesPastAscii edges)
      : program_(std::move(program)), edges_(edges) {
    for (const RegexStep& step : program_.steps) {
      minds_start_ |= step.kind == StepKind::kLineStart;
      minds_words_ |= step.kind == StepKind::kBorder || step.kind == StepKind::kNoBorder;
    }
    FindColumns();
  }

  std::optional<stream::LineAutomaton> Build() {
    const Subset start = {{}, Behind(minds_start_ ? Place::kLineStart : Place::kOther)};
    if (Matches(Reach({program_.start}, std::nullopt))) return std::nullopt;
    Number(start);
    for (size_t state = 0; state < subsets_.size(); ++state) {
      const Subset from = subsets_[state];
      for (const uint8_t byte : columns_) next_.push_back(Next(from, byte));
      if (subsets_.size() > stream::LineAutomaton::kFound) return std::nullopt;
    }
    return Table();
  }

 private:
  // What the byte before tells.
  enum class Place : uint8_t { kLineStart, kWord, kPastAscii, kOther };
  struct Subset {
    std::vector<uint32_t> steps;  // in order; without what the start leads to
    Place behind;
    auto operator<=>(const Subset&) const = default;
  };
  // Where the program stands between two bytes.
  struct Gap {
    Place behind;
    uint8_t ahead;
  };

  // One byte of each kind that the program tells apart.
  void FindColumns() {
    std::map<std::vector<bool>, uint8_t> column_of;
    for (int b = 0; b < 256; ++b) {
      const auto byte = static_cast<uint8_t>(b);
      std::vector<bool> kind = {byte == '\n', minds_words_ && IsWordByte(byte),
                                minds_words_ && byte >= 0x80};
      for (const RegexStep& step : program_.steps) {
        if (step.kind == StepKind::kBytes) kind.push_back(step.bytes[byte]);
      }
      const auto column = static_cast<uint8_t>(columns_.size());
      const auto [known, is_new] = column_of.try_emplace(std::move(kind), column);
      if (is_new) columns_.push_back(byte);
      column_[byte] = known->second;
    }
  }

  Place Behind(Place place) const {
    return place == Place::kLineStart || minds_words_ ? place : Place::kOther;
  }
  Place Behind(uint8_t byte) const {
    return Behind(IsWordByte(byte) ? Place::kWord
                  : byte >= 0x80   ? Place::kPastAscii
                                   : Place::kOther);
  }

  // Steps that take a byte, ask for more than is known, or match, and are come to from
  // `from`. Without a gap nothing is known of the bytes around.
  std::vector<uint32_t> Reach(std::vector<uint32_t> from, const std::optional<Gap>& gap) {
    std::vector<uint32_t> reached;
    seen_.assign(program_.steps.size(), false);
    while (!from.empty()) {
      const uint32_t at = from.back();
      from.pop_back();
      if (seen_[at]) continue;
      seen_[at] = true;
      const RegexStep& step = program_.steps[at];
      const bool asks = step.kind != StepKind::kGo && step.kind != StepKind::kSplit;
      if (!asks || (gap && IsTrue(step.kind, *gap))) from.push_back(step.next);
      if (step.kind == StepKind::kSplit) from.push_back(step.other);
      if (asks) reached.push_back(at);
    }
    std::ranges::sort(reached);
    return reached;
  }

  bool IsTrue(StepKind kind, const Gap& gap) const {
    const bool is_edge = kind == StepKind::kBorder || kind == StepKind::kNoBorder;
    if (is_edge && (gap.behind == Place::kPastAscii || gap.ahead >= 0x80)) {
      return edges_ == EdgesPastAscii::kMaybe;
    }
    const bool border = (gap.behind == Place::kWord) != IsWordByte(gap.ahead);
    switch (kind) {
      case StepKind::kLineStart:
        return gap.behind == Place::kLineStart;
      case StepKind::kLineEnd:
        return gap.ahead == '\n';
      case StepKind::kBorder:
        return border;
      case StepKind::kNoBorder:
        return !border;
      default:
        return false;
    }
  }

  bool Matches(const std::vector<uint32_t>& steps) const {
    return std::ranges::any_of(steps, [this](uint32_t at) {
      return program_.steps[at].kind == StepKind::kMatch;
    });
  }

  uint8_t Next(const Subset& from, uint8_t byte) {
    std::vector<uint32_t> begin = from.steps;
    begin.push_back(program_.start);
    const std::vector<uint32_t> ready = Reach(std::move(begin), Gap{from.behind, byte});
    if (Matches(ready)) return stream::LineAutomaton::kFound;
    if (byte == '\n') return stream::LineAutomaton::kStart;
    std::vector<uint32_t> taken;
    for (const uint32_t at : ready) {
      const RegexStep& step = program_.steps[at];
      if (step.kind == StepKind::kBytes && step.bytes[byte]) taken.push_back(step.next);
    }
    Subset next = {Reach(std::move(taken), std::nullopt), Behind(byte)};
    if (Matches(next.steps)) return stream::LineAutomaton::kFound;
    return Number(next);
  }

  // Past kFound numbers have no meaning; Build gives up then.
  uint8_t Number(const Subset& subset) {
    const auto [known, is_new] =
        number_.try_emplace(subset, static_cast<uint8_t>(subsets_.size()));
    if (is_new) subsets_.push_back(subset);
    return known->second;
  }

  stream::LineAutomaton Table() const {
    stream::LineAutomaton automaton;
    automaton.next.assign(size_t{256} * 256, stream::LineAutomaton::kFound);
    for (size_t state = 0; state < subsets_.size(); ++state) {
      for (size_t byte = 0; byte < 256; ++byte) {
        automaton.next[state * 256 + byte] =
            next_[state * columns_.size() + column_[byte]];
      }
    }
    return automaton;
  }

  const RegexProgram program_;
  const EdgesPastAscii edges_;
  bool minds_start_ = false;
  bool minds_words_ = false;
  std::vector<uint8_t> columns_;          // a byte of each
  std::array<uint8_t, 256> column_ = {};  // by byte
  std::vector<Subset> subsets_;           // by state
  std::map<Subset, uint8_t> number_;
  std::vector<uint8_t> next_;  // by state * columns + column
  std::vector<bool> seen_;     // by step, while Reach runs
};

}  // namespace

std::optional<stream::LineAutomaton> MakeLineAutomaton(std::string_view regex,
                                                       bool ignore_case,
                                                       EdgesPastAscii edges) {
  std::optional<RegexProgram> program = ParseRegex(regex, ignore_case);
  if (!program) return std::nullopt;
  return Builder(*std::move(program), edges).Build();
}

}  // namespace rondo::search
