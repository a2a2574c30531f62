// Re-Pair and pruning on one segment of text, as bytes and as words.
#include <benchmark/benchmark.h>

#include <utility>
#include <vector>

#include "grammar/induction/prune.h"
#include "grammar/induction/re_pair.h"
#include "grammar/notes/notes.h"
#include "kernel_input.h"

namespace rondo::grammar {
namespace {

constexpr uint64_t kBlockBytes = 64 << 10;

// Arguments of every benchmark here: kind of notes, bytes of text.
NoteText MakeText(const benchmark::State& state) {
  const rondo::base::ByteVector text =
      bench::ZipfText(static_cast<size_t>(state.range(1)));
  std::vector<uint64_t> ends;
  for (uint64_t end = kBlockBytes; end < text.size(); end += kBlockBytes) {
    ends.push_back(end);
  }
  ends.push_back(text.size());
  return MakeNotes(static_cast<NoteKind>(state.range(0)), text, ends);
}

void Report(benchmark::State& state, const Grammar& grammar) {
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) * state.range(1));
  state.counters["rules"] = grammar.rules.size();
}

void BM_RePair(benchmark::State& state) {
  const NoteText text = MakeText(state);
  Grammar grammar;
  for (auto _ : state) {
    state.PauseTiming();
    NoteText copy = text;
    state.ResumeTiming();
    grammar = RePair(std::move(copy));
  }
  Report(state, grammar);
  state.counters["symbols_per_second"] =
      benchmark::Counter(static_cast<double>(text.text.size()),
                         benchmark::Counter::kIsIterationInvariantRate);
}

void BM_Prune(benchmark::State& state) {
  const Grammar whole = RePair(MakeText(state));
  Grammar grammar;
  for (auto _ : state) {
    state.PauseTiming();
    grammar = whole;
    state.ResumeTiming();
    Prune(&grammar, {});
  }
  Report(state, grammar);
}

// Speed must not fall with the size but for cache misses.
void Sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"kind", "bytes"})->Unit(benchmark::kMillisecond);
  for (const NoteKind kind : {NoteKind::kByte, NoteKind::kWord}) {
    for (const int64_t bytes : {1 << 20, 8 << 20, 32 << 20}) {
      benchmark->Args({static_cast<int64_t>(kind), bytes});
    }
  }
}
BENCHMARK(BM_RePair)->Apply(Sizes);
BENCHMARK(BM_Prune)->Apply(Sizes);

}  // namespace
}  // namespace rondo::grammar
