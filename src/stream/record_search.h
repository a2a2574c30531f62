// Passes over blocks of a record segment that hold no needle, and over lines of the
// others, without rendering them.
//
// A block tells its templates first, then the strings of its lines, then their numbers.
// So most lines are judged early:
//   - places: if only rare templates and strings may lead to a needle, blocks without any
//     of them are passed over (RecordPlaces);
//   - symbols: the same, if none of the block's leads to a template that may; what the
//     templates alone count is known of every rule;
//   - strings: the others are read up to the last line of a template that may. A line is
//     judged by its literals and strings, where it does not depend on a number whether
//     there is a needle before, behind or around it;
//   - numbers: lines that depend on them are walked part by part (RecordScan).
// Where a line is left to be shown, the block is expanded up to the last of them.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_SEARCH_H_
#define RONDO_STREAM_RECORD_SEARCH_H_

#include <span>
#include <vector>

#include "stream/lens.h"
#include "stream/record_block.h"
#include "stream/record_code.h"
#include "stream/record_line.h"
#include "stream/record_scan.h"

namespace rondo::stream {

class RecordSearch {
 public:
  // All must outlive the search. REQUIRES: needles.has_automaton().
  RecordSearch(const RecordCode& code, const Needles& needles, RecordBlock* block);

  const Needles& needles() const { return scan_.needles(); }
  uint64_t memory_bytes() const {
    return scan_.memory_bytes() + looks_.capacity() * sizeof(Look) + fates_.capacity();
  }

  // Before blocks that follow each other; see SegmentDecoder::ExpandMatching.
  void Start(std::span<const BlockJob> jobs, bool after_newline) {
    jobs_ = jobs;
    after_newline_ = after_newline;
    has_once_ = false;
  }
  // The next of them. False if it does not decode.
  bool Search(const BlockJob& job, std::vector<BlockPart>* parts, uint64_t* counted);

 private:
  // What becomes of a line.
  enum class Fate : uint8_t { kPassOver, kCount, kTake, kAskNumbers };

  // How much a symbol, with all lines that it stands for, matters.
  enum Interest : uint8_t { kNone, kIfOnce, kAny };
  // What is known of a symbol.
  struct Look {
    Interest when_shown = kNone;
    Interest when_counted =
        kNone;          // lines that hold a needle by their template matter not
    uint32_t sure = 0;  // how many those are
  };

  void LookAtSymbols();
  void ChooseBlocks();
  bool IsOfInterest(bool once, bool count) const;
  bool ReadOnce() { return has_once_ = has_once_ || block_.ReadOnce(jobs_); }
  bool SearchLines(const BlockJob& job, entropy::RansCursor cursor, bool once,
                   std::vector<BlockPart>* parts, uint64_t* counted);
  size_t EndOfInterest(bool once, bool count) const;
  uint64_t CountSure(std::span<const uint32_t> lines) const;
  void JudgeLines(size_t end, bool once, bool count);
  Fate Judge(uint32_t id, const BlockString* strings);
  bool AskNumbers(entropy::RansCursor cursor, bool count);
  bool TakeLines(const BlockJob& job, entropy::RansCursor& cursor,
                 std::vector<BlockPart>* parts);

  const RecordCode& code_;
  RecordBlock& block_;
  RecordScan scan_;
  std::vector<Look> looks_;   // by rank
  bool all_blocks_ = false;   // any may hold a needle
  std::vector<bool> blocks_;  // else those that may, strings that occur once aside
  std::vector<Fate> fates_;   // of the block's first lines
  std::span<const BlockJob> jobs_;
  bool after_newline_ = true;
  bool has_once_ = false;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_SEARCH_H_
