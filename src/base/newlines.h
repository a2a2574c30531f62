// Newlines in a stretch of bytes.
#ifndef RONDO_BASE_NEWLINES_H_
#define RONDO_BASE_NEWLINES_H_

#include <bit>
#include <cstdint>

#include "base/byte_io.h"
#include "base/eight_bytes.h"
#include "base/little_endian.h"

namespace rondo::base {

// About 10 GB/s: eight bytes at a time.
uint64_t CountNewlines(Bytes bytes);

// Offset just past the newline number `count`, 1-based; bytes.size() + 1 if there are
// fewer. REQUIRES: count >= 1.
uint64_t AfterNewline(Bytes bytes, uint64_t count);

// Offset just past the last newline; 0 if there is none.
uint64_t AfterLastNewline(Bytes bytes);

// Calls f with the offset of each newline, in order.
template <typename F>
void ForEachNewline(Bytes bytes, const F& f) {
  size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    uint64_t bits = BytesEqual(LoadLittleEndian64(bytes.data() + i), '\n');
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
