// From cheap to dear, each step only where the ones before it leave the question open:
//
//   1. Data that a quick zstd pass over a sample of blocks hardly shrinks is compressed
//      or random already: no grammar is tried. It is zstd at the quick level, whose
//      frames fall back to stored blocks one by one, or stored.
//   2. Everything else is coded by its structure. Bytes that are not lines are symbols of
//      a grammar. Lines are that, or records. In a large segment a sample is coded under
//      both lenses first; where one of them takes clearly less, only that one is run on
//      the whole. In both, what is shared over the segment (rules, templates, strings)
//      gains with size, so that samples decide only what is far from even: of 17 files of
//      2 to 64 MiB, those on the wrong side in a sample were all within kClear. The
//      fastest level goes by a small sample alone. Records decode at about half the speed
//      of a grammar and must be worth it.
//   3. zstd's best runs only where the quick pass says that it could beat the structure,
//      and replaces it if it does.
//   4. What has not shrunk at all is stored.
//
// On data that shrinks so far that checksums and sizes of blocks would be a good part of
// the score, blocks grow. Such data decodes fastest, so seeking stays quick. Step 2 is
// done again if that is only seen after it.
//
// Tested by tests/stream/segment/lens_choice_test.cc and
// tests/stream/segment/lenses_test.cc.
#include "stream/segment/lens_choice.h"

#include <algorithm>
#include <array>
#include <utility>

#include "stream/grammar_lens/induction.h"
#include "stream/grammar_lens/lens.h"
#include "stream/lens/block_cutter.h"
#include "stream/lens/stored.h"
#include "stream/lens/zstd.h"
#include "stream/record_lens/lens.h"
#include "stream/segment/lens_measures.h"

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

// Grammar or records: samples are an eighth of the segment, within these limits; segments
// of less than eight times the least are not sampled.
constexpr uint64_t kLeastSample = 256 << 10;
constexpr uint64_t kLargestSample = 4 << 20;
constexpr uint64_t kSampleShare = 8;
constexpr uint64_t kStretches = 4;
constexpr int kFastest = 1;
constexpr SampleSize kFastestSample = {.bytes = 128 << 10, .stretches = 2};
// One lens is left out if it takes more than this times what the other takes.
constexpr double kClear = 1.2;
// What records may take of the size of the grammar.
constexpr double kWorthRecords = 0.97;
// A collection of versions is found at once and gains nothing from columns.
constexpr uint64_t kVersionsRatio = 400;

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

class LensChoice {
 public:
  LensChoice(base::Bytes segment, const SegmentOptions& options)
      : segment_(segment),
        level_(options.level),
        block_bytes_(options.block_bytes),
        block_ends_(CutBlocks(segment, block_bytes_)),
        outlook_(LookAhead(segment, block_ends_)),
        repetitive_(outlook_.quick_bytes * kRepetitiveRatio < segment.size()) {}

  SegmentCode Encode() && {
    EncodedSegment code = HardlyShrinks() ? Incompressible() : Compressible();
    return {.code = std::move(code),
            .block_ends = std::move(block_ends_),
            .block_bytes = block_bytes_};
  }

 private:
  bool HardlyShrinks() const {
    return static_cast<double>(outlook_.quick_bytes) >
           kIncompressible * static_cast<double>(segment_.size());
  }

  // A high level would cost time and gain nothing.
  EncodedSegment Incompressible() const {
    EncodedSegment quick = EncodeZstdLens(segment_, block_ends_, kQuickZstdLevel, 0);
    return quick.size_bytes() < segment_.size() ? std::move(quick) : Stored();
  }

  EncodedSegment Compressible() {
    GrowBlocks(LeastOfZstd());
    EncodedSegment code = Structure();
    // Whether blocks must grow is seldom seen before the segment is coded.
    if (GrowBlocks(std::min(code.size_bytes(), LeastOfZstd()))) code = Structure();
    if (segment_.size() <= kTinySegmentBytes || LeastOfZstd() < code.size_bytes()) {
      EncodedSegment zstd = EncodeZstdLens(segment_, block_ends_, ZstdLevel(level_),
                                           outlook_.dictionary_bytes);
      if (zstd.size_bytes() < code.size_bytes()) code = std::move(zstd);
    }
    return code.size_bytes() < segment_.size() ? std::move(code) : Stored();
  }

  // What the measurements leave of the lenses that know structure.
  enum class Candidates { kGrammar, kRecords, kBoth };

  Candidates StructureCandidates() const {
    if (!LooksLikeLines(segment_)) return Candidates::kGrammar;
    if (level_ == kFastest && segment_.size() >= 2 * kFastestSample.bytes &&
        block_ends_.size() >= 2 * kFastestSample.stretches) {
      return RecordShare(segment_, block_ends_, kFastestSample, level_) < kWorthRecords
                 ? Candidates::kRecords
                 : Candidates::kGrammar;
    }
    if (repetitive_ || segment_.size() < kLeastSample * kSampleShare ||
        block_ends_.size() < kStretches) {
      return Candidates::kBoth;
    }
    const SampleSize sample = {
        .bytes = std::clamp(segment_.size() / kSampleShare, kLeastSample, kLargestSample),
        .stretches = kStretches};
    const double share = RecordShare(segment_, block_ends_, sample, level_);
    if (share > kClear) return Candidates::kGrammar;
    return share < 1 / kClear ? Candidates::kRecords : Candidates::kBoth;
  }

  EncodedSegment Structure() const {
    const Candidates candidates = StructureCandidates();
    if (candidates == Candidates::kRecords) return Records();
    EncodedSegment grammar = EncodeGrammarLens(segment_, block_ends_, level_);
    if (candidates == Candidates::kGrammar ||
        grammar.size_bytes() * kVersionsRatio < segment_.size()) {
      return grammar;
    }
    EncodedSegment records = Records();
    const double worth = kWorthRecords * static_cast<double>(grammar.size_bytes());
    return static_cast<double>(records.size_bytes()) < worth ? std::move(records)
                                                             : std::move(grammar);
  }

  EncodedSegment Records() const {
    return EncodeRecordLens(segment_, block_ends_, level_);
  }
  EncodedSegment Stored() const { return EncodeStoredLens(segment_, block_ends_); }

  // The least that zstd's best could make of the segment.
  uint64_t LeastOfZstd() const {
    const double factor = repetitive_ ? kBestOfQuickRepetitive : kBestOfQuick;
    return static_cast<uint64_t>(factor * static_cast<double>(outlook_.quick_bytes));
  }

  // Whether blocks are larger now, given what the segment takes.
  bool GrowBlocks(uint64_t score_bytes) {
    const uint32_t grown = GrownBlockBytes(block_bytes_, segment_.size(), score_bytes);
    if (grown == block_bytes_) return false;
    block_bytes_ = grown;
    block_ends_ = CutBlocks(segment_, grown);
    return true;
  }

  const base::Bytes segment_;
  const int level_;
  uint32_t block_bytes_;
  std::vector<uint64_t> block_ends_;
  const ZstdOutlook outlook_;  // with blocks of the size that was asked for
  const bool repetitive_;      // the quick look found next to nothing but repetition
};

}  // namespace

SegmentCode EncodeSegment(base::Bytes segment, const SegmentOptions& options) {
  return LensChoice(segment, options).Encode();
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
