// One reader for three dialects: RE2's own, and the basic and extended one of GNU grep,
// which differ in what a backslash turns into an operator and what it takes that from. It
// makes a tree (regex_tree.h) out of a pattern, from left to right, with the groups that
// are open on a stack.
//
//   basic     a\{2\}\|(b*       ->   a{2}|\(b*
//   extended  [[.-.]\]{,3}      ->   [\-\\]{0,3}
//   RE2       \<foo[[=a=]]      ->   \bfoo[a]
//
// A pattern of RE2 in which nothing has to be rewritten stays as it was typed.
//
// Classes with names, \w and \s have characters past ASCII in the dialects of grep, as
// they have in grep; in RE2's they are ASCII's, as it says.
//
// A pattern that is not all UTF-8 is written for bytes, so that those of it that are no
// character match themselves, and nothing in another case. What takes a character, as `.`
// does, then takes the bytes of one.
//
// Tested by tests/search/pattern_syntax_test.cc and, against GNU grep, by
// tests/search/grep_differential.
#include "search/syntax/pattern_syntax.h"

#include <re2/re2.h>

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "search/syntax/bracket_class.h"
#include "search/syntax/byte_regex.h"
#include "search/syntax/characters.h"
#include "search/syntax/named_classes.h"
#include "search/syntax/pattern_text.h"
#include "search/syntax/regex_tree.h"

namespace rondo::search {
namespace {

using Repetition = RegexNode::Repetition;

// Most repetitions that RE2 counts.
constexpr uint32_t kMaxCount = 1000;

class Reader {
 public:
  Reader(std::string_view pattern, const PatternOptions& options)
      : pattern_(pattern), text_(pattern, options) {}

  // All of it stands for itself.
  ReadPattern ReadAsString() {
    open_.emplace_back();
    while (!text_.rest.empty()) AddPlain(text_.TakeCharacter());
    return {.regex = WriteRegex({sequence()}),
            .literal = std::string(pattern_),
            .bytes = text_.bytes,
            .tree = {sequence()}};
  }

  absl::StatusOr<ReadPattern> Read() {
    open_.emplace_back();
    while (!text_.rest.empty()) {
      RONDO_RETURN_IF_ERROR(Part());
      if (text_.gave_up)
        return ReadPattern{.regex = std::string(pattern_), .literal = {}};
    }
    if (open_.size() > 1) {
      if (!text_.rewritten)
        return ReadPattern{.regex = std::string(pattern_), .literal = {}};
      return Mistake(absl::StrCat("missing ", text_.basic ? "\\)" : ")"));
    }
    EndAlternative();
    return Result(std::move(open_[0].alternatives));
  }

 private:
  struct Group {
    std::string text;  // how it opens
    std::vector<RegexSequence> alternatives;
    RegexSequence sequence;  // the last alternative
  };

  ReadPattern Result(std::vector<RegexSequence> tree) const {
    ReadPattern result = {
        .regex = std::string(pattern_), .literal = Literal(tree), .bytes = text_.bytes};
    if (HasWordEdges(tree)) result.relaxed = WriteRegex(WithoutWordEdges(tree));
    if (text_.rewritten) {
      std::vector<RegexSequence> resolved = tree;
      result.for_ascii = ResolveWordEdges(&resolved).ok();
      result.regex = result.for_ascii ? WriteRegex(resolved) : *result.relaxed;
    }
    result.tree = std::move(tree);
    return result;
  }

  static std::optional<std::string> Literal(
      const std::vector<RegexSequence>& alternatives) {
    if (alternatives.size() != 1) return std::nullopt;
    std::string text;
    for (const RegexNode& node : alternatives[0]) {
      if (!node.plain || node.repetition) return std::nullopt;
      text += *node.plain;
    }
    return text;
  }

  // ---- Groups ----

  RegexSequence& sequence() { return open_.back().sequence; }
  void Add(RegexNode node) { sequence().push_back(std::move(node)); }
  void AddCondition(std::string text) {
    Add({.kind = NodeKind::kCondition, .text = std::move(text)});
  }
  void AddCharacter(std::string text) {
    Add({.kind = NodeKind::kCharacter, .text = std::move(text)});
  }

  void EndAlternative() {
    open_.back().alternatives.push_back(std::exchange(sequence(), {}));
  }

  absl::Status Open(std::string text) {
    if (open_.size() > kMaxRegexDepth) return Mistake("more than 100 groups in groups");
    open_.push_back({.text = std::move(text), .alternatives = {}, .sequence = {}});
    return absl::OkStatus();
  }

  absl::Status Close() {
    if (open_.size() == 1) {
      if (text_.re2) return text_.LeaveToRe2();
      if (text_.basic) return Mistake("unmatched \\)");
      AddPlain(")");
      return absl::OkStatus();
    }
    EndAlternative();
    Group group = std::move(open_.back());
    open_.pop_back();
    Add({.kind = NodeKind::kGroup,
         .text = std::move(group.text),
         .alternatives = std::move(group.alternatives)});
    return absl::OkStatus();
  }

  // ---- Parts ----

  // Nothing that could be repeated is there yet.
  bool AtStart() {
    return sequence().empty() ||
           (!text_.re2 && sequence().size() == 1 &&
            sequence()[0].kind == NodeKind::kCondition && sequence()[0].text == "^");
  }

  absl::Status Part() {
    if (text_.re2 && text_.rest.starts_with("(?")) return OpenWithFlags();
    if (text_.TakeOperator("(")) return Open("(?:");
    if (text_.TakeOperator(")")) return Close();
    if (text_.TakeOperator("|")) {
      EndAlternative();
      return absl::OkStatus();
    }
    if (text_.TakeIf("*")) return Repeat("*", {0, RegexNode::kUnbounded});
    if (text_.TakeOperator("+"))
      return Repeat(text_.basic ? "+" : "", {1, RegexNode::kUnbounded});
    if (text_.TakeOperator("?")) return Repeat(text_.basic ? "?" : "", {0, 1});
    if (text_.rest.starts_with(text_.basic ? "\\{" : "{")) return Count();
    if (text_.rest.starts_with("[")) return Class();
    if (text_.rest.starts_with("\\")) return Escape();
    if (text_.rest.starts_with("^") && (!text_.basic || sequence().empty()))
      return Condition("^");
    if (text_.rest.starts_with("$") && (!text_.basic || AtEndOfAlternative()))
      return LineEnd();
    if (text_.TakeIf(".")) {
      AddAny();
      return absl::OkStatus();
    }
    AddPlain(text_.TakeCharacter());
    return absl::OkStatus();
  }

  absl::Status Condition(std::string text) {
    text_.Take(1);
    AddCondition(std::move(text));
    return absl::OkStatus();
  }

  absl::Status LineEnd() {
    text_.Take(1);
    AddLineEnd("$");
    return absl::OkStatus();
  }
  void AddLineEnd(std::string text) {
    const RegexNode end = {.kind = NodeKind::kCondition, .text = std::move(text)};
    if (!text_.options.crlf) return Add(end);
    const RegexNode maybe_return = {.kind = NodeKind::kCharacter,
                                    .text = "\\r",
                                    .repetition = Repetition{.least = 0, .most = 1}};
    Add({.kind = NodeKind::kGroup, .text = "(?:", .alternatives = {{maybe_return, end}}});
  }

  bool AtEndOfAlternative() const {
    const std::string_view behind = text_.rest.substr(1);
    return behind.empty() || behind.starts_with("\\)") || behind.starts_with("\\|");
  }

  // (?i), (?i:, (?P<name>: as they are.
  absl::Status OpenWithFlags() {
    const size_t end = text_.rest.find_first_of(":)>");
    if (end == std::string_view::npos) return text_.LeaveToRe2();
    const std::string text(text_.Take(end + 1));
    if (!text.ends_with(')')) return Open(text);
    AddCondition(text);
    return absl::OkStatus();
  }

  absl::Status Class() {
    RONDO_ASSIGN_OR_RETURN(std::string text, TakeBracketClass(&text_));
    AddCharacter(std::move(text));
    return absl::OkStatus();
  }

  // ---- Repetitions ----

  // `alone`: what the operator stands for in front of anything to repeat.
  absl::Status Repeat(std::string_view alone, Repetition repetition) {
    if (AtStart()) {
      if (text_.re2) return text_.LeaveToRe2();
      if (text_.basic) AddPlain(alone);
      return absl::OkStatus();  // extended: it repeats nothing
    }
    RegexNode& last = sequence().back();
    if (text_.re2) {
      if (last.repetition) return text_.LeaveToRe2();
      repetition.lazy = text_.TakeIf("?");
    }
    if (last.repetition) {  // of the repeated
      RegexSequence inner = {std::move(last)};
      last = {
          .kind = NodeKind::kGroup, .text = "(?:", .alternatives = {std::move(inner)}};
    }
    last.repetition = repetition;
    return absl::OkStatus();
  }

  // {2}, {2,}, {2,3}, {,3}. Other braces stand for themselves, but not \{.
  absl::Status Count() {
    const std::string_view whole = text_.rest;
    text_.Take(text_.basic ? 2 : 1);
    Repetition repetition;
    const bool has_least = TakeNumber(&repetition.least);
    repetition.most = repetition.least;
    const bool comma = text_.TakeIf(",");
    if (comma && !TakeNumber(&repetition.most)) repetition.most = RegexNode::kUnbounded;
    const bool good = (has_least || comma) && text_.TakeIf(text_.basic ? "\\}" : "}");
    if (good && !has_least && repetition.most == RegexNode::kUnbounded && text_.re2) {
      // {,}: of grep, but nobody means it here.
    } else if (good && !(AtStart() && !text_.basic)) {
      if (AtStart()) return Mistake("nothing to repeat before \\{");
      if (repetition.least > repetition.most) {
        return text_.re2 ? text_.LeaveToRe2() : Mistake("a repetition from more to less");
      }
      if (repetition.least > kMaxCount ||
          (repetition.most > kMaxCount && repetition.most != RegexNode::kUnbounded)) {
        return text_.re2 ? text_.LeaveToRe2() : Mistake("more than 1,000 repetitions");
      }
      text_.rewritten |= !has_least;
      return Repeat("", repetition);
    }
    if (text_.basic && !AtStart())
      return Mistake("\\{ is no repetition, as \\{2,3\\} is");
    text_.rest = whole;
    AddPlain(text_.basic ? text_.Take(2).substr(1) : text_.Take(1));
    return absl::OkStatus();
  }

  bool TakeNumber(uint32_t* number) {
    const auto parsed = std::from_chars(text_.rest.data(),
                                        text_.rest.data() + text_.rest.size(), *number);
    if (parsed.ptr == text_.rest.data()) return false;
    if (parsed.ec != std::errc()) *number = kMaxCount + 1;
    text_.Take(static_cast<size_t>(parsed.ptr - text_.rest.data()));
    return true;
  }

  // ---- Characters ----

  void AddPlain(std::string_view bytes) {
    std::string text =
        text_.bytes ? BytesInAnyCase(bytes, text_.options.ignore_case)
                    : re2::RE2::QuoteMeta(re2::StringPiece(bytes.data(), bytes.size()));
    Add({.kind = NodeKind::kCharacter,
         .text = std::move(text),
         .plain = std::string(bytes)});
  }

  void AddAny() {
    if (text_.bytes) {
      AddCharacter(absl::StrCat(
          "(?:", text_.options.crlf ? "[^\\n\\r\\x80-\\xFF]" : "[^\\n\\x80-\\xFF]", "|",
          kManyBytes, ")"));
    } else {
      AddCharacter(text_.options.crlf ? "[^\\r\\n]" : ".");
    }
  }

  absl::Status Escape() {
    if (text_.rest.size() == 1) {
      return text_.re2 && !text_.rewritten ? text_.LeaveToRe2()
                                           : Mistake("trailing backslash");
    }
    const char c = text_.rest[1];
    if (c == '<' || c == '>') {
      text_.rewritten = true;
      text_.Take(2);
      Add({.kind = c == '<' ? NodeKind::kWordStart : NodeKind::kWordEnd, .text = ""});
      return absl::OkStatus();
    }
    if (c == 'b' || c == 'B') {
      AddCondition(std::string(text_.Take(2)));
      return absl::OkStatus();
    }
    if (std::string_view("wWsS").find(c) != std::string_view::npos) return PerlClass();
    return text_.re2 ? Re2Escape(c) : GrepEscape(c);
  }

  // \d and such, outside of brackets.
  absl::Status PerlClass() {
    const std::string text(text_.Take(2));
    const bool negated = absl::ascii_isupper(static_cast<unsigned char>(text[1]));
    if (!text_.re2 && !text_.bytes) {  // grep's \w and \s are classes
      const bool word = absl::ascii_tolower(static_cast<unsigned char>(text[1])) == 'w';
      AddCharacter(absl::StrCat(negated ? "[^" : "[",
                                MembersOfClass(word ? "[:alnum:]" : "[:space:]"),
                                word ? "_]" : "]"));
    } else if (!text_.bytes || !negated) {
      AddCharacter(text);
    } else {
      AddCharacter(absl::StrCat("(?:[^\\n\\x80-\\xFF", absl::AsciiStrToLower(text), "]|",
                                kManyBytes, ")"));
    }
    return absl::OkStatus();
  }

  absl::Status Re2Escape(char c) {
    if (c == 'd' || c == 'D') return PerlClass();
    if (c == 'A') {
      AddCondition(std::string(text_.Take(2)));
      return absl::OkStatus();
    }
    if (c == 'z') {
      text_.Take(2);
      AddLineEnd("\\z");
      return absl::OkStatus();
    }
    if (c == 'Q') return QuotedText();
    if (!IsAscii(text_.rest.substr(1, 1))) return text_.LeaveToRe2();
    if (!IsAsciiAlnum(c)) {
      AddPlain(text_.Take(2).substr(1));
      return absl::OkStatus();
    }
    size_t bytes = 2;
    if (c == 'x' || c == 'p' || c == 'P') {
      if (text_.bytes && c != 'x')
        return Mistake("\\p goes only with patterns that are UTF-8");
      if (text_.rest.size() < 4 && c == 'x') return text_.LeaveToRe2();
      const bool braces = text_.rest.size() > 2 && text_.rest[2] == '{';
      const size_t end = braces ? text_.rest.find('}') : c == 'x' ? 3 : 2;
      if (end >= text_.rest.size()) return text_.LeaveToRe2();
      bytes = end + 1;
    } else if (absl::ascii_isdigit(static_cast<unsigned char>(c))) {  // octal
      while (bytes < 4 && bytes < text_.rest.size() && text_.rest[bytes] >= '0' &&
             text_.rest[bytes] <= '7')
        ++bytes;
    } else if (std::string_view("afnrtvC").find(c) == std::string_view::npos) {
      return text_.LeaveToRe2();
    }
    AddCharacter(std::string(text_.Take(bytes)));
    return absl::OkStatus();
  }

  absl::Status QuotedText() {
    text_.Take(2);
    const size_t end = text_.rest.find("\\E");
    const size_t stop = std::min(end, text_.rest.size());
    std::string_view text = text_.Take(stop);
    if (end != std::string_view::npos) text_.Take(2);
    std::swap(text, text_.rest);
    while (!text_.rest.empty()) AddPlain(text_.TakeCharacter());
    text_.rest = text;
    return absl::OkStatus();
  }

  absl::Status GrepEscape(char c) {
    if (c == '`') {
      text_.Take(2);
      AddCondition("^");
      return absl::OkStatus();
    }
    if (c == '\'') {
      text_.Take(1);
      return LineEnd();
    }
    if (c >= '1' && c <= '9') {
      return Mistake(absl::StrCat("\\", std::string(1, c),
                                  " refers back to a group, which takes -P"));
    }
    text_.Take(1);
    if (!IsAsciiAlnum(c)) {
      AddPlain(text_.TakeCharacter());
      return absl::OkStatus();
    }
    const char* instead = c == 'd'   ? "[0-9]"
                          : c == 'D' ? "[^0-9]"
                          : c == 't' ? "a tab, as $'\\t' is in the shell,"
                                     : nullptr;
    const std::string letter(1, c);
    return Mistake(absl::StrCat(
        "\\", letter, " means nothing in the ", text_.basic ? "basic" : "extended",
        " syntax; write ", instead != nullptr ? std::string(instead) : letter,
        ", or take the default syntax (without ", text_.basic ? "-G)" : "-E)"));
  }

  const std::string_view pattern_;
  PatternText text_;
  std::vector<Group> open_;
};

}  // namespace

absl::StatusOr<ReadPattern> ReadAsRe2(std::string_view pattern,
                                      const PatternOptions& options) {
  return Reader(pattern, options).Read();
}

ReadPattern ReadString(std::string_view string, const PatternOptions& options) {
  return Reader(string, options).ReadAsString();
}

}  // namespace rondo::search
