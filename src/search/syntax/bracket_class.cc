// Item by item: a character, a range, a class with a name, what stands for one character.
// RE2's own stay as they were typed.
//
//   extended  [^[.-.]\]     ->   [^\-\\]
//   bytes     [a\xE9]       ->   (?:[a]|(?-i:(\xE9)))
//
// Tested by tests/search/pattern_syntax_test.cc and, against GNU grep, by
// tests/search/grep_differential.
#include "search/syntax/bracket_class.h"

#include "base/status_macros.h"
#include "search/syntax/byte_regex.h"
#include "search/syntax/named_classes.h"

namespace rondo::search {
namespace {

class ClassReader {
 public:
  explicit ClassReader(PatternText* text) : text_(*text) {}

  absl::StatusOr<std::string> Read() {
    const std::string_view whole = text_.rest;
    text_.Take(1);
    const bool negated = text_.TakeIf("^");
    const size_t end = text_.rest.find(']');
    if (text_.rest.starts_with(":") && end != std::string_view::npos && end > 2 &&
        text_.rest[end - 1] == ':') {
      return Mistake(
          absl::StrCat("a class of characters is written [[:space:]], not [:space:]"));
    }
    Members members;
    for (bool first = true; first || !text_.rest.starts_with("]"); first = false) {
      if (text_.rest.empty()) {
        text_.rest = whole;
        if (!text_.re2 || text_.rewritten) return Mistake("missing ]");
        RONDO_RETURN_IF_ERROR(text_.LeaveToRe2());
        return "";
      }
      RONDO_RETURN_IF_ERROR(Item(&members));
      if (text_.gave_up) return "";
    }
    text_.Take(1);
    const std::string typed(whole.substr(0, whole.size() - text_.rest.size()));
    if (text_.re2 && !text_.bytes && !collating_) return typed;
    if (!text_.bytes) return absl::StrCat(negated ? "[^" : "[", members.text, "]");
    return ByteClass(members, negated);
  }

 private:
  // What is in brackets, as RE2 writes it.
  struct Members {
    std::string text;
    std::string past_ascii;   // of a pattern in bytes: alternatives, each after a "|"
    bool many_bytes = false;  // and all past ASCII
  };

  static absl::StatusOr<std::string> ByteClass(const Members& members, bool negated) {
    if (negated && !members.past_ascii.empty()) {
      return Mistake("[^...] past ASCII goes only with patterns that are UTF-8");
    }
    std::string text = negated ? absl::StrCat("[^\\n\\x80-\\xFF", members.text, "]")
                       : members.text.empty() ? ""
                                              : absl::StrCat("[", members.text, "]");
    std::string others = members.past_ascii;
    if (negated != members.many_bytes) absl::StrAppend(&others, "|", kManyBytes);
    if (text.empty() && !others.empty()) others.erase(0, 1);
    return absl::StrCat("(?:", text, others, ")");
  }

  // A character, a range, a class with a name.
  absl::Status Item(Members* members) {
    if (text_.rest.starts_with("[:")) {
      const size_t end = text_.rest.find(":]", 2);
      if (end == std::string_view::npos) {
        return text_.re2 ? text_.LeaveToRe2() : Mistake("missing :]");
      }
      const std::string_view name = text_.Take(end + 2);
      // Of any case are, to grep, letters that have none, too.
      const bool cased = name == "[:lower:]" || name == "[:upper:]";
      members->text += text_.re2 || text_.bytes             ? std::string(name)
                       : cased && text_.options.ignore_case ? MembersOfClass("[:alpha:]")
                                                            : MembersOfClass(name);
      return absl::OkStatus();
    }
    if (text_.re2 && text_.rest.starts_with("\\") && text_.rest.size() > 1 &&
        std::string_view("dDsSwWpP").find(text_.rest[1]) != std::string_view::npos) {
      return PerlItem(members);
    }
    RONDO_ASSIGN_OR_RETURN(const std::string from, Member());
    if (text_.gave_up) return absl::OkStatus();
    if (text_.rest.size() < 2 || text_.rest[0] != '-' || text_.rest[1] == ']') {
      if (text_.bytes && !IsAscii(from)) {
        absl::StrAppend(&members->past_ascii, "|",
                        BytesInAnyCase(from, text_.options.ignore_case));
      } else {
        members->text += Quoted(from);
      }
      return absl::OkStatus();
    }
    text_.Take(1);
    RONDO_ASSIGN_OR_RETURN(const std::string to, Member());
    if (text_.gave_up) return absl::OkStatus();
    if (text_.bytes && !(IsAscii(from) && IsAscii(to))) {
      return Mistake("ranges past ASCII go only with patterns that are UTF-8");
    }
    absl::StrAppend(&members->text, Quoted(from), "-", Quoted(to));
    return absl::OkStatus();
  }

  absl::Status PerlItem(Members* members) {
    const char c = text_.rest[1];
    if (c == 'p' || c == 'P') {
      if (text_.bytes) return Mistake("\\p goes only with patterns that are UTF-8");
      const bool braces = text_.rest.size() > 2 && text_.rest[2] == '{';
      const size_t end = braces ? text_.rest.find('}') : 2;
      if (end >= text_.rest.size()) return text_.LeaveToRe2();
      members->text += text_.Take(end + 1);
      return absl::OkStatus();
    }
    members->text += text_.Take(2);
    // In bytes, \D has all of them past ASCII, which are taken out again by nothing.
    if (text_.bytes && absl::ascii_isupper(static_cast<unsigned char>(c))) {
      return Mistake(absl::StrCat("[\\", std::string(1, c),
                                  "] goes only with patterns that are UTF-8"));
    }
    return absl::OkStatus();
  }

  // One end of a range, or a member alone: its bytes, or an escape of RE2's.
  absl::StatusOr<std::string> Member() {
    if (text_.rest.starts_with("[=") || text_.rest.starts_with("[.")) {
      const std::string mark = {text_.rest[1], ']'};
      // [.].] holds a bracket.
      const size_t end =
          text_.rest.size() < 3 ? std::string_view::npos : text_.rest.find(mark, 3);
      if (end == std::string_view::npos) {
        if (!text_.re2) return Mistake(absl::StrCat("missing ", mark));
        return std::string(text_.Take(1));
      }
      const std::string symbol(text_.rest.substr(2, end - 2));
      // RE2 reads "[[.x].]" as a class and what follows it.
      if (text_.re2 && symbol.size() > 1 && symbol.find(']') != std::string::npos) {
        return std::string(text_.Take(1));
      }
      text_.Take(end);
      text_.Take(2);
      collating_ = text_.rewritten = true;
      if (CharacterAt(symbol, 0).bytes != symbol.size()) {
        return Mistake(absl::StrCat("[", mark.substr(0, 1), symbol, mark,
                                    " is no single character; write the characters"));
      }
      return symbol;
    }
    if (text_.re2 && text_.rest.starts_with("\\")) {
      const std::string_view behind = text_.rest.substr(1);
      if (behind.empty()) {
        RONDO_RETURN_IF_ERROR(text_.LeaveToRe2());
        return "";
      }
      if (!IsAsciiAlnum(behind[0])) {
        text_.Take(1);
        return std::string(text_.TakeCharacter());
      }
      size_t bytes = 2;
      if (behind[0] == 'x') {
        const bool braces = behind.size() > 1 && behind[1] == '{';
        const size_t end = braces ? text_.rest.find('}') : 3;
        bytes = std::min(end, text_.rest.size() - 1) + 1;
      } else if (absl::ascii_isdigit(static_cast<unsigned char>(behind[0]))) {
        while (bytes < 4 && bytes < text_.rest.size() && text_.rest[bytes] >= '0' &&
               text_.rest[bytes] <= '7')
          ++bytes;
      }
      return std::string(text_.Take(bytes));
    }
    return std::string(text_.TakeCharacter());
  }

  // A member of a class, for RE2.
  static std::string Quoted(const std::string& member) {
    const bool escape = member.size() > 1 && member[0] == '\\';
    const bool quote = member.size() == 1 && IsAscii(member) && !IsAsciiAlnum(member[0]);
    return quote && !escape && member[0] != '\0' && member[0] != ' '
               ? absl::StrCat("\\", member)
               : member;
  }

  PatternText& text_;
  bool collating_ = false;  // [.x.] or [=x=] came
};

}  // namespace

absl::StatusOr<std::string> TakeBracketClass(PatternText* text) {
  return ClassReader(text).Read();
}

}  // namespace rondo::search
