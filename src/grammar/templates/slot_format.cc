// The narrowest format wins: no leading zeros, then one width, then a tag before the
// digits, which fits up to 18 digits. What does not fit at all (a negative zero
// among signed numbers, say) becomes a string.
//
// Tested by tests/grammar/templates/slot_format_test.cc.
#include "grammar/templates/slot_format.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "time/decimal.h"

namespace rondo::grammar {
namespace {

constexpr uint8_t kMaxWidth = kMaxNumberDigits;
constexpr uint8_t kMaxTaggedDigits = 18;

// `value` without its first digit or nibble, which must be 1.
char* PutTagged(uint64_t value, char* out) {
  const int digits = time::DigitsOf(value) - 1;
  const uint64_t rest = value - time::kPow10[digits];
  if (value == 0 || rest >= time::kPow10[digits]) return nullptr;
  return digits == 0 ? out : time::PutFixed(rest, digits, out);
}

int NibblesOf(uint64_t value) {
  return value == 0 ? 1 : (67 - __builtin_clzll(value)) / 4;
}

char* PutTaggedHex(uint64_t value, bool upper, char* out) {
  const int nibbles = NibblesOf(value);
  if (value >> (4 * (nibbles - 1)) != 1) return nullptr;
  return PutHex(value, nibbles - 1, upper, out);
}

// Of any fraction and width.
[[gnu::noinline]] char* PutLongDecimal(int fraction, int width, uint64_t value,
                                       char* out) {
  const uint64_t unit = time::kPow10[fraction];
  out = time::PutNumber(value / unit, width, out);
  *out++ = '.';
  return time::PutFixed(value % unit, fraction, out);
}

// The usual ones are written without a point, and then their fraction again, one byte
// further: 1234 of fraction 2 is "1234", then "12.34".
char* PutDecimal(int fraction, int width, uint64_t value, char* out) {
  width = std::max(width, 1);
  if (fraction > 8 || width > 8) return PutLongDecimal(fraction, width, value, out);
  const uint64_t digits =
      time::EightDigits(static_cast<uint32_t>(value % time::kTenToThe8));
  char* end;  // without the point
  if (value < time::kTenToThe8 && fraction + width <= 8) {
    const int first = std::min(time::LeadingZeros(digits), 8 - fraction - width);
    time::StoreDigits(digits, first, out);
    end = out + (8 - first);
  } else {
    out = time::PutNumber(value / time::kTenToThe8, fraction + width - 8, out);
    time::StoreDigits(digits, 0, out);
    end = out + 8;
  }
  end[-fraction] = '.';
  time::StoreDigits(digits, 8 - fraction, end - fraction + 1);
  return end + 1;
}

// Without the zeros at the end of the fraction, but for its first digit.
char* PutTrimmed(int fraction, int width, uint64_t value, char* out) {
  char* end = PutDecimal(fraction, width, value, out);
  const char* const least = end - (fraction - 1);
  while (end > least && end[-1] == '0') --end;
  return end;
}

char* PutUuidHead(uint64_t value, bool upper, char* out) {
  out = PutHex(value >> 32, 8, upper, out);
  *out++ = '-';
  out = PutHex(value >> 16 & 0xffff, 4, upper, out);
  *out++ = '-';
  return PutHex(value & 0xffff, 4, upper, out);
}

char* PutUuidTail(uint64_t value, bool upper, char* out) {
  out = PutHex(value >> 48, 4, upper, out);
  *out++ = '-';
  return PutHex(value & 0xffffffffffff, 12, upper, out);
}

}  // namespace

bool IsValid(const SlotFormat& format) {
  if (static_cast<uint8_t>(format.kind) >= kSlotKinds) return false;
  if (format.width > kMaxWidth || format.fraction > kMaxWidth) return false;
  const bool decimal =
      format.kind == SlotKind::kDecimal || format.kind == SlotKind::kTrimmed;
  if (decimal && format.fraction == 0) return false;
  return format.kind != SlotKind::kTime || IsValid(format.time);
}

char* RenderNumber(const SlotFormat& format, uint64_t number, char* out) {
  if (format.is_signed && static_cast<int64_t>(number) < 0) {
    *out++ = '-';
    number = -number;
  }
  switch (format.kind) {
    case SlotKind::kString:
      return nullptr;
    case SlotKind::kInteger:
      return time::PutNumber(number, 1, out);
    case SlotKind::kFixed:
      return time::PutNumber(number, format.width, out);
    case SlotKind::kTagged:
      return PutTagged(number, out);
    case SlotKind::kDecimal:
      return PutDecimal(format.fraction, format.width, number, out);
    case SlotKind::kTrimmed:
      return PutTrimmed(format.fraction, format.width, number, out);
    case SlotKind::kHex:
      return PutHex(number, std::max<int>(format.width, NibblesOf(number)), format.upper,
                    out);
    case SlotKind::kTaggedHex:
      return PutTaggedHex(number, format.upper, out);
    case SlotKind::kIp:
      return number >> 32 ? nullptr : PutIp(static_cast<uint32_t>(number), out);
    case SlotKind::kTime: {
      const uint32_t length = time::RenderTimestamp(format.time, number, out);
      return length == 0 ? nullptr : out + length;
    }
    case SlotKind::kUuidHead:
      return PutUuidHead(number, format.upper, out);
    case SlotKind::kUuidTail:
      return PutUuidTail(number, format.upper, out);
  }
  return nullptr;
}

void FormatFinder::Part::Add(uint64_t value, uint8_t width) {
  if (!any) {
    any = true;
    first_value = value;
    first_width = width;
  }
  constant &= value == first_value && width == first_width;
  const bool minus = width & kNegative;
  width &= static_cast<uint8_t>(~kNegative);
  negative |= minus;
  negative_zero |= minus && value == 0;
  large |= value >> 63 != 0;
  if (width > 1 && width <= kMaxWidth) leading_zero |= value < time::kPow10[width - 1];
  if (width > 1) leading_hex_zero |= NibblesOf(value) < width;
  trailing_zero |= width > 1 && value % 10 == 0;
  min_width = std::min(min_width, width);
  max_width = std::max(max_width, width);
}

SlotFormat FormatFinder::NumberFormat(const Part& part) {
  SlotFormat format;
  if (part.negative_zero || (part.negative && (part.leading_zero || part.large))) {
    return format;
  }
  if (!part.leading_zero) {
    format.kind = SlotKind::kInteger;
    format.is_signed = part.negative;
  } else if (part.fixed()) {
    format.kind = SlotKind::kFixed;
    format.width = part.max_width;
  } else if (part.max_width <= kMaxTaggedDigits) {
    format.kind = SlotKind::kTagged;
  }
  return format;
}

SlotFormat FormatFinder::HexFormat(const Part& part, bool upper) {
  SlotFormat format;
  format.upper = upper;
  if (part.fixed() || !part.leading_hex_zero) {
    format.kind = SlotKind::kHex;
    format.width = part.fixed() ? part.max_width : 1;
  } else if (part.max_width < kMaxHexDigits) {
    format.kind = SlotKind::kTaggedHex;
  }
  return format;
}

bool FormatFinder::FindDecimal() {
  const Part& whole = parts_[0];
  const Part& fraction = parts_[1];
  SlotFormat& format = formats_[0];
  if (minus_zero_ || (whole.leading_zero && !whole.fixed())) return false;
  if (whole.max_width + fraction.max_width > kMaxDecimalDigits) return false;
  if (fraction.fixed()) {
    format.kind = SlotKind::kDecimal;
  } else if (!fraction.trailing_zero) {
    format.kind = SlotKind::kTrimmed;
  } else {
    return false;
  }
  format.is_signed = whole.negative;
  format.width = whole.leading_zero ? whole.max_width : 1;
  format.fraction = fraction.max_width;
  return true;
}

std::span<const SlotFormat> FormatFinder::Find() {
  const auto type = static_cast<ItemType>(*marker_);
  switch (type) {
    case ItemType::kNone:
      break;
    case ItemType::kNumber:
      formats_[0] = NumberFormat(parts_[0]);
      break;
    case ItemType::kDecimal:
      if (FindDecimal()) break;
      formats_[0] = NumberFormat(parts_[0]);
      formats_[1] = NumberFormat(parts_[1]);
      if (formats_[0].kind == SlotKind::kString) break;
      return formats_;
    case ItemType::kHex:
    case ItemType::kUpperHex:
      formats_[0] = HexFormat(parts_[0], type == ItemType::kUpperHex);
      break;
    case ItemType::kIp:
      formats_[0].kind = SlotKind::kIp;
      break;
    case ItemType::kTime:
      formats_[0].kind = SlotKind::kTime;
      formats_[0].time = {static_cast<uint8_t>(marker_[1] - 0x20),
                          static_cast<uint8_t>(marker_[2] - '0'), marker_[3]};
      break;
    case ItemType::kUuid:
    case ItemType::kUpperUuid:
      formats_[0].kind = SlotKind::kUuidHead;
      formats_[1].kind = SlotKind::kUuidTail;
      formats_[0].upper = formats_[1].upper = type == ItemType::kUpperUuid;
      return formats_;
  }
  return {formats_, 1};
}

uint64_t NumberOf(const SlotFormat& format, const uint64_t* values, const uint8_t* widths,
                  int slot) {
  const uint64_t value = values[slot];
  const uint8_t width = widths[slot] & static_cast<uint8_t>(~kNegative);
  const bool negative = widths[slot] & kNegative;
  switch (format.kind) {
    case SlotKind::kTagged:
      return time::kPow10[width] + value;
    case SlotKind::kTaggedHex:
      return (uint64_t{1} << (4 * width)) + value;
    case SlotKind::kDecimal:
    case SlotKind::kTrimmed: {
      const uint64_t number = value * time::kPow10[format.fraction] +
                              values[1] * time::kPow10[format.fraction - widths[1]];
      return negative ? -number : number;
    }
    default:
      return negative ? -value : value;
  }
}

}  // namespace rondo::grammar
