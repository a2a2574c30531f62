// Tested by tests/stream/segment/lens_choice_test.cc and
// tests/stream/segment/lenses_test.cc.
#include "stream/segment/lens_measures.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "stream/grammar_lens/lens.h"
#include "stream/lens/block_cutter.h"
#include "stream/lens/zstd_frame_writer.h"
#include "stream/lens/zstd_frames.h"
#include "stream/record_lens/lens.h"

namespace rondo::stream {
namespace {

constexpr uint64_t kDictionaryBytes = uint64_t{2} << 20;
// A dictionary takes at most this part of the segment, and is not worth it below a size.
constexpr uint64_t kDictionaryShare = 4;
constexpr uint64_t kLeastDictionaryBytes = uint64_t{64} << 10;
constexpr uint64_t kZstdSampleBytes = uint64_t{1} << 20;
constexpr uint64_t kZstdGainSampleBytes = uint64_t{256} << 10;
// A dictionary must save this part: it makes the first read of a segment slower.
constexpr double kWorthIt = 0.99;
// Samples to compare lenses by.
constexpr int kSampleLevel = 1;
constexpr uint64_t kStretches = 8;

// Compressed part of a sample of the blocks.
double ZstdShare(base::Bytes segment, std::span<const uint64_t> block_ends,
                 base::Bytes dictionary, int level, uint64_t sample_bytes) {
  ZstdFrameWriter frames(level, dictionary);
  uint64_t raw = 0;
  uint64_t coded = 0;
  for (const base::Bytes block : SampleBlocks(segment, block_ends, sample_bytes)) {
    const base::Bytes frame = frames.Write(block);
    raw += block.size();
    coded += frame.empty() ? block.size() : frame.size();
  }
  return static_cast<double>(coded) / static_cast<double>(raw);
}

double QuickShare(base::Bytes segment, std::span<const uint64_t> block_ends,
                  base::Bytes dictionary) {
  return ZstdShare(segment, block_ends, dictionary, kQuickZstdLevel, kZstdSampleBytes);
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

// The whole lines of kStretches stretches of the segment.
base::ByteVector TakeSample(base::Bytes segment, uint64_t sample_bytes) {
  base::ByteVector sample;
  const uint64_t stretch_bytes = sample_bytes / kStretches;
  for (uint64_t i = 0; i < kStretches; ++i) {
    const uint64_t begin = (segment.size() - stretch_bytes) * i / (kStretches - 1);
    const base::Bytes stretch = segment.subspan(begin, stretch_bytes);
    const auto first = std::find(stretch.begin(), stretch.end(), '\n');
    const auto last = std::find(stretch.rbegin(), stretch.rend(), '\n').base();
    if (first < last) sample.insert(sample.end(), first + 1, last);
  }
  return sample;
}

}  // namespace

ZstdOutlook LookAhead(base::Bytes segment, std::span<const uint64_t> block_ends) {
  ZstdOutlook outlook;
  const double total = static_cast<double>(segment.size());
  double best = QuickShare(segment, block_ends, {}) * total;
  const uint64_t size = std::min(kDictionaryBytes, segment.size() / kDictionaryShare);
  const base::Bytes dictionary = segment.first(size);
  if (size >= kLeastDictionaryBytes && !IsFormattedDictionary(dictionary)) {
    ZstdFrameWriter frames(kQuickZstdLevel, {});
    const base::Bytes frame = frames.Write(dictionary);
    const uint64_t cost = frame.empty() ? size : frame.size();
    const double rest_share =
        QuickShare(segment.subspan(size), BlockEndsBehind(block_ends, size), dictionary);
    const double with = static_cast<double>(cost) + rest_share * (total - size);
    if (with < best * kWorthIt) {
      best = with;
      outlook.dictionary_bytes = size;
    }
  }
  outlook.quick_bytes = static_cast<uint64_t>(std::llround(best));
  return outlook;
}

double ZstdGain(base::Bytes segment, std::span<const uint64_t> block_ends, int level) {
  const auto share = [&](int zstd_level) {
    return ZstdShare(segment, block_ends, {}, zstd_level, kZstdGainSampleBytes);
  };
  return share(level) / share(kQuickZstdLevel);
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

double RecordShare(base::Bytes segment, uint64_t sample_bytes, uint32_t block_bytes) {
  const base::ByteVector sample = TakeSample(segment, sample_bytes);
  if (sample.empty()) return 1;
  const std::vector<uint64_t> block_ends = CutBlocks(sample, block_bytes);
  const auto records = EncodeRecordLens(sample, block_ends, kSampleLevel).size_bytes();
  const auto grammar = EncodeGrammarLens(sample, block_ends, kSampleLevel).size_bytes();
  return static_cast<double>(records) / static_cast<double>(grammar);
}

}  // namespace rondo::stream
