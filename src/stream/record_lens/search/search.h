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
// Lines that an automaton of lines wants hold one of some strings, too. So templates,
// blocks and lines are judged by these first, and only what may hold one is shown to the
// automaton, which has many more states.
//
// Where a line is left to be shown, the block is expanded up to the last of them.
//
// Counts may need no block at all (count_by_tables.h). The first steps ask the shapes of
// the segment only, so that its code is not read for nothing.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_LENS_SEARCH_SEARCH_H_
#define RONDO_STREAM_RECORD_LENS_SEARCH_SEARCH_H_

#include <memory>
#include <optional>
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
  // All must outlive the search. `all`: expects to be asked for all blocks.
  // REQUIRES: needles.has_automaton().
  static absl::StatusOr<std::unique_ptr<RecordSearch>> Create(const RecordShapes& shapes,
                                                              const Needles& needles,
                                                              bool all,
                                                              SingletonText* singletons);

  uint64_t memory_bytes() const {
    return (strings_ ? strings_->memory_bytes() : 0) + lines_->memory_bytes() +
           looks_.capacity() * sizeof(Look) + fates_.capacity() +
           asked_.capacity() * sizeof(Asked) + held_.capacity() * sizeof(uint32_t);
  }

  // Before the first of the request's blocks.
  void Start(const ScanRequest& request) {
    jobs_ = request.jobs;
    count_lines_ = request.count_lines;
    after_newline_ = request.after_newline;
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

  // Needles, and what is known of templates by them.
  struct Sought {
    Sought(const RecordShapes& shapes, const Needles& needles,
           std::optional<SingletonStates> singletons);
    void Add(const RecordShapes& shapes, uint32_t id);
    uint64_t memory_bytes() const { return scan.memory_bytes() + judge.memory_bytes(); }

    RecordScan scan;
    LineJudge judge;
  };
  // Lines of a template that have to be judged.
  struct Asked {
    uint32_t id;
    std::span<const uint32_t> lines;
  };

  // What FindsInSingletons says of a block: of the strings, if they are asked for apart,
  // and of the lines, or, until their templates are known, that they may.
  enum Found : uint8_t { kNothing = 0, kStringFound = 1, kLineFound = 2, kBoth = 3 };
  // For each Found a bit: whether a symbol, with all lines that it stands for, matters.
  using Interest = uint8_t;
  static constexpr Interest kWithLineFound = 1 << kLineFound | 1 << kBoth;
  // What is known of a symbol.
  struct Look {
    Interest when_shown = 0;
    Interest when_counted = 0;  // lines that hold a needle by their template matter not
    uint32_t sure = 0;          // how many those are
  };

  // `strings`: all singletons, if they were read.
  RecordSearch(const RecordShapes& shapes, const Needles& needles,
               std::optional<base::Bytes> strings, SingletonText* singletons);

  void LookAtSymbols();
  void ChooseBlocks();
  bool IsOfInterest() const;
  Interest InterestIn(uint32_t id) const;
  absl::Status FindInSingletons(uint32_t block);
  bool SearchLines(const BlockJob& job, ScanResult* result);
  bool IsSettled(uint32_t id) const {
    return !counts_.settled.empty() && counts_.settled[id];
  }
  const RecordScan& first_scan() const {
    return strings_ ? strings_->scan : lines_->scan;
  }
  bool line_found() const { return (found_ & kLineFound) != 0; }
  bool MayHoldString(uint32_t id, Found found) const {
    return first_scan().MayHold(id, (found & kStringFound) != 0);
  }
  // Of the lines nothing is known of templates that were not met, if there are strings.
  bool MayHold(uint32_t id, Found found) const {
    return MayHoldString(id, found) &&
           (!lines_->scan.Knows(id) ||
            lines_->scan.MayHold(id, (found & kLineFound) != 0));
  }
  // Whether all that its lines have to say is counted.
  bool IsCounted(uint32_t id) const {
    return count_lines_ && IsSettled(id) && !line_found();
  }
  bool SieveLines(uint32_t block);
  bool JudgeLines(uint32_t block);
  void Judge(const Asked& asked, Fate held);
  bool Holds(Sought* sought, const LineJudge::Plan& plan, uint32_t id, uint32_t line);
  bool HoldsAsSettled(uint32_t line);
  Needles::State StateAfter(RecordScan* scan, Needles::State before, uint32_t slot,
                            uint64_t value);
  bool TakeLines(const BlockJob& job, std::vector<BlockPart>* parts);

  const RecordShapes& shapes_;
  SingletonText& singletons_;
  std::optional<Sought> strings_;     // needles.by_strings()
  std::optional<Sought> lines_;       // all needles; of templates that strings leave over
  TableCounts counts_;                // since CountMatching
  const RecordCode* code_ = nullptr;  // since SetBlock
  RecordBlock* block_ = nullptr;
  std::vector<Look> looks_;   // by rank
  bool all_blocks_ = false;   // any may hold a needle
  std::vector<bool> blocks_;  // else those that may, singletons aside
  std::vector<Fate> fates_;   // of the block's lines
  std::vector<Asked> asked_;
  std::vector<uint32_t> held_;  // lines with a string, of templates that not all have one
  std::span<const BlockJob> jobs_;
  bool count_lines_ = false;
  bool after_newline_ = true;
  bool asks_singletons_ = false;    // singletons matter
  bool string_is_in_none_ = false;  // of the singletons of all blocks
  Found found_ = kNothing;          // in those of the block
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_SEARCH_SEARCH_H_
