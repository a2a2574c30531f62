// The number that comes next if the numbers in a field go on as they did: 17, 19, so 21.
// docs/format/mixed_bytes.md, "Numbers that go on".
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_MIXED_BYTES_LENS_NEXT_NUMBER_H_
#define RONDO_STREAM_MIXED_BYTES_LENS_NEXT_NUMBER_H_

#include <array>
#include <cstdint>

#include "stream/mixed_bytes_lens/line_place.h"

namespace rondo::stream {

class NextNumber {
 public:
  static constexpr int kMostDigits = 18;

  // A field starts, in which numbers may stand at `last` and `before` in text [0, end);
  // 0: nowhere.
  void Start(const uint8_t* text, uint32_t end, uint32_t last, uint32_t before) {
    at_ = size_ = 0;
    if (last == 0 || before == 0) return;
    const Number newer = Read(text, end, last);
    const Number older = Read(text, end, before);
    if (newer.digits == 0 || older.digits == 0) return;
    const int64_t next = 2 * newer.value - older.value;
    if (next < 0) return;
    Write(static_cast<uint64_t>(next), newer.digits);
  }
  // The next byte of the text.
  void Update(uint8_t byte) {
    if (at_ < size_ && digits_[at_] == byte) {
      ++at_;
    } else {
      at_ = size_;
    }
  }
  // The digit that is expected, or -1.
  int Byte() const { return at_ < size_ ? digits_[at_] : -1; }
  int left() const { return size_ - at_; }
  int at() const { return at_; }

 private:
  struct Number {
    int64_t value = 0;
    int digits = 0;  // 0: none
  };
  static Number Read(const uint8_t* text, uint32_t end, uint32_t at) {
    Number number;
    while (at < end && IsDigitByte(text[at])) {
      if (++number.digits > kMostDigits) return {};
      number.value = number.value * 10 + (text[at++] - '0');
    }
    return number;
  }
  // At least `width` digits.
  void Write(uint64_t value, int width) {
    int digits = 0;
    for (uint64_t rest = value; rest > 0; rest /= 10) ++digits;
    size_ = digits > width ? digits : width;
    for (int i = size_; i-- > 0; value /= 10)
      digits_[i] = static_cast<uint8_t>('0' + value % 10);
  }

  std::array<uint8_t, kMostDigits + 2> digits_{};
  int at_ = 0;
  int size_ = 0;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_MIXED_BYTES_LENS_NEXT_NUMBER_H_
