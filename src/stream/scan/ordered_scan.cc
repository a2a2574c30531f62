// Tested by tests/search/score_test.cc.
#include "stream/scan/ordered_scan.h"

#include <memory>
#include <utility>
#include <variant>

#include "base/status_macros.h"
#include "base/thread.h"
#include "stream/pipeline/ordered_pipeline.h"

namespace rondo::stream {
namespace {

// A passage that was looked at, on its way to be taken. Its bytes are a copy if they go
// to another thread.
struct SeenPassage {
  Passage passage;
  base::ByteVector copy;
  std::unique_ptr<Scanner::Finding> finding;
};

// What a segment gives: its passages, then its figures.
using Seen = std::variant<SeenPassage, ScanStats>;

void Add(const ScanStats& more, ScanStats* stats) {
  stats->segments += more.segments;
  stats->skipped_segments += more.skipped_segments;
  stats->blocks += more.blocks;
  stats->skipped_blocks += more.skipped_blocks;
  stats->expanded_bytes += more.expanded_bytes;
  stats->counted_lines += more.counted_lines;
  stats->tabled_lines += more.tabled_lines;
}

// Scans a segment into the outlet.
absl::Status ScanInto(const ScanJob& job, const Needles& needles,
                      uint64_t memory_limit_bytes, const Scanner& scanner,
                      Outlet<Seen>& outlet) {
  const auto look = [&](const Passage& passage) {
    SeenPassage seen = {.passage = passage, .copy = {}, .finding = scanner.Look(passage)};
    if (!outlet.is_direct()) {
      seen.copy.assign(passage.bytes.begin(), passage.bytes.end());
      seen.passage.bytes = seen.copy;
    }
    return outlet.Put(std::move(seen), passage.bytes.size());
  };
  RONDO_ASSIGN_OR_RETURN(const ScanStats stats,
                         ScanSegment(job, needles, memory_limit_bytes, look));
  return outlet.Put(stats, 0);
}

}  // namespace

absl::StatusOr<ScanStats> ScanInOrder(const ScanSource& source, const Needles& needles,
                                      int threads, uint64_t memory_limit_bytes,
                                      Scanner* scanner) {
  RONDO_RETURN_IF_ERROR(base::CheckThreads(threads));
  const uint64_t share_bytes = memory_limit_bytes / static_cast<uint64_t>(threads);
  const uint64_t room_bytes = threads == 1 ? 0 : share_bytes / 4;
  ScanStats stats;
  OrderedPipeline<Seen> pipeline(
      {.threads = threads, .room_bytes = room_bytes}, [&](const Seen& seen) {
        if (const auto* passage = std::get_if<SeenPassage>(&seen)) {
          return scanner->Take(passage->passage, *passage->finding);
        }
        Add(std::get<ScanStats>(seen), &stats);
        return absl::OkStatus();
      });
  while (true) {
    absl::StatusOr<std::optional<ScanJob>> job = source();
    if (!job.ok() || !job->has_value()) {
      // What stops the source comes behind what it gave before.
      RONDO_RETURN_IF_ERROR(pipeline.Finish());
      RONDO_RETURN_IF_ERROR(job.status());
      return stats;
    }
    RONDO_RETURN_IF_ERROR(
        pipeline.Add([&needles, scanner, limit_bytes = share_bytes - room_bytes,
                      job = **std::move(job)](Outlet<Seen>& outlet) {
          return ScanInto(job, needles, limit_bytes, *scanner, outlet);
        }));
  }
}

}  // namespace rondo::stream
