// Where the parts of a line go that a search of the record lens decodes and need not
// render: the calls are those of decode/line.h.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_LENS_SEARCH_LINE_LOOK_H_
#define RONDO_STREAM_RECORD_LENS_SEARCH_LINE_LOOK_H_

#include <cstdint>

#include "grammar/templates/slot_format.h"
#include "stream/lens/needles.h"
#include "stream/record_lens/model/piece.h"
#include "stream/record_lens/search/scan.h"

namespace rondo::stream {

// Only looks for needles on the way.
struct LineLook {
  RecordScan& scan;
  Needles::State state = Needles::kStart;

  void StartLine() { state = Needles::kStart; }
  bool EndLine(uint32_t) { return true; }
  bool Literal(uint32_t index, const uint8_t*, const Piece&) {
    state = scan.AfterLiteral(state, index);
    return true;
  }
  bool String(uint32_t index, const uint8_t*, const Piece&) {
    state = scan.AfterString(state, index);
    return true;
  }
  bool Singleton(const uint8_t* text, const Piece& piece) {
    state = scan.AfterBytes(state, {text + piece.offset, piece.bytes});
    return true;
  }
  bool Number(uint32_t slot, const grammar::SlotFormat&, uint64_t value) {
    state = scan.AfterNumber(state, slot, value);
    return true;
  }
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_SEARCH_LINE_LOOK_H_
