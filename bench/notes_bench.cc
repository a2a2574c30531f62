// The front ends on one segment of text, and the x86 filter.
#include <benchmark/benchmark.h>

#include <vector>

#include "grammar/notes/notes.h"
#include "grammar/x86_filter.h"
#include "kernel_input.h"

namespace rondo::grammar {
namespace {

constexpr size_t kBlockBytes = 64 << 10;

std::vector<uint64_t> BlockEnds(const rondo::base::ByteVector& text) {
  std::vector<uint64_t> ends;
  for (size_t end = kBlockBytes; end < text.size(); end += kBlockBytes)
    ends.push_back(end);
  ends.push_back(text.size());
  return ends;
}

void SetBytes(benchmark::State& state, const rondo::base::ByteVector& text) {
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
}

void BM_MakeNotes(benchmark::State& state) {
  const rondo::base::ByteVector text = bench::ZipfText(8 << 20);
  const std::vector<uint64_t> ends = BlockEnds(text);
  const auto kind = static_cast<NoteKind>(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(MakeNotes(kind, text, ends));
  SetBytes(state, text);
}
BENCHMARK(BM_MakeNotes)
    ->ArgName("kind")
    ->Arg(static_cast<int>(NoteKind::kByte))
    ->Arg(static_cast<int>(NoteKind::kWord))
    ->Arg(static_cast<int>(NoteKind::kLine))
    ->Unit(benchmark::kMillisecond);

void BM_X86FilterEncode(benchmark::State& state) {
  rondo::base::ByteVector text = bench::ZipfText(1 << 20);
  for (size_t i = 0; i + 5 < text.size(); i += 16) text[i] = 0xe8;  // a call
  for (auto _ : state) X86FilterEncode(text, 0);
  SetBytes(state, text);
}
BENCHMARK(BM_X86FilterEncode)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace rondo::grammar
