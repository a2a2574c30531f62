#include "base/newlines.h"

#include <bit>
#include <cstring>

namespace rondo::base {

uint64_t CountNewlines(Bytes bytes) {
  uint64_t count = 0;
  size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    count += std::popcount(BytesEqual(LoadLittleEndian64(bytes.data() + i), '\n'));
  }
  for (; i < bytes.size(); ++i) count += bytes[i] == '\n';
  return count;
}

uint64_t AfterNewline(Bytes bytes, uint64_t count) {
  uint64_t offset = 0;
  for (; count > 0; --count) {
    const Bytes rest = bytes.subspan(offset);
    const void* const found =
        rest.empty() ? nullptr : std::memchr(rest.data(), '\n', rest.size());
    if (found == nullptr) return bytes.size() + 1;
    offset = static_cast<const uint8_t*>(found) - bytes.data() + 1;
  }
  return offset;
}

uint64_t AfterLastNewline(Bytes bytes) {
  if (bytes.empty()) return 0;
  const void* const found = memrchr(bytes.data(), '\n', bytes.size());
  return found == nullptr ? 0 : static_cast<const uint8_t*>(found) - bytes.data() + 1;
}

}  // namespace rondo::base
