// The two checksums. A decoder runs XXH3 over what it reads and SHA-256 over what it
// expands, so both bound its speed.
#include <benchmark/benchmark.h>

#include "base/checksum.h"
#include "kernel_input.h"

namespace rondo {
namespace {

void BM_Xxh3(benchmark::State& state) {
  const rondo::base::ByteVector text =
      bench::ZipfText(static_cast<size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(rondo::base::Xxh3(text));
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
}
BENCHMARK(BM_Xxh3)->Arg(4 << 10)->Arg(64 << 10)->Arg(4 << 20);

void BM_Sha256(benchmark::State& state) {
  const rondo::base::ByteVector text =
      bench::ZipfText(static_cast<size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(rondo::base::Sha256(text));
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
}
BENCHMARK(BM_Sha256)->Arg(64 << 10)->Arg(4 << 20);

}  // namespace
}  // namespace rondo
