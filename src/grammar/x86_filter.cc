// A call or jump holds the distance to its target, counted from the end of the instruction,
// in four bytes; calls of one function from different places thus differ. Adding the
// position turns the distance into an address:
//
//   at 0x100: E8 FB 0E 00 00  (call +0xEFB)  ->  E8 00 10 00 00  (call 0x1000)
//
// The opcodes are E8 (call), E9 (jump) and 0F 80..8F (conditional jumps). Most bytes with
// these values are no opcodes: a distance counts as one only if it has the form of a small
// signed number, its top byte being 00 or FF. It is then a number of 25 bits with its sign,
// and the sum is taken modulo 2^25, which keeps that form. So the decoder, scanning the
// same way, meets the same opcodes with the same decision for each. It does so only
// because the scan never looks for an opcode inside a distance, converted or not: these
// bytes may differ between the two sides.
//
// After the BCJ filter of xz and 7-Zip, whose rules for overlapping opcodes are cleverer
// and gain next to nothing. Tested by x86_filter_test.cc.
#include "grammar/x86_filter.h"

namespace rondo::grammar {
namespace {

constexpr size_t kDistanceBytes = 4;

// Where the distance begins if an opcode stands at `at`, else `at`.
// REQUIRES: at + 1 < block.size().
size_t AfterOpcode(Bytes block, size_t at) {
  if ((block[at] & 0xFE) == 0xE8) return at + 1;
  if (block[at] == 0x0F && (block[at + 1] & 0xF0) == 0x80) return at + 2;
  return at;
}

// Calls convert(offset) for each distance, in order; convert may change its four bytes.
template <typename Convert>
void ForEachDistance(Bytes block, Convert convert) {
  size_t at = 0;
  while (at + 1 + kDistanceBytes <= block.size()) {
    const size_t distance = AfterOpcode(block, at);
    if (distance == at) {
      ++at;
    } else if (distance + kDistanceBytes <= block.size()) {
      convert(distance);
      at = distance + kDistanceBytes;
    } else {
      return;
    }
  }
}

// Adds `shift` to the distance at p, if it is one, within its 25 bits.
void Shift(uint8_t* p, uint32_t shift) {
  if (p[3] != 0x00 && p[3] != 0xFF) return;
  uint32_t value = p[0] | uint32_t{p[1]} << 8 | uint32_t{p[2]} << 16 | uint32_t{p[3]} << 24;
  value += shift;
  p[0] = static_cast<uint8_t>(value);
  p[1] = static_cast<uint8_t>(value >> 8);
  p[2] = static_cast<uint8_t>(value >> 16);
  p[3] = (value >> 24 & 1) != 0 ? 0xFF : 0x00;
}

}  // namespace

void X86FilterEncode(std::span<uint8_t> block, uint32_t base) {
  ForEachDistance(block, [&](size_t offset) {
    Shift(&block[offset], base + static_cast<uint32_t>(offset + kDistanceBytes));
  });
}

void X86FilterDecode(std::span<uint8_t> block, uint32_t base) {
  ForEachDistance(block, [&](size_t offset) {
    Shift(&block[offset], -(base + static_cast<uint32_t>(offset + kDistanceBytes)));
  });
}

bool LooksLikeX86(Bytes segment) {
  (void)segment;
  return false;
}

}  // namespace rondo::grammar
