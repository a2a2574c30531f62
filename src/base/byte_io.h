// Bounded little-endian input and output for the fixed and variable-length fields of a
// score. docs/format/README.md, "Conventions".
//
// ByteReader never reads past its span. It keeps a sticky flag instead of a status per
// field: read a whole structure, then ask ok() once. After the first failure every read
// returns 0 and consumes nothing.
//
// Thread rule: externally synchronised, like a pointer.
#ifndef RONDO_BASE_BYTE_IO_H_
#define RONDO_BASE_BYTE_IO_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace rondo::base {

using Bytes = std::span<const uint8_t>;
using ByteVector = std::vector<uint8_t>;

// Longest LEB128 form of a 64-bit integer.
inline constexpr size_t kMaxVarintBytes = 10;

// Small numbers of either sign, modulo 2^64, as small numbers: 0 -1 1 -2 2 -> 0 1 2 3 4.
constexpr uint64_t ZigZag(uint64_t value) {
  return value << 1 ^ static_cast<uint64_t>(static_cast<int64_t>(value) >> 63);
}
constexpr uint64_t UnZigZag(uint64_t value) { return value >> 1 ^ -(value & 1); }

class ByteWriter {
 public:
  // Appends to *out, which must outlive the writer.
  explicit ByteWriter(ByteVector* out) : out_(out) {}

  void U8(uint8_t value) { out_->push_back(value); }
  void U16(uint16_t value) { Fixed(value, 2); }
  void U32(uint32_t value) { Fixed(value, 4); }
  void U64(uint64_t value) { Fixed(value, 8); }
  // LEB128, shortest form: 7 bits a byte, low bits first.
  void Varint(uint64_t value);
  void Append(Bytes bytes) { out_->insert(out_->end(), bytes.begin(), bytes.end()); }

 private:
  void Fixed(uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i)
      out_->push_back(static_cast<uint8_t>(value >> (8 * i)));
  }

  ByteVector* out_;
};

class ByteReader {
 public:
  explicit ByteReader(Bytes bytes) : bytes_(bytes) {}

  uint8_t U8() { return static_cast<uint8_t>(Fixed(1)); }
  uint16_t U16() { return static_cast<uint16_t>(Fixed(2)); }
  uint32_t U32() { return static_cast<uint32_t>(Fixed(4)); }
  uint64_t U64() { return Fixed(8); }
  // Fails on overlong forms (a zero last byte) and on values past 64 bits.
  uint64_t Varint();
  // The next `count` bytes, or an empty span and failure if fewer are left.
  Bytes Take(uint64_t count);

  bool ok() const { return ok_; }
  void Fail() { ok_ = false; }
  // Bytes consumed so far: the offset to name in an error.
  size_t position() const { return position_; }
  size_t remaining() const { return bytes_.size() - position_; }
  bool AtEnd() const { return ok_ && remaining() == 0; }

 private:
  uint64_t Fixed(int bytes) {
    if (!ok_ || remaining() < static_cast<size_t>(bytes)) {
      ok_ = false;
      return 0;
    }
    uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) value |= uint64_t{bytes_[position_ + i]} << (8 * i);
    position_ += bytes;
    return value;
  }

  Bytes bytes_;
  size_t position_ = 0;  // <= bytes_.size()
  bool ok_ = true;
};

}  // namespace rondo::base

#endif  // RONDO_BASE_BYTE_IO_H_
