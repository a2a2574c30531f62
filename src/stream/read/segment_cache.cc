// Tested by tests/stream/read/reader_test.cc and tests/stream/read/concurrent_read_test.cc.
#include "stream/read/segment_cache.h"

#include <algorithm>
#include <utility>

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

absl::StatusOr<const CachedSegment::Opened*> CachedSegment::Open() {
  return opened_.Get([this]() -> absl::StatusOr<Opened> {
    const SegmentPlace place = map_.place(number_);
    FileInput input(file_, place.offset);
    RONDO_ASSIGN_OR_RETURN(const SegmentHeader header, ReadSegmentAt(&input, place));
    RONDO_RETURN_IF_ERROR(map_.CheckHeader(number_, header));
    Opened opened;
    RONDO_ASSIGN_OR_RETURN(opened.reader,
                           SegmentReader::Open(&input, place, header, limit_bytes_,
                                               lenders_.Of(number_, header)));
    opened.blocks_offset = input.position();
    return opened;
  });
}

CachedSegment::Worker CachedSegment::TakeWorker(const SegmentReader& reader) {
  {
    const base::MutexLock lock(&mutex_);
    if (!idle_.empty()) {
      Worker worker = std::move(idle_.back());
      idle_.pop_back();
      return worker;
    }
  }
  return {.decoder = reader.NewDecoder(), .payloads = {}};
}

void CachedSegment::GiveBack(Worker worker) {
  const base::MutexLock lock(&mutex_);
  idle_.push_back(std::move(worker));
}

absl::Status CachedSegment::ReadBlocks(const Opened& opened, uint32_t first, uint32_t end,
                                       uint64_t from, std::span<uint8_t> out) {
  const SegmentReader& reader = *opened.reader;
  const uint64_t begin = reader.table().payload_begin(first);
  Worker worker = TakeWorker(reader);
  worker.payloads.resize(reader.table().payload_ends[end - 1] - begin);
  RONDO_RETURN_IF_ERROR(file_.ReadAt(opened.blocks_offset + begin, worker.payloads));
  RONDO_RETURN_IF_ERROR(reader.CheckPayloads(first, end, worker.payloads));
  RONDO_RETURN_IF_ERROR(
      reader.Expand(worker.decoder.get(), first, end, worker.payloads, from, out));
  GiveBack(std::move(worker));
  return absl::OkStatus();
}

uint64_t CachedSegment::OffsetOf(const Opened& opened, uint32_t block) const {
  return map_.expanded_begin(number_) + opened.reader->table().expanded_begin(block);
}

absl::StatusOr<BlockCache::Block> CachedSegment::KeepBlock(const Opened& opened,
                                                           uint32_t block) {
  const BlockTable& table = opened.reader->table();
  auto bytes = std::make_shared<base::ByteVector>(table.expanded_bytes(block));
  RONDO_RETURN_IF_ERROR(
      ReadBlocks(opened, block, block + 1, table.expanded_begin(block), *bytes));
  blocks_.Keep(OffsetOf(opened, block), bytes);
  return bytes;
}

absl::Status CachedSegment::ReadPart(const Opened& opened, uint32_t block, uint64_t from,
                                     std::span<uint8_t> out) {
  BlockCache::Found kept = blocks_.Find(OffsetOf(opened, block));
  if (kept.block == nullptr) {
    if (!kept.worth_keeping) return ReadBlocks(opened, block, block + 1, from, out);
    RONDO_ASSIGN_OR_RETURN(kept.block, KeepBlock(opened, block));
  }
  const uint64_t begin = from - opened.reader->table().expanded_begin(block);
  std::ranges::copy(base::Bytes(*kept.block).subspan(begin, out.size()), out.begin());
  return absl::OkStatus();
}

absl::Status CachedSegment::ReadAt(uint64_t from, std::span<uint8_t> out) {
  RONDO_ASSIGN_OR_RETURN(const Opened* const opened, Open());
  const BlockTable& table = opened->reader->table();
  while (!out.empty()) {
    const uint32_t first = table.BlockOf(from);
    const uint64_t wanted = std::min<uint64_t>(out.size(), kStepBytes);
    const uint32_t last = table.BlockOf(from + wanted - 1);
    const std::span<uint8_t> step = out.first(wanted);
    const bool part = first == last && wanted < table.expanded_bytes(first);
    RONDO_RETURN_IF_ERROR(part ? ReadPart(*opened, first, from, step)
                               : ReadBlocks(*opened, first, last + 1, from, step));
    from += wanted;
    out = out.subspan(wanted);
  }
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> CachedSegment::AfterNewline(uint64_t count) {
  RONDO_ASSIGN_OR_RETURN(const Opened* const opened, Open());
  const BlockTable& table = opened->reader->table();
  const uint32_t block = static_cast<uint32_t>(
      std::ranges::lower_bound(table.newline_ends, count) - table.newline_ends.begin());
  BlockCache::Block kept = blocks_.Find(OffsetOf(*opened, block)).block;
  if (kept == nullptr) {
    RONDO_ASSIGN_OR_RETURN(kept, KeepBlock(*opened, block));
  }
  const uint64_t offset = base::AfterNewline(*kept, count - table.newline_begin(block));
  if (offset > kept->size()) {
    return absl::DataLossError(absl::StrCat(
        opened->reader->place().ToString(), ": block ", block,
        " has fewer newlines than ",
        table.newline_ends[block] - table.newline_begin(block), ", its count"));
  }
  return table.expanded_begin(block) + offset;
}

uint64_t CachedSegment::memory_bytes() const {
  const Opened* const opened = opened_.MadeOrNull();
  uint64_t bytes =
      sizeof(*this) + (opened == nullptr ? 0 : opened->reader->memory_bytes());
  const base::MutexLock lock(&mutex_);
  for (const Worker& worker : idle_)
    bytes += worker.decoder->memory_bytes() + worker.payloads.capacity();
  return bytes;
}

absl::Status SegmentCache::ReadAt(uint64_t number, uint64_t from,
                                  std::span<uint8_t> out) {
  const std::shared_ptr<CachedSegment> segment = Use(number);
  const absl::Status status = segment->ReadAt(from, out);
  Settle(number, *segment, !status.ok());
  return status;
}

absl::StatusOr<uint64_t> SegmentCache::AfterNewline(uint64_t number, uint64_t count) {
  const std::shared_ptr<CachedSegment> segment = Use(number);
  const absl::StatusOr<uint64_t> offset = segment->AfterNewline(count);
  Settle(number, *segment, !offset.ok());
  return offset;
}

base::MemoryBudget::Lease SegmentCache::MakeRoom() {
  const base::MutexLock lock(&mutex_);
  ShrinkTo(budget_.limit_bytes() / 2, 0);
  return budget_.Take(held_bytes_ + blocks_.held_bytes());
}

std::shared_ptr<CachedSegment> SegmentCache::Use(uint64_t number) {
  const base::MutexLock lock(&mutex_);
  if (const auto found = by_number_.find(number); found != by_number_.end()) {
    entries_.splice(entries_.begin(), entries_, found->second);
  } else {
    entries_.push_front(
        {number, 0,
         std::make_shared<CachedSegment>(file_, map_, &lenders_, number,
                                         budget_.cache_bytes(), &blocks_)});
    by_number_[number] = entries_.begin();
  }
  return entries_.front().segment;
}

void SegmentCache::Settle(uint64_t number, const CachedSegment& segment, bool failed) {
  const uint64_t memory_bytes = segment.memory_bytes();
  const base::MutexLock lock(&mutex_);
  const auto found = by_number_.find(number);
  // Closed meanwhile, maybe opened anew.
  if (found == by_number_.end() || found->second->segment.get() != &segment) return;
  held_bytes_ += memory_bytes - found->second->memory_bytes;
  found->second->memory_bytes = memory_bytes;
  if (failed) Close(found->second);
  ShrinkTo(budget_.cache_bytes_now(), 1);
}

void SegmentCache::Close(std::list<Entry>::iterator entry) {
  held_bytes_ -= entry->memory_bytes;
  by_number_.erase(entry->number);
  entries_.erase(entry);
}

void SegmentCache::ShrinkTo(uint64_t bytes, size_t least_entries) {
  while (held_bytes_ + blocks_.held_bytes() > bytes && entries_.size() > least_entries) {
    Close(std::prev(entries_.end()));
  }
  blocks_.ShrinkTo(bytes - std::min(bytes, held_bytes_));
}

}  // namespace rondo::stream
