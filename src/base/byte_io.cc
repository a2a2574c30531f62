#include "base/byte_io.h"

namespace rondo::base {

void ByteWriter::Varint(uint64_t value) {
  while (value >= 0x80) {
    out_->push_back(static_cast<uint8_t>(value) | 0x80);
    value >>= 7;
  }
  out_->push_back(static_cast<uint8_t>(value));
}

uint64_t ByteReader::Varint() {
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const uint8_t byte = U8();
    if (!ok_) return 0;
    const uint64_t bits = byte & 0x7f;
    if (shift == 63 && bits > 1) break;  // past 64 bits
    value |= bits << shift;
    if ((byte & 0x80) == 0) {
      if (byte == 0 && shift > 0) break;  // overlong
      return value;
    }
  }
  ok_ = false;
  return 0;
}

Bytes ByteReader::Take(uint64_t count) {
  if (!ok_ || count > remaining()) {
    ok_ = false;
    return {};
  }
  const Bytes taken = bytes_.subspan(position_, count);
  position_ += count;
  return taken;
}

}  // namespace rondo::base
