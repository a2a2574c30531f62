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

// Whether a dictionary helps, and which of several, is told by trying, where that takes
// little time; naming it takes so many bytes of the header.
constexpr uint64_t kTriesAll = 1 << 20;
constexpr uint64_t kNameBytes = sizeof(base::Sha256Digest) + 1;

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

// A segment as it is encoded, and the part of a dictionary that it builds on, or null.
struct BuiltCode {
  SegmentCode coded;
  const LentPart* part = nullptr;
};

BuiltCode EncodeWithParts(base::Bytes segment, const SegmentOptions& options,
                          const std::vector<LentPart>& parts) {
  BuiltCode best;
  const auto size = [](const BuiltCode& built) {
    return built.coded.code.size_bytes() + (built.part == nullptr ? 0 : kNameBytes);
  };
  for (size_t i = 0; i < parts.size() && (i == 0 || segment.size() <= kTriesAll); ++i) {
    BuiltCode tried;
    tried.coded = EncodeSegment(segment, options, parts[i].lender.get());
    if (tried.coded.code.builds_on) tried.part = &parts[i];
    if (i == 0 || size(tried) < size(best)) best = std::move(tried);
  }
  if (best.part != nullptr && segment.size() <= kTriesAll) {
    BuiltCode alone;
    alone.coded = EncodeSegment(segment, options);
    if (size(alone) < size(best)) best = std::move(alone);
  }
  return best;
}

BuiltCode Encode(CollectedSegment& collected, const SegmentOptions& options,
                 const Lending& lending) {
  const base::Bytes segment = collected.bytes;
  if (collected.online != nullptr) {
    return {EncodeOnlineSegment(segment, std::move(collected.online), options)};
  }
  if (!lending.parts.empty()) return EncodeWithParts(segment, options, lending.parts);
  const std::shared_ptr<const Lender> lender =
      lending.from == nullptr ? nullptr : lending.from->Get();
  return {EncodeSegment(segment, options, lender.get())};
}

}  // namespace

SegmentImage BuildSegment(CollectedSegment collected, bool is_last,
                          const SegmentOptions& options, Lending lending,
                          const TimeHints& hints) {
  const base::Bytes segment = collected.bytes;
  BuiltCode built = Encode(collected, options, lending);
  SegmentCode& coded = built.coded;
  const bool lends = lending.own != nullptr && MayLend(coded.code);
  if (lends) lending.own->Put(OfferOf(segment, &coded));
  BlockTable table = TabulateBlocks(segment, coded);
  TabulatedTimes times = TabulateTimes(segment, coded.block_ends, hints);
  table.times = std::move(times.blocks);
  base::ByteVector table_bytes;
  AppendBlockTable(table, coded.block_bytes, times.segment, &table_bytes);
  const base::ByteVector presence = PresenceOf(segment, coded.code, options.index);

  SegmentImage image;
  image.tables = std::move(coded.code.tables);
  if (!image.tables.empty())
    base::ByteWriter(&image.tables).U64(base::Xxh3(image.tables));
  image.blocks = std::move(coded.code.blocks);
  image.header = {
      .lens = coded.code.lens,
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
      .time_rules = times.rules,
      .presence_bytes = presence.size(),
      .lends = lends,
      .builds_on = coded.code.builds_on && built.part == nullptr ? lending.back : 0};
  if (built.part != nullptr) image.header.dictionary = built.part->part;
  AppendSegmentHeader(&image.header, &image.head);
  base::ByteWriter(&image.head).Append(presence);
  base::ByteWriter(&image.head).Append(table_bytes);
  return image;
}

}  // namespace rondo::stream
