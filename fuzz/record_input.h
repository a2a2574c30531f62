// What the bytes of an input mean to the record target; make_seeds writes such inputs.
//
//   input  = mode, rest
//   text   (0)  u8 blocks, text: coded and decoded
//   bent   (1)  u8 blocks, u8 edits, edits of kEditBytes each, text: coded, the tables
//               bent and written again
//   stored (2)  u8 blocks, for each block u16 payload and u16 expanded bytes, u16 tables
//               bytes, tables, payloads
#ifndef RONDO_FUZZ_RECORD_INPUT_H_
#define RONDO_FUZZ_RECORD_INPUT_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/byte_io.h"

namespace rondo::fuzz {

enum RecordMode : uint8_t { kTextMode = 0, kBentMode = 1, kStoredMode = 2 };
inline constexpr uint8_t kRecordModes = 3;
// Of an edit: what, where (u16), and the new value (u8).
inline constexpr size_t kEditBytes = 4;

// Ends of blocks of 8 .. 1024 bytes, by the low bits of `choice`; they are behind
// newlines, where there are some, unless the highest bit is set.
inline std::vector<uint64_t> RecordBlockEnds(base::Bytes text, uint8_t choice) {
  const size_t block_bytes = size_t{8} << choice % 8;
  std::vector<uint64_t> ends;
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.size(), at + block_bytes);
    if (choice < 128 && end < text.size()) {
      size_t line = end;
      while (line > at && text[line - 1] != '\n') --line;
      if (line > at) end = line;
    }
    ends.push_back(end);
    at = end;
  }
  return ends;
}

}  // namespace rondo::fuzz

#endif  // RONDO_FUZZ_RECORD_INPUT_H_
