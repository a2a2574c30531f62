// Tested by tests/stream/read/reader_test.cc.
#include "stream/read/segment_cache.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/newlines.h"
#include "base/status_macros.h"
#include "stream/io/input.h"
#include "stream/score/walker.h"

namespace rondo::stream {
namespace {

// Long reads go in steps, to bound the buffer for payloads.
constexpr uint64_t kStepBytes = uint64_t{1} << 20;

}  // namespace

absl::Status CachedSegment::Open(uint64_t memory_limit_bytes) {
  if (reader_ != nullptr) return absl::OkStatus();
  const SegmentPlace place = map_.place(number_);
  FileInput input(file_, place.offset);
  RONDO_ASSIGN_OR_RETURN(const SegmentHeader header, ReadSegmentAt(&input, place));
  RONDO_RETURN_IF_ERROR(map_.CheckHeader(number_, header));
  RONDO_ASSIGN_OR_RETURN(reader_,
                         SegmentReader::Open(&input, place, header, memory_limit_bytes));
  blocks_offset_ = input.position();
  return absl::OkStatus();
}

absl::StatusOr<base::ByteVector> CachedSegment::ReadPayloads(uint32_t first,
                                                             uint32_t end) const {
  const BlockTable& table = reader_->table();
  const uint64_t begin = table.payload_begin(first);
  base::ByteVector payloads(table.payload_ends[end - 1] - begin);
  RONDO_RETURN_IF_ERROR(file_.ReadAt(blocks_offset_ + begin, payloads));
  RONDO_RETURN_IF_ERROR(reader_->CheckPayloads(first, end, payloads));
  return payloads;
}

absl::Status CachedSegment::ReadBlocks(uint32_t first, uint32_t end, uint64_t from,
                                       std::span<uint8_t> out) {
  RONDO_ASSIGN_OR_RETURN(const base::ByteVector payloads, ReadPayloads(first, end));
  return reader_->Expand(first, end, payloads, from, out);
}

absl::Status CachedSegment::KeepBlock(uint32_t block) {
  if (kept_block_ == block) return absl::OkStatus();
  kept_block_ = kNone;  // while kept_ is neither the old nor the new one
  kept_.resize(reader_->table().expanded_bytes(block));
  RONDO_RETURN_IF_ERROR(
      ReadBlocks(block, block + 1, reader_->table().expanded_begin(block), kept_));
  kept_block_ = block;
  return absl::OkStatus();
}

absl::Status CachedSegment::ReadPart(uint32_t block, uint64_t from,
                                     std::span<uint8_t> out) {
  const bool again = last_block_ == block;
  last_block_ = block;
  if (!again) return ReadBlocks(block, block + 1, from, out);
  RONDO_RETURN_IF_ERROR(KeepBlock(block));
  const uint64_t begin = from - reader_->table().expanded_begin(block);
  std::ranges::copy(base::Bytes(kept_).subspan(begin, out.size()), out.begin());
  return absl::OkStatus();
}

absl::Status CachedSegment::ReadAt(uint64_t from, std::span<uint8_t> out,
                                   uint64_t memory_limit_bytes) {
  const std::lock_guard lock(mutex_);
  RONDO_RETURN_IF_ERROR(Open(memory_limit_bytes));
  const BlockTable& table = reader_->table();
  while (!out.empty()) {
    const uint32_t first = table.BlockOf(from);
    const uint64_t wanted = std::min<uint64_t>(out.size(), kStepBytes);
    const uint32_t last = table.BlockOf(from + wanted - 1);
    const std::span<uint8_t> step = out.first(wanted);
    const bool part = first == last && wanted < table.expanded_bytes(first);
    RONDO_RETURN_IF_ERROR(part ? ReadPart(first, from, step)
                               : ReadBlocks(first, last + 1, from, step));
    from += wanted;
    out = out.subspan(wanted);
  }
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> CachedSegment::AfterNewline(uint64_t count,
                                                     uint64_t memory_limit_bytes) {
  const std::lock_guard lock(mutex_);
  RONDO_RETURN_IF_ERROR(Open(memory_limit_bytes));
  const BlockTable& table = reader_->table();
  const uint32_t block = static_cast<uint32_t>(
      std::ranges::lower_bound(table.newline_ends, count) - table.newline_ends.begin());
  RONDO_RETURN_IF_ERROR(KeepBlock(block));
  const uint64_t offset = base::AfterNewline(kept_, count - table.newline_begin(block));
  if (offset > kept_.size()) {
    return absl::DataLossError(absl::StrCat(
        reader_->place().ToString(), ": block ", block, " has fewer newlines than ",
        table.newline_ends[block] - table.newline_begin(block), ", its count"));
  }
  return table.expanded_begin(block) + offset;
}

uint64_t CachedSegment::memory_bytes() {
  const std::lock_guard lock(mutex_);
  return sizeof(*this) + kept_.capacity() +
         (reader_ == nullptr ? 0 : reader_->memory_bytes());
}

absl::Status SegmentCache::ReadAt(uint64_t number, uint64_t from,
                                  std::span<uint8_t> out) {
  const std::shared_ptr<CachedSegment> segment = Use(number);
  const absl::Status status = segment->ReadAt(from, out, limit_bytes_);
  Settle(number, segment.get());
  return status;
}

absl::StatusOr<uint64_t> SegmentCache::AfterNewline(uint64_t number, uint64_t count) {
  const std::shared_ptr<CachedSegment> segment = Use(number);
  const absl::StatusOr<uint64_t> offset = segment->AfterNewline(count, limit_bytes_);
  Settle(number, segment.get());
  return offset;
}

void SegmentCache::Clear() {
  const std::lock_guard lock(mutex_);
  entries_.clear();
  by_number_.clear();
  held_bytes_ = 0;
}

std::shared_ptr<CachedSegment> SegmentCache::Use(uint64_t number) {
  const std::lock_guard lock(mutex_);
  if (const auto found = by_number_.find(number); found != by_number_.end()) {
    entries_.splice(entries_.begin(), entries_, found->second);
  } else {
    entries_.push_front(
        {number, 0, std::make_shared<CachedSegment>(file_, map_, number)});
    by_number_[number] = entries_.begin();
  }
  return entries_.front().segment;
}

void SegmentCache::Settle(uint64_t number, CachedSegment* segment) {
  const uint64_t memory_bytes = segment->memory_bytes();
  const std::lock_guard lock(mutex_);
  const auto found = by_number_.find(number);
  if (found == by_number_.end()) return;  // closed meanwhile
  held_bytes_ += memory_bytes - found->second->memory_bytes;
  found->second->memory_bytes = memory_bytes;
  while (held_bytes_ > limit_bytes_ && entries_.size() > 1) {
    held_bytes_ -= entries_.back().memory_bytes;
    by_number_.erase(entries_.back().number);
    entries_.pop_back();
  }
}

}  // namespace rondo::stream
