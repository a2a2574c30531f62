// Input for kernel benchmarks: the same bytes on every machine.
#ifndef RONDO_BENCH_KERNEL_INPUT_H_
#define RONDO_BENCH_KERNEL_INPUT_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/byte_io.h"

namespace rondo::bench {

// At least `bytes` bytes of lines of words drawn by Zipf's law from a vocabulary of
// 20,000 made-up ones, one phrase in three copied from the last 64 KiB: about as
// repetitive as a page of documentation.
base::ByteVector ZipfText(size_t bytes);

// `count` symbols below `alphabet` (>= 2), drawn by the same law.
std::vector<uint32_t> SkewedSymbols(size_t count, uint32_t alphabet);

}  // namespace rondo::bench

#endif  // RONDO_BENCH_KERNEL_INPUT_H_
