// Where in a line the next byte stands: in which field of which kind of line, after which
// part of its token. docs/format/mixed_bytes.md, "Tokens".
//
// A token is a run of letters, digits and bytes from 128 on. The shape of a line so far
// is what lines of one kind share: tokens of letters alone, and what stands between
// tokens.
//
//   line   12:03 worker 7 started
//   shape  _:_ worker _ started
//
// Thread rule: externally synchronised. Cost: a few operations a byte.
#ifndef RONDO_STREAM_MIXED_BYTES_LENS_LINE_PLACE_H_
#define RONDO_STREAM_MIXED_BYTES_LENS_LINE_PLACE_H_

#include <cstdint>

#include "stream/mixed_bytes_lens/context_hash.h"

namespace rondo::stream {

constexpr bool IsDigitByte(int byte) { return byte >= '0' && byte <= '9'; }
constexpr bool IsLetterByte(int byte) { return (byte | 32) >= 'a' && (byte | 32) <= 'z'; }
constexpr bool IsTokenByte(int byte) {
  return IsDigitByte(byte) || IsLetterByte(byte) || byte >= 128;
}

class LinePlace {
 public:
  void Update(uint8_t byte) {
    line_ = HashAfter(line_, byte);
    if (IsTokenByte(byte)) {
      prefix_ = HashAfter(prefix_, byte);
      letters_only_ &= !IsDigitByte(byte);
      in_token_ = true;
    } else {
      EndToken();
      shape_ = HashAfter(shape_, byte);
      if (byte == '\n') {
        shape_ = line_ = 0;
        field_ = 0;
      }
    }
    if (IsLetterByte(byte) || byte >= 128) {
      word_ = HashAfter(word_, byte | 32);
    } else if (word_ != 0) {
      word_before_last_ = last_word_;
      last_word_ = word_;
      word_ = 0;
    }
  }

  bool in_token() const { return in_token_; }
  uint32_t prefix() const { return prefix_; }          // of the token so far
  uint32_t last_token() const { return last_token_; }  // before this one
  uint32_t shape() const { return shape_; }
  uint32_t line() const { return line_; }  // all of the line so far
  int field() const { return field_; }     // tokens of the line so far
  // Words, of letters of either case.
  uint32_t word() const { return word_; }
  uint32_t last_word() const { return last_word_; }
  uint32_t word_before_last() const { return word_before_last_; }

 private:
  void EndToken() {
    if (!in_token_) return;
    if (letters_only_) shape_ = HashAfter(shape_, prefix_);
    last_token_ = prefix_;
    prefix_ = 0;
    letters_only_ = true;
    in_token_ = false;
    ++field_;
  }

  uint32_t prefix_ = 0;
  uint32_t last_token_ = 0;
  uint32_t shape_ = 0;
  uint32_t line_ = 0;
  uint32_t word_ = 0;
  uint32_t last_word_ = 0;
  uint32_t word_before_last_ = 0;
  int field_ = 0;
  bool letters_only_ = true;
  bool in_token_ = false;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_MIXED_BYTES_LENS_LINE_PLACE_H_
