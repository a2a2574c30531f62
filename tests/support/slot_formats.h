// Made-up formats of slots.
#ifndef RONDO_TESTS_SUPPORT_SLOT_FORMATS_H_
#define RONDO_TESTS_SUPPORT_SLOT_FORMATS_H_

#include <rapidcheck.h>

#include <cstdint>

#include "grammar/templates/slot_format.h"
#include "time/timestamp.h"

namespace rondo::testing {

// Of any kind but strings. Most are valid.
inline grammar::SlotFormat SomeSlotFormat() {
  grammar::SlotFormat format;
  format.kind =
      static_cast<grammar::SlotKind>(*rc::gen::inRange(1, int{grammar::kSlotKinds}));
  format.is_signed = *rc::gen::arbitrary<bool>();
  format.upper = *rc::gen::arbitrary<bool>();
  format.width = static_cast<uint8_t>(*rc::gen::inRange(0, 20));
  format.fraction = static_cast<uint8_t>(*rc::gen::inRange(1, 20));
  const auto patterns = static_cast<int>(time::TimestampPatterns().size());
  format.time.pattern = static_cast<uint8_t>(*rc::gen::inRange(0, patterns));
  format.time.fraction_digits = static_cast<uint8_t>(*rc::gen::inRange(0, 10));
  if (format.time.fraction_digits > 0) {
    format.time.fraction_mark = *rc::gen::element('.', ',', ':');
  }
  return format;
}

}  // namespace rondo::testing

#endif  // RONDO_TESTS_SUPPORT_SLOT_FORMATS_H_
