// What the bytes of an input mean to the search target; make_seeds writes such inputs.
//
//   input = mode, choice, u8 pattern bytes, pattern, rest
//   text  (0)  rest is a text, of which a score is made
//   score (1)  rest is a score of anybody's making
//
//   choice = u8 pattern options, u8 search options, u8 context, u8 most lines,
//            u8 first time, u8 last time, u8 encoder
#ifndef RONDO_FUZZ_SEARCH_INPUT_H_
#define RONDO_FUZZ_SEARCH_INPUT_H_

#include <cstdint>

#include "base/byte_io.h"

namespace rondo::fuzz {

enum SearchMode : uint8_t { kSearchedText = 0, kSearchedScore = 1 };
inline constexpr uint8_t kSearchModes = 2;

// Bits of the pattern options.
inline constexpr uint8_t kFixedStrings = 1;
inline constexpr uint8_t kIgnoreCase = 2;
inline constexpr uint8_t kWholeWords = 4;
inline constexpr uint8_t kWholeLines = 8;
// Bits of the search options.
inline constexpr uint8_t kInvert = 1;
inline constexpr uint8_t kCountOnly = 2;
inline constexpr uint8_t kLimitLines = 4;
inline constexpr uint8_t kWithContext = 8;
inline constexpr uint8_t kWithTimes = 16;
inline constexpr uint8_t kTwoThreads = 32;

struct SearchChoice {
  uint8_t pattern_options = 0;
  uint8_t search_options = 0;
  uint8_t context = 0;  // lines before, and four bits up, behind
  uint8_t most_lines = 0;
  uint8_t first_time = 0;  // of the times of lines, modulo their number
  uint8_t last_time = 0;
  uint8_t encoder = 0;  // level, and in the highest bit whether segments are small

  void Write(base::ByteWriter* writer) const {
    for (const uint8_t byte : {pattern_options, search_options, context, most_lines,
                               first_time, last_time, encoder}) {
      writer->U8(byte);
    }
  }
  static SearchChoice Read(base::ByteReader* reader) {
    SearchChoice choice;
    for (uint8_t* const byte :
         {&choice.pattern_options, &choice.search_options, &choice.context,
          &choice.most_lines, &choice.first_time, &choice.last_time, &choice.encoder}) {
      *byte = reader->U8();
    }
    return choice;
  }
};

}  // namespace rondo::fuzz

#endif  // RONDO_FUZZ_SEARCH_INPUT_H_
