// Blocks go through the lens in batches of about a MiB, so that it may decode several at
// once; parts of them that touch become one passage.
//
// Tested by tests/search/score_test.cc.
#include "stream/scan/segment_scan.h"

#include <algorithm>
#include <vector>

#include "base/scratch.h"
#include "base/status_macros.h"
#include "stream/segment/reader.h"

namespace rondo::stream {
namespace {

constexpr uint64_t kBatchBytes = uint64_t{1} << 20;

class SegmentScan {
 public:
  SegmentScan(const ScanJob& job, const Needles& needles, const SegmentReader& reader,
              const PassageSink& sink)
      : job_(job),
        reader_(reader),
        scan_(reader.NewScan(needles)),
        decoder_(scan_ == nullptr ? reader.NewDecoder() : nullptr),
        sink_(sink),
        after_newline_(job.after_newline) {}

  absl::StatusOr<ScanStats> Run() {
    const BlockTable& table = reader_.table();
    if (scan_ != nullptr && !job_.runs) scan_->ExpectAll();
    if (scan_ != nullptr && job_.count_lines && !job_.runs && !job_.whole_blocks &&
        after_newline_) {
      const absl::StatusOr<CountedLines> counted = scan_->Count();
      if (!counted.ok()) return reader_.At(counted.status());
      stats_.counted_lines = stats_.tabled_lines = counted->lines;
      if (counted->all) {
        stats_.blocks = stats_.skipped_blocks = table.size();
        return stats_;
      }
    }
    for (uint32_t first = 0; first < table.size();) {
      const uint64_t begin = table.expanded_begin(first);
      const bool wanted = Wanted(first);
      uint32_t end = first + 1;
      while (end < table.size() && table.expanded_ends[end] - begin <= kBatchBytes &&
             Wanted(end) == wanted) {
        ++end;
      }
      RONDO_RETURN_IF_ERROR(wanted ? ScanBatch(first, end) : SkipBatch(first, end));
      first = end;
    }
    return stats_;
  }

 private:
  bool Wanted(uint32_t block) const {
    const BlockTable& table = reader_.table();
    return TouchesRun(job_.runs, job_.offset + table.expanded_begin(block),
                      job_.offset + table.expanded_ends[block]);
  }

  absl::Status SkipBatch(uint32_t first, uint32_t end) {
    const BlockTable& table = reader_.table();
    RONDO_RETURN_IF_ERROR(
        job_.input->Skip(table.payload_ends[end - 1] - table.payload_begin(first)));
    stats_.blocks += end - first;
    stats_.skipped_blocks += end - first;
    after_newline_ = false;  // as far as is known
    return absl::OkStatus();
  }

  absl::Status ScanBatch(uint32_t first, uint32_t end) {
    const BlockTable& table = reader_.table();
    RONDO_RETURN_IF_ERROR(job_.input->Read(
        table.payload_ends[end - 1] - table.payload_begin(first), &payloads_));
    RONDO_RETURN_IF_ERROR(reader_.CheckPayloads(first, end, payloads_));
    const uint64_t begin = table.expanded_begin(first);
    expanded_.Resize(table.expanded_ends[end - 1] - begin);
    RONDO_RETURN_IF_ERROR(Expand(reader_.Jobs(first, end, payloads_, begin, expanded_)));
    const std::vector<BlockPart>& parts = result_.parts;
    stats_.counted_lines += result_.counted_lines;
    stats_.blocks += end - first;
    stats_.skipped_blocks += end - first;
    for (size_t i = 0; i < parts.size(); ++i) {
      if (i == 0 || parts[i].block != parts[i - 1].block) --stats_.skipped_blocks;
    }
    // What was left out at the end are whole lines.
    const bool cut =
        !parts.empty() && EndOf(parts.back()) == table.expanded_ends[end - 1];
    after_newline_ = !cut || expanded_.span().back() == '\n';
    return SendPassages(begin);
  }

  // What may be of interest of the blocks: all, if the lens cannot tell.
  absl::Status Expand(std::span<const BlockJob> jobs) {
    if (scan_ != nullptr) {
      return reader_.At(scan_->Scan({.jobs = jobs,
                                     .after_newline = after_newline_,
                                     .whole_blocks = job_.whole_blocks,
                                     .count_lines = job_.count_lines},
                                    &result_));
    }
    result_.Clear();
    for (const BlockJob& job : jobs) {
      result_.parts.push_back({.block = job.block, .from = 0, .to = job.expanded_bytes});
    }
    return reader_.At(decoder_->Expand(jobs));
  }

  absl::Status SendPassages(uint64_t batch_begin) {
    const std::vector<BlockPart>& parts = result_.parts;
    for (size_t i = 0; i < parts.size();) {
      const BlockPart& part = parts[i];
      const uint64_t from = reader_.table().expanded_begin(part.block) + part.from;
      uint64_t to = EndOf(part);
      for (++i; i < parts.size() && BeginOf(parts[i]) == to; ++i) to = EndOf(parts[i]);
      stats_.expanded_bytes += to - from;
      RONDO_RETURN_IF_ERROR(
          sink_({.offset = job_.offset + from,
                 .newlines = job_.newlines + reader_.table().newline_begin(part.block) +
                             part.newlines,
                 .bytes = expanded_.span().subspan(from - batch_begin, to - from)}));
    }
    return absl::OkStatus();
  }

  // In the segment.
  uint64_t BeginOf(const BlockPart& part) const {
    return reader_.table().expanded_begin(part.block) + part.from;
  }
  uint64_t EndOf(const BlockPart& part) const {
    return reader_.table().expanded_begin(part.block) + part.to;
  }

  const ScanJob& job_;
  const SegmentReader& reader_;
  const std::unique_ptr<BlockScan> scan_;          // null: the lens cannot tell
  const std::unique_ptr<SegmentDecoder> decoder_;  // in its place
  const PassageSink& sink_;
  bool after_newline_;
  ScanStats stats_ = {.segments = 1};
  base::ByteVector payloads_;
  base::Scratch<uint8_t> expanded_;
  ScanResult result_;
};

// Whether presence says that no line of the segment holds a needle. Of lines that a
// border of the segment cuts presence does not know.
absl::StatusOr<bool> IsWithout(const ScanJob& job, const Needles& needles) {
  if (job.header.presence_bytes == 0 || !job.after_newline || !job.ends_line) {
    return false;
  }
  RONDO_ASSIGN_OR_RETURN(const Presence presence,
                         ReadPresence(job.input.get(), job.place, job.header));
  return !presence.MayHoldAny(needles.strings()) || !presence.MayHoldAll(needles.also());
}

}  // namespace

bool TouchesRun(const std::optional<std::span<const LineRun>>& runs, uint64_t begin,
                uint64_t end) {
  if (!runs) return true;
  const auto run = std::ranges::upper_bound(*runs, begin, {}, &LineRun::to);
  return run != runs->end() && run->from < end;
}

absl::StatusOr<ScanStats> ScanSegment(const ScanJob& job, const Needles& needles,
                                      uint64_t memory_limit_bytes,
                                      const PassageSink& sink) {
  RONDO_ASSIGN_OR_RETURN(const bool without, IsWithout(job, needles));
  if (without) {
    return ScanStats{.segments = 1,
                     .skipped_segments = 1,
                     .blocks = job.header.blocks,
                     .skipped_blocks = job.header.blocks};
  }
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<SegmentReader> reader,
                         SegmentReader::Open(job.input.get(), job.place, job.header,
                                             memory_limit_bytes, job.lender));
  return SegmentScan(job, needles, *reader, sink).Run();
}

}  // namespace rondo::stream
