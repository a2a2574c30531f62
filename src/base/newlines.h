// Newlines in a stretch of bytes.
#ifndef RONDO_BASE_NEWLINES_H_
#define RONDO_BASE_NEWLINES_H_

#include <bit>
#include <cstdint>

#include "base/byte_io.h"
#include "base/little_endian.h"

namespace rondo::base {

// About 10 GB/s: eight bytes at a time.
uint64_t CountNewlines(Bytes bytes);

// Offset just past the newline number `count`, 1-based; bytes.size() + 1 if there are
// fewer. REQUIRES: count >= 1.
uint64_t AfterNewline(Bytes bytes, uint64_t count);

// Offset just past the last newline; 0 if there is none.
uint64_t AfterLastNewline(Bytes bytes);

// The top bit of each byte of eight that is a newline.
inline uint64_t NewlineBits(uint64_t eight) {
  constexpr uint64_t kLow = 0x7f7f7f7f7f7f7f7f;
  eight ^= 0x0a0a0a0a0a0a0a0a;  // a newline is now a zero byte
  // Without carries between bytes.
  return ~(((eight & kLow) + kLow) | eight | kLow);
}

// Calls f with the offset of each newline, in order.
template <typename F>
void ForEachNewline(Bytes bytes, const F& f) {
  size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    uint64_t bits = NewlineBits(LoadLittleEndian64(bytes.data() + i));
    for (; bits != 0; bits &= bits - 1) {
      f(i + static_cast<size_t>(std::countr_zero(bits)) / 8);
    }
  }
  for (; i < bytes.size(); ++i) {
    if (bytes[i] == '\n') f(i);
  }
}

}  // namespace rondo::base

#endif  // RONDO_BASE_NEWLINES_H_
