// concurrent_read_bench SCORE RAW BYTES READS [THREADS]
//
// One reader, many threads: READS reads of BYTES at random places, by one thread and then
// by THREADS (2 by default), of which each makes as many. Every read is compared with
// RAW, behind the clock of its thread. The two take turns, five times, since other work
// on the machine only ever slows them down; the best of each counts. Prints one JSON
// object: reads a second, how many times as many THREADS make, and what a read takes of
// CPU time, which tells waiting from work where somebody else has the cores.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "warm_reader.h"

namespace rondo::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kTurns = 5;

struct Plan {
  size_t read_bytes;
  size_t reads;  // of each thread
  size_t threads = 2;
};

// What a thread read, to be compared once all have stopped.
struct Work {
  std::vector<uint64_t> offsets;
  std::vector<uint8_t> bytes;  // of all reads, end to end
  absl::Status status;
};

Work PlanWork(const Plan& plan, uint64_t size, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<uint64_t> offset(0, size - plan.read_bytes);
  Work work;
  for (size_t i = 0; i < plan.reads; ++i) work.offsets.push_back(offset(random));
  work.bytes.resize(plan.reads * plan.read_bytes);
  return work;
}

void ReadAll(const Reader& reader, size_t read_bytes, Work* work) {
  uint8_t* at = work->bytes.data();
  for (const uint64_t offset : work->offsets) {
    auto got = reader.ReadAt(offset, {at, read_bytes});
    if (!got.ok()) {
      work->status = got.status();
      return;
    }
    at += read_bytes;
  }
}

absl::Status Compare(const RandomAccessFile& raw, size_t read_bytes, const Work& work) {
  if (!work.status.ok()) return work.status;
  std::vector<uint8_t> expected(read_bytes);
  auto at = work.bytes.begin();
  for (const uint64_t offset : work.offsets) {
    if (absl::Status read = raw.ReadAt(offset, expected); !read.ok()) return read;
    if (!std::equal(expected.begin(), expected.end(), at)) {
      return absl::DataLossError("wrong bytes at offset " + std::to_string(offset));
    }
    at += static_cast<int64_t>(read_bytes);
  }
  return absl::OkStatus();
}

double CpuSeconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

struct Rate {
  double reads_per_s = 0;
  double cpu_us = 1e9;  // of a read

  void TakeBetter(const Rate& other) {
    reads_per_s = std::max(reads_per_s, other.reads_per_s);
    cpu_us = std::min(cpu_us, other.cpu_us);
  }
};

// Of so many threads that start together.
absl::StatusOr<Rate> Measure(const WarmReader& warm, const Plan& plan, size_t threads,
                             uint64_t seed) {
  std::vector<Work> works;
  for (size_t i = 0; i < threads; ++i)
    works.push_back(PlanWork(plan, warm.raw->size(), seed + i));
  std::atomic<size_t> ready = 0;
  std::atomic<bool> go = false;
  std::vector<std::thread> running;
  running.reserve(threads);
  for (Work& work : works) {
    running.emplace_back([&] {
      ++ready;
      go.wait(false);
      ReadAll(*warm.reader, plan.read_bytes, &work);
    });
  }
  while (ready < threads) std::this_thread::yield();
  const double cpu_start = CpuSeconds();
  const Clock::time_point start = Clock::now();
  go = true;
  go.notify_all();
  for (std::thread& thread : running) thread.join();
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  const double cpu_seconds = CpuSeconds() - cpu_start;
  for (const Work& work : works) {
    if (absl::Status status = Compare(*warm.raw, plan.read_bytes, work); !status.ok())
      return status;
  }
  const auto reads = static_cast<double>(plan.reads * threads);
  return Rate{.reads_per_s = reads / seconds, .cpu_us = cpu_seconds * 1e6 / reads};
}

absl::Status Run(const std::string& score_path, const std::string& raw_path,
                 const Plan& plan) {
  const absl::StatusOr<WarmReader> warm = OpenWarm(score_path, raw_path, plan.read_bytes);
  if (!warm.ok()) return warm.status();
  Rate one;
  Rate many;
  for (uint64_t turn = 0; turn < kTurns; ++turn) {
    for (const size_t threads : {size_t{1}, plan.threads}) {
      const absl::StatusOr<Rate> rate =
          Measure(*warm, plan, threads, 1 + turn * plan.threads);
      if (!rate.ok()) return rate.status();
      (threads == 1 ? one : many).TakeBetter(*rate);
    }
  }
  std::printf(
      "{\"threads\": %zu, \"reads_per_s_1\": %.0f, \"reads_per_s\": %.0f, "
      "\"ratio\": %.2f, \"cpu_us_1\": %.1f, \"cpu_us\": %.1f}\n",
      plan.threads, one.reads_per_s, many.reads_per_s, many.reads_per_s / one.reads_per_s,
      one.cpu_us, many.cpu_us);
  return absl::OkStatus();
}

}  // namespace
}  // namespace rondo::bench

int main(int argc, char** argv) {
  rondo::bench::Plan plan = {};
  if (argc == 5 || argc == 6) {
    plan = {.read_bytes = std::strtoull(argv[3], nullptr, 10),
            .reads = std::strtoull(argv[4], nullptr, 10),
            .threads = argc == 6 ? std::strtoull(argv[5], nullptr, 10) : 2};
  }
  if (plan.read_bytes == 0 || plan.reads == 0 || plan.threads < 2) {
    std::fprintf(stderr,
                 "usage: concurrent_read_bench SCORE RAW BYTES READS [THREADS]\n");
    return 2;
  }
  if (absl::Status status = rondo::bench::Run(argv[1], argv[2], plan); !status.ok()) {
    std::fprintf(stderr, "concurrent_read_bench: %s\n", status.ToString().c_str());
    return 1;
  }
  return 0;
}
