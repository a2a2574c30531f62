// One pass over the line, driven by a table of byte classes. At the start of a field a
// timestamp is tried first, since timestamps may contain separators. Then runs of letters
// and digits are looked at one at a time:
//
//   letters only                    literal
//   digits only                     IPv4, decimal, UUID or number
//   0x and hexadecimal digits       literal "0x" and hex
//   8 digits of a UUID's start      UUID
//   6 or more hexadecimal digits    hex, in pieces of 16
//   up to 3 changes letter/digit    literals and numbers ("conn19", "2xx")
//   other mixtures                  literal (base64, host names)
//
// What looks like an item but would not render back exactly (too long, mixed case) stays
// literal. A minus sign belongs to a number if no letter or digit stands before it.
//
//   "blk_-12 v1.7.2"  ->  blk_<number> v<number>.<number>.<number>, with -12 1 7 2
//
// The format: docs/format/record_lens.md.
// Tested by tests/grammar/templates/tokens_test.cc.
#include "grammar/templates/tokens.h"

#include <array>
#include <bit>
#include <cstring>

#include "base/little_endian.h"
#include "time/decimal.h"
#include "time/timestamp.h"

namespace rondo::grammar {
namespace {

enum Class : uint8_t { kControl, kSeparator, kPunctuation, kLetter, kDigit };

constexpr auto kClasses = [] {
  std::array<Class, 256> classes{};
  for (int c = 0; c < 256; ++c) {
    const int lower = c | 0x20;
    if (c >= '0' && c <= '9') {
      classes[c] = kDigit;
    } else if (c >= 0x80 || (lower >= 'a' && lower <= 'z' && c < 0x80)) {
      classes[c] = kLetter;
    } else if (c >= 0x20 || c == 0x1b) {
      classes[c] = kPunctuation;
    }
  }
  for (const char c : kFieldSeparators) classes[static_cast<uint8_t>(c)] = kSeparator;
  return classes;
}();

Class ClassOf(char c) { return kClasses[static_cast<uint8_t>(c)]; }
bool IsDigit(char c) { return ClassOf(c) == kDigit; }
bool IsAlnum(char c) { return ClassOf(c) >= kLetter; }

enum HexCase : uint8_t { kNoCase = 0, kLowerCase = 1, kUpperCase = 2, kAnyCase = 3 };

// As bits: which case a hexadecimal digit fits; digits fit both.
constexpr auto kHexCases = [] {
  std::array<uint8_t, 256> cases{};
  for (int c = '0'; c <= '9'; ++c) cases[c] = kAnyCase;
  for (int c = 'a'; c <= 'f'; ++c) cases[c] = kLowerCase;
  for (int c = 'A'; c <= 'F'; ++c) cases[c] = kUpperCase;
  return cases;
}();

// The case that all of [p, end) fits, as bits of HexCase.
uint8_t HexCaseOf(const char* p, const char* end) {
  uint8_t fits = kAnyCase;
  for (; p != end; ++p) fits &= kHexCases[static_cast<uint8_t>(*p)];
  return fits;
}

uint64_t ParseHex(const char* p, const char* end) {
  uint64_t value = 0;
  for (; p != end; ++p) value = value << 4 | ((*p & 15) + (IsDigit(*p) ? 0 : 9));
  return value;
}

uint64_t ParseNumber(const char* p, const char* end) {
  uint64_t value = 0;
  for (; p != end; ++p) value = value * 10 + static_cast<uint64_t>(*p - '0');
  return value;
}

class LineTokenizer {
 public:
  LineTokenizer(std::string_view line, char* skeleton, ItemValues* items, bool typed)
      : begin_(line.data()),
        at_(begin_),
        end_(begin_ + line.size()),
        skeleton_(skeleton),
        out_(skeleton),
        items_(*items),
        typed_(typed) {}

  int64_t Run() {
    bool field_start = true;
    while (at_ != end_) {
      switch (ClassOf(*at_)) {
        case kControl:
          return -1;
        case kSeparator:
          *out_++ = *at_++;
          field_start = true;
          continue;
        case kPunctuation:
          *out_++ = *at_++;
          break;
        default:
          if (!typed_) {
            *out_++ = *at_++;
          } else if (!field_start || !Time()) {
            AlnumRun();
          }
      }
      field_start = false;
    }
    return out_ - skeleton_;
  }

 private:
  void Mark(ItemType type) { *out_++ = static_cast<char>(type); }
  void Literal(const char* end) {
    std::memcpy(out_, at_, end - at_);
    out_ += end - at_;
    at_ = end;
  }

  bool Time() {
    // glog glues the date to a letter for the severity.
    const bool severity =
        end_ - at_ > 1 && IsDigit(at_[1]) && std::memchr("IWEFD", *at_, 5) != nullptr;
    const time::Timestamp time = time::ParseTimestamp(at_ + severity, end_);
    if (time.length == 0) return false;
    if (severity) *out_++ = *at_++;
    Mark(ItemType::kTime);
    *out_++ = static_cast<char>(0x20 + time.format.pattern);
    *out_++ = static_cast<char>('0' + time.format.fraction_digits);
    *out_++ = time.format.fraction_mark;
    items_.Push(time.value, 0);
    at_ += time.length;
    return true;
  }

  const char* EndOf(const char* p, Class byte_class) const {
    while (p != end_ && ClassOf(*p) == byte_class) ++p;
    return p;
  }

  void AlnumRun() {
    const bool digits = IsDigit(*at_);
    const char* const first = EndOf(at_, digits ? kDigit : kLetter);
    if (first == end_ || !IsAlnum(*first)) {
      if (!digits) {
        if (!Uuid(first)) Literal(first);
        return;
      }
      if (Ip(first) || Uuid(first) || Decimal(first)) return;
      Number(first);
      return;
    }
    const char* end = first;
    int changes = 0;
    bool was_digit = digits;
    for (; end != end_ && IsAlnum(*end); ++end) {
      changes += IsDigit(*end) != was_digit;
      was_digit = IsDigit(*end);
    }
    if (!Uuid(end) && !Hex(end)) Mixed(end, changes);
  }

  bool AfterDot() const { return at_ != begin_ && at_[-1] == '.'; }
  bool DotDigit(const char* p) const {
    return end_ - p >= 2 && *p == '.' && IsDigit(p[1]);
  }

  // `first`: end of the first digit run.
  bool Ip(const char* first) {
    if (first - at_ > 3 || !DotDigit(first) || AfterDot()) return false;
    uint32_t value = 0;
    const char* p = at_;
    for (int octet = 0; octet < 4; ++octet) {
      if (octet > 0 && *p++ != '.') return false;
      const char* const stop = EndOf(p, kDigit);
      if (stop == p || stop - p > 3 || (*p == '0' && stop - p > 1)) return false;
      const uint64_t number = ParseNumber(p, stop);
      if (number > 255) return false;
      value = value << 8 | static_cast<uint32_t>(number);
      p = stop;
      if (octet < 3 && p == end_) return false;
    }
    if (DotDigit(p) || (p != end_ && IsAlnum(*p))) return false;
    Mark(ItemType::kIp);
    items_.Push(value, 0);
    at_ = p;
    return true;
  }

  // `end`: end of the run that starts here.
  bool Uuid(const char* end) {
    constexpr int kLength = 36;
    if (end - at_ != 8 || end_ - at_ < kLength || *end != '-') return false;
    uint64_t words[2] = {0, 0};
    uint8_t fits = kAnyCase;
    for (int i = 0, digit = 0; i < kLength; ++i) {
      if (i == 8 || i == 13 || i == 18 || i == 23) {
        if (at_[i] != '-') return false;
        continue;
      }
      fits &= kHexCases[static_cast<uint8_t>(at_[i])];
      if (fits == kNoCase) return false;
      uint64_t& word = words[digit++ / 16];
      word = word << 4 | ParseHex(at_ + i, at_ + i + 1);
    }
    if (end_ - at_ > kLength && IsAlnum(at_[kLength])) return false;
    Mark(fits & kLowerCase ? ItemType::kUuid : ItemType::kUpperUuid);
    items_.Push(words[0], 16);
    items_.Push(words[1], 16);
    at_ += kLength;
    return true;
  }

  // Takes back a minus sign that stands as the last literal, if it belongs to a number.
  bool TakeSign() {
    if (at_ - begin_ < 1 || at_[-1] != '-' || out_ == skeleton_ || out_[-1] != '-')
      return false;
    if (at_ - begin_ >= 2 && IsAlnum(at_[-2])) return false;
    --out_;
    return true;
  }

  bool Decimal(const char* first) {
    if (!DotDigit(first) || AfterDot()) return false;
    const char* const stop = EndOf(first + 1, kDigit);
    if (stop - at_ - 1 > kMaxDecimalDigits || DotDigit(stop)) return false;
    const uint8_t sign = TakeSign() ? kNegative : 0;
    items_.Push(ParseNumber(at_, first), static_cast<int>(first - at_) | sign);
    items_.Push(ParseNumber(first + 1, stop), static_cast<int>(stop - first - 1));
    Mark(ItemType::kDecimal);
    at_ = stop;
    return true;
  }

  void Number(const char* end) {
    if (end - at_ > kMaxNumberDigits) return Literal(end);
    const uint8_t sign = TakeSign() ? kNegative : 0;
    items_.Push(ParseNumber(at_, end), static_cast<int>(end - at_) | sign);
    Mark(ItemType::kNumber);
    at_ = end;
  }

  bool Hex(const char* end) {
    const bool prefix = end - at_ > 2 && at_[0] == '0' && at_[1] == 'x';
    const char* p = at_ + (prefix ? 2 : 0);
    const uint8_t fits = HexCaseOf(p, end);
    const int64_t limit = prefix ? kMaxHexDigits : 8 * kMaxHexDigits;
    if (fits == kNoCase || end - p > limit || (!prefix && end - p < 6)) return false;
    if (prefix) Literal(p);
    while (p != end) {
      const char* const stop = end - p > kMaxHexDigits ? p + kMaxHexDigits : end;
      Mark(fits & kLowerCase ? ItemType::kHex : ItemType::kUpperHex);
      items_.Push(ParseHex(p, stop), static_cast<int>(stop - p));
      p = stop;
    }
    at_ = end;
    return true;
  }

  void Mixed(const char* end, int changes) {
    constexpr int kMaxChanges = 3;
    if (changes > kMaxChanges) return Literal(end);
    while (at_ != end) {
      const Class byte_class = IsDigit(*at_) ? kDigit : kLetter;
      const char* const stop = EndOf(at_, byte_class);
      byte_class == kDigit ? Number(stop) : Literal(stop);
    }
  }

  const char* begin_;
  const char* at_;
  const char* end_;
  char* skeleton_;
  char* out_;  // skeleton_ + at most the bytes consumed
  ItemValues& items_;
  const bool typed_;
};

// The last `width` digits; writes eight bytes. REQUIRES: width <= 8.
char* PutShortHex(uint64_t value, int width, bool upper, char* out) {
  // Every digit to a byte of its own, the first one highest.
  uint64_t digits = static_cast<uint32_t>(value << (4 * (8 - width)));
  digits = (digits | digits << 16) & 0x0000ffff0000ffff;
  digits = (digits | digits << 8) & 0x00ff00ff00ff00ff;
  digits = (digits | digits << 4) & 0x0f0f0f0f0f0f0f0f;
  const uint64_t letters = (digits + 0x0606060606060606) >> 4 & 0x0101010101010101;
  digits += time::kEightZeros + letters * ((upper ? 'A' : 'a') - '9' - 1);
  base::StoreLittleEndian64(reinterpret_cast<uint8_t*>(out), __builtin_bswap64(digits));
  return out + width;
}

// A part of an IP address and the point behind it.
struct IpPart {
  char text[4];
  uint8_t bytes;
};

constexpr auto kIpParts = [] {
  std::array<IpPart, 256> parts{};
  for (int i = 0; i < 256; ++i) {
    IpPart& part = parts[i];
    const auto put = [&](int c) { part.text[part.bytes++] = static_cast<char>(c); };
    if (i >= 100) put('0' + i / 100);
    if (i >= 10) put('0' + i / 10 % 10);
    put('0' + i % 10);
    put('.');
  }
  return parts;
}();

char* RenderUuid(const uint64_t* words, bool upper, char* out) {
  char digits[32];
  PutHex(words[0], 16, upper, digits);
  PutHex(words[1], 16, upper, digits + 16);
  const char* from = digits;
  for (const int part : {8, 4, 4, 4, 12}) {
    if (from != digits) *out++ = '-';
    std::memcpy(out, from, part);
    from += part;
    out += part;
  }
  return out;
}

}  // namespace

int64_t TokenizeLine(std::string_view line, char* skeleton, ItemValues* items,
                     bool typed) {
  const size_t before = items->values.size();
  const int64_t length = LineTokenizer(line, skeleton, items, typed).Run();
  if (length < 0) items->Truncate(before);
  return length;
}

char* PutHex(uint64_t value, int width, bool upper, char* out) {
  if (width > 8) {
    for (; width > 16; --width) *out++ = '0';
    out = PutShortHex(value >> 32, width - 8, upper, out);
    width = 8;
  }
  return PutShortHex(value, width, upper, out);
}

char* PutIp(uint32_t value, char* out) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    const IpPart& part = kIpParts[value >> shift & 255];
    std::memcpy(out, part.text, sizeof part.text);
    out += part.bytes;
  }
  return out - 1;
}

char* RenderItem(const char* marker, const uint64_t* values, const uint8_t* widths,
                 char* out) {
  const auto type = static_cast<ItemType>(*marker);
  switch (type) {
    case ItemType::kNone:
      return out;
    case ItemType::kNumber:
    case ItemType::kDecimal:
      if (widths[0] & kNegative) *out++ = '-';
      out = time::PutNumber(values[0], widths[0] & ~kNegative, out);
      if (type == ItemType::kNumber) return out;
      *out++ = '.';
      return time::PutNumber(values[1], widths[1], out);
    case ItemType::kHex:
    case ItemType::kUpperHex:
      return PutHex(values[0], widths[0], type == ItemType::kUpperHex, out);
    case ItemType::kIp:
      return PutIp(static_cast<uint32_t>(values[0]), out);
    case ItemType::kTime: {
      const time::TimestampFormat format = {static_cast<uint8_t>(marker[1] - 0x20),
                                            static_cast<uint8_t>(marker[2] - '0'),
                                            marker[3]};
      return out + time::RenderTimestamp(format, values[0], out);
    }
    case ItemType::kUuid:
    case ItemType::kUpperUuid:
      return RenderUuid(values, type == ItemType::kUpperUuid, out);
  }
  return out;
}

void RenderSkeleton(std::string_view skeleton, const uint64_t* values,
                    const uint8_t* widths, std::string* out) {
  char item[kMaxItemBytes];
  for (size_t i = 0; i < skeleton.size();) {
    const auto byte = static_cast<uint8_t>(skeleton[i]);
    const int count = ValuesOfMarker(byte);
    if (count == 0) {
      out->push_back(skeleton[i++]);
      continue;
    }
    const char* const end = RenderItem(skeleton.data() + i, values, widths, item);
    out->append(item, end - item);
    values += count;
    widths += count;
    i += MarkerBytes(byte);
  }
}

}  // namespace rondo::grammar
