// One walk over the words of a line, a word being letters and digits of ASCII. What kinds
// of characters a word has is known at its end; most have a letter past f and are done
// with. The others are tried by their length and by what follows: "550e8400-" may start a
// UUID, "10." an IPv4 and "fe80:" an IPv6 address.
//
//   from fe80::1%eth0 port 22, build v1.2.3.4, id 0x00c0ffee00c0ffee
//        [ip   ]                                    [hex           ]
//
// Tested by tests/redact/recogniser_test.cc.
#include "redact/word_finder.h"

#include <algorithm>

#include "redact/address.h"
#include "redact/letters.h"
#include "redact/mark.h"

namespace rondo::redact {
namespace {

constexpr size_t kHexDigits = 16;  // the shortest hexadecimal value
constexpr size_t kMostIpv6GroupDigits = 4;
constexpr size_t kUuidBytes = 36;

constexpr size_t NameOf(ValueClass value_class) {
  return static_cast<size_t>(value_class);
}

// REQUIRES: at + 8 <= the size of the line.
bool IsUuid(std::string_view line, size_t at) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (At(line, at + 8) != '-') return false;
  const std::string_view text = line.substr(at, kUuidBytes);
  if (text.size() < kUuidBytes || IsWord(At(line, at + kUuidBytes))) return false;
  for (size_t i = 0; i < kUuidBytes; ++i) {
    if (kForm[i] == '-' ? text[i] != '-' : !IsHexDigit(text[i])) return false;
  }
  return true;
}

// Whether the word at `at` follows, with `joint` between them, on one of up to four
// digits that are all hexadecimal.
bool FollowsOnHexDigits(std::string_view line, size_t at, char joint) {
  constexpr size_t kMostDigits = 4;
  if (at < 2 || line[at - 1] != joint) return false;
  size_t start = at - 1;
  while (start > 0 && at - 1 - start <= kMostDigits && IsHexDigit(line[start - 1]))
    --start;
  const size_t digits = at - 1 - start;
  return digits > 0 && digits <= kMostDigits && !(start > 0 && IsWord(line[start - 1]));
}

// Behind six or more pairs of digits with colons between them, as hardware addresses and
// fingerprints of keys are, or with hyphens and some letter, which dates have not; or
// `at`. Only from the first pair: a chain of pairs is looked at once.
size_t EndOfPairs(std::string_view line, size_t at) {
  constexpr size_t kPairs = 6;
  const char joint = At(line, at + 2);
  if (joint != ':' && joint != '-') return at;
  if (FollowsOnHexDigits(line, at, joint)) return at;
  size_t end = at;
  bool letter = joint == ':';
  for (size_t pairs = 1;; ++pairs) {
    if (!IsHexDigit(At(line, end)) || !IsHexDigit(At(line, end + 1)) ||
        IsWord(At(line, end + 2))) {
      return at;
    }
    letter |= IsLetter(line[end]) || IsLetter(line[end + 1]);
    end += 2;
    if (At(line, end) != joint || !IsHexDigit(At(line, end + 1))) {
      return pairs >= kPairs && letter ? end : at;
    }
    ++end;
  }
}

// "version 1.2.3.4", "rv:1.2.3.4", "Version/1.2.3.4" and the like; of packages
// "name~1.2.3.4", "(>= 1.2.3.4)".
bool IsVersionBefore(std::string_view line, size_t at) {
  const std::string_view before = line.substr(0, at);
  if (before.ends_with('~')) return true;
  for (const std::string_view mark : {">= ", "<= ", ">> ", "<< ", " v "}) {
    if (before.ends_with(mark)) return true;
  }
  constexpr std::string_view kMarks = " =:/\"'(";
  constexpr std::string_view kWords[] = {"version", "ver", "rv", "release", "revision"};
  size_t end = at;
  while (end > 0 && at - end < 4 && kMarks.find(line[end - 1]) != std::string_view::npos)
    --end;
  size_t start = end;
  while (start > 0 && end - start <= 8 && IsLetter(line[start - 1])) --start;
  const auto same = [&](std::string_view word) {
    return std::ranges::equal(line.substr(start, end - start), word,
                              [](char a, char b) { return (a | 0x20) == b; });
  };
  return std::ranges::any_of(kWords, same);
}

// The name of a month, as three letters that are a word, starts at `at`.
bool IsMonth(std::string_view line, size_t at) {
  constexpr std::string_view kMonths = "jan feb mar apr may jun jul aug sep oct nov dec";
  const std::string_view word = line.substr(std::min(at, line.size()), 3);
  if (word.size() < 3 || IsWord(At(line, at - 1)) || IsWord(At(line, at + 3)))
    return false;
  const char small[] = {static_cast<char>(word[0] | 0x20),
                        static_cast<char>(word[1] | 0x20),
                        static_cast<char>(word[2] | 0x20)};
  return kMonths.find({small, 3}) != std::string_view::npos;
}

// Digits that a point, colon, slash, comma or hyphen joins to others are of a date, a
// clock, a version or a range; days and years stand beside the name of a month, and
// zones, such as +0200, behind a clock.
bool IsPartOfMore(std::string_view line, size_t from, size_t to) {
  constexpr size_t kYearDigits = 4;
  constexpr size_t kZoneDigits = 4;
  const auto joins = [](char c) {
    return c == '.' || c == ':' || c == '/' || c == '-' || c == ',';
  };
  // What became a mark may have been digits.
  const auto is_end = [](char c) { return IsDigit(c) || c == '<' || c == '>'; };
  if (from >= 2 && joins(line[from - 1]) && is_end(line[from - 2])) return true;
  if (joins(At(line, to)) && is_end(At(line, to + 1))) return true;
  if (to - from > kYearDigits) return false;
  const bool is_zone = to - from == kZoneDigits && from >= 3 && line[from - 2] == ' ' &&
                       (line[from - 1] == '+' || line[from - 1] == '-') &&
                       IsDigit(line[from - 3]);
  if (is_zone) return true;
  const auto parts = [&](char c) { return c == ' ' || joins(c); };
  if (parts(At(line, to)) && IsMonth(line, to + 1)) return true;
  size_t end = from;
  while (end > 0 && from - end < 2 && parts(line[end - 1])) --end;
  return end < from && end >= 3 && IsMonth(line, end - 3);
}

}  // namespace

struct WordFinder::Word {
  size_t from = 0;
  size_t to = 0;
  uint8_t kinds = 0;

  size_t size() const { return to - from; }
};

WordFinder::WordFinder(const ClassList& list)
    : list_(list),
      ip_(list.Has(ValueClass::kIp)),
      uuid_(list.Has(ValueClass::kUuid)),
      hex_(list.Has(ValueClass::kHex)),
      number_(list.Has(ValueClass::kNumber)) {}

std::optional<Value> WordFinder::Next(std::string_view line, size_t from) const {
  size_t at = from;
  size_t mark_end = std::string_view::npos;  // a mark is a word to what follows
  // The rest of a word of which the start was looked at before.
  while (at > 0 && at < line.size() && IsWord(line[at]) && IsWord(line[at - 1])) ++at;
  while (at < line.size()) {
    const char first = line[at];
    if (!IsWord(first)) {
      if (first == ':' && ip_ && At(line, at + 1) == ':' && at != mark_end) {
        const size_t end = TryIpv6(line, at);
        if (end > at) return Value{at, end, NameOf(ValueClass::kIp)};
      }
      if (first != '<') {
        ++at;
        continue;
      }
      const size_t end = EndOfMark(line, at, list_.names());
      if (end > at) mark_end = end;
      at = std::max(end, at + 1);
      continue;
    }
    Word word = {.from = at};
    for (; at < line.size() && IsWord(line[at]); ++at) word.kinds |= KindOf(line[at]);
    word.to = at;
    std::optional<Value> value;
    if (const size_t escape = EscapeBytes(line, word.from); escape > 0) {
      Word rest = {.from = std::min(word.from + escape, word.to), .to = word.to};
      for (size_t i = rest.from; i < rest.to; ++i) rest.kinds |= KindOf(line[i]);
      value = OfWord(line, rest, &at);
    }
    if (!value) value = OfWord(line, word, &at);
    if (value) return value;
  }
  return std::nullopt;
}

// `next`: where to go on if there is no value; the end of the word, or behind.
std::optional<Value> WordFinder::OfWord(std::string_view line, const Word& word,
                                        size_t* next) const {
  if (word.size() == 0) return std::nullopt;
  // Whatever stands before its first digits: nothing else looks like a UUID.
  if (uuid_ && word.size() >= 8 && IsUuid(line, word.to - 8)) {
    return Value{word.to - 8, word.to - 8 + kUuidBytes, NameOf(ValueClass::kUuid)};
  }
  if ((word.kinds & kOtherLetter) != 0) return OfLetters(line, word, next);
  const std::optional<Value> value = OfHexDigits(line, word);
  if (value || (word.kinds & kWord) != kDigit) return value;
  return OfDigits(line, word, next);
}

// Not behind a word and a colon: "std::add", but "\\t::1".
size_t WordFinder::TryIpv6(std::string_view line, size_t at) const {
  const bool in_colons = line[at] == ':' && at > 0 && line[at - 1] == ':';
  const bool escaped = at >= 2 && EscapeBytes(line, at - 1) == 1;
  if (in_colons || (line[at] == ':' && at > 0 && IsWord(line[at - 1]) && !escaped)) {
    return at;
  }
  return EndOfIpv6(line, at);
}

std::optional<Value> WordFinder::OfHexDigits(std::string_view line,
                                             const Word& word) const {
  const auto to = [&](size_t end, ValueClass value_class) {
    return Value{word.from, end, NameOf(value_class)};
  };
  if (word.size() <= kMostIpv6GroupDigits && At(line, word.to) == ':') {
    const size_t end = ip_ ? TryIpv6(line, word.from) : word.from;
    if (end > word.from) return to(end, ValueClass::kIp);
  }
  const size_t pairs_end =
      hex_ && word.size() == 2 ? EndOfPairs(line, word.from) : word.from;
  if (pairs_end > word.from) return to(pairs_end, ValueClass::kHex);
  if (hex_ && word.size() >= kHexDigits) return to(word.to, ValueClass::kHex);
  return std::nullopt;
}

std::optional<Value> WordFinder::OfDigits(std::string_view line, const Word& word,
                                          size_t* next) const {
  const bool dotted = At(line, word.to) == '.' && IsDigit(At(line, word.to + 1));
  if (dotted) {
    const DottedNumbers numbers = ReadDottedNumbers(line, word.from);
    const size_t end = ip_ && !IsVersionBefore(line, word.from)
                           ? EndOfIpv4(line, word.from, numbers)
                           : word.from;
    if (end > word.from) return Value{word.from, end, NameOf(ValueClass::kIp)};
    // The last of the numbers may be the start of a UUID.
    const bool uuid =
        uuid_ && numbers.end - word.from > 8 && IsUuid(line, numbers.end - 8);
    *next = uuid ? numbers.end - 8 : numbers.end;
    const bool decimal = numbers.groups == 2 && At(line, word.from - 1) != '/';
    if (!number_ || !decimal || IsPartOfMore(line, word.from, numbers.end)) {
      return std::nullopt;
    }
    return Value{word.from, numbers.end, NameOf(ValueClass::kNumber)};
  }
  if (ip_ && At(line, word.to) == '-') {
    const size_t end = EndOfHostOctets(line, word.from);
    if (end > word.from) return Value{word.from, end, NameOf(ValueClass::kIp)};
  }
  if (!number_ || IsPartOfMore(line, word.from, word.to)) return std::nullopt;
  return Value{word.from, word.to, NameOf(ValueClass::kNumber)};
}

// Words with letters past f: "0x7f...", "v1.2.3.4", "host10.0.0.5".
std::optional<Value> WordFinder::OfLetters(std::string_view line, const Word& word,
                                           size_t* next) const {
  const std::string_view text = line.substr(word.from, word.size());
  const auto hex_from = [&](size_t from) {
    return std::all_of(text.begin() + from, text.end(), IsHexDigit);
  };
  if (hex_ && text.size() >= 2 + kHexDigits && text[0] == '0' &&
      (text[1] | 0x20) == 'x' && hex_from(2)) {
    return Value{word.from + 2, word.to, NameOf(ValueClass::kHex)};
  }
  const bool versions = (text[0] | 0x20) == 'v' && text.size() > 1 &&
                        std::all_of(text.begin() + 1, text.end(), IsDigit);
  const bool dotted = At(line, word.to) == '.' && IsDigit(At(line, word.to + 1));
  if (!dotted) return std::nullopt;
  if (versions) {
    *next = ReadDottedNumbers(line, word.to + 1).end;
    return std::nullopt;
  }
  size_t digits = word.to;
  while (digits > word.from && IsDigit(line[digits - 1])) --digits;
  constexpr size_t kLetters = 2;  // at least, before an address
  if (!ip_ || digits == word.to || digits - word.from < kLetters ||
      IsVersionBefore(line, digits)) {
    return std::nullopt;
  }
  const size_t end = EndOfIpv4(line, digits, ReadDottedNumbers(line, digits));
  if (end == digits) return std::nullopt;
  return Value{digits, end, NameOf(ValueClass::kIp)};
}

}  // namespace rondo::redact
