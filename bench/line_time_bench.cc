// How fast the times of lines are recognised: lines as logs have them, each with its
// time, a time behind other words, none, and as a value of JSON.
#include <benchmark/benchmark.h>

#include <array>
#include <string>
#include <string_view>

#include "time/line_time.h"

namespace rondo {
namespace {

constexpr std::array<std::string_view, 5> kLines = {
    "2024-03-04 10:02:03,123 INFO  [main] org.example.Server - request 4711 took 12 ms",
    "Mar  4 10:02:03 host sshd[4711]: Failed password for root from 192.0.2.7 port 4242",
    "192.0.2.7 - - [04/Mar/2024:10:02:03 +0000] \"GET /index.html HTTP/1.1\" 200 5120",
    "Caused by: java.lang.IllegalStateException: the connection of worker 12 is closed",
    R"({"level":"info","logger":"http","time":"2024-03-04T10:02:03.123Z","message":"x"})",
};

void BM_LineTime(benchmark::State& state) {
  const std::string line(kLines[static_cast<size_t>(state.range(0))]);
  for (auto _ : state) {
    std::string_view text = line;
    benchmark::DoNotOptimize(text);
    benchmark::DoNotOptimize(time::LineTime(text));
  }
  state.SetLabel(line.substr(0, 24));
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * line.size()));
}
BENCHMARK(BM_LineTime)->DenseRange(0, kLines.size() - 1);

}  // namespace
}  // namespace rondo
