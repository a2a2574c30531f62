// Passes over blocks of a record segment that hold no needle, and over lines of the
// others, without rendering them.
//
// A block tells its templates first, then the values of its slots, slot by slot. So most
// lines are judged early:
//   - postings: if only rare templates and strings may lead to a needle, blocks without any
//     of them are passed over (RecordPostings);
//   - symbols: the same, if none of the block's leads to a template that may; what the
//     templates alone count is known of every rule;
//   - values: of the others, those that decide are made (line_judge.h), and the lines of
//     the template judged by them.
// Where a line is left to be shown, the block is expanded up to the last of them.
//
// Counts may need no block at all (count_by_tables.h). The first steps ask the shapes of
// the segment only, so that its code is not read for nothing.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_LENS_SEARCH_SEARCH_H_
#define RONDO_STREAM_RECORD_LENS_SEARCH_SEARCH_H_

#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "stream/lens/block_scan.h"
#include "stream/record_lens/decode/block.h"
#include "stream/record_lens/decode/line.h"
#include "stream/record_lens/decode/singletons.h"
#include "stream/record_lens/model/code.h"
#include "stream/record_lens/model/shapes.h"
#include "stream/record_lens/search/count_by_tables.h"
#include "stream/record_lens/search/line_judge.h"
#include "stream/record_lens/search/scan.h"

namespace rondo::stream {

class RecordSearch {
 public:
  // All must outlive the search. REQUIRES: needles.has_automaton().
  RecordSearch(const RecordShapes& shapes, const Needles& needles,
               SingletonText* singletons);

  uint64_t memory_bytes() const {
    return scan_.memory_bytes() + judge_.memory_bytes() +
           looks_.capacity() * sizeof(Look) + fates_.capacity();
  }

  // Before the first of the request's blocks.
  void Start(const ScanRequest& request) {
    jobs_ = request.jobs;
    count_lines_ = request.count_lines;
    after_newline_ = request.after_newline;
    has_read_singletons_ = false;
  }
  // Whether the next of them may hold a needle, or the end of a line that is cut, as far
  // as the shapes tell.
  absl::StatusOr<bool> MayHold(const BlockJob& job);
  // Gives it what decoding blocks needs, before the first Search. Both must outlive it.
  void SetBlock(const RecordCode& code, RecordBlock* block);
  // Searches a block that may.
  absl::Status Search(const BlockJob& job, ScanResult* result);

  // Counts what the tables tell: from then on blocks count the other lines only. The
  // count is that of the whole segment. REQUIRES: a newline or nothing stands before it;
  // requests are to count lines.
  CountedLines CountMatching();

 private:
  // What becomes of a line.
  enum class Fate : uint8_t { kPassOver, kCount, kTake };

  // How much a symbol, with all lines that it stands for, matters.
  enum Interest : uint8_t { kNone, kIfInSingletons, kAny };
  // What is known of a symbol.
  struct Look {
    Interest when_shown = kNone;
    Interest when_counted =
        kNone;          // lines that hold a needle by their template matter not
    uint32_t sure = 0;  // how many those are
  };

  void LookAtSymbols();
  void ChooseBlocks();
  bool IsOfInterest() const;
  absl::Status ReadSingletons();
  bool SearchLines(const BlockJob& job, ScanResult* result);
  bool IsSettled(uint32_t id) const {
    return !counts_.settled.empty() && counts_.settled[id];
  }
  // Whether the line has to be judged.
  bool Asks(uint32_t id) const {
    return scan_.MayHold(id, in_singletons_) &&
           !(count_lines_ && (scan_.Holds(id) || (IsSettled(id) && !in_singletons_)));
  }
  bool JudgeLines();
  void Judge(uint32_t id, Fate held);
  bool HoldsAsSettled(uint32_t line);
  Needles::State StateAfter(Needles::State before, uint32_t slot, uint64_t value);
  bool TakeLines(const BlockJob& job, std::vector<BlockPart>* parts);

  const RecordShapes& shapes_;
  SingletonText& singletons_;
  RecordScan scan_;
  LineJudge judge_;
  TableCounts counts_;                // since CountMatching
  const RecordCode* code_ = nullptr;  // since SetBlock
  RecordBlock* block_ = nullptr;
  std::vector<Look> looks_;   // by rank
  bool all_blocks_ = false;   // any may hold a needle
  std::vector<bool> blocks_;  // else those that may, singletons aside
  std::vector<Fate> fates_;   // of the block's lines
  std::span<const BlockJob> jobs_;
  bool count_lines_ = false;
  bool after_newline_ = true;
  bool asks_singletons_ = false;      // singletons matter
  bool has_read_singletons_ = false;  // of the jobs
  bool in_singletons_ = false;  // a string of the block that occurs once holds a needle
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_SEARCH_SEARCH_H_
