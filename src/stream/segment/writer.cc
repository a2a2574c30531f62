#include "stream/segment/writer.h"

#include <utility>

#include "base/checksum.h"
#include "base/newlines.h"
#include "stream/score/block_table.h"
#include "stream/score/presence.h"

namespace rondo::stream {
namespace {

// What presence may take of a segment: 1 %, or 5 % for an index.
constexpr uint64_t kPresenceShare = 100;
constexpr uint64_t kIndexShare = 20;

// Whether a dictionary helps is told by trying, where that takes little time; naming it
// takes so many bytes of the header.
constexpr uint64_t kTriesBoth = 1 << 20;
constexpr uint64_t kDictionaryBytes = sizeof(base::Sha256Digest) + 1;

// Bytes that no lens can shrink have no words to look for.
base::ByteVector PresenceOf(base::Bytes segment, const EncodedSegment& code, bool index) {
  if (code.lens == Lens::kStored) return {};
  return WritePresence(segment,
                       code.size_bytes() / (index ? kIndexShare : kPresenceShare));
}

// Of these lenses tables are what others may build on.
bool MayLend(const EncodedSegment& code) {
  return !code.builds_on && (code.lens == Lens::kRecord || code.lens == Lens::kGrammar);
}

LenderSlot::Offer OfferOf(base::Bytes segment, SegmentCode* coded) {
  return {.lens = coded->code.lens,
          .tables = coded->code.tables,
          .expanded_bytes = segment.size(),
          .blocks = static_cast<uint32_t>(coded->block_ends.size()),
          .rules = std::move(coded->code.rules)};
}

BlockTable TabulateBlocks(base::Bytes segment, const SegmentCode& coded) {
  BlockTable table;
  table.payload_ends = coded.code.payload_ends;
  table.expanded_ends = coded.block_ends;
  uint64_t newlines = 0;
  const base::Bytes payloads(coded.code.blocks);
  for (uint32_t i = 0; i < table.expanded_ends.size(); ++i) {
    const uint64_t expanded_begin = table.expanded_begin(i);
    newlines += base::CountNewlines(
        segment.subspan(expanded_begin, table.expanded_ends[i] - expanded_begin));
    table.newline_ends.push_back(newlines);
    const uint64_t payload_begin = table.payload_begin(i);
    table.checksums.push_back(base::Xxh3Low(
        payloads.subspan(payload_begin, table.payload_ends[i] - payload_begin)));
  }
  return table;
}

}  // namespace

SegmentImage BuildSegment(CollectedSegment collected, bool is_last,
                          const SegmentOptions& options, Lending lending) {
  const base::Bytes segment = collected.bytes;
  const std::shared_ptr<const Lender> lender =
      lending.from == nullptr ? lending.dictionary : lending.from->Get();
  SegmentCode coded =
      collected.online == nullptr
          ? EncodeSegment(segment, options, lender.get())
          : EncodeOnlineSegment(segment, std::move(collected.online), options);
  if (coded.code.builds_on && lending.from == nullptr && segment.size() <= kTriesBoth) {
    SegmentCode alone = EncodeSegment(segment, options);
    if (alone.code.size_bytes() < coded.code.size_bytes() + kDictionaryBytes) {
      coded = std::move(alone);
    }
  }
  const bool lends = lending.own != nullptr && MayLend(coded.code);
  if (lends) lending.own->Put(OfferOf(segment, &coded));
  BlockTable table = TabulateBlocks(segment, coded);
  TabulatedTimes times = TabulateTimes(segment, coded.block_ends);
  table.times = std::move(times.blocks);
  base::ByteVector table_bytes;
  AppendBlockTable(table, coded.block_bytes, times.segment, &table_bytes);
  const base::ByteVector presence = PresenceOf(segment, coded.code, options.index);

  SegmentImage image;
  image.tables = std::move(coded.code.tables);
  if (!image.tables.empty())
    base::ByteWriter(&image.tables).U64(base::Xxh3(image.tables));
  image.blocks = std::move(coded.code.blocks);
  image.header = {.lens = coded.code.lens,
                  .is_last = is_last,
                  .ends_in_newline = segment.back() == '\n',
                  .expanded_bytes = segment.size(),
                  .newlines = table.newline_ends.back(),
                  .block_bytes = coded.block_bytes,
                  .blocks = table.size(),
                  .block_table_bytes = table_bytes.size(),
                  .tables_bytes = image.tables.size(),
                  .blocks_bytes = image.blocks.size(),
                  .xxh3 = base::Xxh3(segment),
                  .sha256 = base::Sha256(segment),
                  .times = times.segment,
                  .time_kinds = times.kinds,
                  .presence_bytes = presence.size(),
                  .lends = lends,
                  .builds_on = coded.code.builds_on ? lending.back : 0};
  if (coded.code.builds_on && lending.from == nullptr) {
    image.header.dictionary = lending.part;
  }
  AppendSegmentHeader(&image.header, &image.head);
  base::ByteWriter(&image.head).Append(presence);
  base::ByteWriter(&image.head).Append(table_bytes);
  return image;
}

}  // namespace rondo::stream
