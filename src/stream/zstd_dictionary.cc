// The dictionary is trained on an even sample of the segment, cut into pieces of a few
// KiB, and kept only if a sample of blocks shows that it pays for itself: with and without
// are both measured, and the gain is scaled to the segment.
//
// Source: COVER (Liao, Petri, Moffat, Wirth: Effective Construction of Relative
// Lempel-Ziv Dictionaries, 2016), as zstd implements it.
// Tested by tests/container_lens_test.cc.
#include "stream/zstd_dictionary.h"

#include <zdict.h>
#include <zstd.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "stream/block_cutter.h"

namespace rondo::stream {
namespace {

constexpr size_t kMinBlocks = 8;
constexpr uint64_t kTrainingBytes = uint64_t{4} << 20;
constexpr uint64_t kMeasuredBytes = uint64_t{512} << 10;
constexpr size_t kPieceBytes = 4 << 10;
constexpr size_t kMostDictionaryBytes = 112 << 10;
constexpr size_t kLeastDictionaryBytes = 4 << 10;
// A dictionary takes at most this part of the segment it serves.
constexpr size_t kSegmentShare = 50;

ByteVector Train(const std::vector<Bytes>& sample, size_t capacity) {
  ByteVector text;
  std::vector<size_t> pieces;
  for (Bytes block : sample) {
    text.insert(text.end(), block.begin(), block.end());
    while (!block.empty()) {
      pieces.push_back(std::min(block.size(), kPieceBytes));
      block = block.subspan(pieces.back());
    }
  }
  ByteVector dictionary(capacity);
  const size_t size = ZDICT_trainFromBuffer(dictionary.data(), capacity, text.data(),
                                            pieces.data(), pieces.size());
  dictionary.resize(ZDICT_isError(size) ? 0 : size);
  return dictionary;
}

// Bytes of the sample in frames of one block each.
uint64_t Measure(const std::vector<Bytes>& sample, Bytes dictionary, int zstd_level) {
  const std::unique_ptr<ZSTD_CCtx, size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(),
                                                                   ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, zstd_level);
  ZSTD_CCtx_loadDictionary(context.get(), dictionary.data(), dictionary.size());
  ByteVector buffer;
  uint64_t total = 0;
  for (const Bytes block : sample) {
    buffer.resize(ZSTD_compressBound(block.size()));
    const size_t size = ZSTD_compress2(context.get(), buffer.data(), buffer.size(),
                                       block.data(), block.size());
    total += std::min(size, block.size());
  }
  return total;
}

}  // namespace

ByteVector TrainZstdDictionary(Bytes segment, std::span<const uint64_t> block_ends,
                               int zstd_level) {
  if (block_ends.size() < kMinBlocks) return {};
  const size_t capacity = std::min(kMostDictionaryBytes, segment.size() / kSegmentShare);
  if (capacity < kLeastDictionaryBytes) return {};
  ByteVector dictionary =
      Train(SampleBlocks(segment, block_ends, kTrainingBytes), capacity);
  if (dictionary.empty()) return {};

  const std::vector<Bytes> sample = SampleBlocks(segment, block_ends, kMeasuredBytes);
  uint64_t sample_bytes = 0;
  for (const Bytes block : sample) sample_bytes += block.size();
  const uint64_t without = Measure(sample, {}, zstd_level);
  const uint64_t with = Measure(sample, dictionary, zstd_level);
  const uint64_t cost = Measure({dictionary}, {}, zstd_level);
  if (with >= without) return {};
  const double gain = static_cast<double>(without - with) * segment.size() / sample_bytes;
  if (gain <= cost) return {};
  return dictionary;
}

}  // namespace rondo::stream
