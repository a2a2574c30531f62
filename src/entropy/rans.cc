// The state x of a lane is a number that holds all symbols coded so far. Coding an
// interval of width f at s on a line of 2^b multiplies x by 2^b / f:
//
//   encode  x' = (x / f << b) + x % f + s          decode  x = f * (x' >> b) + (x' mod 2^b) - s
//
// Example, b = 2, 'a' = [0, 3), 'b' = [3, 4), without renormalisation: from x = 5, coding
// 'a' gives (5 / 3 << 2) + 5 % 3 + 0 = 6; 6 mod 4 = 2 lies in [0, 3), so 'a', and
// 3 * (6 >> 2) + 2 - 0 = 5 again. Before a step that would carry x past 2^63 its low 32
// bits move to the stream; the decoder takes them back when x falls below 2^31.
//
// Stream layout: one byte with the two lanes' state lengths less 4 (low nibble lane 0),
// the states' bytes, then the words in reading order.
//
// Tested by: tests/entropy/rans_test.cc against tests/reference/single_state_rans.h.

#include "entropy/rans.h"

#include <algorithm>

namespace rondo::entropy {
namespace {

int StateBytes(uint64_t state) { return (64 - __builtin_clzll(state) + 7) / 8; }

}  // namespace

void RansWriter::PutBits(int lane, uint32_t value, int count) {
  const int low = std::min(count, kMaxRansBits);
  Put(lane, value & ((1u << low) - 1), 1, low);
  if (low < count) Put(lane, value >> low, 1, 1);
}

void RansWriter::PutUniform(int lane, uint32_t value, uint32_t n) {
  const UniformCode code(n);
  Put(lane, value * code.width, code.width, kUniformBits);
}

void RansWriter::Finish(base::ByteVector* out) {
  std::array<uint64_t, kRansLanes> state = {kRansLow, kRansLow};
  std::vector<uint32_t> words;  // in writing order, the reverse of reading order
  words.reserve(ops_.size() / 2 + 1);
  for (auto op = ops_.rbegin(); op != ops_.rend(); ++op) {
    uint64_t& x = state[op->lane];
    const uint64_t freq = op->freq;
    // The step multiplies x by about 2^bits / freq; it must stay below 2^63.
    if (x >= freq << (63 - op->bits)) {
      words.push_back(static_cast<uint32_t>(x));
      x >>= 32;
    }
    x = (x / freq << op->bits) + x % freq + op->start;
  }
  ops_.clear();
  const int bytes0 = StateBytes(state[0]);
  const int bytes1 = StateBytes(state[1]);
  out->push_back(static_cast<uint8_t>((bytes0 - 4) | (bytes1 - 4) << 4));
  for (int i = 0; i < bytes0; ++i)
    out->push_back(static_cast<uint8_t>(state[0] >> (8 * i)));
  for (int i = 0; i < bytes1; ++i)
    out->push_back(static_cast<uint8_t>(state[1] >> (8 * i)));
  for (auto word = words.rbegin(); word != words.rend(); ++word) {
    for (int i = 0; i < 4; ++i) out->push_back(static_cast<uint8_t>(*word >> (8 * i)));
  }
}

RansCursor RansBuffer::Load(base::Bytes stream) {
  constexpr size_t kPadding = 4 * (RansCursor::kMaxOpsBetweenChecks + 1);
  padded_.resize(stream.size() + kPadding);
  std::copy(stream.begin(), stream.end(), padded_.begin());
  std::fill_n(padded_.begin() + stream.size(), kPadding, uint8_t{0});

  RansCursor cursor;
  base::ByteReader reader(stream);
  const uint8_t lengths = reader.U8();
  for (int lane = 0; lane < kRansLanes; ++lane) {
    const int bytes = 4 + (lengths >> (4 * lane) & 15);
    if (bytes > 8) reader.Fail();
    const base::Bytes taken = reader.Take(bytes);
    uint64_t state = 0;
    for (size_t i = 0; i < taken.size(); ++i) state |= uint64_t{taken[i]} << (8 * i);
    if (state < kRansLow || state >> 63 != 0) reader.Fail();
    cursor.state_[lane] = state;
  }
  cursor.end_ = padded_.data() + stream.size();
  cursor.next_ = padded_.data() + reader.position();
  if (!reader.ok() || reader.remaining() % 4 != 0) {
    cursor.state_ = {kRansLow, kRansLow};
    cursor.next_ = cursor.end_ + 1;
  }
  return cursor;
}

}  // namespace rondo::entropy
