// Scores whose container is sound and whose segments hold what no writer writes.
#include <functional>
#include <string>
#include <utility>

#include "golden/golden.h"
#include "golden/parts.h"
#include "stream/grammar_lens/lens.h"
#include "stream/lens/zstd.h"
#include "stream/record_lens/lens.h"
#include "stream/record_lens/model/tables.h"
#include "support/container_support.h"

namespace rondo::testing {
namespace {

using enum absl::StatusCode;

constexpr Outcome kRefused = {kDataLoss, kDataLoss, kDataLoss};
constexpr uint64_t kMemoryBytes = uint64_t{64} << 20;

base::ByteVector Text() {
  std::string text;
  for (int i = 0; i < 24; ++i) {
    text += "2024-03-04 10:00:" + std::to_string(10 + i) + " user u" +
            std::to_string(i * 7 % 5) + " takes " + std::to_string(i * i) + " ms\n";
    if (i % 3 == 0) text += "and so on\n";
  }
  return ToBytes(text);
}

// Tables of records as they are written: three parts, the first two behind their sizes.
struct RecordParts {
  base::ByteVector shapes, code, text;

  static RecordParts Of(const base::ByteVector& tables) {
    base::ByteReader reader(tables);
    const auto take = [&reader](uint64_t count) {
      const base::Bytes bytes = reader.Take(count);
      return base::ByteVector(bytes.begin(), bytes.end());
    };
    RecordParts parts;
    parts.shapes = take(reader.Varint());
    parts.code = take(reader.Varint());
    parts.text = take(reader.remaining());
    return parts;
  }
  base::ByteVector Tables() const {
    base::ByteVector tables;
    base::ByteWriter writer(&tables);
    writer.Varint(shapes.size());
    writer.Append(shapes);
    writer.Varint(code.size());
    writer.Append(code);
    writer.Append(text);
    return tables;
  }
};

class LensMaker {
 public:
  // One segment of one block.
  void Add(std::string name, std::string sentence, const SegmentParts& segment) {
    Golden golden;
    golden.name = "bad-" + std::move(name);
    golden.sentence = std::move(sentence);
    golden.score = PutTogether({.segments = {segment}});
    golden.outcome = kRefused;
    all_.push_back(std::move(golden));
  }
  using Bend = std::function<void(SegmentParts*)>;
  void Bent(std::string name, std::string sentence, SegmentParts segment,
            const Bend& bend) {
    bend(&segment);
    Add(std::move(name), std::move(sentence), segment);
  }
  std::vector<Golden> Take() { return std::move(all_); }

 private:
  std::vector<Golden> all_;
};

SegmentParts OneBlock(const base::ByteVector& text, const stream::EncodedSegment& code) {
  const std::vector<uint64_t> ends = {text.size()};
  return SegmentOf(text, ends, code, 2048);
}

// Cuts `bytes` from the payload, or adds that many zeros.
LensMaker::Bend Lengthen(int bytes) {
  return [bytes](SegmentParts* segment) {
    base::ByteVector payload = segment->payloads;
    payload.resize(payload.size() + static_cast<size_t>(bytes));
    SetPayload(payload, segment);
  };
}

void FlipInPayload(SegmentParts* segment) {
  base::ByteVector payload = segment->payloads;
  payload[payload.size() / 2] ^= 0x10;
  SetPayload(payload, segment);
}

// The container says that one byte more, or less, is expanded.
void ExpandToMore(SegmentParts* segment) { ++segment->expanded_bytes; }
void ExpandToLess(SegmentParts* segment) { --segment->expanded_bytes; }

void AddStored(LensMaker* make) {
  make->Bent("stored-tables", "A stored segment with tables.", StoredSegment({"one\n"}),
             [](SegmentParts* s) {
               s->tables = {1, 2, 3};
             });
  make->Bent("stored-payload", "A stored block with a byte more than it expands to.",
             StoredSegment({"one\n"}), Lengthen(1));
  make->Bent("tables-without-checksum", "Tables of 7 bytes: too few for a checksum.",
             StoredSegment({"one\n"}), [](SegmentParts* s) {
               s->tables_bytes_said = 7;
               s->payload_bytes_said = s->payloads.size();
               s->payloads.insert(s->payloads.begin(), 7, 0);
             });
}

void AddZstd(LensMaker* make) {
  const base::ByteVector text = Text();
  const std::vector<uint64_t> ends = {text.size()};
  const SegmentParts plain = OneBlock(text, stream::EncodeZstdLens(text, ends, 19, 0));
  make->Bent("zstd-frame", "A frame with a header that zstd has not.", plain,
             [](SegmentParts* s) {
               base::ByteVector payload = s->payloads;
               payload[0] |= 8;  // reserved
               SetPayload(payload, s);
             });
  make->Bent("zstd-cut", "A frame lacks its last byte.", plain, Lengthen(-1));
  make->Bent("zstd-left-over", "A byte is left behind a frame.", plain, Lengthen(1));
  make->Bent("zstd-more", "A frame expands to less than the block.", plain, ExpandToMore);
  make->Bent("zstd-less", "A frame expands to more than the block.", plain, ExpandToLess);
  const SegmentParts with =
      OneBlock(text, stream::EncodeZstdLens(text, ends, 19, text.size() / 4));
  make->Bent("zstd-dictionary-none", "Tables with a dictionary of no bytes.", with,
             [](SegmentParts* s) { s->tables = {0}; });
  make->Bent("zstd-dictionary-size", "A dictionary of more than 2^24 bytes.", with,
             [](SegmentParts* s) {
               s->tables = {0x81, 0x80, 0x80, 8, 0};
             });
  make->Bent(
      "zstd-dictionary-formatted", "A dictionary with zstd's own tables in it.", with,
      [](SegmentParts* s) { s->tables = {8, 0x37, 0xa4, 0x30, 0xec, 1, 0, 0, 0}; });
  make->Bent("zstd-dictionary-frame", "A dictionary whose frame is cut.", with,
             [](SegmentParts* s) { s->tables.pop_back(); });
  make->Bent("zstd-dictionary-lost", "Frames that need a dictionary, and none is there.",
             with, [](SegmentParts* s) { s->tables.clear(); });
}

void AddGrammar(LensMaker* make) {
  const base::ByteVector text = Text();
  const std::vector<uint64_t> ends = {text.size()};
  const SegmentParts sound = OneBlock(text, stream::EncodeGrammarLens(text, ends, 6));
  make->Bent("grammar-no-tables", "A grammar segment without tables.", sound,
             [](SegmentParts* s) { s->tables.clear(); });
  make->Bent("grammar-side-size", "Side information longer than the tables.", sound,
             [](SegmentParts* s) {
               s->tables = {0, 50, 0, 0};
             });
  make->Bent("grammar-side-bit", "A flipped bit in the side information.", sound,
             [](SegmentParts* s) { s->tables[12] ^= 0x10; });
  make->Bent("grammar-page-cut", "The last table page lacks a word.", sound,
             [](SegmentParts* s) { s->tables.resize(s->tables.size() - 4); });
  make->Bent("grammar-page-bit", "A flipped bit in a table page.", sound,
             [](SegmentParts* s) { s->tables[s->tables.size() - 6] ^= 0x10; });
  make->Bent("grammar-payload-cut", "A block lacks its last word.", sound, Lengthen(-4));
  make->Bent("grammar-payload-word", "A word is left at the end of a block.", sound,
             Lengthen(4));
  make->Bent("grammar-payload-bytes", "A block's words end within one.", sound,
             Lengthen(-1));
  make->Bent("grammar-payload-bit", "A flipped bit in a block.", sound, FlipInPayload);
  make->Bent("grammar-payload-none", "A block of no bytes.", sound,
             [](SegmentParts* s) { SetPayload({}, s); });
  make->Bent("grammar-more", "Symbols expand to less than the block.", sound,
             ExpandToMore);
  make->Bent("grammar-less", "Symbols expand to more than the block.", sound,
             ExpandToLess);
}

void AddRecord(LensMaker* make) {
  const base::ByteVector text = Text();
  const std::vector<uint64_t> ends = {text.size()};
  const stream::EncodedSegment code = stream::EncodeRecordLens(text, ends, 6);
  const SegmentParts sound = OneBlock(text, code);
  make->Bent("record-no-tables", "A record segment without tables.", sound,
             [](SegmentParts* s) { s->tables.clear(); });
  make->Bent("record-payload-cut", "A block lacks its last word.", sound, Lengthen(-4));
  make->Bent("record-payload-word", "A word is left at the end of a block.", sound,
             Lengthen(4));
  make->Bent("record-payload-bit", "A flipped bit in a block.", sound, FlipInPayload);
  make->Bent("record-more", "Lines fill less than the block.", sound, ExpandToMore);
  make->Bent("record-less", "Lines fill more than the block.", sound, ExpandToLess);

  using BendParts = std::function<void(RecordParts*)>;
  const auto tables = [&](std::string name, std::string sentence, const BendParts& bend) {
    RecordParts parts = RecordParts::Of(code.tables);
    bend(&parts);
    SegmentParts segment = sound;
    segment.tables = parts.Tables();
    make->Add(std::move(name), std::move(sentence), segment);
  };
  tables("record-shapes-cut", "The shapes lack their last word.",
         [](RecordParts* p) { p->shapes.resize(p->shapes.size() - 4); });
  tables("record-shapes-word", "A word is left at the end of the shapes.",
         [](RecordParts* p) { p->shapes.resize(p->shapes.size() + 4); });
  tables("record-code-cut", "The code lacks its last word.",
         [](RecordParts* p) { p->code.resize(p->code.size() - 4); });
  tables("record-code-word", "A word is left at the end of the code.",
         [](RecordParts* p) { p->code.resize(p->code.size() + 4); });
  tables("record-text-cut", "The text lacks its last byte.",
         [](RecordParts* p) { p->text.pop_back(); });
  tables("record-no-text", "The tables end before the text.",
         [](RecordParts* p) { p->text = {1}; });

  using BendTables = std::function<void(stream::RecordTables*)>;
  const stream::SegmentExtent extent = {text.size(), 1, kMemoryBytes};
  const auto side = [&](std::string name, std::string sentence, const BendTables& bend) {
    tables(std::move(name), std::move(sentence), [&](RecordParts* parts) {
      auto read = stream::ReadRecordShapes(parts->shapes, extent, nullptr);
      const absl::Status status = ReadRecordCode(parts->code, extent, &*read);
      if (!status.ok()) return parts->text.clear();
      bend(&*read);
      parts->shapes = WriteRecordShapes(*read);
      parts->code = WriteRecordCode(*read);
    });
  };
  const auto first_time = [](stream::RecordTables* read) -> stream::RecordSlot& {
    for (stream::RecordSlot& slot : read->layout.slots) {
      if (slot.format.kind == grammar::SlotKind::kTime) return slot;
    }
    return read->layout.slots[0];
  };
  side("record-time-pattern", "A time of a pattern that there is not.",
       [&](stream::RecordTables* read) { first_time(read).format.time.pattern = 255; });
  side("record-fraction", "A time with a fraction of ten digits.",
       [&](stream::RecordTables* read) {
         first_time(read).format.time.fraction_digits = 10;
         first_time(read).format.time.fraction_mark = '.';
       });
  side("record-slot-kind", "A slot of a kind that there is not.",
       [&](stream::RecordTables* read) {
         first_time(read).format.kind = static_cast<grammar::SlotKind>(12);
       });
  side("record-width", "A number with zeros to 20 digits.",
       [&](stream::RecordTables* read) {
         first_time(read).format.kind = grammar::SlotKind::kFixed;
         first_time(read).format.width = 20;
       });
  side("record-time-cached", "A time under a predictor with a cache, which takes none.",
       [&](stream::RecordTables* read) {
         read->layout.models[first_time(read).model].predictor =
             stream::Predictor::kCache;
       });
  side("record-string-bytes", "Strings of more bytes than the text.",
       [](stream::RecordTables* read) { read->string_bytes += 100; });
  side("record-literal-bytes", "Literals of fewer bytes than they take.",
       [](stream::RecordTables* read) { --read->literal_bytes; });
  side("record-place", "A template in a block that there is not.",
       [](stream::RecordTables* read) {
         read->postings.counts.assign(CountThings(read->layout), 0);
         read->postings.counts[0] = 1;
         read->postings.blocks = {1};
       });
  side("record-counts", "A template with more lines than the segment has bytes.",
       [&](stream::RecordTables* read) {
         read->counts.lines.assign(read->layout.templates(), text.size() + 1);
         read->counts.slots.assign(read->layout.slots.size(), {});
       });
  side("record-sequence-none", "A block without a line in its sequence.",
       [](stream::RecordTables* read) { read->sequence_sizes[0] = 0; });
}

}  // namespace

std::vector<Golden> BadLensScores() {
  LensMaker make;
  AddStored(&make);
  AddZstd(&make);
  AddGrammar(&make);
  AddRecord(&make);
  return make.Take();
}

}  // namespace rondo::testing
