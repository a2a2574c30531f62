#include "base/newlines.h"

#include <algorithm>
#include <cstring>

namespace rondo::base {

// Each byte of a word counts for itself, 255 at most, until all are added up.
uint64_t CountNewlines(Bytes bytes) {
  constexpr size_t kMostWords = 255;
  constexpr uint64_t kEvenBytes = 0x00ff00ff00ff00ff;
  uint64_t count = 0;
  size_t i = 0;
  while (i + 8 <= bytes.size()) {
    const size_t end = i + 8 * std::min(kMostWords, (bytes.size() - i) / 8);
    uint64_t counts = 0;
    for (; i < end; i += 8) {
      counts += BytesEqual(LoadLittleEndian64(bytes.data() + i), '\n') >> 7;
    }
    const uint64_t pairs = (counts & kEvenBytes) + (counts >> 8 & kEvenBytes);
    count += pairs * 0x0001000100010001 >> 48;
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
