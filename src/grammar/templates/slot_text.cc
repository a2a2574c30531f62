// A time is described part by part of its pattern; names of months and days by the
// letters of each place.
//
//   "Y-m-d"  four digits, "-", two digits, "-", two digits
//   kHex of width 8  8 to 16 hexadecimal digits
//
// Tested by tests/grammar/templates/slot_text_test.cc.
#include "grammar/templates/slot_text.h"

#include <algorithm>

#include "time/decimal.h"

namespace rondo::grammar {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kLowerHex = "0123456789abcdef";
constexpr std::string_view kUpperHex = "0123456789ABCDEF";
constexpr std::string_view kMinus = "-";
constexpr std::string_view kPoint = ".";
constexpr std::string_view kMarks = ".,:";
constexpr uint8_t kMaxDecimal = 20;  // digits of 64 bits
constexpr uint8_t kMaxHex = 16;

using Parts = std::vector<TextPart>;

void AddTimePart(const std::string_view& part, const time::TimestampFormat& time,
                 Parts* parts) {
  switch (part.front()) {
    case 'Y':
      parts->push_back({kDigits, 4, 4});
      return;
    case 'y':
    case 'm':
    case 'd':
    case 'H':
    case 'M':
    case 'S':
      parts->push_back({kDigits, 2, 2});
      return;
    case 'n':
    case 'D':
    case 'I':
      parts->push_back({kDigits, 1, 2});
      return;
    case 'e':
      parts->push_back({" 123456789"});
      parts->push_back({kDigits});
      return;
    case 'b':
      for (const std::string_view letters : {"JFMASOND", "aepuco", "nbrylgptvc"}) {
        parts->push_back({letters});
      }
      return;
    case 'w':
      for (const std::string_view letters : {"SMTWF", "uoehra", "neduit"}) {
        parts->push_back({letters});
      }
      return;
    case 'p':
      parts->push_back({"AP"});
      parts->push_back({"M"});
      return;
    case 'f':
      if (time.fraction_digits == 0) return;
      parts->push_back({kMarks.substr(kMarks.find(time.fraction_mark), 1)});
      parts->push_back({kDigits, time.fraction_digits, time.fraction_digits});
      return;
    default:
      parts->push_back({part});
  }
}

void AddTime(const time::TimestampFormat& time, Parts* parts) {
  const std::string_view pattern = time::TimestampPatterns()[time.pattern];
  for (size_t i = 0; i < pattern.size(); ++i) {
    AddTimePart(pattern.substr(i, 1), time, parts);
  }
}

uint32_t DecimalDigits(uint64_t value) {
  return static_cast<uint32_t>(time::DigitsOf(value));
}

uint32_t HexDigits(uint64_t value) { return (67 - __builtin_clzll(value | 1)) / 4; }

}  // namespace

std::vector<TextPart> TextPartsOf(const SlotFormat& format) {
  Parts parts;
  if (format.is_signed) parts.push_back({kMinus, 0, 1});
  const std::string_view hex = format.upper ? kUpperHex : kLowerHex;
  const auto at_least = [&](uint8_t most) {
    return std::clamp<uint8_t>(format.width, 1, most);
  };
  switch (format.kind) {
    case SlotKind::kString:
      break;
    case SlotKind::kInteger:
      parts.push_back({kDigits, 1, kMaxDecimal});
      break;
    case SlotKind::kFixed:
      parts.push_back({kDigits, at_least(kMaxDecimal), kMaxDecimal});
      break;
    case SlotKind::kTagged:
      parts.push_back({kDigits, 0, kMaxDecimal});
      break;
    case SlotKind::kDecimal:
    case SlotKind::kTrimmed:
      parts.push_back({kDigits, at_least(kMaxDecimal), kMaxDecimal});
      parts.push_back({kPoint});
      parts.push_back({kDigits, 1, format.fraction});
      if (format.kind == SlotKind::kDecimal) parts.back().least = format.fraction;
      break;
    case SlotKind::kHex: {
      const uint8_t least = std::max<uint8_t>(format.width, 1);
      parts.push_back({hex, least, std::max(least, kMaxHex)});
      break;
    }
    case SlotKind::kTaggedHex:
      parts.push_back({hex, 0, kMaxHex});
      break;
    case SlotKind::kIp:
      for (int i = 0; i < 4; ++i) {
        if (i > 0) parts.push_back({kPoint});
        parts.push_back({kDigits, 1, 3});
      }
      break;
    case SlotKind::kTime:
      AddTime(format.time, &parts);
      break;
    case SlotKind::kUuidHead:
      parts.push_back({hex, 8, 8});
      for (int i = 0; i < 2; ++i) {
        parts.push_back({kMinus});
        parts.push_back({hex, 4, 4});
      }
      break;
    case SlotKind::kUuidTail:
      parts.push_back({hex, 4, 4});
      parts.push_back({kMinus});
      parts.push_back({hex, 12, 12});
      break;
  }
  return parts;
}

uint32_t FixedBytes(const std::vector<TextPart>& parts) {
  uint32_t bytes = 0;
  for (const TextPart& part : parts) {
    if (part.least != part.most) return 0;
    bytes += part.most;
  }
  return bytes;
}

uint32_t RenderedBytes(const SlotFormat& format, uint64_t number) {
  const bool minus = format.is_signed && static_cast<int64_t>(number) < 0;
  const uint64_t size = minus ? -number : number;
  const auto padded = [&](uint32_t digits) {
    return minus + std::max<uint32_t>(format.width, digits);
  };
  switch (format.kind) {
    case SlotKind::kInteger:
      return minus + DecimalDigits(size);
    case SlotKind::kFixed:
      return padded(DecimalDigits(size));
    case SlotKind::kTagged:
      return minus + DecimalDigits(size) - 1;
    case SlotKind::kDecimal:
      return padded(DecimalDigits(size / time::kPow10[format.fraction])) + 1 +
             format.fraction;
    case SlotKind::kHex:
      return padded(HexDigits(size));
    case SlotKind::kTaggedHex:
      return minus + HexDigits(size) - 1;
    case SlotKind::kIp: {
      uint32_t bytes = minus + 3;
      for (int shift = 0; shift < 32; shift += 8) {
        const uint32_t part = size >> shift & 255;
        bytes += 1u + (part >= 10) + (part >= 100);
      }
      return bytes;
    }
    case SlotKind::kUuidHead:
      return minus + 18;
    case SlotKind::kUuidTail:
      return minus + 17;
    case SlotKind::kTime: {
      const uint32_t bytes = time::FixedTimestampBytes(format.time);
      if (bytes > 0) return minus + bytes;
      break;
    }
    case SlotKind::kTrimmed:
    case SlotKind::kString:
      break;
  }
  char text[kMaxItemBytes];
  const char* const end = RenderNumber(format, number, text);
  return end == nullptr ? 0 : static_cast<uint32_t>(end - text);
}

}  // namespace rondo::grammar
