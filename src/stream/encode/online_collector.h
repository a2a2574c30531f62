// Collects segments whose grammar grows as their bytes arrive (--online).
//
// A block is cut off as soon as more bytes wait, and its notes go to Sequitur at once. A
// segment ends before the block that would make it larger than it may be, or earlier,
// once its grammar takes more than kGrammarMemoryPerByte for each byte that it may have:
// then that grammar is closed and the next block begins a new one. So memory is bounded
// by the size of a segment, whatever comes.
#ifndef RONDO_STREAM_ENCODE_ONLINE_COLLECTOR_H_
#define RONDO_STREAM_ENCODE_ONLINE_COLLECTOR_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "stream/encode/collector.h"

namespace rondo::stream {

class OnlineCollector : public Collector {
 public:
  // Text takes 1 to 6. A table that doubles needs three times its size for a moment:
  // with 6, all is still below what SizeSegments counts on.
  static constexpr uint64_t kGrammarMemoryPerByte = 6;

  // REQUIRES: 2 <= block_bytes <= segment_bytes.
  OnlineCollector(uint64_t segment_bytes, uint32_t block_bytes)
      : segment_bytes_(segment_bytes), block_bytes_(block_bytes) {}

  size_t Add(base::Bytes bytes) override;
  std::optional<CollectedSegment> Next() override;
  std::optional<CollectedSegment> NextBeforeLast() override;
  CollectedSegment Last() override;

 private:
  uint64_t cut_bytes() const {
    return online_->block_ends.empty() ? 0 : online_->block_ends.back();
  }
  void AddBlock(uint64_t bytes);
  CollectedSegment Cut();

  const uint64_t segment_bytes_;
  const uint32_t block_bytes_;
  base::ByteVector
      collected_;  // blocks, then up to block_bytes_ + 1 bytes of the next one
  std::unique_ptr<OnlineGrammar> online_ = std::make_unique<OnlineGrammar>();
  bool full_ = false;  // the segment ends with the last block; a byte of the next is here
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_ENCODE_ONLINE_COLLECTOR_H_
