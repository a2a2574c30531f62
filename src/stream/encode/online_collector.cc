// Tested by tests/stream/encode/online_test.cc.
#include "stream/encode/online_collector.h"

#include <algorithm>
#include <utility>

#include "stream/lens/block_cutter.h"

namespace rondo::stream {

size_t OnlineCollector::Add(base::Bytes bytes) {
  size_t taken = 0;
  while (taken < bytes.size() && !full_) {
    // One byte more than a block shows that it is not the last.
    const uint64_t open = collected_.size() - cut_bytes();
    const size_t count =
        std::min<uint64_t>(bytes.size() - taken, block_bytes_ + uint64_t{1} - open);
    collected_.insert(collected_.end(), bytes.begin() + taken,
                      bytes.begin() + taken + count);
    taken += count;
    if (open + count <= block_bytes_) continue;
    AddBlock(CutLength(base::Bytes(collected_).subspan(cut_bytes()), block_bytes_));
    full_ = cut_bytes() + block_bytes_ > segment_bytes_ ||
            online_->inducer.memory_bytes() > segment_bytes_ * kGrammarMemoryPerByte;
  }
  return taken;
}

void OnlineCollector::AddBlock(uint64_t bytes) {
  const uint64_t begin = cut_bytes();
  online_->inducer.AddBlock(base::Bytes(collected_).subspan(begin, bytes));
  online_->block_ends.push_back(begin + bytes);
}

std::optional<CollectedSegment> OnlineCollector::Next() { return Cut(); }

std::optional<CollectedSegment> OnlineCollector::NextBeforeLast() {
  if (!full_) return std::nullopt;
  return Cut();
}

CollectedSegment OnlineCollector::Last() {
  if (collected_.size() > cut_bytes()) AddBlock(collected_.size() - cut_bytes());
  return Cut();
}

// Cuts behind the last block.
CollectedSegment OnlineCollector::Cut() {
  const uint64_t cut = cut_bytes();
  base::ByteVector rest(collected_.begin() + cut, collected_.end());
  collected_.resize(cut);
  full_ = false;
  return {.bytes = std::exchange(collected_, std::move(rest)),
          .online = std::exchange(online_, std::make_unique<OnlineGrammar>())};
}

}  // namespace rondo::stream
