// What the lines of a record segment look like: its templates with their slots, the
// strings of its classes, and where and how often both occur.
//
// Thread rule: immutable once it is loaded, and thread-safe then.
#ifndef RONDO_STREAM_RECORD_LENS_MODEL_SHAPES_H_
#define RONDO_STREAM_RECORD_LENS_MODEL_SHAPES_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "grammar/templates/slot_format.h"
#include "stream/lens/lens.h"
#include "stream/record_lens/model/piece.h"
#include "stream/record_lens/model/tables.h"
#include "stream/record_lens/model/text.h"

namespace rondo::stream {

struct SlotShape {
  Piece literal;  // before the slot
  grammar::SlotFormat format;
  uint32_t first_value;  // of its class: into strings, or into the numbers of all classes
  uint32_t class_size;
  bool is_string() const { return format.kind == grammar::SlotKind::kString; }
};

struct TemplateShape {
  uint32_t slot_begin;
  uint32_t slot_end;
  uint32_t string_begin;  // into string_slots
  uint32_t string_end;
  Piece tail;  // the last literal
  bool ends_line;
};

struct RecordShapes {
  // `coded_text` must outlive the result; tables: as ReadRecordShapes left them, without
  // counts and postings then. kDataLoss, kResourceExhausted: see tables.h.
  static absl::StatusOr<RecordShapes> Load(base::Bytes coded_text,
                                           const SegmentExtent& extent,
                                           RecordTables* tables);

  // Blocks that hold a thing, a template or a string; empty: that is not told.
  std::span<const uint32_t> PostingsOfTemplate(uint32_t id) const {
    return PostingsOf(id);
  }
  std::span<const uint32_t> PostingsOfString(uint32_t index) const {
    return PostingsOf(templates.size() + index);
  }
  uint32_t blocks() const { return static_cast<uint32_t>(singleton_ends.size()); }
  bool has_singletons() const {
    return !singleton_ends.empty() && singleton_ends.back() > 0;
  }
  // Of any template.
  uint32_t MostSlots() const;
  uint64_t memory_bytes() const;
  // kResourceExhausted if that is more than the limit.
  static absl::Status CheckMemory(uint64_t bytes, const SegmentExtent& extent);

  std::unique_ptr<RecordText> text;
  base::ByteVector head;       // literals and strings, and kLineSlack bytes
  std::vector<Piece> strings;  // of all classes
  std::vector<SlotShape> slots;
  std::vector<uint32_t> string_slots;  // into slots
  std::vector<TemplateShape> templates;
  uint64_t singleton_begin = 0;          // in the text: singletons
  std::vector<uint64_t> singleton_ends;  // behind singleton_begin, by block
  RecordCounts counts;

 private:
  std::span<const uint32_t> PostingsOf(size_t thing) const {
    if (postings_.empty()) return {};
    return std::span(postings_).subspan(
        posting_begins_[thing], posting_begins_[thing + 1] - posting_begins_[thing]);
  }
  absl::Status LoadText(base::Bytes coded_text, const RecordTables& tables,
                        const SegmentExtent& extent);
  // Puts what is lent between what the text holds.
  absl::Status MergeHead(const RecordTables& tables, const SegmentExtent& extent);
  absl::Status SplitHead(uint64_t begin, uint64_t end, uint64_t count,
                         std::vector<Piece>* pieces) const;
  absl::Status MakeTemplates(const RecordTables& tables);

  uint64_t literal_end_ = 0;              // in head: behind the literals
  std::vector<uint32_t> postings_;        // blocks; see RecordPostings
  std::vector<uint32_t> posting_begins_;  // by thing, if there are some: into postings_
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_MODEL_SHAPES_H_
