// From cheap to dear, each step only where the ones before it leave the question open:
//
//   1. Data that a quick zstd pass over a sample of blocks hardly shrinks is compressed
//      or random already: no grammar is tried. It is zstd at the quick level, whose
//      frames fall back to stored blocks one by one, or stored.
//   2. Everything else is coded by its structure. Bytes that are not lines are symbols of
//      a grammar. Lines are that, or records: whichever takes less of a sample. What is
//      shared over the segment (rules, templates, strings) weighs less the larger the
//      sample, so that the share of records moves, by up to kDrift each time the sample
//      doubles: a small sample decides where records and grammar are further apart than
//      that, else a larger one is taken. What the largest leaves near even is decided by
//      where the share is going:
//
//        lines of 64 MiB       128 KiB  512 KiB  2 MiB    all
//        a collector's log        0.65                   0.58   records at once
//        an event log             1.01     1.05   0.99   0.92   falling: records
//        a boot log               0.96     0.99   1.05   1.23   rising: a grammar
//
//      Both are run where they are expected to be near each other: at the highest levels,
//      and of small segments, of which samples say less. Very small ones are not sampled.
//   3. zstd's best runs only where the quick pass, and then a sample, say that it could
//      beat the structure, and replaces it if it does.
//   4. What has not shrunk at all is stored.
//   5. At the levels that mix bytes, what has shrunk is coded like that too, in blocks of
//      their own size, and the smaller of both stays.
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
#include <cmath>
#include <utility>

#include "base/limits.h"
#include "rondo/encoder.h"
#include "stream/grammar_lens/induction.h"
#include "stream/grammar_lens/lens.h"
#include "stream/lens/block_cutter.h"
#include "stream/lens/stored.h"
#include "stream/lens/zstd.h"
#include "stream/mixed_bytes_lens/lens.h"
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
// The same, of what a sample without a dictionary says that it makes of it.
constexpr double kBestOfSample = 0.95;
// Up to this size every lens is run.
constexpr uint64_t kTinySegmentBytes = 32 << 10;

// Grammar or records: the first sample and the largest, which is one of so many parts of
// the segment, but within limits, and at most one of kFewestParts; each is so many times
// the one before, or the largest. From kTrendBytes on samples tell where the share of
// records is going.
constexpr uint64_t kFirstSampleBytes = 128 << 10;
constexpr uint64_t kLargestSampleBytes = 2 << 20;
constexpr uint64_t kFewestParts = 4;
struct Sampling {
  uint64_t parts;
  uint64_t least_bytes;
  uint64_t growth;
};
constexpr Sampling kUsualSampling = {.parts = 16, .least_bytes = 512 << 10, .growth = 4};
constexpr int kFastest = 1;
constexpr Sampling kFastestSampling = {
    .parts = 32, .least_bytes = 128 << 10, .growth = 16};
constexpr uint64_t kTrendBytes = 512 << 10;
// Smaller segments are not sampled, and what small ones share is hardly seen in samples:
// records may turn out smaller where those take up to kSurprise times what a grammar
// does.
constexpr uint64_t kLeastSampledBytes = 128 << 10;
constexpr uint64_t kSmallSegmentBytes = 1 << 20;
constexpr double kSurprise = 1.1;
// How far the share of records moves, as a logarithm, when the sample doubles: mostly
// less. And how much of a trend holds.
constexpr double kDrift = 0.018;
constexpr double kTrendHolds = 0.5;
// From this level on both are run where they are expected to be so near each other.
constexpr int kTriesBoth = 8;
constexpr double kNear = 1.05;
// What records may take of the size of the grammar at the fastest level: they cost time.
constexpr double kWorthRecords = 0.97;

// Blocks grow on data that shrinks by more than this, if they would take less than
// kLeastScorePerBlock: an entry of the block table takes about 8 bytes, 2 % of that.
constexpr uint64_t kGrowRatio = 160;
constexpr uint64_t kLeastScorePerBlock = 400;
constexpr uint64_t kGrownScorePerBlock = 4 * kLeastScorePerBlock;
constexpr uint64_t kMaxGrownBlockBytes = 1 << 20;

// Blocks of mixed bytes, which start without knowing anything, are as large as they may
// be if smaller ones than this were asked for.
constexpr uint32_t kLeastMixedBlockBytes = 1 << 20;

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
  LensChoice(base::Bytes segment, const SegmentOptions& options, const Lender* lender)
      : segment_(segment),
        lender_(lender),
        level_(std::min(options.level, kFirstMixingLevel - 1)),
        mixes_(options.level >= kFirstMixingLevel),
        expects_(options.level == kFirstMixingLevel),
        mixed_block_bytes_(options.block_bytes >= kLeastMixedBlockBytes
                               ? options.block_bytes
                               : base::kMaxBlockBytes),
        block_bytes_(options.block_bytes),
        block_ends_(CutBlocks(segment, block_bytes_)),
        outlook_(LookAhead(segment, block_ends_)),
        repetitive_(outlook_.quick_bytes * kRepetitiveRatio < segment.size()) {}

  SegmentCode Encode() && {
    if (HardlyShrinks()) return Incompressible();
    SegmentCode best = Compressible();
    if (!mixes_) return best;
    SegmentCode mixed = Mixed();
    return mixed.code.size_bytes() < best.code.size_bytes() ? std::move(mixed)
                                                            : std::move(best);
  }

 private:
  // What the measurements leave of the lenses that know structure.
  enum class Candidates { kGrammar, kRecords, kBoth };

  bool HardlyShrinks() const {
    return static_cast<double>(outlook_.quick_bytes) >
           kIncompressible * static_cast<double>(segment_.size());
  }

  // A high level would cost time and gain nothing.
  SegmentCode Incompressible() const {
    EncodedSegment quick = EncodeZstdLens(segment_, block_ends_, kQuickZstdLevel, 0);
    return quick.size_bytes() < segment_.size() ? AsCut(std::move(quick)) : Stored();
  }

  SegmentCode Compressible() {
    GrowBlocks(LeastOfZstd());
    const Candidates candidates = StructureCandidates();
    SegmentCode best = Structure(candidates);
    // Whether blocks must grow is seldom seen before the segment is coded.
    if (GrowBlocks(std::min(best.code.size_bytes(), LeastOfZstd())))
      best = Structure(candidates);
    if (segment_.size() <= kTinySegmentBytes || ZstdCouldBeat(best.code.size_bytes())) {
      EncodedSegment zstd = EncodeZstdLens(segment_, block_ends_, ZstdLevel(level_),
                                           outlook_.dictionary_bytes);
      if (zstd.size_bytes() < best.code.size_bytes()) best = AsCut(std::move(zstd));
    }
    return best.code.size_bytes() < segment_.size() ? std::move(best) : Stored();
  }

  // A segment that is coded in the blocks that it was cut into.
  SegmentCode AsCut(EncodedSegment code) const {
    return {
        .code = std::move(code), .block_ends = block_ends_, .block_bytes = block_bytes_};
  }

  Candidates StructureCandidates() const {
    if (!LooksLikeLines(segment_)) return Candidates::kGrammar;
    if (segment_.size() < kLeastSampledBytes) return Candidates::kBoth;
    const double share = ExpectedRecordShare();
    if (level_ >= kTriesBoth && std::abs(share) < std::log(kNear)) {
      return Candidates::kBoth;
    }
    if (segment_.size() < kSmallSegmentBytes && share >= 0 &&
        share < std::log(kSurprise)) {
      return Candidates::kBoth;
    }
    const double worth = level_ == kFastest ? std::log(kWorthRecords) : 0;
    return share < worth ? Candidates::kRecords : Candidates::kGrammar;
  }

  // What records may be expected to take of what a grammar takes, as a logarithm, by as
  // few samples as tell.
  double ExpectedRecordShare() const {
    const Sampling& sampling = level_ == kFastest ? kFastestSampling : kUsualSampling;
    const uint64_t largest =
        std::min({std::max(segment_.size() / sampling.parts, sampling.least_bytes),
                  segment_.size() / kFewestParts, kLargestSampleBytes});
    const auto doublings = [](uint64_t from, uint64_t to) {
      return std::log2(static_cast<double>(to) / static_cast<double>(from));
    };
    uint64_t bytes = std::min(kFirstSampleBytes, largest);
    double share = std::log(RecordShare(segment_, bytes, block_bytes_));
    double trend = 0;
    while (std::abs(share) < kDrift * doublings(bytes, segment_.size()) &&
           2 * bytes <= largest) {
      const uint64_t more = std::min(bytes * sampling.growth, largest);
      const double before = share;
      share = std::log(RecordShare(segment_, more, block_bytes_));
      if (bytes >= kTrendBytes) trend = (share - before) / doublings(bytes, more);
      bytes = more;
    }
    return share + kTrendHolds * trend * doublings(bytes, segment_.size());
  }

  SegmentCode Structure(Candidates candidates) const {
    if (candidates == Candidates::kRecords) return Records();
    SegmentCode grammar =
        AsCut(EncodeGrammarLens(segment_, block_ends_, level_, LentRules()));
    if (candidates == Candidates::kGrammar) return grammar;
    SegmentCode records = Records();
    return records.code.size_bytes() < grammar.code.size_bytes() ? std::move(records)
                                                                 : std::move(grammar);
  }

  SegmentCode Records() const {
    JoinedRecords records = EncodeJoinedRecords(segment_, block_ends_, level_, lender_);
    return {.code = std::move(records.code),
            .block_ends = std::move(records.blocks.ends),
            .block_bytes = block_bytes_ * records.blocks.most};
  }
  SegmentCode Mixed() const {
    SegmentCode mixed;
    mixed.block_bytes = mixed_block_bytes_;
    mixed.block_ends = CutBlocks(segment_, mixed_block_bytes_);
    mixed.code = EncodeMixedBytesLens(segment_, mixed.block_ends, expects_);
    return mixed;
  }
  const grammar::SharedRules* LentRules() const {
    return lender_ == nullptr ? nullptr : lender_->rules.get();
  }
  SegmentCode Stored() const { return AsCut(EncodeStoredLens(segment_, block_ends_)); }

  // The least that zstd's best could make of the segment.
  uint64_t LeastOfZstd() const {
    const double factor = repetitive_ ? kBestOfQuickRepetitive : kBestOfQuick;
    return static_cast<uint64_t>(factor * static_cast<double>(outlook_.quick_bytes));
  }

  // The least that is possible first, then what a sample says.
  bool ZstdCouldBeat(uint64_t code_bytes) const {
    if (LeastOfZstd() >= code_bytes) return false;
    if (repetitive_) return true;
    const double least = kBestOfSample *
                         ZstdGain(segment_, block_ends_, ZstdLevel(level_)) *
                         static_cast<double>(outlook_.quick_bytes);
    return least < static_cast<double>(code_bytes);
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
  const Lender* const lender_;  // or null
  const int level_;             // of the other lenses
  const bool mixes_;
  const bool expects_;
  const uint32_t mixed_block_bytes_;
  uint32_t block_bytes_;
  std::vector<uint64_t> block_ends_;
  const ZstdOutlook outlook_;  // with blocks of the size that was asked for
  const bool repetitive_;      // the quick look found next to nothing but repetition
};

}  // namespace

SegmentCode EncodeSegment(base::Bytes segment, const SegmentOptions& options,
                          const Lender* lender) {
  return LensChoice(segment, options, lender).Encode();
}

SegmentCode EncodeOnlineSegment(base::Bytes segment,
                                std::unique_ptr<OnlineGrammar> online,
                                const SegmentOptions& options) {
  SegmentCode result;
  result.block_bytes = options.block_bytes;
  result.block_ends = std::move(online->block_ends);
  grammar::Grammar induced = online->inducer.Finish();
  online.reset();
  const int level = std::min(options.level, kFirstMixingLevel - 1);
  RefineGrammar(&induced, level);
  result.code = EncodeGrammar(std::move(induced), level);
  if (result.code.size_bytes() >= segment.size()) {
    result.code = EncodeStoredLens(segment, result.block_ends);
  }
  return result;
}

}  // namespace rondo::stream
