// Stream layout: one byte with two bits a lane, lane 0 lowest: 0 for a state that is
// kLaneLow, 1 for one of 3 bytes, 2 for one of 4; the bytes of these states; the words in
// reading order. All little-endian.
//
// Tested by: tests/entropy/rans_lanes_test.cc.
#include "entropy/rans_lanes.h"

namespace rondo::entropy {

void LaneWriter::Finish(base::ByteVector* out) {
  std::array<uint32_t, kLanes> state;
  state.fill(kLaneLow);
  std::vector<uint16_t> words;  // in writing order, the reverse of reading order
  words.reserve(ops_.size() / 2 + 1);
  for (auto op = ops_.rbegin(); op != ops_.rend(); ++op) {
    uint32_t& x = state[op->lane];
    const uint32_t freq = op->freq;
    // The step multiplies x by about 2^bits / freq; it must stay below 2^32.
    if (x >= uint64_t{freq} << (32 - op->bits)) {
      words.push_back(static_cast<uint16_t>(x));
      x >>= 16;
    }
    x = (x / freq << op->bits) + x % freq + op->start;
  }
  ops_.clear();
  cost_ = 0;
  uint8_t sizes = 0;
  for (int lane = 0; lane < kLanes; ++lane) {
    const int code = state[lane] == kLaneLow ? 0 : state[lane] >> 24 == 0 ? 1 : 2;
    sizes |= static_cast<uint8_t>(code << (2 * lane));
  }
  out->push_back(sizes);
  for (int lane = 0; lane < kLanes; ++lane) {
    const int code = sizes >> (2 * lane) & 3;
    for (int i = 0; code > 0 && i < code + 2; ++i) {
      out->push_back(static_cast<uint8_t>(state[lane] >> (8 * i)));
    }
  }
  for (auto word = words.rbegin(); word != words.rend(); ++word) {
    out->push_back(static_cast<uint8_t>(*word));
    out->push_back(static_cast<uint8_t>(*word >> 8));
  }
}

LaneCursor::LaneCursor(base::Bytes stream)
    : next_(stream.data() + stream.size()), end_(next_) {
  const uint8_t* const start = ReadStates(stream);
  next_ = start != nullptr ? start : end_ + 1;
}

// Returns the first word, or nullptr.
const uint8_t* LaneCursor::ReadStates(base::Bytes stream) {
  if (stream.empty()) return nullptr;
  const uint8_t sizes = stream.front();
  const uint8_t* at = stream.data() + 1;
  for (int lane = 0; lane < kLanes; ++lane) {
    const int code = sizes >> (2 * lane) & 3;
    if (code == 0) continue;
    if (code == 3 || end_ - at < code + 2) return nullptr;
    uint32_t x = 0;
    for (int i = 0; i < code + 2; ++i) x |= uint32_t{*at++} << (8 * i);
    if (x <= kLaneLow) return nullptr;
    state_[lane] = x;
  }
  return (end_ - at) % 2 == 0 ? at : nullptr;
}

void BitPacker::Finish(base::ByteVector* out) {
  if (held_bits_ > 0) {
    held_bits_ = 8;
    Flush();
  }
  out->insert(out->end(), bytes_.begin(), bytes_.end());
  bytes_.clear();
  held_ = 0;
  held_bits_ = 0;
}

}  // namespace rondo::entropy
