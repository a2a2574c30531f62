// rANS with one model a context: symbols in and out. "Items" are symbols.
#include <benchmark/benchmark.h>

#include <vector>

#include "entropy/histogram.h"
#include "entropy/rans.h"
#include "kernel_input.h"

namespace rondo::entropy {
namespace {

constexpr uint32_t kAlphabet = 64;
constexpr size_t kSymbols = 1 << 16;
constexpr int kBits = 11;

// Symbols of one block, coded under `contexts` contexts that take turns.
struct Block {
  explicit Block(uint32_t context_count)
      : contexts(context_count), symbols(bench::SkewedSymbols(kSymbols, kAlphabet)) {
    std::vector<uint32_t> counts(size_t{contexts} * kAlphabet);
    for (size_t i = 0; i < symbols.size(); ++i) {
      ++counts[i % contexts * kAlphabet + symbols[i]];
    }
    models = ModelSet(counts, contexts, kAlphabet, kBits);
  }

  rondo::base::ByteVector Encode() const {
    RansWriter writer;
    for (size_t i = 0; i < symbols.size(); ++i) {
      models.Put(writer, static_cast<int>(i % kRansLanes),
                 static_cast<uint32_t>(i % contexts), symbols[i]);
    }
    rondo::base::ByteVector stream;
    writer.Finish(&stream);
    return stream;
  }

  uint32_t contexts;
  std::vector<uint32_t> symbols;
  ModelSet models;
};

void BM_RansEncode(benchmark::State& state) {
  const Block block(static_cast<uint32_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(block.Encode());
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * kSymbols));
}
BENCHMARK(BM_RansEncode)->Arg(1)->Arg(64);

void BM_RansDecode(benchmark::State& state) {
  const Block block(static_cast<uint32_t>(state.range(0)));
  const rondo::base::ByteVector stream = block.Encode();
  const DecodeTable table(block.models);
  RansBuffer buffer;
  for (auto _ : state) {
    RansCursor cursor = buffer.Load(stream);
    uint32_t sum = 0;
    for (size_t i = 0; i < kSymbols && !cursor.overrun(); i += kRansLanes) {
      const uint32_t context = static_cast<uint32_t>(i % block.contexts);
      sum += table.Get(cursor, 0, context);
      sum += table.Get(cursor, 1, (context + 1) % block.contexts);
    }
    benchmark::DoNotOptimize(sum);
    if (!cursor.AtEnd()) state.SkipWithError("the stream did not end where it should");
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * kSymbols));
}
BENCHMARK(BM_RansDecode)->Arg(1)->Arg(64);

}  // namespace
}  // namespace rondo::entropy
