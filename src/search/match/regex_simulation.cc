// RE2 knows the edges of words of ASCII alone. So lines past ASCII that may match are run
// through the expression as Thompson (1968) and Pike (as R. Cox tells it, 2009) do it:
// all ways through the program go on side by side, one character after another, each with
// the place where it started. They are kept in the order in which they are preferred:
// those that started first come first, then as the expression says. A way that comes to a
// step where one before it is already has no say.
//
//   \bber|e   in "über e":   at "b": \b fails, as ü is of the word; "e" starts at 3, and is
//                            the match. RE2, to which ü is no letter, finds "ber".
//
// What a step takes is asked of RE2, character by character: so classes, cases and
// properties are the same in both.
//
// Tested by tests/search/regex_simulation_test.cc, which compares with RE2.
#include "search/match/regex_simulation.h"

#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "search/syntax/characters.h"
#include "search/syntax/word_characters.h"

namespace rondo::search {

using re2::RE2;

// Makes a program out of a tree.
class RegexSimulation::Builder {
 public:
  explicit Builder(const RegexTraits& traits) {
    options_.set_log_errors(false);
    options_.set_never_nl(true);
    options_.set_case_sensitive(!traits.ignore_case);
    if (traits.bytes) options_.set_encoding(RE2::Options::EncodingLatin1);
  }

  std::optional<RegexProgram> Build(const std::vector<RegexSequence>& alternatives) {
    Flags flags;
    const Piece all = Any(alternatives, &flags);
    if (!builder_.good()) return std::nullopt;
    RegexProgram program = builder_.Finish(all);
    if (!builder_.good()) return std::nullopt;
    return program;
  }
  std::vector<Class> TakeClasses() { return std::move(classes_); }

 private:
  using Piece = RegexBuilder::Piece;

  // What (?i) and such say up to the end of their group.
  struct Flags {
    std::string text;   // in front of a character
    bool lazy = false;  // U: what is greedy is lazy, and the other way round

    // `said`: "i-s" of (?i-s) or (?i-s:
    void Add(std::string_view said) {
      absl::StrAppend(&text, "(?", std::string(said), ")");
      bool on = true;
      for (const char flag : said) {
        if (flag == '-') on = false;
        if (flag == 'U') lazy = on;
      }
    }
  };

  Piece Any(const std::vector<RegexSequence>& alternatives, Flags* flags) {
    std::optional<Piece> all;
    for (const RegexSequence& sequence : alternatives) {
      Piece piece = builder_.Empty();
      for (const RegexNode& node : sequence)
        piece = builder_.Then(piece, Repeated(node, flags));
      all = all ? builder_.Either(*all, piece) : piece;
    }
    return all ? *all : builder_.Empty();
  }

  Piece Repeated(const RegexNode& node, Flags* flags) {
    const Piece once = Once(node, flags);
    if (!node.repetition) return once;
    const auto [least, most, lazy] = *node.repetition;
    return builder_.Repeated(once, least, most == RegexNode::kUnbounded ? kNoLimit : most,
                             lazy != flags->lazy);
  }

  Piece Once(const RegexNode& node, Flags* flags) {
    switch (node.kind) {
      case NodeKind::kCharacter:
        return builder_.Character(ClassOf(absl::StrCat(flags->text, node.text)));
      case NodeKind::kCondition:
        return Condition(node.text, flags);
      case NodeKind::kWordStart:
        return builder_.Condition(StepKind::kWordStart);
      case NodeKind::kWordEnd:
        return builder_.Condition(StepKind::kWordEnd);
      case NodeKind::kGroup:
        break;
    }
    Flags inner = *flags;
    const std::string_view opens = node.text;
    if (opens.starts_with("(?") && opens.ends_with(':')) {
      inner.Add(opens.substr(2, opens.size() - 3));
    }
    return Any(node.alternatives, &inner);
  }

  Piece Condition(std::string_view text, Flags* flags) {
    if (text == "^" || text == "\\A") return builder_.Condition(StepKind::kLineStart);
    if (text == "$" || text == "\\z") return builder_.Condition(StepKind::kLineEnd);
    if (text == "\\b") return builder_.Condition(StepKind::kBorder);
    if (text == "\\B") return builder_.Condition(StepKind::kNoBorder);
    flags->Add(text.substr(2, text.size() - 3));
    return builder_.Empty();
  }

  uint32_t ClassOf(const std::string& regex) {
    const auto [known, is_new] =
        class_of_.try_emplace(regex, static_cast<uint32_t>(classes_.size()));
    if (is_new) {
      Class made = {.ascii = {}, .regex = std::make_unique<const RE2>(regex, options_)};
      for (size_t c = 0; c < made.ascii.size(); ++c) {
        const char byte = static_cast<char>(c);
        made.ascii[c] =
            byte != '\n' && RE2::FullMatch(re2::StringPiece(&byte, 1), *made.regex);
      }
      classes_.push_back(std::move(made));
    }
    return known->second;
  }

  RE2::Options options_;
  RegexBuilder builder_{kMaxSteps};
  std::vector<Class> classes_;
  std::map<std::string, uint32_t> class_of_;
};

// The ways that have come to one place in the line, in the order they are preferred.
class RegexSimulation::Threads {
 public:
  struct Thread {
    uint32_t step;  // takes a character, or is the match
    size_t start;
  };

  explicit Threads(const RegexProgram& program)
      : steps_(program.steps), seen_(steps_.size(), false) {}

  // Goes on from `step` to all that it leads to here.
  void Add(uint32_t step, size_t start) {
    open_.push_back(step);
    while (!open_.empty()) {
      const uint32_t at = open_.back();
      open_.pop_back();
      if (seen_[at]) continue;
      seen_[at] = true;
      visited_.push_back(at);
      const RegexStep& here = steps_[at];
      switch (here.kind) {
        case StepKind::kSplit:
          open_.push_back(here.other);
          open_.push_back(here.next);
          break;
        case StepKind::kCharacter:
        case StepKind::kMatch:
          all_.push_back({at, start});
          break;
        default:
          if (IsTrue(here.kind)) open_.push_back(here.next);
      }
    }
  }

  // Where the ways stand, before the first of them is added.
  void StandAt(std::string_view line, size_t at, bool word_before, bool word_behind) {
    at_start_ = at == 0;
    at_end_ = at == line.size();
    word_before_ = word_before;
    word_behind_ = word_behind;
  }

  const std::vector<Thread>& all() const { return all_; }
  void Clear() {
    for (const uint32_t step : visited_) seen_[step] = false;
    visited_.clear();
    all_.clear();
  }

 private:
  bool IsTrue(StepKind kind) const {
    switch (kind) {
      case StepKind::kGo:
        return true;
      case StepKind::kLineStart:
        return at_start_;
      case StepKind::kLineEnd:
        return at_end_;
      case StepKind::kBorder:
        return word_before_ != word_behind_;
      case StepKind::kNoBorder:
        return word_before_ == word_behind_;
      case StepKind::kWordStart:
        return !word_before_ && word_behind_;
      case StepKind::kWordEnd:
        return word_before_ && !word_behind_;
      default:
        return false;
    }
  }

  const std::vector<RegexStep>& steps_;
  std::vector<Thread> all_;
  std::vector<bool> seen_;         // by step
  std::vector<uint32_t> visited_;  // those seen
  std::vector<uint32_t> open_;     // while Add runs
  bool at_start_ = false;
  bool at_end_ = false;
  bool word_before_ = false;
  bool word_behind_ = false;
};

std::unique_ptr<const RegexSimulation> RegexSimulation::Create(
    const std::vector<RegexSequence>& alternatives, const RegexTraits& traits) {
  Builder builder(traits);
  std::optional<RegexProgram> program = builder.Build(alternatives);
  if (!program) return nullptr;
  return std::unique_ptr<const RegexSimulation>(
      new RegexSimulation(*std::move(program), builder.TakeClasses(), traits.longest));
}

RegexSimulation::RegexSimulation(RegexProgram program, std::vector<Class> classes,
                                 bool longest)
    : program_(std::move(program)), classes_(std::move(classes)), longest_(longest) {}

RegexSimulation::~RegexSimulation() = default;

bool RegexSimulation::Takes(uint32_t step, std::string_view character) const {
  const Class& takes = classes_[program_.steps[step].character];
  const auto first = static_cast<unsigned char>(character[0]);
  if (first < 0x80) return takes.ascii[first];
  return RE2::FullMatch(re2::StringPiece(character.data(), character.size()),
                        *takes.regex);
}

std::optional<TextSpan> RegexSimulation::Run(std::string_view line, size_t from,
                                             Wanted wanted) const {
  std::optional<TextSpan> best;
  Threads even(program_);
  Threads odd(program_);
  Threads* here = &even;
  Threads* next = &odd;
  bool word_before = WordPrecedes(line, from);
  bool word_behind = WordFollows(line, from);
  here->StandAt(line, from, word_before, word_behind);
  for (size_t at = from;;) {
    const bool may_start = !best && (wanted.anywhere || at == from);
    if (may_start && !IsInsideCharacter(line, at)) here->Add(program_.start, at);
    if (here->all().empty() && (best || !wanted.anywhere)) break;
    const size_t bytes =
        at == line.size() ? 0 : std::max<size_t>(1, CharacterAt(line, at).bytes);
    if (bytes > 0) {
      word_before = std::exchange(word_behind, WordFollows(line, at + bytes));
      next->StandAt(line, at + bytes, word_before, word_behind);
    }
    for (const auto& [step, start] : here->all()) {
      if (best && start > best->from) break;
      if (program_.steps[step].kind == StepKind::kMatch) {
        best = TextSpan{start, at};
        if (!wanted.longest) break;
      } else if (bytes > 0 && Takes(step, line.substr(at, bytes))) {
        next->Add(program_.steps[step].next, start);
      }
    }
    if (bytes == 0) break;
    at += bytes;
    std::swap(here, next);
    next->Clear();
  }
  return best;
}

std::optional<size_t> RegexSimulation::LongestEnd(std::string_view line, size_t from,
                                                  size_t to) const {
  const auto span = Run(line.substr(0, to), from, {.anywhere = false, .longest = true});
  if (!span) return std::nullopt;
  return span->to;
}

}  // namespace rondo::search
