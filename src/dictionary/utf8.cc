// Tested by tests/dictionary/dag_cbor_test.cc.
#include "dictionary/utf8.h"

namespace rondo::dictionary {
namespace {

// Bytes of the character that `lead` begins; 0 if none begins so.
size_t Length(uint8_t lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xc2) return 0;  // inside a character, or an overlong one
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  return lead < 0xf5 ? 4 : 0;
}

// The second byte is where overlong forms, surrogates and too large numbers show.
bool SecondFits(uint8_t lead, uint8_t second) {
  switch (lead) {
    case 0xe0:
      return second >= 0xa0;
    case 0xed:
      return second < 0xa0;
    case 0xf0:
      return second >= 0x90;
    case 0xf4:
      return second < 0x90;
    default:
      return true;
  }
}

}  // namespace

size_t ValidUtf8Prefix(base::Bytes bytes) {
  size_t at = 0;
  while (at < bytes.size()) {
    const size_t length = Length(bytes[at]);
    if (length == 0 || length > bytes.size() - at) return at;
    for (size_t i = 1; i < length; ++i) {
      if ((bytes[at + i] & 0xc0) != 0x80) return at;
    }
    if (length > 2 && !SecondFits(bytes[at], bytes[at + 1])) return at;
    at += length;
  }
  return at;
}

}  // namespace rondo::dictionary
