// Scores with a fault in the container: one for each check that a reader makes.
#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "golden/golden.h"
#include "golden/parts.h"
#include "support/container_support.h"

namespace rondo::testing {
namespace {

using enum absl::StatusCode;
using Bend = std::function<void(ScoreParts*)>;

constexpr Outcome kRefused = {kDataLoss, kDataLoss, kDataLoss};
constexpr Outcome kNotAScore = {kInvalidArgument, kInvalidArgument, kInvalidArgument};
// The index is not needed to read a file; a pipe and verify look at it. A reader of parts
// does not look at what concerns a segment or a score as a whole, either.
constexpr Outcome kOnlyTheIndex = {kDataLoss, kOk, kDataLoss};
constexpr Outcome kNotByParts = kOnlyTheIndex;
constexpr Outcome kOnlyVerify = {kOk, kOk, kDataLoss};

// Two segments of two blocks each. The first has in its block table: payload 4 and width,
// shortfall 1020 (two bytes) and width, newlines 1 and width, two checksums.
ScoreParts Sound() {
  ScoreParts parts = {.segments = {StoredSegment({"one\n", "two\n"}),
                                   StoredSegment({"three\n", "four"})}};
  parts.segments[0].flags &= ~kLast;
  return parts;
}
const std::string kSound = "one\ntwo\nthree\nfour";
constexpr size_t kShortfallAt = 2;
constexpr size_t kNewlinesAt = 5;

constexpr uint64_t kTooManyBytes = (uint64_t{1} << 30) + 1;
constexpr uint64_t kTooLargeAPart = (uint64_t{1} << 40) + 1;

class BadMaker {
 public:
  // `expanded`: what those read who do not refuse it.
  void Add(std::string name, std::string sentence, base::ByteVector score,
           const Outcome& outcome = kRefused, const std::string& expanded = kSound) {
    Golden golden;
    golden.name = "bad-" + std::move(name);
    golden.sentence = std::move(sentence);
    golden.score = std::move(score);
    golden.outcome = outcome;
    if (outcome.pipe == kOk || outcome.parts == kOk) {
      golden.expanded = ToBytes(expanded);
    }
    all_.push_back(std::move(golden));
  }
  void Bent(std::string name, std::string sentence, const Bend& bend,
            const Outcome& outcome = kRefused, const std::string& expanded = kSound) {
    ScoreParts parts = Sound();
    bend(&parts);
    Add(std::move(name), std::move(sentence), PutTogether(parts), outcome, expanded);
  }
  // The fault is in the first segment.
  void Segment(std::string name, std::string sentence,
               const std::function<void(SegmentParts*)>& bend,
               const Outcome& outcome = kRefused, const std::string& expanded = kSound) {
    Bent(
        std::move(name), std::move(sentence),
        [&bend](ScoreParts* parts) { bend(&parts->segments[0]); }, outcome, expanded);
  }
  std::vector<Golden> Take() { return std::move(all_); }

 private:
  std::vector<Golden> all_;
};

base::ByteVector Cut(const base::ByteVector& score, size_t size) {
  return {score.begin(), score.begin() + static_cast<ptrdiff_t>(size)};
}

base::ByteVector Flipped(base::ByteVector score, size_t at) {
  score[at] ^= 0x20;
  return score;
}

// Where things begin in the sound score.
struct Offsets {
  explicit Offsets(const ScoreParts& parts) {
    first = 8;
    second = first + SegmentBytes(parts.segments[0]).size();
    index = second + SegmentBytes(parts.segments[1]).size();
    trailer = index + IndexOf(parts).size() + 4;
  }
  size_t first, second, index, trailer;
};

void AddFiles(BadMaker* make) {
  const ScoreParts parts = Sound();
  const base::ByteVector score = PutTogether(parts);
  const Offsets at(parts);
  make->Add("no-bytes", "A file without bytes is no score.", {}, kNotAScore);
  make->Add("magic", "Another first byte than that of a score.", Flipped(score, 0),
            kNotAScore);
  make->Add("cut-magic", "Ends within the magic.", Cut(score, 5), kNotAScore);
  make->Add("cut-file-header", "Ends before the flags of the file header.",
            Cut(score, 7));
  make->Add("cut-behind-file-header", "Ends where the first segment should start.",
            Cut(score, at.first));
  make->Add("cut-segment-header", "Ends within a segment header.",
            Cut(score, at.first + 20));
  make->Add("cut-block-table", "Ends within a block table.",
            Cut(score, at.second - 8 - 10));
  make->Add("cut-blocks", "Ends within the payloads.", Cut(score, at.second - 3));
  make->Add("cut-between-segments", "Ends behind a segment that is not the last.",
            Cut(score, at.second));
  make->Add("cut-index", "Ends within the index: a pipe cannot tell what is lost.",
            Cut(score, at.index + 10), kOnlyTheIndex);
  make->Add("cut-trailer", "Ends within the trailer.", Cut(score, at.trailer + 10),
            kOnlyTheIndex);
  make->Add("byte-behind", "A byte that belongs to nothing stands behind the score.",
            score + base::Bytes(base::ByteVector{'x'}));
  ScoreParts added = Sound();
  added.flags = 1;
  make->Add(
      "unfinished-in-the-middle",
      "An added score without an index stands before a whole one: it is damaged, not "
      "unfinished.",
      Cut(PutTogether(added), at.index) + score, kOnlyTheIndex, kSound + kSound);
}

void AddSegmentHeaders(BadMaker* make) {
  const ScoreParts parts = Sound();
  const base::ByteVector score = PutTogether(parts);
  const Offsets at(parts);
  make->Add("segment-marker", "No marker where a segment must start.",
            Flipped(score, at.second + 1));
  make->Add("header-checksum", "A flipped bit in a segment header.",
            Flipped(score, at.first + 12));
  make->Segment("header-too-short", "A segment header says that it has 9 bytes.",
                [](SegmentParts* s) { s->header_bytes_said = 9; });
  make->Segment("header-too-long", "A segment header says that it has 257 bytes.",
                [](SegmentParts* s) { s->header_bytes_said = 257; });
  make->Segment("header-left-over", "A byte is left behind the fields of a header.",
                [](SegmentParts* s) { s->behind_the_fields = {0}; });
  make->Segment("no-dictionary-named", "The flag for a dictionary, and no name of one.",
                [](SegmentParts* s) { s->flags |= kNeedsDictionary; });
  make->Segment("dictionary-and-lends", "A segment on a dictionary lends to others.",
                [](SegmentParts* s) {
                  s->flags |= kNeedsDictionary | kLends;
                  s->behind_the_fields = base::ByteVector(33);
                });
  make->Segment("header-long-varint", "A varint with a zero byte at its end.",
                [](SegmentParts* s) {
                  s->flags |= kHasTimes;
                  s->times = {0x82, 0x00, 5, 0, 0};  // first is 1, in two bytes
                });
  make->Segment("no-expanded-bytes", "A segment that expands to nothing.",
                [](SegmentParts* s) { s->expanded_bytes = 0; });
  make->Segment("expanded-bytes", "A segment of more than 2^30 bytes.",
                [](SegmentParts* s) { s->expanded_bytes = kTooManyBytes; });
  make->Segment("more-newlines-than-bytes", "9 newlines in 8 bytes.",
                [](SegmentParts* s) { s->newlines = 9; });
  make->Segment("block-size-small", "Blocks of 1023 bytes.",
                [](SegmentParts* s) { s->block_bytes = 1023; });
  make->Segment("block-size-large", "Blocks of 2^24 + 1 bytes.",
                [](SegmentParts* s) { s->block_bytes = (1 << 24) + 1; });
  make->Segment("no-blocks", "A segment without blocks.",
                [](SegmentParts* s) { s->blocks = 0; });
  make->Segment("more-blocks-than-bytes", "9 blocks in 8 bytes.",
                [](SegmentParts* s) { s->blocks = 9; });
  make->Segment("block-table-size", "A block table of more than 2^40 bytes.",
                [](SegmentParts* s) { s->block_table_bytes_said = kTooLargeAPart; });
  make->Segment("tables-size", "Tables of more than 2^40 bytes.",
                [](SegmentParts* s) { s->tables_bytes_said = kTooLargeAPart; });
  make->Segment("payload-size", "Payloads larger than those of two blocks can be.",
                [](SegmentParts* s) { s->payload_bytes_said = 2 * (2048 + 65536) + 1; });
  make->Segment("presence-size", "Presence of more than 2^22 bytes.",
                [](SegmentParts* s) {
                  s->flags |= kHasPresence;
                  s->presence_bytes_said = (1 << 22) + 1;
                });
  make->Segment("no-presence", "The flag for presence, and no bytes of it.",
                [](SegmentParts* s) {
                  s->flags |= kHasPresence;
                  s->presence_bytes_said = 0;
                });
  make->Segment("times-span", "The last line's time is before the first of all.",
                [](SegmentParts* s) {
                  s->flags |= kHasTimes;
                  s->times = {2, 5, 6, 0};  // first 1, span 5, back 6
                });
  make->Segment("times-traits", "Orders of a tenth class of dates.", [](SegmentParts* s) {
    s->flags |= kHasTimes;
    s->times = {2, 5, 0, 0x80, 0x80, 0x80, 0x80, 0x02};  // 2^29
  });
  make->Segment("times-many-kinds", "More kinds of times than 32.", [](SegmentParts* s) {
    s->flags |= kHasTimes;
    s->times = {2, 5, 0, 0};
    s->kinds = {33};
    for (uint8_t kind = 0; kind < 33; ++kind) s->kinds.push_back(kind);
  });
  make->Segment("times-kinds-order", "Kinds of times that do not rise.",
                [](SegmentParts* s) {
                  s->flags |= kHasTimes;
                  s->times = {2, 5, 0, 0};
                  s->kinds = {2, 4, 4};
                });
  make->Segment("times-said-unknown", "A format of times with a letter that is none.",
                [](SegmentParts* s) {
                  s->flags |= kHasTimes;
                  s->times = {2, 5, 0, 0};
                  s->kinds = {255, 0, 4, '%', 's', '%', 'E'};
                });
  make->Segment("times-said-nothing", "Neither a key nor a format of times.",
                [](SegmentParts* s) {
                  s->flags |= kHasTimes;
                  s->times = {2, 5, 0, 0};
                  s->kinds = {255, 0, 0};
                });
  make->Segment("times-said-much", "A key of times of 101 bytes.", [](SegmentParts* s) {
    s->flags |= kHasTimes;
    s->times = {2, 5, 0, 0};
    s->kinds = {255, 101};
    s->kinds.insert(s->kinds.end(), 101, 'k');
    s->kinds.push_back(0);
  });
}

void AddPresences(BadMaker* make) {
  make->Segment("presence-left-over", "A byte is left behind the ribbons of presence.",
                [](SegmentParts* s) {
                  s->flags |= kHasPresence;
                  s->presence = {0, 0, 0, 0, 0, 0};
                },
                {kOk, kOk, kDataLoss});
}

void AddBlockTables(BadMaker* make) {
  const base::ByteVector score = PutTogether(Sound());
  const Offsets at(Sound());
  make->Add("block-table-checksum", "A flipped bit in a block table.",
            Flipped(score, at.second - 8 - 5));
  make->Segment("block-table-left-over", "A byte is left at the end of a block table.",
                [](SegmentParts* s) { s->block_table.push_back(0); });
  make->Segment(
      "block-table-short", "A block table lacks the checksum of a block.",
      [](SegmentParts* s) { s->block_table.resize(s->block_table.size() - 4); });
  make->Segment("block-table-width", "A column of values of 33 bits.",
                [](SegmentParts* s) { s->block_table[kShortfallAt - 1] = 33; });
  make->Segment("empty-block", "A block that expands to nothing.", [](SegmentParts* s) {
    s->block_table[kShortfallAt] = 0x80;  // 1024
    s->block_table[kShortfallAt + 1] = 8;
  });
  make->Segment("block-larger-than-segment",
                "The first block is larger than the segment.", [](SegmentParts* s) {
                  s->block_table[kShortfallAt] = 0xf7;  // 1015: 9 bytes
                });
  make->Segment("payloads-do-not-add-up", "The first payload is larger than all.",
                [](SegmentParts* s) { s->block_table[0] = 9; });
  make->Segment("block-newlines", "5 newlines in a block of 4 bytes.",
                [](SegmentParts* s) {
                  s->block_table[kNewlinesAt] = 5;
                  s->newlines = 6;
                });
  make->Segment("block-larger-than-block-size", "The last block is left with 2000 bytes.",
                [](SegmentParts* s) { s->expanded_bytes = 2004; });
  make->Segment("payload-longer-than-allowed",
                "A payload of more than twice the block size and 64 KiB.",
                [](SegmentParts* s) {
                  // 67,585 in three bytes instead of 4 in one.
                  s->block_table.erase(s->block_table.begin());
                  const base::ByteVector said = {0x81, 0x90, 0x04};
                  s->block_table.insert(s->block_table.begin(), said.begin(), said.end());
                  s->payload_bytes_said = 67589;
                });
}

void AddContents(BadMaker* make) {
  const base::ByteVector score = PutTogether(Sound());
  const Offsets at(Sound());
  make->Add("payload-checksum", "A flipped bit in a payload.",
            Flipped(score, at.second - 1));
  make->Segment(
      "segment-checksum", "The checksum of the segment is of other bytes.",
      [](SegmentParts* s) { s->checksum ^= 1; }, kNotByParts);
  make->Segment(
      "swapped-blocks", "Two blocks, with their checksums, changed places.",
      [](SegmentParts* s) {
        std::rotate(s->payloads.begin(), s->payloads.begin() + 4, s->payloads.end());
        const auto sums = s->block_table.end() - 8;
        std::rotate(sums, sums + 4, s->block_table.end());
      },
      kNotByParts, "two\none\nthree\nfour");
  make->Segment(
      "digest", "The digest of the segment is of other bytes.",
      [](SegmentParts* s) { s->digest[0] ^= 1; }, kOnlyVerify);
  make->Segment(
      "newline-count", "A block has one newline less than its table says.",
      [](SegmentParts* s) {
        s->block_table[kNewlinesAt] = 2;
        s->newlines = 3;
      },
      kOnlyVerify);
  make->Segment(
      "newline-flag", "The flag for a final newline is missing.",
      [](SegmentParts* s) { s->flags &= ~kEndsInNewline; }, kOnlyVerify);
}

void AddSegmentOrders(BadMaker* make) {
  const auto with_index_of_sound = [](const Bend& bend) {
    return [bend](ScoreParts* parts) {
      parts->index_said = IndexOf(*parts);
      bend(parts);
    };
  };
  make->Bent(
      "lost-segment", "The first of two segments is missing.",
      with_index_of_sound([](ScoreParts* p) { p->segments.erase(p->segments.begin()); }));
  make->Bent("lost-last-segment", "The last of two segments is missing.",
             with_index_of_sound([](ScoreParts* p) { p->segments.pop_back(); }));
  make->Bent("swapped-segments", "Two segments changed places.",
             with_index_of_sound(
                 [](ScoreParts* p) { std::swap(p->segments[0], p->segments[1]); }));
  make->Bent(
      "no-last-segment", "No segment says that it is the last.",
      [](ScoreParts* p) { p->segments[1].flags &= ~kLast; }, kNotByParts);
  make->Bent(
      "two-last-segments", "Both of two segments say that they are the last.",
      [](ScoreParts* p) { p->segments[0].flags |= kLast; }, kNotByParts);
}

void AddIndexes(BadMaker* make) {
  const ScoreParts sound = Sound();
  const base::ByteVector score = PutTogether(sound);
  const Offsets at(sound);
  const auto index = [&](std::string name, std::string sentence, auto bend) {
    base::ByteVector said = IndexOf(sound);
    bend(&said);
    make->Bent(
        std::move(name), std::move(sentence),
        [&said](ScoreParts* parts) { parts->index_said = said; }, kOnlyTheIndex);
  };
  make->Add("index-checksum", "A flipped bit in the index.", Flipped(score, at.index + 8),
            kOnlyTheIndex);
  index("index-marker", "No index where the trailer points.",
        [](base::ByteVector* said) { (*said)[1] ^= 1; });
  index("index-flags", "The index says that the score is added, the header does not.",
        [](base::ByteVector* said) { (*said)[4] = 1; });
  index("index-modified", "The source was changed in a second that has no number.",
        [](base::ByteVector* said) {
          (*said)[4] |= 64;
          said->insert(said->begin() + 5, {0x04, 0x7d, 0xc1, 0x25, 2, 0, 0, 0});
        });
  index("index-list", "The list of what to redact has a newline.",
        [](base::ByteVector* said) {
          (*said)[4] |= 32;
          said->insert(said->begin() + 5, {2, 0, 'a', '\n'});
        });
  index("index-list-empty", "The list of what to redact is empty.",
        [](base::ByteVector* said) {
          (*said)[4] |= 32;
          said->insert(said->begin() + 5, {0, 0});
        });
  index("index-count", "The index has 100 segments and no room for them.",
        [](base::ByteVector* said) { (*said)[5] = 100; });
  index("index-entry", "A segment is longer in the index than it is.",
        [](base::ByteVector* said) { ++(*said)[6]; });
  index("index-root", "The Merkle root is another one.",
        [](base::ByteVector* said) { said->back() ^= 1; });
  make->Bent("index-left-over", "A byte is left at the end of the index.",
             [](ScoreParts* parts) {
               parts->index_said = IndexOf(*parts);
               parts->index_said->push_back(0);
             });
  make->Add("trailer-checksum", "A flipped bit in the trailer.",
            Flipped(score, at.trailer + 2), kOnlyTheIndex);
  make->Add("trailer-marker", "The last byte is not that of a trailer.",
            Flipped(score, score.size() - 1), kOnlyTheIndex);
  const size_t index_bytes = at.trailer - at.index;
  make->Bent(
      "trailer-index-bytes", "The trailer says that the index is a byte shorter.",
      [&](ScoreParts* parts) {
        parts->trailer_said = TrailerOf(index_bytes - 1, score.size());
      },
      kOnlyTheIndex);
  make->Bent(
      "trailer-score-bytes", "The trailer says that the score is longer than the file.",
      [&](ScoreParts* parts) {
        parts->trailer_said = TrailerOf(index_bytes, score.size() + 1);
      },
      kOnlyTheIndex);
  make->Bent(
      "trailer-sizes", "The trailer says that the index is longer than the score.",
      [&](ScoreParts* parts) {
        parts->trailer_said = TrailerOf(score.size(), score.size());
      },
      kOnlyTheIndex);
}

}  // namespace

std::vector<Golden> BadScores() {
  BadMaker make;
  AddFiles(&make);
  AddSegmentHeaders(&make);
  AddPresences(&make);
  AddBlockTables(&make);
  AddContents(&make);
  AddSegmentOrders(&make);
  AddIndexes(&make);
  return make.Take();
}

std::vector<Golden> GoldenScores() {
  std::vector<Golden> all;
  for (auto* const scores : {GoodScores, BadScores, BadLensScores, UnsupportedScores}) {
    for (Golden& golden : scores()) all.push_back(std::move(golden));
  }
  return all;
}

}  // namespace rondo::testing
