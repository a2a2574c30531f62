// Eight bytes at once, in one word: the first of them lowest, as LoadLittleEndian64 has
// it.
//
// Thread rule: pure. Cost: a few instructions.
#ifndef RONDO_BASE_EIGHT_BYTES_H_
#define RONDO_BASE_EIGHT_BYTES_H_

#include <bit>
#include <cstdint>

namespace rondo::base {

constexpr uint64_t Repeated(uint8_t byte) { return byte * uint64_t{0x0101010101010101}; }

// The top bit of each of the eight that is `byte`.
constexpr uint64_t BytesEqual(uint64_t eight, uint8_t byte) {
  constexpr uint64_t kLow = Repeated(0x7f);
  eight ^= Repeated(byte);  // what is equal is now a zero byte
  // The top bit of a byte is set unless it is zero, without carries between bytes.
  return ~(((eight & kLow) + kLow) | eight | kLow);
}

// Which of the eight is the first that is `byte`; 8 if none is.
constexpr int FirstEqual(uint64_t eight, uint8_t byte) {
  return std::countr_zero(BytesEqual(eight, byte)) / 8;
}

}  // namespace rondo::base

#endif  // RONDO_BASE_EIGHT_BYTES_H_
