// A time is described part by part of its pattern; names of months and days by the
// letters of each place.
//
//   "Y-m-d"  four digits, "-", two digits, "-", two digits
//   kHex of width 8  8 to 16 hexadecimal digits
//
// Tested by tests/grammar/templates/slot_shape_test.cc.
#include "grammar/templates/slot_shape.h"

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

using Shape = std::vector<ShapePart>;

void AddTimePart(const std::string_view& part, const time::TimestampFormat& time,
                 Shape* shape) {
  switch (part.front()) {
    case 'Y':
      shape->push_back({kDigits, 4, 4});
      return;
    case 'y':
    case 'm':
    case 'd':
    case 'H':
    case 'M':
    case 'S':
      shape->push_back({kDigits, 2, 2});
      return;
    case 'n':
    case 'D':
    case 'I':
      shape->push_back({kDigits, 1, 2});
      return;
    case 'e':
      shape->push_back({" 123456789"});
      shape->push_back({kDigits});
      return;
    case 'b':
      for (const std::string_view letters : {"JFMASOND", "aepuco", "nbrylgptvc"}) {
        shape->push_back({letters});
      }
      return;
    case 'w':
      for (const std::string_view letters : {"SMTWF", "uoehra", "neduit"}) {
        shape->push_back({letters});
      }
      return;
    case 'p':
      shape->push_back({"AP"});
      shape->push_back({"M"});
      return;
    case 'f':
      if (time.fraction_digits == 0) return;
      shape->push_back({kMarks.substr(kMarks.find(time.fraction_mark), 1)});
      shape->push_back({kDigits, time.fraction_digits, time.fraction_digits});
      return;
    default:
      shape->push_back({part});
  }
}

void AddTime(const time::TimestampFormat& time, Shape* shape) {
  const std::string_view pattern = time::TimestampPatterns()[time.pattern];
  for (size_t i = 0; i < pattern.size(); ++i) {
    AddTimePart(pattern.substr(i, 1), time, shape);
  }
}

uint32_t DecimalDigits(uint64_t value) {
  const int bits = 64 - __builtin_clzll(value | 1);
  const int digits = bits * 1233 >> 12;  // log10(2) is 1233 / 4096, nearly
  return static_cast<uint32_t>(digits) + (digits == 0 || value >= time::kPow10[digits]);
}

uint32_t HexDigits(uint64_t value) { return (67 - __builtin_clzll(value | 1)) / 4; }

}  // namespace

std::vector<ShapePart> ShapeOf(const SlotFormat& format) {
  Shape shape;
  if (format.is_signed) shape.push_back({kMinus, 0, 1});
  const std::string_view hex = format.upper ? kUpperHex : kLowerHex;
  const auto at_least = [&](uint8_t most) {
    return std::clamp<uint8_t>(format.width, 1, most);
  };
  switch (format.kind) {
    case SlotKind::kString:
      break;
    case SlotKind::kInteger:
      shape.push_back({kDigits, 1, kMaxDecimal});
      break;
    case SlotKind::kFixed:
      shape.push_back({kDigits, at_least(kMaxDecimal), kMaxDecimal});
      break;
    case SlotKind::kTagged:
      shape.push_back({kDigits, 0, kMaxDecimal});
      break;
    case SlotKind::kDecimal:
    case SlotKind::kTrimmed:
      shape.push_back({kDigits, at_least(kMaxDecimal), kMaxDecimal});
      shape.push_back({kPoint});
      shape.push_back({kDigits, 1, format.fraction});
      if (format.kind == SlotKind::kDecimal) shape.back().least = format.fraction;
      break;
    case SlotKind::kHex: {
      const uint8_t least = std::max<uint8_t>(format.width, 1);
      shape.push_back({hex, least, std::max(least, kMaxHex)});
      break;
    }
    case SlotKind::kTaggedHex:
      shape.push_back({hex, 0, kMaxHex});
      break;
    case SlotKind::kIp:
      for (int i = 0; i < 4; ++i) {
        if (i > 0) shape.push_back({kPoint});
        shape.push_back({kDigits, 1, 3});
      }
      break;
    case SlotKind::kTime:
      AddTime(format.time, &shape);
      break;
    case SlotKind::kUuidHead:
      shape.push_back({hex, 8, 8});
      for (int i = 0; i < 2; ++i) {
        shape.push_back({kMinus});
        shape.push_back({hex, 4, 4});
      }
      break;
    case SlotKind::kUuidTail:
      shape.push_back({hex, 4, 4});
      shape.push_back({kMinus});
      shape.push_back({hex, 12, 12});
      break;
  }
  return shape;
}

uint32_t FixedBytes(const std::vector<ShapePart>& shape) {
  uint32_t bytes = 0;
  for (const ShapePart& part : shape) {
    if (part.least != part.most) return 0;
    bytes += part.most;
  }
  return bytes;
}

uint32_t RenderedBytes(const SlotFormat& format, uint64_t number) {
  const bool minus = format.is_signed && static_cast<int64_t>(number) < 0;
  const uint64_t size = minus ? -number : number;
  switch (format.kind) {
    case SlotKind::kInteger:
      return minus + DecimalDigits(size);
    case SlotKind::kFixed:
      return minus + std::max<uint32_t>(format.width, DecimalDigits(size));
    case SlotKind::kHex:
      return minus + std::max<uint32_t>(format.width, HexDigits(size));
    case SlotKind::kDecimal:
      return minus + 1u + format.fraction +
             std::max<uint32_t>(format.width,
                                DecimalDigits(size / time::kPow10[format.fraction]));
    default: {
      char text[kMaxItemBytes];
      const char* const end = RenderNumber(format, number, text);
      return end == nullptr ? 0 : static_cast<uint32_t>(end - text);
    }
  }
}

}  // namespace rondo::grammar
