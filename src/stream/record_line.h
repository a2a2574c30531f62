// Where the parts of a line go that the record lens decodes: into the text of the block,
// or past a search that may not need the text.
//
// All have the same calls: the parts come in order, and a call says false when they do
// not fit the block. `at` and `end` are places in the block's buffer, behind which there
// are kLineSlack bytes that may be written; texts have as many behind them that may be
// read.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_LINE_H_
#define RONDO_STREAM_RECORD_LINE_H_

#include <cstdint>
#include <cstring>
#include <vector>

#include "grammar/slot_format.h"
#include "stream/record_scan.h"

namespace rondo::stream {

inline constexpr size_t kLineSlack = 64;
static_assert(kLineSlack >= grammar::kMaxItemBytes);

// Renders.
struct LineWriter {
  uint8_t* at;
  uint8_t* const end;

  bool Literal(uint32_t, const uint8_t* text, const Piece& piece) {
    return Text(text + piece.offset, piece.bytes);
  }
  bool String(uint32_t, const uint8_t* text, const Piece& piece) {
    return Text(text + piece.offset, piece.bytes);
  }
  bool OnceString(const uint8_t* text, const Piece& piece) {
    return Text(text + piece.offset, piece.bytes);
  }
  bool Number(uint32_t, const grammar::SlotFormat& format, uint64_t value) {
    if (at == end) return false;
    char* const stop = RenderNumber(format, value, reinterpret_cast<char*>(at));
    if (stop == nullptr) return false;
    at = reinterpret_cast<uint8_t*>(stop);
    return at <= end;
  }

  bool Text(const uint8_t* text, uint32_t bytes) {
    if (bytes > static_cast<uint64_t>(end - at)) return false;
    std::memcpy(at, text, 32);
    if (bytes > 32) std::memcpy(at + 32, text + 32, bytes - 32);
    at += bytes;
    return true;
  }
};

// Only measures.
struct LineMeasure {
  const RecordScan& scan;
  uint8_t* at;
  uint8_t* const end;

  bool Literal(uint32_t, const uint8_t*, const Piece& piece) { return Skip(piece.bytes); }
  bool String(uint32_t, const uint8_t*, const Piece& piece) { return Skip(piece.bytes); }
  bool OnceString(const uint8_t*, const Piece& piece) { return Skip(piece.bytes); }
  bool Number(uint32_t slot, const grammar::SlotFormat&, uint64_t value) {
    return Skip(scan.NumberBytes(slot, value));
  }

  bool Skip(uint32_t bytes) {
    if (bytes > static_cast<uint64_t>(end - at)) return false;
    at += bytes;
    return true;
  }
};

// Looks for needles on the way, and remembers the parts so that they can be rendered when
// one was found.
class LineWalk {
 public:
  // One for all lines: keeps its memory. `begin`: the line's place. `slots`: how many the
  // line has.
  void Start(const RecordScan& scan, uint32_t slots, uint8_t* begin, uint8_t* end) {
    scan_ = &scan;
    at = begin;
    end_ = end;
    state_ = Needles::kStart;
    // A literal before each slot, and one behind the last.
    const size_t most = 2 * size_t{slots} + 1;
    if (parts_.size() < most) parts_.resize(most);
    next_part_ = parts_.data();
  }

  bool Literal(uint32_t index, const uint8_t* text, const Piece& piece) {
    state_ = scan_->AfterLiteral(state_, index);
    return Text(text, piece);
  }
  bool String(uint32_t index, const uint8_t* text, const Piece& piece) {
    state_ = scan_->AfterString(state_, index);
    return Text(text, piece);
  }
  bool OnceString(const uint8_t* text, const Piece& piece) {
    state_ = scan_->AfterBytes(state_, {text + piece.offset, piece.bytes});
    return Text(text, piece);
  }
  bool Number(uint32_t slot, const grammar::SlotFormat& format, uint64_t value) {
    const uint32_t bytes = scan_->NumberBytes(slot, value);
    state_ = scan_->AfterNumber(state_, slot, value, bytes);
    *next_part_++ = {.text = nullptr, .bytes = 0, .format = &format, .value = value};
    return Skip(bytes);
  }

  bool found() const { return state_ == Needles::kFound; }
  // Renders all parts. False if a number cannot be.
  bool Write(LineWriter* out) const {
    for (const Part* part = parts_.data(); part != next_part_; ++part) {
      if (part->format == nullptr ? !out->Text(part->text, part->bytes)
                                  : !out->Number(0, *part->format, part->value)) {
        return false;
      }
    }
    return out->at == at;
  }

  uint8_t* at = nullptr;

 private:
  struct Part {
    const uint8_t* text;  // or, of a number, its format and value
    uint32_t bytes;
    const grammar::SlotFormat* format;
    uint64_t value;
  };

  bool Text(const uint8_t* text, const Piece& piece) {
    *next_part_++ = {.text = text + piece.offset,
                     .bytes = piece.bytes,
                     .format = nullptr,
                     .value = 0};
    return Skip(piece.bytes);
  }
  bool Skip(uint32_t bytes) {
    if (bytes > static_cast<uint64_t>(end_ - at)) return false;
    at += bytes;
    return true;
  }

  const RecordScan* scan_ = nullptr;
  uint8_t* end_ = nullptr;
  Needles::State state_ = Needles::kStart;
  std::vector<Part> parts_;  // room for those of the longest line so far
  Part* next_part_ = nullptr;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LINE_H_
