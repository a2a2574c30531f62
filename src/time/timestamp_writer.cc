// Tested by tests/time/timestamp_writer_test.cc.
#include "time/timestamp_writer.h"

#include <algorithm>
#include <cstring>

#include "base/little_endian.h"
#include "time/decimal.h"

namespace rondo::time {
namespace {

constexpr uint32_t kDaySeconds = 86400;
constexpr int kShortDigits = 8;

void PutTwo(uint32_t value, char* out) {
  out[0] = static_cast<char>('0' + value / 10);
  out[1] = static_cast<char>('0' + value % 10);
}

}  // namespace

bool TimestampWriter::MoveTo(uint64_t value, Last* last) {
  const uint64_t in_day = value - last->day_begin;
  if (in_day >= last->day_size) return false;
  const auto second = static_cast<uint32_t>(in_day / last->unit);
  last->second_begin = last->day_begin + second * last->unit;
  PutTwo(second / 3600, last->text + last->hour_at);
  PutTwo(second / 60 % 60, last->text + last->minute_at);
  PutTwo(second % 60, last->text + last->second_at);
  return true;
}

bool TimestampWriter::Start(const TimestampFormat& format, uint64_t value, Last* last) {
  last->length = 0;
  if (RenderTimestamp(format, value, last->text) == 0) return false;
  last->length = FixedTimestampBytes(format);
  if (last->length == 0) return false;
  last->format = format;
  last->hour_at = last->minute_at = last->second_at = last->digits_at = kNowhere;
  const int digits = format.fraction_digits;
  int at = 0;
  for (const char part : TimestampPatterns()[format.pattern]) {
    if (part == 'H') last->hour_at = static_cast<uint8_t>(at);
    if (part == 'M') last->minute_at = static_cast<uint8_t>(at);
    if (part == 'S') last->second_at = static_cast<uint8_t>(at);
    if (part == 'f' && digits > 0) {
      std::memset(last->text + at + 1, 0, digits);
      at += 1 + digits;
      last->digits_at = static_cast<uint8_t>(at - std::min(digits, kShortDigits));
    }
    at += TimestampPartBytes(part);
  }
  last->unit = kPow10[digits];
  last->second_begin = value - value % last->unit;
  last->day_size = kDaySeconds * last->unit;
  last->day_begin = value - value % last->day_size;
  return true;
}

uint32_t TimestampWriter::Render(const TimestampFormat& format, uint64_t value,
                                 char* out) {
  Last& last = last_[(format.pattern + 5u * format.fraction_digits) % kKept];
  const bool kept = last.length > 0 && last.format == format &&
                    (value - last.second_begin < last.unit || MoveTo(value, &last));
  if (!kept && !Start(format, value, &last)) return RenderTimestamp(format, value, out);
  std::memcpy(out, last.text, kMaxTimestampBytes);
  const int digits = format.fraction_digits;
  if (digits > 0) {
    auto fraction = static_cast<uint32_t>(value - last.second_begin);
    if (digits > kShortDigits) {
      out[last.digits_at - 1] = static_cast<char>('0' + fraction / kTenToThe8);
      fraction %= kTenToThe8;
    }
    const int short_digits = std::min(digits, kShortDigits);
    // Zeros and what follows the fraction.
    const uint64_t text =
        base::LoadLittleEndian64(reinterpret_cast<uint8_t*>(last.text) + last.digits_at);
    base::StoreLittleEndian64(
        reinterpret_cast<uint8_t*>(out) + last.digits_at,
        text | (EightDigits(fraction) + kEightZeros) >> (64 - 8 * short_digits));
  }
  return last.length;
}

}  // namespace rondo::time
