// How fast the times of the lines of a log are told, in bytes of log a second: one by
// one, and with what the lines have in common.
//   line_time_bench FILE...
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "time/line_time.h"
#include "time/rule_judge.h"

namespace {

// The best of this many passes is told, so that what else the machine does counts little.
constexpr int kPasses = 7;

struct Pass {
  size_t lines = 0;
  size_t timed = 0;  // of them, with a time
};

Pass TellTimes(std::string_view text) {
  Pass pass;
  while (!text.empty()) {
    const size_t length = std::min(text.find('\n'), text.size());
    ++pass.lines;
    pass.timed += rondo::time::LineTime(text.substr(0, length)).has_value();
    text.remove_prefix(std::min(length + 1, text.size()));
  }
  return pass;
}

// Seconds of the fastest pass.
template <typename Work>
double BestOf(const Work& work) {
  double best = 1e9;
  for (int k = 0; k < kPasses; ++k) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    best = std::min(best, took.count());
  }
  return best;
}

}  // namespace

int main(int argc, char** argv) {
  std::printf("%8s %12s %9s %6s  file\n", "MB/s", "judged MB/s", "ns/line", "timed");
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    if (text.empty()) {
      std::fprintf(stderr, "%s: empty or unreadable\n", argv[i]);
      return 1;
    }
    Pass pass;
    const double best = BestOf([&] { pass = TellTimes(text); });
    const double judged = BestOf([&] { (void)rondo::time::JudgeText(text); });
    const auto lines = static_cast<double>(pass.lines);
    const auto bytes = static_cast<double>(text.size());
    std::printf("%8.0f %12.0f %9.1f %5.1f%%  %s\n", bytes / best / 1e6,
                bytes / judged / 1e6, best / lines * 1e9,
                100 * static_cast<double>(pass.timed) / lines, argv[i]);
  }
  return 0;
}
