// The fallback for data that no grammar suits: frames of one block, so that a block is
// still read alone. Small frames forget what earlier ones taught; the first MiB or two of
// the segment, stored once in the tables, gives much of it back as a dictionary for all
// blocks. It is nearly free: the blocks that it was taken from shrink to next to nothing.
// On executables and genomes this beat dictionaries of 112 KiB trained on the segment.
//
// Source: RFC 8878. Tested by tests/stream/segment/lenses_test.cc.
#include "stream/lens/zstd.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stream/lens/block_cutter.h"
#include "stream/lens/stored.h"
#include "stream/lens/zstd_frames.h"

namespace rondo::stream {
namespace {

constexpr uint64_t kDictionaryBytes = uint64_t{2} << 20;
// A dictionary takes at most this part of the segment, and is not worth it below a size.
constexpr uint64_t kDictionaryShare = 4;
constexpr uint64_t kLeastDictionaryBytes = uint64_t{64} << 10;
constexpr uint64_t kSampleBytes = uint64_t{1} << 20;
// A dictionary must save this part: it makes the first read of a segment slower.
constexpr double kWorthIt = 0.99;

// Compressed part of a sample of the blocks.
double SampleRatio(base::Bytes segment, std::span<const uint64_t> block_ends,
                   base::Bytes dictionary) {
  ZstdFrameWriter frames(kQuickZstdLevel, dictionary);
  uint64_t raw = 0;
  uint64_t coded = 0;
  for (const base::Bytes block : SampleBlocks(segment, block_ends, kSampleBytes)) {
    const base::Bytes frame = frames.Write(block);
    raw += block.size();
    coded += frame.empty() ? block.size() : frame.size();
  }
  return static_cast<double>(coded) / static_cast<double>(raw);
}

// The blocks behind the first `skipped` bytes, as a segment of their own.
std::vector<uint64_t> BlockEndsBehind(std::span<const uint64_t> block_ends,
                                      uint64_t skipped) {
  std::vector<uint64_t> rest;
  for (const uint64_t end : block_ends) {
    if (end > skipped) rest.push_back(end - skipped);
  }
  return rest;
}

class ZstdDecoder : public SegmentDecoder {
 public:
  explicit ZstdDecoder(const ZSTD_DDict* dictionary) : frames_(dictionary) {}

  absl::Status Expand(std::span<const BlockJob> jobs) override {
    for (const BlockJob& job : jobs) RONDO_RETURN_IF_ERROR(ExpandOne(job));
    return absl::OkStatus();
  }

  uint64_t memory_bytes() const override {
    return frames_.memory_bytes() + block_.capacity();
  }

 private:
  absl::Status ExpandOne(const BlockJob& job) {
    if (job.payload.size() == job.expanded_bytes) return ExpandStored(job);
    if (job.out.size() == job.expanded_bytes) return frames_.Expand(job.payload, job.out);
    block_.resize(job.expanded_bytes);
    RONDO_RETURN_IF_ERROR(frames_.Expand(job.payload, block_));
    std::ranges::copy(base::Bytes(block_).subspan(job.from, job.out.size()),
                      job.out.begin());
    return absl::OkStatus();
  }

  ZstdFrameReader frames_;
  base::ByteVector block_;  // a whole block, when only a part is asked for
};

class ZstdTables : public SegmentTables {
 public:
  explicit ZstdTables(ZstdDictionary dictionary) : dictionary_(std::move(dictionary)) {}

  std::unique_ptr<SegmentDecoder> NewDecoder() override {
    return std::make_unique<ZstdDecoder>(dictionary_.get());
  }
  uint64_t memory_bytes() const override { return ZSTD_sizeof_DDict(dictionary_.get()); }

 private:
  const ZstdDictionary dictionary_;  // null: none
};

}  // namespace

ZstdOutlook LookAhead(base::Bytes segment, std::span<const uint64_t> block_ends) {
  ZstdOutlook outlook;
  const double total = static_cast<double>(segment.size());
  double best = SampleRatio(segment, block_ends, {}) * total;
  const uint64_t size = std::min(kDictionaryBytes, segment.size() / kDictionaryShare);
  const base::Bytes dictionary = segment.first(size);
  if (size >= kLeastDictionaryBytes && !IsFormattedDictionary(dictionary)) {
    ZstdFrameWriter frames(kQuickZstdLevel, {});
    const base::Bytes frame = frames.Write(dictionary);
    const uint64_t cost = frame.empty() ? size : frame.size();
    const double rest_ratio =
        SampleRatio(segment.subspan(size), BlockEndsBehind(block_ends, size), dictionary);
    const double with = static_cast<double>(cost) + rest_ratio * (total - size);
    if (with < best * kWorthIt) {
      best = with;
      outlook.dictionary_bytes = size;
    }
  }
  outlook.quick_bytes = static_cast<uint64_t>(std::llround(best));
  return outlook;
}

EncodedSegment EncodeZstdLens(base::Bytes segment, std::span<const uint64_t> block_ends,
                              int zstd_level, uint64_t dictionary_bytes) {
  EncodedSegment code;
  code.lens = Lens::kZstd;
  const base::Bytes dictionary = segment.first(dictionary_bytes);
  if (!dictionary.empty()) {
    ZstdFrameWriter frames(zstd_level, {});
    const base::Bytes frame = frames.Write(dictionary);
    base::ByteWriter writer(&code.tables);
    writer.Varint(dictionary.size());
    writer.Append(frame.empty() ? dictionary : frame);
  }
  ZstdFrameWriter frames(zstd_level, dictionary);
  uint64_t begin = 0;
  for (const uint64_t end : block_ends) {
    const base::Bytes block = segment.subspan(begin, end - begin);
    const base::Bytes frame = frames.Write(block);
    base::ByteWriter(&code.blocks).Append(frame.empty() ? block : frame);
    code.payload_ends.push_back(code.blocks.size());
    begin = end;
  }
  return code;
}

absl::StatusOr<std::unique_ptr<SegmentTables>> OpenZstdLens(base::Bytes tables,
                                                            const SegmentExtent& extent) {
  if (tables.empty()) return std::make_unique<ZstdTables>(nullptr);
  base::ByteReader reader(tables);
  const uint64_t size = reader.Varint();
  const base::Bytes frame = reader.Take(reader.remaining());
  if (!reader.ok() || size == 0 || size > kMaxZstdDictionaryBytes) {
    return absl::DataLossError(absl::StrCat("zstd dictionary is of ", size,
                                            " bytes, expected 1 to ",
                                            kMaxZstdDictionaryBytes));
  }
  // Expanded here, copied by zstd.
  if (size > extent.memory_limit_bytes / 2) {
    return absl::ResourceExhaustedError(absl::StrCat("zstd dictionary needs ", 2 * size,
                                                     " bytes of memory, limit is ",
                                                     extent.memory_limit_bytes));
  }
  base::ByteVector dictionary(size);
  if (frame.size() == size) {
    std::ranges::copy(frame, dictionary.begin());
  } else {
    RONDO_RETURN_IF_ERROR(ZstdFrameReader().Expand(frame, dictionary));
  }
  RONDO_ASSIGN_OR_RETURN(ZstdDictionary made, MakeZstdDictionary(dictionary));
  return std::make_unique<ZstdTables>(std::move(made));
}

}  // namespace rondo::stream
