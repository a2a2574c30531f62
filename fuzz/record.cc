// record: the record lens alone, without the checksums that a container puts around it.
// Any text in small blocks comes back; tables and payloads of anybody's making, or bent
// ones of ours, end with a status, within memory, and a part of a block is what the whole
// block has there.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "base/byte_io.h"
#include "fuzz/check.h"
#include "fuzz/limits.h"
#include "fuzz/record_input.h"
#include "rondo/encoder.h"
#include "stream/lens/lens.h"
#include "stream/record_lens/lens.h"
#include "stream/record_lens/model/tables.h"
#include "stream/segment/open_lens.h"

namespace rondo::fuzz {
namespace {

using stream::BlockJob;
using stream::SegmentDecoder;
using stream::SegmentExtent;

// What a container hands to a lens.
struct Segment {
  stream::Lens lens = stream::Lens::kRecord;
  base::ByteVector tables;
  std::vector<base::Bytes> payloads;
  std::vector<uint32_t> expanded_bytes;  // of each block

  SegmentExtent Extent() const {
    SegmentExtent extent = {0, static_cast<uint32_t>(payloads.size()), kMemoryBytes};
    for (const uint32_t bytes : expanded_bytes) extent.expanded_bytes += bytes;
    return extent;
  }
};

// Expands bytes [from, to) of a block. The buffer ends where the bytes do.
bool ExpandPart(const Segment& segment, SegmentDecoder& decoder, uint32_t block,
                uint32_t from, uint32_t to, base::ByteVector* out) {
  out->assign(to - from, 0);
  out->shrink_to_fit();
  BlockJob job;
  job.block = block;
  job.payload = segment.payloads[block];
  job.expanded_bytes = segment.expanded_bytes[block];
  job.from = from;
  job.out = *out;
  return decoder.Expand({&job, 1}).ok();
}

// Expands every block, last first, and checks a part of each. False if any is refused.
bool ExpandAll(const Segment& segment, base::ByteVector* text) {
  auto opened = OpenLens(segment.lens, segment.tables, segment.Extent());
  if (!opened.ok()) return false;
  const std::unique_ptr<SegmentDecoder> made = (*opened)->NewDecoder();
  SegmentDecoder& decoder = *made;
  bool good = true;
  std::vector<base::ByteVector> blocks(segment.payloads.size());
  for (auto block = static_cast<uint32_t>(blocks.size()); block-- > 0;) {
    const uint32_t size = segment.expanded_bytes[block];
    if (!ExpandPart(segment, decoder, block, 0, size, &blocks[block])) {
      good = false;
      continue;
    }
    base::ByteVector part;
    const uint32_t from = size / 3;
    const uint32_t to = size - size / 4;
    FUZZ_CHECK(ExpandPart(segment, decoder, block, from, to, &part));
    FUZZ_CHECK(std::equal(part.begin(), part.end(), blocks[block].begin() + from));
  }
  FUZZ_CHECK((*opened)->memory_bytes() + decoder.memory_bytes() <= kMemoryBytes);
  for (const base::ByteVector& block : blocks)
    text->insert(text->end(), block.begin(), block.end());
  return good;
}

// A text as a segment; `encoded` owns its payloads.
Segment Encode(base::Bytes text, uint8_t blocks, stream::EncodedSegment* encoded) {
  const std::vector<uint64_t> ends = RecordBlockEnds(text, blocks);
  *encoded = stream::EncodeRecordLens(text, ends, kDefaultLevel);
  Segment segment;
  segment.lens = encoded->lens;
  segment.tables = encoded->tables;
  uint64_t payload = 0;
  uint64_t begin = 0;
  for (size_t i = 0; i < ends.size(); ++i) {
    segment.payloads.push_back(base::Bytes(encoded->blocks)
                                   .subspan(payload, encoded->payload_ends[i] - payload));
    segment.expanded_bytes.push_back(static_cast<uint32_t>(ends[i] - begin));
    payload = encoded->payload_ends[i];
    begin = ends[i];
  }
  return segment;
}

void RoundTrip(base::ByteReader& input) {
  const uint8_t blocks = input.U8();
  const base::Bytes text = input.Take(input.remaining());
  if (!input.ok() || text.empty()) return;
  stream::EncodedSegment encoded;
  base::ByteVector back;
  FUZZ_CHECK(ExpandAll(Encode(text, blocks, &encoded), &back));
  FUZZ_CHECK(std::ranges::equal(back, text));
}

// One edit of what the writer of tables writes as it is, whether it makes sense or not.
void Edit(base::ByteReader& input, stream::RecordTables* tables) {
  stream::RecordLayout& layout = tables->layout;
  const uint8_t what = input.U8();
  const size_t where = input.U16();
  const uint8_t value = input.U8();
  if (layout.slots.empty()) return;
  stream::RecordSlot& slot = layout.slots[where % layout.slots.size()];
  stream::RecordModel& model = layout.models[where % layout.models.size()];
  stream::RecordColumn& column = layout.columns[where % layout.columns.size()];
  switch (what % 16) {
    case 0:
      slot.format.kind = static_cast<grammar::SlotKind>(value % 16);
      break;
    case 1:
      slot.format.width = value;
      break;
    case 2:
      slot.format.fraction = value;
      break;
    case 3:
      slot.format.is_signed ^= true;
      break;
    case 4:
      slot.format.time.pattern = value;
      break;
    case 5:
      slot.format.time.fraction_digits = value;
      break;
    case 6:
      slot.column = value % layout.columns.size();
      break;
    case 7:
      slot.model = value % layout.models.size();
      break;
    case 8:
      model.predictor = static_cast<stream::Predictor>(value % stream::kPredictors);
      break;
    case 9:
      model.source = value % stream::kSources;
      break;
    case 10:
      model.second_source = value % stream::kSources;
      break;
    case 11:
      model.first[where >> 8] = value;
      break;
    case 12:
      column.seed = uint64_t{value} << value % 64;
      break;
    case 13:
      column.slope = uint64_t{value} << value % 64;
      break;
    case 14:
      tables->ends_line[where % tables->ends_line.size()].flip();
      break;
    default:
      layout.sequence.line_bytes[where % layout.sequence.line_bytes.size()] = value;
  }
}

void BendTables(base::ByteReader& input) {
  const uint8_t blocks = input.U8();
  base::ByteReader edits(input.Take(input.U8() * kEditBytes));
  const base::Bytes text = input.Take(input.remaining());
  if (!input.ok() || text.empty()) return;
  stream::EncodedSegment encoded;
  Segment segment = Encode(text, blocks, &encoded);
  if (segment.lens != stream::Lens::kRecord) return;
  base::ByteReader reader(segment.tables);
  const base::Bytes shapes = reader.Take(reader.Varint());
  const base::Bytes code = reader.Take(reader.Varint());
  auto tables = ReadRecordShapes(shapes, segment.Extent(), nullptr);
  FUZZ_CHECK(tables.ok() && ReadRecordCode(code, segment.Extent(), &*tables).ok());
  while (edits.remaining() > 0) Edit(edits, &*tables);
  base::ByteVector whole;
  base::ByteWriter writer(&whole);
  for (const base::ByteVector& bent :
       {WriteRecordShapes(*tables), WriteRecordCode(*tables)}) {
    writer.Varint(bent.size());
    writer.Append(bent);
  }
  writer.Append(reader.Take(reader.remaining()));
  segment.tables = std::move(whole);
  base::ByteVector ignored;
  (void)ExpandAll(segment, &ignored);
}

void OpenStored(base::ByteReader& input) {
  Segment segment;
  const uint8_t blocks = input.U8();
  std::vector<uint16_t> sizes;
  for (int i = 0; i < blocks; ++i) {
    sizes.push_back(input.U16());
    segment.expanded_bytes.push_back(1 + input.U16());
  }
  const base::Bytes tables = input.Take(input.U16());
  segment.tables.assign(tables.begin(), tables.end());
  for (const uint16_t size : sizes) segment.payloads.push_back(input.Take(size));
  if (!input.ok() || blocks == 0) return;
  base::ByteVector ignored;
  (void)ExpandAll(segment, &ignored);
}

void Run(base::Bytes bytes) {
  base::ByteReader input(bytes);
  switch (input.U8() % kRecordModes) {
    case kTextMode:
      return RoundTrip(input);
    case kBentMode:
      return BendTables(input);
    default:
      return OpenStored(input);
  }
}

}  // namespace
}  // namespace rondo::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rondo::fuzz::Run({data, size});
  return 0;
}
