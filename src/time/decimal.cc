// Tested by tests/time/decimal_test.cc.
#include "time/decimal.h"

namespace rondo::time {

char* PutLongNumber(uint64_t value, int width, char* out) {
  const auto last = static_cast<uint32_t>(value % kTenToThe8);
  value /= kTenToThe8;
  width -= 8;
  if (value < kTenToThe8 && width <= 8) {
    out = PutShortNumber(static_cast<uint32_t>(value), width, out);
  } else {
    const auto middle = static_cast<uint32_t>(value % kTenToThe8);
    out = PutShortNumber(static_cast<uint32_t>(value / kTenToThe8), width - 8, out);
    out = PutDigits(middle, 8, out);
  }
  return PutDigits(last, 8, out);
}

}  // namespace rondo::time
