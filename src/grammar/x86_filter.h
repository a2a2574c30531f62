// The branch filter for x86 and x86-64 machine code.
#ifndef RONDO_GRAMMAR_X86_FILTER_H_
#define RONDO_GRAMMAR_X86_FILTER_H_

#include <cstdint>
#include <span>

#include "base/byte_io.h"

namespace rondo::grammar {

// Turns the relative targets of calls, jumps and conditional jumps into absolute ones, in
// place, so that calls of one function look alike. `base` is the offset of the block in its
// segment. Each block is filtered alone. Cost: about 500 MB/s.
void X86FilterEncode(std::span<uint8_t> block, uint32_t base);
// The exact inverse, for any bytes and the same base.
void X86FilterDecode(std::span<uint8_t> block, uint32_t base);

// Whether the filter is worth while: whether a good part of the bytes is x86 code.
// Cost: a sample of at most 1 MiB.
bool LooksLikeX86(Bytes segment);

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_X86_FILTER_H_
