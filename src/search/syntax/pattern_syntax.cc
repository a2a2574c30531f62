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
#include "search/syntax/characters.h"
#include "search/syntax/folded_text.h"
#include "search/syntax/named_classes.h"
#include "search/syntax/regex_tree.h"

namespace rondo::search {
namespace {

using Repetition = RegexNode::Repetition;

// Most repetitions that RE2 counts.
constexpr uint32_t kMaxCount = 1000;
// A character past ASCII, as bytes. Single bytes are groups here and in BytesInAnyCase:
// what RE2 (2022-06) makes of alternatives of Latin-1 that start with the same literal
// looks for that in UTF-8.
constexpr char kManyBytes[] =
    "[\\xC2-\\xDF][\\x80-\\xBF]|(\\xE0)[\\xA0-\\xBF][\\x80-\\xBF]|"
    "[\\xE1-\\xEC\\xEE\\xEF][\\x80-\\xBF]{2}|(\\xED)[\\x80-\\x9F][\\x80-\\xBF]|"
    "(\\xF0)[\\x90-\\xBF][\\x80-\\xBF]{2}|[\\xF1-\\xF3][\\x80-\\xBF]{3}|"
    "(\\xF4)[\\x80-\\x8F][\\x80-\\xBF]{2}";

bool IsAsciiAlnum(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); }

std::string QuoteBytes(std::string_view bytes) {
  std::string quoted;
  for (const char c : bytes) {
    constexpr char kDigits[] = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    quoted += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return quoted;
}

class Reader {
 public:
  Reader(std::string_view pattern, const PatternOptions& options)
      : pattern_(pattern),
        rest_(pattern),
        options_(options),
        re2_(options.syntax == PatternSyntax::kRe2),
        basic_(options.syntax == PatternSyntax::kBasic),
        bytes_(!IsUtf8(pattern)),
        rewritten_(!re2_ || bytes_ || options.crlf) {}

  // All of it stands for itself.
  ReadPattern ReadAsString() {
    open_.emplace_back();
    while (!rest_.empty()) AddPlain(TakeCharacter());
    return {.regex = WriteRegex({sequence()}),
            .literal = std::string(pattern_),
            .bytes = bytes_,
            .tree = {sequence()}};
  }

  absl::StatusOr<ReadPattern> Read() {
    open_.emplace_back();
    while (!rest_.empty()) {
      RONDO_RETURN_IF_ERROR(Part());
      if (gave_up_) return ReadPattern{.regex = std::string(pattern_), .literal = {}};
    }
    if (open_.size() > 1) {
      if (!rewritten_) return ReadPattern{.regex = std::string(pattern_), .literal = {}};
      return Mistake(absl::StrCat("missing ", basic_ ? "\\)" : ")"));
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
        .regex = std::string(pattern_), .literal = Literal(tree), .bytes = bytes_};
    if (HasWordEdges(tree)) result.relaxed = WriteRegex(WithoutWordEdges(tree));
    if (rewritten_) {
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

  static absl::Status Mistake(const std::string& what) {
    return absl::InvalidArgumentError(what);
  }

  // The pattern is RE2's own and wrong, or beyond this: RE2 tells.
  absl::Status LeaveToRe2() {
    if (rewritten_) {
      return Mistake(absl::StrCat("cannot read \"", std::string(rest_), "\""));
    }
    gave_up_ = true;
    return absl::OkStatus();
  }

  // ---- The text ----

  bool TakeIf(std::string_view start) {
    if (!rest_.starts_with(start)) return false;
    rest_.remove_prefix(start.size());
    return true;
  }
  std::string_view Take(size_t bytes) {
    const std::string_view taken = rest_.substr(0, bytes);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  // A character, or a byte that is none.
  std::string_view TakeCharacter() {
    return Take(std::max<size_t>(1, CharacterAt(rest_, 0).bytes));
  }
  // An operator that has a backslash in front of it in one of the two dialects of grep.
  bool TakeOperator(std::string_view mark) {
    return TakeIf(basic_ ? absl::StrCat("\\", std::string(mark)) : std::string(mark));
  }

  // ---- Groups ----

  RegexSequence& sequence() { return open_.back().sequence; }
  void Add(RegexNode node) { sequence().push_back(std::move(node)); }
  void AddCondition(std::string text) {
    Add({.kind = NodeKind::kCondition, .text = text});
  }
  void AddCharacter(std::string text) {
    Add({.kind = NodeKind::kCharacter, .text = text});
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
      if (re2_) return LeaveToRe2();
      if (basic_) return Mistake("unmatched \\)");
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
           (!re2_ && sequence().size() == 1 &&
            sequence()[0].kind == NodeKind::kCondition && sequence()[0].text == "^");
  }

  absl::Status Part() {
    if (re2_ && rest_.starts_with("(?")) return OpenWithFlags();
    if (TakeOperator("(")) return Open("(?:");
    if (TakeOperator(")")) return Close();
    if (TakeOperator("|")) {
      EndAlternative();
      return absl::OkStatus();
    }
    if (TakeIf("*")) return Repeat("*", {0, RegexNode::kUnbounded});
    if (TakeOperator("+")) return Repeat(basic_ ? "+" : "", {1, RegexNode::kUnbounded});
    if (TakeOperator("?")) return Repeat(basic_ ? "?" : "", {0, 1});
    if (rest_.starts_with(basic_ ? "\\{" : "{")) return Count();
    if (rest_.starts_with("[")) return Class();
    if (rest_.starts_with("\\")) return Escape();
    if (rest_.starts_with("^") && (!basic_ || sequence().empty())) return Condition("^");
    if (rest_.starts_with("$") && (!basic_ || AtEndOfAlternative())) return LineEnd();
    if (TakeIf(".")) {
      AddAny();
      return absl::OkStatus();
    }
    AddPlain(TakeCharacter());
    return absl::OkStatus();
  }

  absl::Status Condition(std::string text) {
    Take(1);
    AddCondition(std::move(text));
    return absl::OkStatus();
  }

  absl::Status LineEnd() {
    Take(1);
    AddLineEnd("$");
    return absl::OkStatus();
  }
  void AddLineEnd(std::string text) {
    const RegexNode end = {.kind = NodeKind::kCondition, .text = std::move(text)};
    if (!options_.crlf) return Add(end);
    const RegexNode maybe_return = {.kind = NodeKind::kCharacter,
                                    .text = "\\r",
                                    .repetition = Repetition{.least = 0, .most = 1}};
    Add({.kind = NodeKind::kGroup, .text = "(?:", .alternatives = {{maybe_return, end}}});
  }

  bool AtEndOfAlternative() const {
    const std::string_view behind = rest_.substr(1);
    return behind.empty() || behind.starts_with("\\)") || behind.starts_with("\\|");
  }

  // (?i), (?i:, (?P<name>: as they are.
  absl::Status OpenWithFlags() {
    const size_t end = rest_.find_first_of(":)>");
    if (end == std::string_view::npos) return LeaveToRe2();
    const std::string text(Take(end + 1));
    if (!text.ends_with(')')) return Open(text);
    AddCondition(text);
    return absl::OkStatus();
  }

  // ---- Repetitions ----

  // `alone`: what the operator stands for in front of anything to repeat.
  absl::Status Repeat(std::string_view alone, Repetition repetition) {
    if (AtStart()) {
      if (re2_) return LeaveToRe2();
      if (basic_) AddPlain(alone);
      return absl::OkStatus();  // extended: it repeats nothing
    }
    RegexNode& last = sequence().back();
    if (re2_) {
      if (last.repetition) return LeaveToRe2();
      repetition.lazy = TakeIf("?");
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
    const std::string_view whole = rest_;
    Take(basic_ ? 2 : 1);
    Repetition repetition;
    const bool has_least = TakeNumber(&repetition.least);
    repetition.most = repetition.least;
    const bool comma = TakeIf(",");
    if (comma && !TakeNumber(&repetition.most)) repetition.most = RegexNode::kUnbounded;
    const bool good = (has_least || comma) && TakeIf(basic_ ? "\\}" : "}");
    if (good && !has_least && repetition.most == RegexNode::kUnbounded && re2_) {
      // {,}: of grep, but nobody means it here.
    } else if (good && !(AtStart() && !basic_)) {
      if (AtStart()) return Mistake("nothing to repeat before \\{");
      if (repetition.least > repetition.most) {
        return re2_ ? LeaveToRe2() : Mistake("a repetition from more to less");
      }
      if (repetition.least > kMaxCount ||
          (repetition.most > kMaxCount && repetition.most != RegexNode::kUnbounded)) {
        return re2_ ? LeaveToRe2() : Mistake("more than 1,000 repetitions");
      }
      rewritten_ |= !has_least;
      return Repeat("", repetition);
    }
    if (basic_ && !AtStart()) return Mistake("\\{ is no repetition, as \\{2,3\\} is");
    rest_ = whole;
    AddPlain(basic_ ? Take(2).substr(1) : Take(1));
    return absl::OkStatus();
  }

  bool TakeNumber(uint32_t* number) {
    const auto parsed =
        std::from_chars(rest_.data(), rest_.data() + rest_.size(), *number);
    if (parsed.ptr == rest_.data()) return false;
    if (parsed.ec != std::errc()) *number = kMaxCount + 1;
    Take(static_cast<size_t>(parsed.ptr - rest_.data()));
    return true;
  }

  // ---- Characters ----

  // What matches these bytes, in any case if that is asked for.
  std::string BytesInAnyCase(std::string_view bytes) const {
    const Character character = CharacterAt(bytes, 0);
    std::string text = absl::StrCat("(?-i:(", QuoteBytes(bytes));
    if (options_.ignore_case && character.bytes > 0) {
      for (const char32_t other : OtherSpellings(character.code)) {
        std::string spelling;
        AppendUtf8(other, &spelling);
        absl::StrAppend(&text, ")|(", QuoteBytes(spelling));
      }
    }
    return text + "))";
  }

  void AddPlain(std::string_view bytes) {
    std::string text =
        bytes_ ? BytesInAnyCase(bytes)
               : re2::RE2::QuoteMeta(re2::StringPiece(bytes.data(), bytes.size()));
    Add({.kind = NodeKind::kCharacter,
         .text = std::move(text),
         .plain = std::string(bytes)});
  }

  void AddAny() {
    if (bytes_) {
      AddCharacter(absl::StrCat(
          "(?:", options_.crlf ? "[^\\n\\r\\x80-\\xFF]" : "[^\\n\\x80-\\xFF]", "|",
          kManyBytes, ")"));
    } else {
      AddCharacter(options_.crlf ? "[^\\r\\n]" : ".");
    }
  }

  absl::Status Escape() {
    if (rest_.size() == 1) {
      return re2_ && !rewritten_ ? LeaveToRe2() : Mistake("trailing backslash");
    }
    const char c = rest_[1];
    if (c == '<' || c == '>') {
      rewritten_ = true;
      Take(2);
      Add({.kind = c == '<' ? NodeKind::kWordStart : NodeKind::kWordEnd, .text = ""});
      return absl::OkStatus();
    }
    if (c == 'b' || c == 'B') {
      AddCondition(std::string(Take(2)));
      return absl::OkStatus();
    }
    if (std::string_view("wWsS").find(c) != std::string_view::npos) return PerlClass();
    return re2_ ? Re2Escape(c) : GrepEscape(c);
  }

  // \d and such, outside of brackets.
  absl::Status PerlClass() {
    const std::string text(Take(2));
    const bool negated = absl::ascii_isupper(static_cast<unsigned char>(text[1]));
    if (!re2_ && !bytes_) {  // grep's \w and \s are classes
      const bool word = absl::ascii_tolower(static_cast<unsigned char>(text[1])) == 'w';
      AddCharacter(absl::StrCat(negated ? "[^" : "[",
                                MembersOfClass(word ? "[:alnum:]" : "[:space:]"),
                                word ? "_]" : "]"));
    } else if (!bytes_ || !negated) {
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
      AddCondition(std::string(Take(2)));
      return absl::OkStatus();
    }
    if (c == 'z') {
      Take(2);
      AddLineEnd("\\z");
      return absl::OkStatus();
    }
    if (c == 'Q') return QuotedText();
    if (!IsAscii(rest_.substr(1, 1))) return LeaveToRe2();
    if (!IsAsciiAlnum(c)) {
      AddPlain(Take(2).substr(1));
      return absl::OkStatus();
    }
    size_t bytes = 2;
    if (c == 'x' || c == 'p' || c == 'P') {
      if (bytes_ && c != 'x')
        return Mistake("\\p goes only with patterns that are UTF-8");
      if (rest_.size() < 4 && c == 'x') return LeaveToRe2();
      const bool braces = rest_.size() > 2 && rest_[2] == '{';
      const size_t end = braces ? rest_.find('}') : c == 'x' ? 3 : 2;
      if (end >= rest_.size()) return LeaveToRe2();
      bytes = end + 1;
    } else if (absl::ascii_isdigit(static_cast<unsigned char>(c))) {  // octal
      while (bytes < 4 && bytes < rest_.size() && rest_[bytes] >= '0' &&
             rest_[bytes] <= '7')
        ++bytes;
    } else if (std::string_view("afnrtvC").find(c) == std::string_view::npos) {
      return LeaveToRe2();
    }
    AddCharacter(std::string(Take(bytes)));
    return absl::OkStatus();
  }

  absl::Status QuotedText() {
    Take(2);
    const size_t end = rest_.find("\\E");
    const size_t stop = std::min(end, rest_.size());
    std::string_view text = Take(stop);
    if (end != std::string_view::npos) Take(2);
    std::swap(text, rest_);
    while (!rest_.empty()) AddPlain(TakeCharacter());
    rest_ = text;
    return absl::OkStatus();
  }

  absl::Status GrepEscape(char c) {
    if (c == '`') {
      Take(2);
      AddCondition("^");
      return absl::OkStatus();
    }
    if (c == '\'') {
      Take(1);
      return LineEnd();
    }
    if (c >= '1' && c <= '9') {
      return Mistake(absl::StrCat("\\", std::string(1, c),
                                  " refers back to a group, which takes -P"));
    }
    Take(1);
    if (!IsAsciiAlnum(c)) {
      AddPlain(TakeCharacter());
      return absl::OkStatus();
    }
    const char* instead = c == 'd'   ? "[0-9]"
                          : c == 'D' ? "[^0-9]"
                          : c == 't' ? "a tab, as $'\\t' is in the shell,"
                                     : nullptr;
    const std::string letter(1, c);
    return Mistake(absl::StrCat(
        "\\", letter, " means nothing in the ", basic_ ? "basic" : "extended",
        " syntax; write ", instead != nullptr ? std::string(instead) : letter,
        ", or take the default syntax (without ", basic_ ? "-G)" : "-E)"));
  }

  // ---- Classes ----

  // What is in brackets, as RE2 writes it.
  struct Members {
    std::string text;
    std::string past_ascii;   // of a pattern in bytes: alternatives, each after a "|"
    bool many_bytes = false;  // and all past ASCII
  };

  absl::Status Class() {
    const std::string_view whole = rest_;
    Take(1);
    const bool negated = TakeIf("^");
    const size_t end = rest_.find(']');
    if (rest_.starts_with(":") && end != std::string_view::npos && end > 2 &&
        rest_[end - 1] == ':') {
      return Mistake(
          absl::StrCat("a class of characters is written [[:space:]], not [:space:]"));
    }
    Members members;
    for (bool first = true; first || !rest_.starts_with("]"); first = false) {
      if (rest_.empty()) {
        rest_ = whole;
        return re2_ && !rewritten_ ? LeaveToRe2() : Mistake("missing ]");
      }
      RONDO_RETURN_IF_ERROR(Item(&members));
      if (gave_up_) return absl::OkStatus();
    }
    Take(1);
    const std::string typed(whole.substr(0, whole.size() - rest_.size()));
    if (re2_ && !bytes_ && !collating_) {
      AddCharacter(typed);
      return absl::OkStatus();
    }
    if (!bytes_) {
      AddCharacter(absl::StrCat(negated ? "[^" : "[", members.text, "]"));
      return absl::OkStatus();
    }
    return AddByteClass(members, negated);
  }

  absl::Status AddByteClass(const Members& members, bool negated) {
    if (negated && !members.past_ascii.empty()) {
      return Mistake("[^...] past ASCII goes only with patterns that are UTF-8");
    }
    std::string text = negated ? absl::StrCat("[^\\n\\x80-\\xFF", members.text, "]")
                       : members.text.empty() ? ""
                                              : absl::StrCat("[", members.text, "]");
    std::string others = members.past_ascii;
    if (negated != members.many_bytes) absl::StrAppend(&others, "|", kManyBytes);
    if (text.empty() && !others.empty()) others.erase(0, 1);
    AddCharacter(absl::StrCat("(?:", text, others, ")"));
    return absl::OkStatus();
  }

  // A character, a range, a class with a name.
  absl::Status Item(Members* members) {
    if (rest_.starts_with("[:")) {
      const size_t end = rest_.find(":]", 2);
      if (end == std::string_view::npos) {
        return re2_ ? LeaveToRe2() : Mistake("missing :]");
      }
      const std::string_view name = Take(end + 2);
      // Of any case are, to grep, letters that have none, too.
      const bool cased = name == "[:lower:]" || name == "[:upper:]";
      members->text += re2_ || bytes_                  ? std::string(name)
                       : cased && options_.ignore_case ? MembersOfClass("[:alpha:]")
                                                       : MembersOfClass(name);
      return absl::OkStatus();
    }
    if (re2_ && rest_.starts_with("\\") && rest_.size() > 1 &&
        std::string_view("dDsSwWpP").find(rest_[1]) != std::string_view::npos) {
      return PerlItem(members);
    }
    RONDO_ASSIGN_OR_RETURN(const std::string from, Member());
    if (gave_up_) return absl::OkStatus();
    if (rest_.size() < 2 || rest_[0] != '-' || rest_[1] == ']') {
      if (bytes_ && !IsAscii(from)) {
        absl::StrAppend(&members->past_ascii, "|", BytesInAnyCase(from));
      } else {
        members->text += Quoted(from);
      }
      return absl::OkStatus();
    }
    Take(1);
    RONDO_ASSIGN_OR_RETURN(const std::string to, Member());
    if (gave_up_) return absl::OkStatus();
    if (bytes_ && !(IsAscii(from) && IsAscii(to))) {
      return Mistake("ranges past ASCII go only with patterns that are UTF-8");
    }
    absl::StrAppend(&members->text, Quoted(from), "-", Quoted(to));
    return absl::OkStatus();
  }

  absl::Status PerlItem(Members* members) {
    const char c = rest_[1];
    if (c == 'p' || c == 'P') {
      if (bytes_) return Mistake("\\p goes only with patterns that are UTF-8");
      const bool braces = rest_.size() > 2 && rest_[2] == '{';
      const size_t end = braces ? rest_.find('}') : 2;
      if (end >= rest_.size()) return LeaveToRe2();
      members->text += Take(end + 1);
      return absl::OkStatus();
    }
    members->text += Take(2);
    // In bytes, \D has all of them past ASCII, which are taken out again by nothing.
    if (bytes_ && absl::ascii_isupper(static_cast<unsigned char>(c))) {
      return Mistake(absl::StrCat("[\\", std::string(1, c),
                                  "] goes only with patterns that are UTF-8"));
    }
    return absl::OkStatus();
  }

  // One end of a range, or a member alone: its bytes, or an escape of RE2's.
  absl::StatusOr<std::string> Member() {
    if (rest_.starts_with("[=") || rest_.starts_with("[.")) {
      const std::string mark = {rest_[1], ']'};
      // [.].] holds a bracket.
      const size_t end = rest_.size() < 3 ? std::string_view::npos : rest_.find(mark, 3);
      if (end == std::string_view::npos) {
        if (!re2_) return Mistake(absl::StrCat("missing ", mark));
        return std::string(Take(1));
      }
      const std::string symbol(rest_.substr(2, end - 2));
      // RE2 reads "[[.x].]" as a class and what follows it.
      if (re2_ && symbol.size() > 1 && symbol.find(']') != std::string::npos) {
        return std::string(Take(1));
      }
      Take(end);
      Take(2);
      collating_ = rewritten_ = true;
      if (CharacterAt(symbol, 0).bytes != symbol.size()) {
        return Mistake(absl::StrCat("[", mark.substr(0, 1), symbol, mark,
                                    " is no single character; write the characters"));
      }
      return symbol;
    }
    if (re2_ && rest_.starts_with("\\")) {
      const std::string_view behind = rest_.substr(1);
      if (behind.empty()) {
        RONDO_RETURN_IF_ERROR(LeaveToRe2());
        return "";
      }
      if (!IsAsciiAlnum(behind[0])) {
        Take(1);
        return std::string(TakeCharacter());
      }
      size_t bytes = 2;
      if (behind[0] == 'x') {
        const bool braces = behind.size() > 1 && behind[1] == '{';
        const size_t end = braces ? rest_.find('}') : 3;
        bytes = std::min(end, rest_.size() - 1) + 1;
      } else if (absl::ascii_isdigit(static_cast<unsigned char>(behind[0]))) {
        while (bytes < 4 && bytes < rest_.size() && rest_[bytes] >= '0' &&
               rest_[bytes] <= '7')
          ++bytes;
      }
      return std::string(Take(bytes));
    }
    return std::string(TakeCharacter());
  }

  // A member of a class, for RE2.
  static std::string Quoted(const std::string& member) {
    const bool escape = member.size() > 1 && member[0] == '\\';
    const bool quote = member.size() == 1 && IsAscii(member) && !IsAsciiAlnum(member[0]);
    return quote && !escape && member[0] != '\0' && member[0] != ' '
               ? absl::StrCat("\\", member)
               : member;
  }

  const std::string_view pattern_;
  std::string_view rest_;
  const PatternOptions& options_;
  const bool re2_;
  const bool basic_;
  const bool bytes_;
  bool rewritten_;          // RE2 does not take it as it was typed
  bool collating_ = false;  // [.x.] or [=x=] came
  bool gave_up_ = false;    // RE2 is asked about the pattern as it was typed
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
