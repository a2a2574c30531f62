// A string of a text that is known: a literal of a template, or a string of a class.
//
// Thread rule: plain data.
#ifndef RONDO_STREAM_RECORD_LENS_MODEL_PIECE_H_
#define RONDO_STREAM_RECORD_LENS_MODEL_PIECE_H_

#include <cstddef>
#include <cstdint>

#include "grammar/templates/slot_format.h"

namespace rondo::stream {

struct Piece {
  uint32_t offset;
  uint32_t bytes;
};

// Bytes behind a text, and behind the buffer of a block, that may be read and written, so
// that short pieces are copied with wide stores.
inline constexpr size_t kLineSlack = 64;
static_assert(kLineSlack >= grammar::kMaxItemBytes);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_MODEL_PIECE_H_
