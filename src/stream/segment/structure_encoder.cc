// In a large segment, four stretches are encoded under both lenses first. Where one of
// them takes clearly less, only that one is run on the whole. In both lenses what is
// shared over the segment (rules, templates, strings) gains with size, so that samples
// decide only what is far from even: of 17 files of 2 to 64 MiB, those on the wrong side
// in a sample were all within kClear.
//
// The fastest level goes by a small sample alone.
//
// Records decode at about half the speed of a grammar and must be worth it.
//
// Tested by tests/stream/segment/lenses_test.cc.
#include "stream/segment/structure_encoder.h"

#include <algorithm>
#include <utility>

#include "stream/grammar_lens/lens.h"
#include "stream/record_lens/lens.h"

namespace rondo::stream {
namespace {

// Samples are an eighth of the segment, within these limits; segments of less than eight
// times the least are not sampled.
constexpr uint64_t kLeastSample = 256 << 10;
constexpr uint64_t kLargestSample = 4 << 20;
constexpr uint64_t kSampleShare = 8;
constexpr uint64_t kStretches = 4;
constexpr int kFastest = 1;
constexpr uint64_t kFastestSample = 128 << 10;
constexpr uint64_t kFastestStretches = 2;
// One lens is left out if it takes more than this times what the other takes.
constexpr double kClear = 1.2;
// The level at which samples are encoded, at most.
constexpr int kSampleLevel = 6;
// What records may take of the size of the grammar.
constexpr double kWorthRecords = 0.97;
// A collection of versions is found at once and gains nothing from columns.
constexpr uint64_t kVersionsRatio = 400;

// Whether the segment may be records: text in lines of a size that records have.
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

struct Sample {
  base::ByteVector bytes;
  std::vector<uint64_t> block_ends;
};

// About `wanted` bytes, in stretches of whole blocks from the start, the end, and evenly
// between. REQUIRES: 2 stretches or more, and no fewer blocks; `wanted` is at most half
// of the segment.
Sample TakeSample(base::Bytes segment, std::span<const uint64_t> block_ends,
                  uint64_t wanted, uint64_t stretches) {
  Sample sample;
  const uint64_t blocks = block_ends.size();
  const uint64_t in_stretch =
      std::max<uint64_t>(1, wanted * blocks / segment.size() / stretches);
  for (uint64_t i = 0; i < stretches; ++i) {
    const uint64_t first = (blocks - in_stretch) * i / (stretches - 1);
    for (uint64_t b = first; b < first + in_stretch; ++b) {
      const uint64_t begin = b == 0 ? 0 : block_ends[b - 1];
      sample.bytes.insert(sample.bytes.end(), segment.begin() + begin,
                          segment.begin() + block_ends[b]);
      sample.block_ends.push_back(sample.bytes.size());
    }
  }
  return sample;
}

// What records take as a part of what the grammar takes, of a sample.
double RecordShare(const Sample& sample, int level) {
  level = std::min(level, kSampleLevel);
  const auto records =
      EncodeRecordLens(sample.bytes, sample.block_ends, level).size_bytes();
  const auto grammar =
      EncodeGrammarLens(sample.bytes, sample.block_ends, level).size_bytes();
  return static_cast<double>(records) / static_cast<double>(grammar);
}

}  // namespace

EncodedSegment EncodeStructure(base::Bytes segment, std::span<const uint64_t> block_ends,
                               int level, bool repetitive) {
  if (!LooksLikeLines(segment)) return EncodeGrammarLens(segment, block_ends, level);
  if (level == kFastest && segment.size() >= 2 * kFastestSample &&
      block_ends.size() >= 2 * kFastestStretches) {
    const Sample sample =
        TakeSample(segment, block_ends, kFastestSample, kFastestStretches);
    return RecordShare(sample, level) < kWorthRecords
               ? EncodeRecordLens(segment, block_ends, level)
               : EncodeGrammarLens(segment, block_ends, level);
  }
  if (!repetitive && segment.size() >= kLeastSample * kSampleShare &&
      block_ends.size() >= kStretches) {
    const uint64_t wanted =
        std::clamp(segment.size() / kSampleShare, kLeastSample, kLargestSample);
    const double share =
        RecordShare(TakeSample(segment, block_ends, wanted, kStretches), level);
    if (share > kClear) return EncodeGrammarLens(segment, block_ends, level);
    if (share < 1 / kClear) return EncodeRecordLens(segment, block_ends, level);
  }
  EncodedSegment grammar = EncodeGrammarLens(segment, block_ends, level);
  if (grammar.size_bytes() * kVersionsRatio < segment.size()) return grammar;
  EncodedSegment records = EncodeRecordLens(segment, block_ends, level);
  const double worth = kWorthRecords * static_cast<double>(grammar.size_bytes());
  return static_cast<double>(records.size_bytes()) < worth ? std::move(records)
                                                           : std::move(grammar);
}

}  // namespace rondo::stream
