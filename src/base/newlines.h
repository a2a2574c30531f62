// Newlines in a stretch of bytes.
#ifndef RONDO_BASE_NEWLINES_H_
#define RONDO_BASE_NEWLINES_H_

#include <cstdint>

#include "base/byte_io.h"

namespace rondo::base {

// About 10 GB/s: eight bytes at a time.
uint64_t CountNewlines(Bytes bytes);

// Offset just past the newline number `count`, 1-based; bytes.size() + 1 if there are
// fewer. REQUIRES: count >= 1.
uint64_t AfterNewline(Bytes bytes, uint64_t count);

// Offset just past the last newline; 0 if there is none.
uint64_t AfterLastNewline(Bytes bytes);

}  // namespace rondo::base

#endif  // RONDO_BASE_NEWLINES_H_
