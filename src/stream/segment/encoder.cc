// Data that a quick zstd pass over a sample of blocks hardly shrinks is compressed or
// random already: no grammar is tried, and zstd's frames fall back to stored blocks one
// by one. Everything else is encoded by its structure; zstd runs for real only where the
// sample says that it could win.
//
// On data that shrinks so far that checksums and sizes of blocks would be a good part of
// the score, blocks grow. Such data decodes fastest, so seeking stays quick.
//
// Tested by tests/stream/segment/lenses_test.cc.
#include "stream/segment/encoder.h"

#include <algorithm>
#include <array>
#include <utility>

#include "stream/grammar_lens/induction.h"
#include "stream/grammar_lens/lens.h"
#include "stream/lens/block_cutter.h"
#include "stream/lens/stored.h"
#include "stream/lens/zstd.h"
#include "stream/segment/structure_encoder.h"

namespace rondo::stream {
namespace {

// A sample that keeps more than this of its bytes is not worth a grammar.
constexpr double kIncompressible = 0.98;
// What zstd's best makes of what its quick level leaves, at the least: less where all is
// repetition.
constexpr double kBestOfQuick = 0.8;
constexpr double kBestOfQuickRepetitive = 0.5;
constexpr uint64_t kRepetitiveRatio = 50;
// Up to this size every lens is run.
constexpr uint64_t kTinySegmentBytes = 32 << 10;
// Blocks grow on data that shrinks by more than this, if they would take less than
// kLeastScorePerBlock: an entry of the block table takes about 8 bytes, 2 % of that.
constexpr uint64_t kGrowRatio = 160;
constexpr uint64_t kLeastScorePerBlock = 400;
constexpr uint64_t kGrownScorePerBlock = 4 * kLeastScorePerBlock;
constexpr uint64_t kMaxGrownBlockBytes = 1 << 20;

int ZstdLevel(int level) {
  constexpr std::array<int, 5> kFast = {3, 5, 7, 9, 12};
  return level <= 5 ? kFast[level - 1] : 22;
}

EncodedSegment Smaller(EncodedSegment a, EncodedSegment b) {
  return b.size_bytes() < a.size_bytes() ? std::move(b) : std::move(a);
}

// The lens for data that hardly shrinks. A high level would cost time and gain nothing.
EncodedSegment EncodeIncompressible(base::Bytes segment,
                                    std::span<const uint64_t> block_ends) {
  EncodedSegment quick = EncodeZstdLens(segment, block_ends, kQuickZstdLevel, 0);
  if (quick.size_bytes() < segment.size()) return quick;
  return EncodeStoredLens(segment, block_ends);
}

// The least that zstd's best could make of the segment.
uint64_t ZstdCouldTake(const ZstdOutlook& outlook, bool repetitive) {
  const double factor = repetitive ? kBestOfQuickRepetitive : kBestOfQuick;
  return static_cast<uint64_t>(factor * static_cast<double>(outlook.quick_bytes));
}

// The block size at which blocks take kGrownScorePerBlock, given what the segment takes
// at the size that was asked for.
uint32_t GrownBlockBytes(uint32_t block_bytes, uint64_t segment_bytes,
                         uint64_t score_bytes) {
  uint64_t blocks = segment_bytes / block_bytes + 1;
  if (segment_bytes < score_bytes * kGrowRatio ||
      score_bytes >= blocks * kLeastScorePerBlock) {
    return block_bytes;
  }
  while (block_bytes * uint64_t{2} <= kMaxGrownBlockBytes &&
         score_bytes < blocks * kGrownScorePerBlock) {
    block_bytes *= 2;
    blocks = (blocks + 1) / 2;
  }
  return block_bytes;
}

}  // namespace

SegmentCode EncodeSegment(base::Bytes segment, const SegmentOptions& options) {
  SegmentCode result;
  result.block_bytes = options.block_bytes;
  result.block_ends = CutBlocks(segment, result.block_bytes);
  const ZstdOutlook outlook = LookAhead(segment, result.block_ends);
  if (static_cast<double>(outlook.quick_bytes) >
      kIncompressible * static_cast<double>(segment.size())) {
    result.code = EncodeIncompressible(segment, result.block_ends);
    return result;
  }
  const bool repetitive = outlook.quick_bytes * kRepetitiveRatio < segment.size();
  const uint64_t zstd_bytes = ZstdCouldTake(outlook, repetitive);
  // Whether blocks must grow is seldom seen before the segment is coded.
  const auto grow_for = [&](uint64_t score_bytes) {
    const uint32_t grown =
        GrownBlockBytes(result.block_bytes, segment.size(), score_bytes);
    if (grown == result.block_bytes) return false;
    result.block_bytes = grown;
    result.block_ends = CutBlocks(segment, grown);
    return true;
  };
  grow_for(zstd_bytes);
  result.code = EncodeStructure(segment, result.block_ends, options.level, repetitive);
  if (grow_for(std::min(result.code.size_bytes(), zstd_bytes))) {
    result.code = EncodeStructure(segment, result.block_ends, options.level, repetitive);
  }
  if (segment.size() <= kTinySegmentBytes || zstd_bytes < result.code.size_bytes()) {
    result.code =
        Smaller(std::move(result.code),
                EncodeZstdLens(segment, result.block_ends, ZstdLevel(options.level),
                               outlook.dictionary_bytes));
  }
  if (result.code.size_bytes() >= segment.size()) {
    result.code = EncodeStoredLens(segment, result.block_ends);
  }
  return result;
}

SegmentCode EncodeOnlineSegment(base::Bytes segment,
                                std::unique_ptr<OnlineGrammar> online,
                                const SegmentOptions& options) {
  SegmentCode result;
  result.block_bytes = options.block_bytes;
  result.block_ends = std::move(online->block_ends);
  grammar::Grammar induced = online->inducer.Finish();
  online.reset();
  RefineGrammar(&induced, options.level);
  result.code = EncodeGrammar(std::move(induced), options.level);
  if (result.code.size_bytes() >= segment.size()) {
    result.code = EncodeStoredLens(segment, result.block_ends);
  }
  return result;
}

}  // namespace rondo::stream
