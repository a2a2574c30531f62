// Which texts a number slot may have, as far as that follows from its format alone: for
// searches that pass over slots without rendering them.
//
// Thread rule: pure functions.
#ifndef RONDO_GRAMMAR_TEMPLATES_SLOT_TEXT_H_
#define RONDO_GRAMMAR_TEMPLATES_SLOT_TEXT_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "grammar/templates/slot_format.h"

namespace rondo::grammar {

// From `least` to `most` bytes, each one of `bytes`.
struct TextPart {
  std::string_view bytes;  // static
  uint8_t least = 1;
  uint8_t most = 1;
};

// Parts that follow each other: every text that RenderNumber makes with the format has
// this parts; not every text of this parts is one of them.
// REQUIRES: IsValid(format), no string.
std::vector<TextPart> TextPartsOf(const SlotFormat& format);

// The bytes of all texts of a parts, if they are the same number; else 0.
uint32_t FixedBytes(const std::vector<TextPart>& parts);

// The bytes that RenderNumber writes; anything up to kMaxItemBytes for numbers that it
// refuses. Cost: a few ns for the usual kinds.
uint32_t RenderedBytes(const SlotFormat& format, uint64_t number);

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_TEMPLATES_SLOT_TEXT_H_
