// score_dictionary: tables and text of anybody's making, as the part of a dictionary, end
// with a status, within memory, under segments that build on others. What our encoder
// builds on them comes back.
//
//   input = u16 size of the tables, entry of the tables, u16 size of the text, entry of
//           the text (of no bytes: there is none), a text to build on them
#include "stream/dictionary/score_dictionary.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "base/byte_io.h"
#include "fuzz/check.h"
#include "fuzz/limits.h"
#include "stream/dictionary/lent_parts.h"
#include "stream/grammar_lens/lens.h"
#include "stream/record_lens/lens.h"
#include "stream/segment/reader.h"
#include "stream/segment/writer.h"

namespace rondo::fuzz {
namespace {

using stream::Lender;
using stream::OpenedPart;
using stream::SegmentImage;

constexpr size_t kMostTextBytes = 8 << 10;

base::Bytes BytesOf(const std::string& text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

SegmentImage Build(base::Bytes text, std::shared_ptr<const Lender> lender) {
  stream::CollectedSegment segment;
  segment.bytes.assign(text.begin(), text.end());
  stream::Lending lending;
  if (lender != nullptr) lending.parts.push_back({std::move(lender), {}});
  return stream::BuildSegment(std::move(segment), /*is_last=*/true,
                              {.level = 6, .block_bytes = 64 << 10}, std::move(lending));
}

// The segment, on tables that may be others than those it was built on.
absl::StatusOr<base::ByteVector> Expand(const SegmentImage& image,
                                        std::shared_ptr<stream::SegmentTables> tables) {
  base::ByteVector body(image.head.begin() + image.header.header_bytes, image.head.end());
  body.insert(body.end(), image.tables.begin(), image.tables.end());
  stream::BufferInput input(std::move(body), image.header.header_bytes);
  auto reader = stream::SegmentReader::Open(&input, {}, image.header, kMemoryBytes,
                                            [&] { return tables; });
  if (!reader.ok()) return reader.status();
  base::ByteVector out(image.header.expanded_bytes);
  const auto decoder = (*reader)->NewDecoder();
  const absl::Status status =
      (*reader)->Expand(decoder.get(), 0, image.header.blocks, image.blocks, 0, out);
  if (!status.ok()) return status;
  (void)(*reader)->NewTemplateView();
  return out;
}

// A part of our own, and a segment on it.
struct Ours {
  explicit Ours(bool records) {
    std::string sample, text;
    for (uint32_t i = 0, state = 1; i < 2000; ++i) {
      std::string& to = i < 1500 ? sample : text;
      state = state * 1664525u + 1013904223u;
      const uint32_t drawn = state >> 16;
      if (records) {
        to += "10:00:" + std::to_string(10 + drawn % 50) + " worker-" +
              std::to_string(drawn % 7) + (drawn % 3 == 0 ? " opened " : " closed ") +
              std::to_string(drawn) + ".log after " + std::to_string(drawn * i % 997) +
              " ms\n";
      } else {
        for (uint32_t letter = 3; letter < 13; ++letter) {
          to += static_cast<char>('a' + (drawn % 83 + 1) * letter * 31 % 97 % 26);
        }
        to += ' ';
      }
    }
    const std::vector<uint64_t> ends = {sample.size()};
    const stream::EncodedSegment code =
        records ? stream::EncodeJoinedRecords(BytesOf(sample), ends, 6).code
                : stream::EncodeGrammarLens(BytesOf(sample), ends, 6);
    base::ByteVector entry;
    stream::AppendDictionaryTables({.lens = code.lens,
                                    .expanded_bytes = sample.size(),
                                    .blocks = 1,
                                    .tables = code.tables},
                                   &entry);
    const auto text_of_part =
        std::make_shared<const base::ByteVector>(sample.begin(), sample.begin() + 500);
    auto part = stream::OpenDictionaryPart(std::move(entry), text_of_part);
    FUZZ_CHECK(part.ok());
    auto lender = stream::LenderOf(part->tables);
    FUZZ_CHECK(lender.ok());
    image = Build(BytesOf(text), *lender);
    FUZZ_CHECK(image.header.dictionary.has_value());
    const auto expanded = Expand(image, part->tables);
    FUZZ_CHECK(expanded.ok() && std::ranges::equal(*expanded, BytesOf(text)));
  }
  SegmentImage image;
};

// Null: there is none.
absl::StatusOr<std::shared_ptr<const base::ByteVector>> TextOf(base::Bytes entry) {
  if (entry.empty()) return nullptr;
  auto text = stream::ParseDictionaryText(entry);
  if (!text.ok()) return text.status();
  return std::make_shared<const base::ByteVector>(*std::move(text));
}

void Run(base::ByteReader reader) {
  const base::Bytes tables = reader.Take(reader.U16());
  const base::Bytes packed = reader.Take(reader.U16());
  const base::Bytes rest = reader.Take(reader.remaining());
  if (!reader.ok()) return;
  const auto text = TextOf(packed);
  if (!text.ok()) return;
  auto part =
      stream::OpenDictionaryPart({tables.begin(), tables.end()}, *text, kMemoryBytes);
  if (!part.ok()) return;
  static const Ours& records = *new Ours(true);
  static const Ours& grammar = *new Ours(false);
  (void)Expand(records.image, part->tables);
  (void)Expand(grammar.image, part->tables);
  const uint64_t text_bytes = *text == nullptr ? 0 : (*text)->size();
  FUZZ_CHECK(part->tables->memory_bytes() <= kMemoryBytes + text_bytes);
  const auto lender = stream::LenderOf(part->tables);
  if (!lender.ok() || rest.empty()) return;
  const base::Bytes given = rest.first(std::min(rest.size(), kMostTextBytes));
  const SegmentImage built = Build(given, *lender);
  const auto back = Expand(built, built.header.dictionary ? part->tables : nullptr);
  FUZZ_CHECK(back.ok() && std::ranges::equal(*back, given));
}

}  // namespace
}  // namespace rondo::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rondo::fuzz::Run(rondo::base::ByteReader({data, size}));
  return 0;
}
