// From left to right with a stack of open groups; what a repetition would repeat is kept
// apart from the sequence before it.
//
//   x(a|b*)y    group 0: sequence x      group 1: before: a, last: b -> b*
//               ")": a|b* becomes what is last in group 0, until y comes
//
// A character past ASCII is its bytes in UTF-8; "any" of them are the sequences that RE2
// takes for one: a leading byte and as many others as it asks for.
//
// Tested by tests/search/line_automaton_test.cc, which compares with RE2.
#include "search/syntax/regex_parser.h"

#include <charconv>
#include <vector>

#include "absl/strings/ascii.h"

namespace rondo::search {
namespace {

using Piece = RegexBuilder::Piece;

constexpr std::string_view kKelvinSign = "\xE2\x84\xAA";  // a k, regardless of case
constexpr std::string_view kLongS = "\xC5\xBF";           // an s

bool IsAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }

ByteSet Only(char c) { return ByteSet().set(static_cast<unsigned char>(c)); }

ByteSet Range(int from, int to) {
  ByteSet bytes;
  for (int byte = from; byte <= to; ++byte) bytes.set(static_cast<size_t>(byte));
  return bytes;
}

template <typename Is>
ByteSet AsciiThat(const Is& is) {
  ByteSet bytes;
  for (int byte = 0; byte < 128; ++byte) {
    if (is(static_cast<unsigned char>(byte))) bytes.set(static_cast<size_t>(byte));
  }
  return bytes;
}

bool IsPerlSpace(unsigned char c) { return c != '\v' && absl::ascii_isspace(c); }

// Of \d, \s, \w.
std::optional<ByteSet> PerlClass(char letter) {
  if (letter == 'd') return Range('0', '9');
  if (letter == 's') return AsciiThat(IsPerlSpace);
  if (letter == 'w') return AsciiThat(IsWordByte);
  return std::nullopt;
}

// Of [:name:].
std::optional<ByteSet> NamedClass(std::string_view name) {
  if (name == "alnum") return AsciiThat(absl::ascii_isalnum);
  if (name == "alpha") return AsciiThat(absl::ascii_isalpha);
  if (name == "digit") return AsciiThat(absl::ascii_isdigit);
  if (name == "lower") return AsciiThat(absl::ascii_islower);
  if (name == "punct") return AsciiThat(absl::ascii_ispunct);
  if (name == "space") return AsciiThat(absl::ascii_isspace);
  if (name == "upper") return AsciiThat(absl::ascii_isupper);
  if (name == "word") return AsciiThat(IsWordByte);
  if (name == "xdigit") return AsciiThat(absl::ascii_isxdigit);
  return std::nullopt;
}

// What \c stands for, of letters and marks.
std::optional<char> EscapedCharacter(char c) {
  constexpr std::string_view kLetters = "afnrtv";
  constexpr std::string_view kMeanings = "\a\f\n\r\t\v";
  const size_t letter = kLetters.find(c);
  if (letter != std::string_view::npos) return kMeanings[letter];
  if (!IsAscii(c) || absl::ascii_isalnum(c)) return std::nullopt;
  return c;
}

// Characters of ASCII, and all others or none.
struct CharacterSet {
  ByteSet ascii;
  bool others = false;
};

class Parser {
 public:
  Parser(std::string_view pattern, bool ignore_case)
      : rest_(pattern), ignore_case_(ignore_case) {}

  std::optional<RegexProgram> Parse() {
    groups_.emplace_back();
    while (!rest_.empty() && good()) Part();
    if (!good() || groups_.size() != 1) return std::nullopt;
    const Piece all = Whole(groups_.back());
    if (!good()) return std::nullopt;
    RegexProgram program = builder_.Finish(all);
    if (!good()) return std::nullopt;
    return program;
  }

 private:
  struct Group {
    std::optional<Piece> before;    // the alternatives before the last one
    std::optional<Piece> sequence;  // of that, without `last`
    std::optional<Piece> last;      // what a repetition would repeat
  };

  bool good() const { return known_ && builder_.good(); }
  void Fail() { known_ = false; }

  bool TakeIf(std::string_view start) {
    if (!rest_.starts_with(start)) return false;
    rest_.remove_prefix(start.size());
    return true;
  }
  std::optional<char> Take() {
    if (rest_.empty()) return std::nullopt;
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  void Part() {
    if (TakeIf("|")) {
      groups_.back() = {.before = Whole(groups_.back()), .sequence = {}, .last = {}};
    } else if (TakeIf("(?:") || (!rest_.starts_with("(?") && TakeIf("("))) {
      groups_.emplace_back();
    } else if (TakeIf(")")) {
      if (groups_.size() < 2) return Fail();
      const Piece piece = Whole(groups_.back());
      groups_.pop_back();
      Append(piece);
    } else if (!TakeRepetition()) {
      Atom();
    }
  }

  // ---- Groups ----

  void Append(const Piece& piece) {
    Group& group = groups_.back();
    group.sequence = Sequence(group);
    group.last = piece;
  }

  // The last alternative.
  std::optional<Piece> Sequence(const Group& group) {
    if (!group.sequence || !group.last)
      return group.sequence ? group.sequence : group.last;
    return builder_.Then(*group.sequence, *group.last);
  }

  // All alternatives.
  Piece Whole(const Group& group) {
    const std::optional<Piece> sequence = Sequence(group);
    const Piece last = sequence ? *sequence : builder_.Empty();
    return group.before ? builder_.Either(*group.before, last) : last;
  }

  // ---- Repetitions ----

  bool TakeRepetition() {
    uint32_t least = 0;
    uint32_t most = kNoLimit;
    if (TakeIf("?")) {
      most = 1;
    } else if (TakeIf("+")) {
      least = 1;
    } else if (!TakeIf("*") && !TakeCounts(&least, &most)) {
      return false;
    }
    TakeIf("?");  // which match is preferred does not matter
    std::optional<Piece>& last = groups_.back().last;
    if (!last) {
      Fail();
    } else {
      last = builder_.Repeated(*last, least, most);
    }
    return true;
  }

  // {2}, {2,}, {2,3}. Other braces stand for themselves.
  bool TakeCounts(uint32_t* least, uint32_t* most) {
    if (!rest_.starts_with("{")) return false;
    const char* at = rest_.data() + 1;
    const char* const end = rest_.data() + rest_.size();
    auto number = std::from_chars(at, end, *least);
    if (number.ec != std::errc() || number.ptr == end) return false;
    at = number.ptr;
    *most = *least;
    if (*at == ',') {
      number = std::from_chars(++at, end, *most);
      if (number.ptr == at) *most = kNoLimit;
      at = number.ptr;
    }
    if (at == end || *at != '}') return false;
    rest_.remove_prefix(static_cast<size_t>(at + 1 - rest_.data()));
    return true;
  }

  // ---- Characters ----

  void Atom() {
    if (!IsAscii(rest_.front())) return Character();
    const char c = *Take();
    switch (c) {
      case '\\':
        return Escape();
      case '[':
        return Class();
      case '.':
        return AppendSet({Range(0, 127), true});
      case '^':
        return Append(builder_.Condition(StepKind::kLineStart));
      case '$':
        return Append(builder_.Condition(StepKind::kLineEnd));
      case '(':  // of flags
        return Fail();
      default:
        return AppendSet({Folded(Only(c)), false});
    }
  }

  // One past ASCII.
  void Character() {
    if (ignore_case_) return Fail();
    size_t size = 1;
    while (size < rest_.size() &&
           (static_cast<unsigned char>(rest_[size]) & 0xC0) == 0x80) {
      ++size;
    }
    Append(builder_.Text(rest_.substr(0, size)));
    rest_.remove_prefix(size);
  }

  void Escape() {
    if (TakeIf("b")) return Append(builder_.Condition(StepKind::kBorder));
    if (TakeIf("B")) return Append(builder_.Condition(StepKind::kNoBorder));
    CharacterSet set;
    if (!TakePerlClass(&set)) {
      const std::optional<char> c = Escaped();
      if (!c) return Fail();
      set.ascii = Folded(Only(*c));
    }
    AppendSet(set);
  }

  // \d, \S and such, behind the backslash.
  bool TakePerlClass(CharacterSet* set) {
    if (rest_.empty()) return false;
    const char letter = rest_.front();
    const std::optional<ByteSet> perl = PerlClass(absl::ascii_tolower(letter));
    if (!perl) return false;
    rest_.remove_prefix(1);
    AddTo(set, *perl, absl::ascii_isupper(letter));
    return true;
  }

  // The ASCII character behind a backslash.
  std::optional<char> Escaped() {
    const std::optional<char> c = Take();
    if (!c || *c != 'x') return c ? EscapedCharacter(*c) : std::nullopt;
    if (rest_.size() < 2 || !absl::ascii_isxdigit(rest_[0])) return std::nullopt;
    int value = 0;
    std::from_chars(rest_.data(), rest_.data() + 2, value, 16);
    rest_.remove_prefix(2);
    if (value >= 0x80) return std::nullopt;
    return static_cast<char>(value);
  }

  void Class() {
    const bool negated = TakeIf("^");
    CharacterSet set;
    for (bool first = true; first || !rest_.starts_with("]"); first = false) {
      if (!good() || rest_.empty()) return Fail();
      ClassItem(&set);
    }
    rest_.remove_prefix(1);
    if (!negated) return AppendSet(set);
    // A class of all but one of the characters past ASCII is beyond this.
    if (HasMoreSpellings(set.ascii) && !set.others) return Fail();
    AppendSet({Range(0, 127) & ~set.ascii, !set.others});
  }

  void ClassItem(CharacterSet* set) {
    if (TakeIf("[:")) return NamedItem(set);
    const bool escaped = TakeIf("\\");
    if (escaped && TakePerlClass(set)) return;
    const std::optional<char> from = escaped ? Escaped() : Take();
    std::optional<char> to = from;
    if (rest_.size() > 1 && rest_[0] == '-' && rest_[1] != ']') {
      rest_.remove_prefix(1);
      to = TakeIf("\\") ? Escaped() : Take();
    }
    if (!from || !to || !IsAscii(*from) || !IsAscii(*to)) return Fail();
    AddTo(set, Range(*from, *to), false);
  }

  void NamedItem(CharacterSet* set) {
    const bool negated = TakeIf("^");
    const size_t end = rest_.find(":]");
    const std::optional<ByteSet> named = NamedClass(rest_.substr(0, end));
    if (end == std::string_view::npos || !named) return Fail();
    rest_.remove_prefix(end + 2);
    AddTo(set, *named, negated);
  }

  void AddTo(CharacterSet* set, const ByteSet& ascii, bool negated) {
    const ByteSet folded = Folded(ascii);
    if (negated && HasMoreSpellings(folded)) return Fail();
    set->ascii |= negated ? Range(0, 127) & ~folded : folded;
    set->others |= negated;
  }

  ByteSet Folded(ByteSet ascii) const {
    for (size_t lower = 'a'; ignore_case_ && lower <= 'z'; ++lower) {
      const size_t upper = lower - 'a' + 'A';
      const bool either = ascii[lower] || ascii[upper];
      ascii.set(lower, either).set(upper, either);
    }
    return ascii;
  }

  // Whether characters past ASCII are the same regardless of case.
  bool HasMoreSpellings(const ByteSet& ascii) const {
    return ignore_case_ && (ascii['k'] || ascii['s']);
  }

  void AppendSet(CharacterSet set) {
    Piece piece = builder_.Byte(set.ascii.reset('\n'));
    const auto add = [&](const Piece& other) { piece = builder_.Either(piece, other); };
    if (set.others) {
      add(Encoded(Range(0xC2, 0xDF), 1));
      add(Encoded(Range(0xE0, 0xEF), 2));
      add(Encoded(Range(0xF0, 0xF4), 3));
    } else if (ignore_case_) {
      if (set.ascii['k']) add(builder_.Text(kKelvinSign));
      if (set.ascii['s']) add(builder_.Text(kLongS));
    }
    Append(piece);
  }

  // A leading byte and bytes that go on with its character.
  Piece Encoded(const ByteSet& leading, int others) {
    Piece piece = builder_.Byte(leading);
    for (; others > 0; --others) {
      piece = builder_.Then(piece, builder_.Byte(Range(0x80, 0xBF)));
    }
    return piece;
  }

  std::string_view rest_;
  const bool ignore_case_;
  bool known_ = true;  // nothing has come that is beyond this
  std::vector<Group> groups_;
  RegexBuilder builder_;
};

}  // namespace

std::optional<RegexProgram> ParseRegex(std::string_view pattern, bool ignore_case) {
  return Parser(pattern, ignore_case).Parse();
}

}  // namespace rondo::search
