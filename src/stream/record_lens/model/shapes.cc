// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/model/shapes.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/newlines.h"
#include "base/status_macros.h"
#include "stream/record_lens/model/lent.h"
#include "stream/record_lens/model/piece.h"

namespace rondo::stream {

absl::StatusOr<RecordShapes> RecordShapes::Load(base::Bytes coded_text,
                                                const SegmentExtent& extent,
                                                RecordTables* tables) {
  RecordShapes shapes;
  RONDO_RETURN_IF_ERROR(shapes.LoadText(coded_text, *tables, extent));
  RONDO_RETURN_IF_ERROR(shapes.MakeTemplates(*tables));
  shapes.singleton_ends = std::move(tables->singleton_ends);
  shapes.counts = std::move(tables->counts);
  shapes.posting_begins_ = tables->postings.Begins();
  shapes.postings_ = std::move(tables->postings.blocks);
  RONDO_RETURN_IF_ERROR(CheckMemory(shapes.memory_bytes(), extent));
  return shapes;
}

uint64_t RecordShapes::memory_bytes() const {
  uint64_t bytes = head.size() + slots.size() * sizeof(SlotShape) +
                   templates.size() * sizeof(TemplateShape) + string_slots.size() * 4 +
                   strings.size() * sizeof(Piece) + singleton_ends.size() * 8 +
                   (posting_begins_.size() + postings_.size()) * 4 +
                   counts.lines.size() * 8 + (text ? text->memory_bytes() : 0);
  for (const SlotCounts& slot : counts.slots) {
    bytes += sizeof(slot) + slot.strings.capacity() * sizeof(StringCount);
  }
  return bytes;
}

absl::Status RecordShapes::CheckMemory(uint64_t bytes, const SegmentExtent& extent) {
  if (bytes <= extent.memory_limit_bytes) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrCat("record lens: tables of ", bytes,
                                                   " bytes, the limit is ",
                                                   extent.memory_limit_bytes));
}

uint32_t RecordShapes::MostSlots() const {
  uint32_t most = 0;
  for (const TemplateShape& shape : templates)
    most = std::max(most, shape.slot_end - shape.slot_begin);
  return most;
}

absl::Status RecordShapes::LoadText(base::Bytes coded_text, const RecordTables& tables,
                                    const SegmentExtent& extent) {
  const uint64_t head_bytes = tables.literal_bytes + tables.string_bytes;
  if (tables.literal_bytes > base::kMaxSegmentBytes ||
      tables.string_bytes > base::kMaxSegmentBytes ||
      head_bytes > 64 * extent.expanded_bytes + (1u << 20)) {
    return absl::DataLossError(
        absl::StrCat("record lens: ", head_bytes, " bytes of text"));
  }
  if (head_bytes > extent.memory_limit_bytes) {
    return absl::ResourceExhaustedError(absl::StrCat("record lens: ", head_bytes,
                                                     " bytes of text, the limit is ",
                                                     extent.memory_limit_bytes));
  }
  if (tables.text_bytes() > 0) {
    const ZSTD_DDict* dictionary = nullptr;
    if (tables.lent != nullptr) {
      RONDO_ASSIGN_OR_RETURN(dictionary, tables.lent->FrameDictionary());
    }
    RONDO_ASSIGN_OR_RETURN(
        text, RecordText::Open(coded_text, tables.text_bytes(), extent, dictionary));
  }
  head.assign(head_bytes + kLineSlack, 0);
  literal_end_ = tables.literal_bytes;
  singleton_begin = head_bytes;
  if (head_bytes > 0) {
    RONDO_RETURN_IF_ERROR(RecordTextReader(*text).Read(
        0, std::span(head).first(static_cast<size_t>(head_bytes))));
  }
  return tables.lent == nullptr ? absl::OkStatus() : MergeHead(tables, extent);
}

namespace {

// Takes the lines of a text one after another.
class LineTaker {
 public:
  explicit LineTaker(base::Bytes text) : left_(text) {}

  // The next `lines` lines, with their newlines; what is missing fails later.
  base::Bytes Take(uint64_t lines) {
    size_t end = 0;
    for (; lines > 0 && end < left_.size(); --lines) {
      const auto* const newline = static_cast<const uint8_t*>(
          std::memchr(left_.data() + end, '\n', left_.size() - end));
      end = newline == nullptr ? left_.size() : newline - left_.data() + 1;
    }
    const base::Bytes taken = left_.first(end);
    left_ = left_.subspan(end);
    return taken;
  }
  base::Bytes rest() const { return left_; }

 private:
  base::Bytes left_;
};

}  // namespace

absl::Status RecordShapes::MergeHead(const RecordTables& tables,
                                     const SegmentExtent& extent) {
  const base::Bytes own = base::Bytes(head).first(singleton_begin);
  LineTaker literals(own.first(literal_end_));
  LineTaker own_strings(own.subspan(literal_end_));
  const LentRecords& lent = *tables.lent;
  const RecordLayout& layout = tables.layout;
  base::ByteVector merged;
  // A lent string may be named by many classes, and a template by many others.
  const uint64_t most_bytes =
      std::min<uint64_t>(extent.memory_limit_bytes, base::kMaxSegmentBytes);
  const auto append = [&](base::Bytes bytes) {
    if (merged.size() + bytes.size() > most_bytes) return false;
    merged.insert(merged.end(), bytes.begin(), bytes.end());
    return true;
  };
  bool fits = true;
  for (uint32_t t = 0; t < layout.templates() && fits; ++t) {
    fits = append(tables.known[t] == kNotLent
                      ? literals.Take(layout.slot_begin[t + 1] - layout.slot_begin[t] + 1)
                      : lent.literals(tables.known[t]));
  }
  fits = fits && append(literals.rest());
  literal_end_ = merged.size();
  const std::vector<uint32_t> lent_class = LentClasses(tables);
  for (size_t c = 0; c < layout.classes.size() && fits; ++c) {
    if (!layout.classes[c].strings) continue;
    const std::vector<uint32_t>& ranks = tables.lent_strings[c];
    for (uint32_t rank = 0; rank < layout.classes[c].size && fits; ++rank) {
      const bool is_lent = !ranks.empty() && ranks[rank] != kNotLent;
      fits =
          append(is_lent ? lent.string(lent_class[c], ranks[rank]) : own_strings.Take(1));
    }
  }
  fits = fits && append(own_strings.rest());
  if (!fits) return CheckMemory(UINT64_MAX, extent);
  merged.resize(merged.size() + kLineSlack, 0);
  head = std::move(merged);
  return absl::OkStatus();
}

// The lines of head[begin, end), which must be `count`.
absl::Status RecordShapes::SplitHead(uint64_t begin, uint64_t end, uint64_t count,
                                     std::vector<Piece>* pieces) const {
  uint64_t at = begin;
  uint64_t found = 0;
  // A string takes a byte at least.
  if (count <= end - begin) {
    pieces->reserve(count);
    const base::Bytes strings_text = base::Bytes(head).subspan(begin, end - begin);
    base::ForEachNewline(strings_text, [&](uint64_t offset) {
      const uint64_t stop = begin + offset;
      if (++found > count) return;
      pieces->push_back({static_cast<uint32_t>(at), static_cast<uint32_t>(stop - at)});
      at = stop + 1;
    });
  }
  if (at == end && found == count) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("record lens: text does not hold ", count, " strings"));
}

absl::Status RecordShapes::MakeTemplates(const RecordTables& tables) {
  const RecordLayout& layout = tables.layout;
  std::vector<Piece> literals;
  RONDO_RETURN_IF_ERROR(
      SplitHead(0, literal_end_, layout.slots.size() + layout.templates(), &literals));
  // Where the values of each class begin, among those of its kind.
  std::vector<uint32_t> first_value;
  uint64_t string_count = 0;
  uint64_t number_count = 0;
  for (const RecordClass& value_class : layout.classes) {
    uint64_t& count = value_class.strings ? string_count : number_count;
    first_value.push_back(static_cast<uint32_t>(count));
    count += value_class.size;
  }
  RONDO_RETURN_IF_ERROR(
      SplitHead(literal_end_, head.size() - kLineSlack, string_count, &strings));
  slots.reserve(layout.slots.size());
  templates.reserve(layout.templates());
  auto literal = literals.begin();
  for (uint32_t t = 0; t < layout.templates(); ++t) {
    TemplateShape shape = {.slot_begin = layout.slot_begin[t],
                           .slot_end = layout.slot_begin[t + 1],
                           .string_begin = static_cast<uint32_t>(string_slots.size()),
                           .string_end = 0,
                           .tail = {},
                           .ends_line = tables.ends_line[t]};
    for (uint32_t s = shape.slot_begin; s < shape.slot_end; ++s) {
      const RecordSlot& slot = layout.slots[s];
      const uint32_t class_id = layout.columns[slot.column].of_class;
      if (slot.is_string()) string_slots.push_back(s);
      slots.push_back({.literal = *literal++,
                       .format = slot.format,
                       .first_value = first_value[class_id],
                       .class_size = layout.classes[class_id].size});
    }
    shape.string_end = static_cast<uint32_t>(string_slots.size());
    shape.tail = *literal++;
    shape.tail.bytes += shape.ends_line;
    templates.push_back(shape);
  }
  return absl::OkStatus();
}

}  // namespace rondo::stream
