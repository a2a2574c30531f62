// As in ordered_expansion.cc, each segment in flight has a thread and a bounded queue of
// its own, and the caller empties the oldest queue.
//
// Tested by tests/search/score_test.cc.
#include "stream/scan/ordered_scan.h"

#include <deque>
#include <memory>
#include <thread>
#include <utility>

#include "base/status_macros.h"
#include "stream/pipeline/chunk_queue.h"

namespace rondo::stream {
namespace {

struct SeenPassage {
  uint64_t offset = 0;
  uint64_t newlines = 0;
  base::ByteVector bytes;
  std::unique_ptr<Scanner::Finding> finding;
};

void Add(const ScanStats& more, ScanStats* stats) {
  stats->segments += more.segments;
  stats->skipped_segments += more.skipped_segments;
  stats->blocks += more.blocks;
  stats->skipped_blocks += more.skipped_blocks;
  stats->expanded_bytes += more.expanded_bytes;
  stats->counted_lines += more.counted_lines;
  stats->tabled_lines += more.tabled_lines;
}

// A segment that is being scanned on a thread of its own.
class Flight {
 public:
  Flight(ScanJob job, const Needles& needles, uint64_t memory_limit_bytes,
         uint64_t room_bytes, const Scanner& scanner)
      : queue_(room_bytes),
        thread_([this, &needles, &scanner, memory_limit_bytes, job = std::move(job)] {
          const auto look = [&](const Passage& passage) {
            SeenPassage seen = {.offset = passage.offset,
                                .newlines = passage.newlines,
                                .bytes = {passage.bytes.begin(), passage.bytes.end()},
                                .finding = scanner.Look(passage)};
            return queue_.Push(std::move(seen), passage.bytes.size());
          };
          const auto stats = ScanSegment(job, needles, memory_limit_bytes, look);
          if (stats.ok()) stats_ = *stats;
          queue_.Close(stats.status());
        }) {}

  ~Flight() {
    queue_.Cancel();
    thread_.join();
  }

  absl::StatusOr<ScanStats> Land(Scanner* scanner) {
    while (true) {
      RONDO_ASSIGN_OR_RETURN(const std::optional<SeenPassage> seen, queue_.Pop());
      if (!seen.has_value()) return stats_;
      RONDO_RETURN_IF_ERROR(scanner->Take(
          {.offset = seen->offset, .newlines = seen->newlines, .bytes = seen->bytes},
          *seen->finding));
    }
  }

 private:
  ChunkQueue<SeenPassage> queue_;
  ScanStats stats_;  // written before the queue is closed
  std::thread thread_;
};

absl::StatusOr<ScanStats> ScanOneByOne(const ScanSource& source, const Needles& needles,
                                       uint64_t memory_limit_bytes, Scanner* scanner) {
  const auto look_and_take = [&](const Passage& passage) {
    return scanner->Take(passage, *scanner->Look(passage));
  };
  ScanStats stats;
  while (true) {
    RONDO_ASSIGN_OR_RETURN(const std::optional<ScanJob> job, source());
    if (!job.has_value()) return stats;
    RONDO_ASSIGN_OR_RETURN(const ScanStats more,
                           ScanSegment(*job, needles, memory_limit_bytes, look_and_take));
    Add(more, &stats);
  }
}

}  // namespace

absl::StatusOr<ScanStats> ScanInOrder(const ScanSource& source, const Needles& needles,
                                      int threads, uint64_t memory_limit_bytes,
                                      Scanner* scanner) {
  if (threads == 1) return ScanOneByOne(source, needles, memory_limit_bytes, scanner);
  const uint64_t share_bytes = memory_limit_bytes / static_cast<uint64_t>(threads);
  const uint64_t room_bytes = share_bytes / 4;
  ScanStats stats;
  std::deque<std::unique_ptr<Flight>> flights;
  for (bool more = true; more || !flights.empty();) {
    while (more && flights.size() < static_cast<size_t>(threads)) {
      RONDO_ASSIGN_OR_RETURN(std::optional<ScanJob> job, source());
      more = job.has_value();
      if (!more) break;
      flights.push_back(std::make_unique<Flight>(
          *std::move(job), needles, share_bytes - room_bytes, room_bytes, *scanner));
    }
    if (flights.empty()) break;
    RONDO_ASSIGN_OR_RETURN(const ScanStats landed, flights.front()->Land(scanner));
    Add(landed, &stats);
    flights.pop_front();
  }
  return stats;
}

}  // namespace rondo::stream
