// What stood in the same field of the last two lines of the same kind.
// docs/format/mixed_bytes.md, "Fields above".
//
// A pointer into the text walks along with the bytes of a token, right or wrong; where a
// token ends, it is set anew to where the last line with this shape went on.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_MIXED_BYTES_LENS_ALIGNED_FIELDS_H_
#define RONDO_STREAM_MIXED_BYTES_LENS_ALIGNED_FIELDS_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "stream/mixed_bytes_lens/line_place.h"

namespace rondo::stream {

class AlignedFields {
 public:
  static constexpr int kAbove = 2;
  static constexpr int kMostMisses = 3;

  explicit AlignedFields(int table_bits)
      : mask_((uint32_t{1} << table_bits) - 1), places_(size_t{1} << table_bits) {}

  // `text` [0, end) is known; `place` is that after its last byte, the new one.
  void Update(const uint8_t* text, uint32_t end, const LinePlace& place) {
    for (Pointer& above : above_) {
      if (above.at == 0) continue;
      if (text[above.at] == text[end - 1]) {
        above.hits = std::min(above.hits + 1, 15);
      } else {
        above.misses = std::min(above.misses + 1, kMostMisses);
        above.hits = 0;
      }
      ++above.at;
    }
    if (place.in_token()) return;
    std::array<uint32_t, kAbove>& places = places_[place.shape() & mask_];
    for (int i = 0; i < kAbove; ++i) above_[i] = {.at = places[i]};
    places = {end, places[0]};
  }

  struct Pointer {
    uint32_t at = 0;  // < end of the text; 0: none
    int misses = 0;   // since the token started
    int hits = 0;     // since the last miss
  };
  const Pointer& above(int i) const { return above_[i]; }
  // The byte that stands there, or -1.
  int Byte(const uint8_t* text, int i) const {
    return above_[i].at == 0 ? -1 : text[above_[i].at];
  }

 private:
  const uint32_t mask_;
  std::vector<std::array<uint32_t, kAbove>> places_;
  std::array<Pointer, kAbove> above_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_MIXED_BYTES_LENS_ALIGNED_FIELDS_H_
