// Tested by tests/stream/segment/lens_choice_test.cc and
// tests/stream/segment/lenses_test.cc.
#include "stream/segment/lens_measures.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "stream/grammar_lens/lens.h"
#include "stream/lens/block_cutter.h"
#include "stream/lens/zstd_frames.h"
#include "stream/record_lens/lens.h"

namespace rondo::stream {
namespace {

constexpr uint64_t kDictionaryBytes = uint64_t{2} << 20;
// A dictionary takes at most this part of the segment, and is not worth it below a size.
constexpr uint64_t kDictionaryShare = 4;
constexpr uint64_t kLeastDictionaryBytes = uint64_t{64} << 10;
constexpr uint64_t kZstdSampleBytes = uint64_t{1} << 20;
// A dictionary must save this part: it makes the first read of a segment slower.
constexpr double kWorthIt = 0.99;
// The level at which samples are encoded, at most.
constexpr int kSampleLevel = 6;

// Compressed part of a sample of the blocks.
double ZstdShare(base::Bytes segment, std::span<const uint64_t> block_ends,
                 base::Bytes dictionary) {
  ZstdFrameWriter frames(kQuickZstdLevel, dictionary);
  uint64_t raw = 0;
  uint64_t coded = 0;
  for (const base::Bytes block : SampleBlocks(segment, block_ends, kZstdSampleBytes)) {
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

struct Sample {
  base::ByteVector bytes;
  std::vector<uint64_t> block_ends;
};

Sample TakeSample(base::Bytes segment, std::span<const uint64_t> block_ends,
                  const SampleSize& size) {
  Sample sample;
  const uint64_t blocks = block_ends.size();
  const uint64_t in_stretch =
      std::max<uint64_t>(1, size.bytes * blocks / segment.size() / size.stretches);
  for (uint64_t i = 0; i < size.stretches; ++i) {
    const uint64_t first = (blocks - in_stretch) * i / (size.stretches - 1);
    for (uint64_t b = first; b < first + in_stretch; ++b) {
      const uint64_t begin = b == 0 ? 0 : block_ends[b - 1];
      sample.bytes.insert(sample.bytes.end(), segment.begin() + begin,
                          segment.begin() + block_ends[b]);
      sample.block_ends.push_back(sample.bytes.size());
    }
  }
  return sample;
}

}  // namespace

ZstdOutlook LookAhead(base::Bytes segment, std::span<const uint64_t> block_ends) {
  ZstdOutlook outlook;
  const double total = static_cast<double>(segment.size());
  double best = ZstdShare(segment, block_ends, {}) * total;
  const uint64_t size = std::min(kDictionaryBytes, segment.size() / kDictionaryShare);
  const base::Bytes dictionary = segment.first(size);
  if (size >= kLeastDictionaryBytes && !IsFormattedDictionary(dictionary)) {
    ZstdFrameWriter frames(kQuickZstdLevel, {});
    const base::Bytes frame = frames.Write(dictionary);
    const uint64_t cost = frame.empty() ? size : frame.size();
    const double rest_share =
        ZstdShare(segment.subspan(size), BlockEndsBehind(block_ends, size), dictionary);
    const double with = static_cast<double>(cost) + rest_share * (total - size);
    if (with < best * kWorthIt) {
      best = with;
      outlook.dictionary_bytes = size;
    }
  }
  outlook.quick_bytes = static_cast<uint64_t>(std::llround(best));
  return outlook;
}

bool LooksLikeLines(base::Bytes segment) {
  constexpr size_t kLookBytes = 256 << 10;
  constexpr size_t kShortestLine = 12;
  constexpr size_t kLongestLine = 16 << 10;
  const base::Bytes look = segment.first(std::min(segment.size(), kLookBytes));
  size_t newlines = 0;
  size_t controls = 0;
  for (const uint8_t byte : look) {
    newlines += byte == '\n';
    controls += byte < '\t' || (byte > '\r' && byte < ' ');
  }
  return controls * 50 <= look.size() && newlines * kShortestLine <= look.size() &&
         newlines * kLongestLine >= look.size();
}

double RecordShare(base::Bytes segment, std::span<const uint64_t> block_ends,
                   const SampleSize& size, int level) {
  level = std::min(level, kSampleLevel);
  const Sample sample = TakeSample(segment, block_ends, size);
  const auto records =
      EncodeRecordLens(sample.bytes, sample.block_ends, level).size_bytes();
  const auto grammar =
      EncodeGrammarLens(sample.bytes, sample.block_ends, level).size_bytes();
  return static_cast<double>(records) / static_cast<double>(grammar);
}

}  // namespace rondo::stream
