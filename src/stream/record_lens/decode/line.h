// Writes the parts of a line that the record lens decodes into a text: StartLine, the
// parts in order, EndLine with the line's slots. A call says false when the line does not
// fit, or has more slots than bytes.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_LENS_DECODE_LINE_H_
#define RONDO_STREAM_RECORD_LENS_DECODE_LINE_H_

#include <cstdint>
#include <cstring>

#include "grammar/templates/slot_format.h"
#include "stream/record_lens/model/piece.h"
#include "time/decimal.h"
#include "time/timestamp_writer.h"

namespace rondo::stream {

// Renders. Behind `end` there are kLineSlack bytes that may be written.
struct LineWriter {
  uint8_t* at;
  const uint8_t* end;
  time::TimestampWriter* times;
  const uint8_t* begin = nullptr;  // of the line

  void StartLine() { begin = at; }
  // Every slot but that of an empty raw line is a byte or more.
  bool EndLine(uint32_t slots) const {
    return at > begin && at - begin >= int64_t{slots};
  }

  bool Number(const grammar::SlotFormat& format, uint64_t value) {
    if (at >= end) return false;
    char* const text = reinterpret_cast<char*>(at);
    char* stop;
    if (format.is_signed || (format.kind != grammar::SlotKind::kInteger &&
                             format.kind != grammar::SlotKind::kTime)) {
      stop = RenderNumber(format, value, text);
      if (stop == nullptr) return false;
    } else if (format.kind == grammar::SlotKind::kInteger) {
      stop = time::PutNumber(value, 1, text);
    } else {
      stop = text + times->Render(format.time, value, text);
      if (stop == text) return false;
    }
    at = reinterpret_cast<uint8_t*>(stop);
    return at <= end;
  }

  // Whole stretches of 32 bytes: what is written behind the text is within kLineSlack,
  // and as many bytes may be read behind that which is copied.
  bool Text(const uint8_t* text, uint32_t bytes) {
    if (bytes > static_cast<uint64_t>(end - at)) return false;
    std::memcpy(at, text, kStretch);
    for (uint32_t i = kStretch; i < bytes; i += kStretch)
      std::memcpy(at + i, text + i, kStretch);
    at += bytes;
    return true;
  }

 private:
  static constexpr uint32_t kStretch = 32;
  static_assert(kStretch <= kLineSlack);
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_DECODE_LINE_H_
