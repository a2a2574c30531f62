#include "fuzz/score_dictionary_seeds.h"

#include <algorithm>

#include "stream/dictionary/score_dictionary.h"
#include "stream/dictionary/shared_text.h"
#include "stream/grammar_lens/lens.h"
#include "stream/record_lens/lens.h"

namespace rondo::fuzz {
namespace {

constexpr size_t kMostBytes = 16 << 10;

base::ByteVector TablesOf(const stream::EncodedSegment& code, uint64_t bytes) {
  base::ByteVector entry;
  stream::AppendDictionaryTables(
      {.lens = code.lens, .expanded_bytes = bytes, .blocks = 1, .tables = code.tables},
      &entry);
  return entry;
}

// A text as it is, and as zstd formats it.
std::vector<base::ByteVector> TextsOf(base::Bytes sample) {
  std::vector<base::ByteVector> texts(1);
  stream::AppendDictionaryText(sample.first(std::min<size_t>(sample.size(), 700)),
                               &texts.emplace_back());
  std::vector<base::ByteVector> pieces;
  for (; sample.size() >= 100 && pieces.size() < 30; sample = sample.subspan(100)) {
    pieces.emplace_back(sample.begin(), sample.begin() + 100).back() = '\n';
  }
  const base::ByteVector formatted = stream::MakeSharedText(pieces, 4 << 10);
  if (!formatted.empty()) stream::AppendDictionaryText(formatted, &texts.emplace_back());
  return texts;
}

}  // namespace

std::vector<Seed> ScoreDictionarySeeds(const std::string& name,
                                       const std::string& bytes) {
  const base::Bytes sample(reinterpret_cast<const uint8_t*>(bytes.data()),
                           std::min(bytes.size(), kMostBytes));
  std::vector<Seed> seeds;
  if (sample.empty()) return seeds;
  const std::vector<uint64_t> ends = {sample.size()};
  for (const stream::EncodedSegment& code :
       {stream::EncodeJoinedRecords(sample, ends, 6).code,
        stream::EncodeGrammarLens(sample, ends, 6)}) {
    const base::ByteVector tables = TablesOf(code, sample.size());
    for (const base::ByteVector& text : TextsOf(sample)) {
      base::ByteVector input;
      base::ByteWriter writer(&input);
      writer.U16(static_cast<uint16_t>(tables.size()));
      writer.Append(tables);
      writer.U16(static_cast<uint16_t>(text.size()));
      writer.Append(text);
      writer.Append(sample.first(std::min<size_t>(sample.size(), 2000)));
      seeds.push_back({"score_dictionary/" + name + "-" + std::to_string(seeds.size()),
                       {input.begin(), input.end()}});
    }
  }
  return seeds;
}

}  // namespace rondo::fuzz
