// seek_bench SCORE RAW BYTES READS SEED
//
// The library's ReadAt, warm: opens the score, touches every segment once so that tables
// are loaded, then times READS reads of BYTES at random offsets and compares each with
// RAW (outside the clock). Prints one JSON object; times are in microseconds, of the wall
// and, which other work on the machine disturbs less, of CPU time.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rondo/io.h"
#include "rondo/reader.h"
#include "warm_reader.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Plan {
  size_t read_bytes;
  size_t reads;
  uint64_t seed;
};

double MicrosecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

double CpuMicroseconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) * 1e-3;
}

// The times of all reads, each list sorted.
struct Times {
  std::vector<double> wall_us;
  std::vector<double> cpu_us;
};

double Percentile(const std::vector<double>& sorted, size_t percent) {
  return sorted[(sorted.size() - 1) * percent / 100];
}

absl::StatusOr<Times> TimeReads(const rondo::Reader& reader,
                                const rondo::RandomAccessFile& raw, const Plan& plan) {
  std::mt19937_64 random(plan.seed);
  std::uniform_int_distribution<uint64_t> offset(0, raw.size() - plan.read_bytes);
  std::vector<uint8_t> got(plan.read_bytes);
  std::vector<uint8_t> expected(plan.read_bytes);
  Times times;
  for (size_t i = 0; i < plan.reads; ++i) {
    const uint64_t at = offset(random);
    const double cpu_start = CpuMicroseconds();
    const Clock::time_point start = Clock::now();
    auto count = reader.ReadAt(at, got);
    times.wall_us.push_back(MicrosecondsSince(start));
    times.cpu_us.push_back(CpuMicroseconds() - cpu_start);
    if (!count.ok()) return count.status();
    if (absl::Status read = raw.ReadAt(at, expected); !read.ok()) return read;
    if (*count != plan.read_bytes || got != expected) {
      return absl::DataLossError("wrong bytes at offset " + std::to_string(at));
    }
  }
  std::sort(times.wall_us.begin(), times.wall_us.end());
  std::sort(times.cpu_us.begin(), times.cpu_us.end());
  return times;
}

absl::Status Run(const std::string& score_path, const std::string& raw_path,
                 const Plan& plan) {
  const auto warm = rondo::bench::OpenWarm(score_path, raw_path, plan.read_bytes);
  if (!warm.ok()) return warm.status();
  auto times = TimeReads(*warm->reader, *warm->raw, plan);
  if (!times.ok()) return times.status();
  std::printf(
      "{\"median_us\": %.1f, \"p99_us\": %.1f, \"max_us\": %.1f, "
      "\"median_cpu_us\": %.1f, \"p99_cpu_us\": %.1f, \"reads\": %zu}\n",
      Percentile(times->wall_us, 50), Percentile(times->wall_us, 99),
      times->wall_us.back(), Percentile(times->cpu_us, 50), Percentile(times->cpu_us, 99),
      plan.reads);
  return absl::OkStatus();
}

}  // namespace

int main(int argc, char** argv) {
  Plan plan = {};
  if (argc == 6) {
    plan = {std::strtoull(argv[3], nullptr, 10), std::strtoull(argv[4], nullptr, 10),
            std::strtoull(argv[5], nullptr, 10)};
  }
  if (plan.read_bytes == 0 || plan.reads == 0) {
    std::fprintf(stderr, "usage: seek_bench SCORE RAW BYTES READS SEED\n");
    return 2;
  }
  if (absl::Status status = Run(argv[1], argv[2], plan); !status.ok()) {
    std::fprintf(stderr, "seek_bench: %s\n", status.ToString().c_str());
    return 1;
  }
  return 0;
}
