// Loads and stores of little-endian integers at any address, for kernels that know that
// the bytes are there; byte_io.h is for all that must be checked.
//
// Thread rule: pure. Cost: one instruction where the machine is little-endian too.
#ifndef RONDO_BASE_LITTLE_ENDIAN_H_
#define RONDO_BASE_LITTLE_ENDIAN_H_

#include <bit>
#include <cstdint>
#include <cstring>

namespace rondo::base {

// REQUIRES: 2 bytes to read.
inline uint16_t LoadLittleEndian16(const uint8_t* bytes) {
  uint16_t value;
  std::memcpy(&value, bytes, sizeof value);
  return std::endian::native == std::endian::little ? value : __builtin_bswap16(value);
}

// REQUIRES: 4 bytes to read.
inline uint32_t LoadLittleEndian32(const uint8_t* bytes) {
  uint32_t value;
  std::memcpy(&value, bytes, sizeof value);
  return std::endian::native == std::endian::little ? value : __builtin_bswap32(value);
}

// REQUIRES: 8 bytes to read.
inline uint64_t LoadLittleEndian64(const uint8_t* bytes) {
  uint64_t value;
  std::memcpy(&value, bytes, sizeof value);
  return std::endian::native == std::endian::little ? value : __builtin_bswap64(value);
}

// REQUIRES: 8 bytes to write.
inline void StoreLittleEndian64(uint8_t* bytes, uint64_t value) {
  if (std::endian::native != std::endian::little) value = __builtin_bswap64(value);
  std::memcpy(bytes, &value, sizeof value);
}

}  // namespace rondo::base

#endif  // RONDO_BASE_LITTLE_ENDIAN_H_
