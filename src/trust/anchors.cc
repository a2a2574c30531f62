// A marker alone may be chance, or text that speaks of Rondo; with a checksum that holds
// it is chance once in 2^32 times at the least. What lies within an undamaged segment, as
// the scores of a segment that holds scores, nobody asks about.
//
// Rubbish that was made to look like scores costs no more than other bytes: a header is
// 256 bytes long at most, and what indexes may cost has a budget.
//
// Tested by tests/trust/survey_test.cc.
#include "trust/anchors.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stream/score/format.h"
#include "stream/score/parity.h"
#include "stream/score/segment_header.h"

namespace rondo::trust {
namespace {

using base::Bytes;
using base::ByteVector;
using stream::SegmentHeader;

constexpr uint64_t kScanBytes = uint64_t{1} << 20;
// Of a marker, and behind it what a header has at most.
constexpr uint64_t kOverlapBytes = stream::kMaxSegmentHeaderBytes;
constexpr size_t kMarkerBytes = stream::kScoreMarker.size();
// What an index expands to in memory: four bytes may be an entry.
constexpr uint64_t kMemoryPerIndexByte = 40;

bool IsMarker(Bytes bytes, const stream::Marker& marker) {
  return std::ranges::equal(bytes.first(kMarkerBytes), marker);
}

bool IsSegmentHeader(Bytes bytes) {
  if (bytes.size() < stream::kSegmentPrefixBytes) return false;
  const auto size =
      stream::SegmentHeaderBytes(bytes.first(stream::kSegmentPrefixBytes), {});
  return size.ok() && *size <= bytes.size() &&
         stream::ParseSegmentHeader(bytes.first(*size), {}).ok();
}

bool IsFileHeader(Bytes bytes) {
  return bytes.size() >= stream::kFileHeaderBytes &&
         stream::ParseFileHeader(bytes.first(stream::kFileHeaderBytes)).ok();
}

bool IsFirstPage(Bytes bytes) {
  const auto page = stream::ParseParityHeader(bytes);
  return page.ok() && page->offset() == 0;
}

// Of a short score that is undamaged up to its payloads.
absl::StatusOr<std::optional<Frame>> ShortFrame(const RandomAccessFile& file,
                                                uint64_t end, uint32_t score_bytes) {
  constexpr uint64_t kLeast =
      stream::kFileHeaderBytes + stream::kSegmentPrefixBytes + stream::kShortTrailerBytes;
  if (score_bytes < kLeast || score_bytes > end) return std::nullopt;
  Frame frame = {.begin = end - score_bytes,
                 .end = end,
                 .index_begin = end - stream::kShortTrailerBytes};
  ByteVector bytes(std::min<uint64_t>(
      score_bytes, stream::kFileHeaderBytes + stream::kCarriedSizeBytes));
  RONDO_RETURN_IF_ERROR(file.ReadAt(frame.begin, std::span<uint8_t>(bytes)));
  const auto header =
      stream::ParseFileHeader(Bytes(bytes).first(stream::kFileHeaderBytes));
  if (!header.ok() || !header->is_short) return std::nullopt;
  uint64_t begin = frame.begin + stream::kFileHeaderBytes;
  if (header->carries_dictionary) {
    const auto car_bytes =
        stream::ParseCarriedBytes(Bytes(bytes).subspan(stream::kFileHeaderBytes));
    if (!car_bytes.ok()) return std::nullopt;
    frame.index.carried_bytes = *car_bytes;
    begin += stream::CarriedDictionaryBytes(*car_bytes);
  }
  if (begin >= frame.index_begin) return std::nullopt;
  bytes.resize(
      std::min<uint64_t>(frame.index_begin - begin, stream::kMaxSegmentHeaderBytes));
  RONDO_RETURN_IF_ERROR(file.ReadAt(begin, std::span<uint8_t>(bytes)));
  if (!IsSegmentHeader(bytes)) return std::nullopt;
  const size_t header_bytes =
      *stream::SegmentHeaderBytes(Bytes(bytes).first(stream::kSegmentPrefixBytes), {});
  const SegmentHeader segment =
      *stream::ParseSegmentHeader(Bytes(bytes).first(header_bytes), {});
  if (segment.stored_bytes() != frame.index_begin - begin) return std::nullopt;
  frame.index.entries.push_back(stream::EntryOf(segment));
  return frame;
}

// Finds the anchors of one stretch of bytes after another.
class Scan {
 public:
  Scan(const RandomAccessFile& file, uint64_t memory_limit_bytes, uint64_t* budget_bytes)
      : file_(file), limit_bytes_(memory_limit_bytes), budget_bytes_(*budget_bytes) {}

  // `bytes` are those at `offset`; markers in the first `count` of them are looked at.
  absl::Status Add(uint64_t offset, Bytes bytes, size_t count) {
    for (size_t at = 0; at < count; ++at) {
      const void* found =
          std::memchr(bytes.data() + at, stream::kScoreMarker[0], count - at);
      if (found == nullptr) break;
      at = static_cast<const uint8_t*>(found) - bytes.data();
      const Bytes rest = bytes.subspan(at);
      if (rest.size() < kMarkerBytes) break;
      RONDO_RETURN_IF_ERROR(AddMarker(offset + at, rest));
    }
    return absl::OkStatus();
  }

  Anchors Finish() {
    std::ranges::stable_sort(anchors_.frames, {}, &Frame::begin);
    return std::move(anchors_);
  }

 private:
  absl::Status AddMarker(uint64_t offset, Bytes bytes) {
    if ((IsMarker(bytes, stream::kScoreMarker) && IsFileHeader(bytes)) ||
        (IsMarker(bytes, stream::kSegmentMarker) && IsSegmentHeader(bytes)) ||
        (IsMarker(bytes, stream::kParityMarker) && IsFirstPage(bytes))) {
      anchors_.begins.push_back(offset);
      return Charge(sizeof(uint64_t));
    }
    if (IsMarker(bytes, stream::kTrailerMarker) ||
        IsMarker(bytes, stream::kShortTrailerMarker) ||
        IsMarker(bytes, stream::kParityTrailerMarker)) {
      RONDO_ASSIGN_OR_RETURN(std::optional<Frame> frame,
                             FrameBefore(file_, offset + kMarkerBytes, &budget_bytes_));
      if (!frame.has_value()) return absl::OkStatus();
      RONDO_RETURN_IF_ERROR(Charge(sizeof(Frame) + frame->index.entries.size() *
                                                       sizeof(stream::IndexEntry)));
      anchors_.frames.push_back(*std::move(frame));
    }
    return absl::OkStatus();
  }

  // Twice the bytes: vectors grow.
  absl::Status Charge(uint64_t bytes) {
    held_bytes_ += 2 * bytes;
    if (held_bytes_ <= limit_bytes_) return absl::OkStatus();
    return absl::ResourceExhaustedError(
        absl::StrCat("what is in the file needs more than ", limit_bytes_,
                     " bytes of memory, which is the limit"));
  }

  const RandomAccessFile& file_;
  const uint64_t limit_bytes_;
  uint64_t& budget_bytes_;
  uint64_t held_bytes_ = 0;
  Anchors anchors_;
};

}  // namespace

absl::StatusOr<std::optional<Frame>> FrameBefore(const RandomAccessFile& file,
                                                 uint64_t end, uint64_t* budget_bytes) {
  if (end < stream::kFileHeaderBytes + stream::kShortTrailerBytes) return std::nullopt;
  std::array<uint8_t, stream::kShortTrailerBytes> last;
  RONDO_RETURN_IF_ERROR(file.ReadAt(end - last.size(), last));
  if (const auto score_bytes = stream::ParseShortTrailer(last)) {
    return ShortFrame(file, end, *score_bytes);
  }
  RONDO_ASSIGN_OR_RETURN(const auto parity, stream::ParityBefore(file, end));
  if (parity.has_value()) {
    const uint64_t begin = end - parity->section_bytes;
    return Frame{.begin = begin, .end = end, .index_begin = begin, .is_parity = true};
  }
  if (end < stream::kFileHeaderBytes + stream::kMinIndexBytes + stream::kTrailerBytes) {
    return std::nullopt;
  }
  std::array<uint8_t, stream::kTrailerBytes> trailer_bytes;
  RONDO_RETURN_IF_ERROR(file.ReadAt(end - trailer_bytes.size(), trailer_bytes));
  const absl::StatusOr<stream::Trailer> trailer = stream::ParseTrailer(trailer_bytes);
  if (!trailer.ok() || trailer->score_bytes > end) return std::nullopt;
  if (trailer->index_bytes > *budget_bytes / kMemoryPerIndexByte) return std::nullopt;
  *budget_bytes -= trailer->index_bytes;
  Frame frame = {.begin = end - trailer->score_bytes,
                 .end = end,
                 .index_begin = end - trailer_bytes.size() - trailer->index_bytes};
  ByteVector index_bytes(trailer->index_bytes);
  RONDO_RETURN_IF_ERROR(file.ReadAt(frame.index_begin, std::span<uint8_t>(index_bytes)));
  absl::StatusOr<stream::ScoreIndex> index = stream::ParseIndex(
      index_bytes, frame.index_begin - frame.begin - stream::kFileHeaderBytes);
  if (!index.ok()) return std::nullopt;
  frame.index = *std::move(index);
  return frame;
}

absl::StatusOr<Anchors> FindAnchors(const RandomAccessFile& file, uint64_t begin,
                                    uint64_t end, uint64_t memory_limit_bytes,
                                    uint64_t* budget_bytes) {
  Scan scan(file, memory_limit_bytes, budget_bytes);
  ByteVector buffer(std::min(end - begin, kScanBytes + kOverlapBytes));
  for (uint64_t at = begin; at < end; at += kScanBytes) {
    const std::span<uint8_t> part =
        std::span(buffer).first(std::min<uint64_t>(buffer.size(), end - at));
    RONDO_RETURN_IF_ERROR(file.ReadAt(at, part));
    RONDO_RETURN_IF_ERROR(
        scan.Add(at, part, std::min<uint64_t>(part.size(), kScanBytes)));
  }
  return scan.Finish();
}

}  // namespace rondo::trust
