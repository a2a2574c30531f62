// The branch filter for x86-64 machine code (BCJ).
#ifndef RONDO_GRAMMAR_X86_FILTER_H_
#define RONDO_GRAMMAR_X86_FILTER_H_

#include <cstdint>
#include <span>

#include "base/byte_io.h"

namespace rondo::grammar {

// Turns the relative operands of calls, jumps and data accesses into absolute ones, in
// place, so that all uses of one address look alike. Each block is filtered alone; `base`
// is its offset in the segment, so that an address is the same in all blocks.
// Cost: about 400 MB/s.
void X86FilterEncode(std::span<uint8_t> block, uint32_t base);
// The exact inverse, for any bytes and the same base.
void X86FilterDecode(std::span<uint8_t> block, uint32_t base);

// The start of a block can be decoded alone: all but the last so many bytes of it are
// then right.
inline constexpr uint32_t kX86FilterReach = 6;

// Whether the filter pays: whether a good part of the bytes is linked x86-64 code. (The
// operands of object files are still zero, and the filter would spoil them.)
// Cost: a look at 2 MiB at most.
bool LooksLikeX86(base::Bytes segment);

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_X86_FILTER_H_
