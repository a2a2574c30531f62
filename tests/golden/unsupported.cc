// Scores that are intact, but say something that only a later version may know.
#include <functional>
#include <string>
#include <utility>

#include "golden/golden.h"
#include "golden/parts.h"
#include "stream/grammar_lens/lens.h"
#include "stream/record_lens/lens.h"
#include "support/container_support.h"

namespace rondo::testing {
namespace {

using enum absl::StatusCode;

constexpr Outcome kFromTheFuture = {kUnimplemented, kUnimplemented, kUnimplemented};

base::ByteVector Text() {
  std::string text;
  for (int i = 0; i < 30; ++i) text += "number " + std::to_string(i * i) + " is it\n";
  return ToBytes(text);
}

// Where the text of record tables begins, with its lens.
size_t TextOf(const base::ByteVector& tables) {
  base::ByteReader reader(tables);
  (void)reader.Take(reader.Varint());
  (void)reader.Take(reader.Varint());
  return reader.position();
}

}  // namespace

std::vector<Golden> UnsupportedScores() {
  std::vector<Golden> all;
  const auto add = [&all](std::string name, std::string sentence, const ScoreParts& parts,
                          const Outcome& outcome = kFromTheFuture) {
    Golden golden;
    golden.name = "unsupported-" + std::move(name);
    golden.sentence = std::move(sentence);
    golden.score = PutTogether(parts);
    golden.outcome = outcome;
    if (outcome.parts == kOk) golden.expanded = ToBytes("one\ntwo\n");
    all.push_back(std::move(golden));
  };
  const ScoreParts sound = {.segments = {StoredSegment({"one\n", "two\n"})}};
  const auto bent = [&](std::string name, std::string sentence, auto bend) {
    ScoreParts parts = sound;
    bend(&parts);
    add(std::move(name), std::move(sentence), parts);
  };
  bent("version-0", "A version of the format before the first.",
       [](ScoreParts* p) { p->version = 0; });
  bent("version-2", "The next version of the format.",
       [](ScoreParts* p) { p->version = 2; });
  for (const int bit : {3, 7}) {
    bent("file-flag-" + std::to_string(1 << bit), "A reserved flag in the file header.",
         [bit](ScoreParts* p) { p->flags |= static_cast<uint8_t>(1 << bit); });
  }
  bent("segment-flag-128", "The reserved flag of a segment.",
       [](ScoreParts* p) { p->segments[0].flags |= 128; });
  for (const int lens : {static_cast<int>(stream::kLastLens) + 1, 255}) {
    bent("lens-" + std::to_string(lens), "A segment of a lens that there is not yet.",
         [lens](ScoreParts* p) { p->segments[0].lens = static_cast<uint8_t>(lens); });
  }
  // A pipe knows what the index must be, byte for byte.
  constexpr Outcome kIndexFromTheFuture = {kDataLoss, kUnimplemented, kUnimplemented};
  ScoreParts parts = sound;
  parts.index_said = IndexOf(sound);
  (*parts.index_said)[4] = 8;
  add("index-flag", "A reserved flag of the index.", parts, kIndexFromTheFuture);
  parts.index_said = IndexOf(sound);
  (*parts.index_said)[parts.index_said->size() - 33] |= 8;
  add("index-entry-flag", "A reserved flag of an entry of the index.", parts,
      kIndexFromTheFuture);

  const base::ByteVector text = Text();
  const std::vector<uint64_t> ends = {text.size()};
  SegmentParts segment = SegmentOf(text, ends, stream::EncodeGrammarLens(text, ends, 6));
  segment.tables[0] |= 4;
  add("grammar-flag", "A reserved flag in the tables of a grammar.",
      {.segments = {segment}});
  segment = SegmentOf(text, ends, stream::EncodeRecordLens(text, ends, 6));
  segment.tables[TextOf(segment.tables)] = 3;
  add("record-text-lens", "The text of a record segment in a lens that it cannot have.",
      {.segments = {segment}});
  return all;
}

}  // namespace rondo::testing
