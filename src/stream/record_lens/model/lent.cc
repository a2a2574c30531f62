// Tested by tests/stream/record_lens/lent_test.cc.
#include "stream/record_lens/model/lent.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"

namespace rondo::stream {

absl::StatusOr<std::unique_ptr<LentRecords>> LentRecords::Load(
    base::Bytes shapes, base::Bytes code, base::Bytes coded_text,
    const SegmentExtent& extent) {
  auto lent = std::make_unique<LentRecords>();
  lent->coded_shapes_ = shapes;
  lent->coded_code_ = code;
  lent->extent_ = extent;
  RONDO_ASSIGN_OR_RETURN(RecordTables tables, ReadRecordShapes(shapes, extent, nullptr));
  RONDO_ASSIGN_OR_RETURN(lent->shapes_, RecordShapes::Load(coded_text, extent, &tables));
  lent->layout_ = std::move(tables.layout);
  uint32_t strings = 0;
  for (const RecordClass& value_class : lent->layout_.classes) {
    lent->first_string_.push_back(strings);
    if (value_class.strings) strings += value_class.size;
  }
  return lent;
}

base::Bytes LentRecords::literals(uint32_t id) const {
  const TemplateShape& shape = shapes_.templates[id];
  const uint32_t begin = shape.slot_begin == shape.slot_end
                             ? shape.tail.offset
                             : shapes_.slots[shape.slot_begin].literal.offset;
  // The newline behind the tail is part of it if it ends the line.
  const uint32_t end = shape.tail.offset + shape.tail.bytes + !shape.ends_line;
  return base::Bytes(shapes_.head).subspan(begin, end - begin);
}

base::Bytes LentRecords::string(uint32_t class_id, uint32_t rank) const {
  const Piece& piece = shapes_.strings[first_string_[class_id] + rank];
  return base::Bytes(shapes_.head).subspan(piece.offset, piece.bytes + 1);
}

base::Bytes LentRecords::text() const {
  return base::Bytes(shapes_.head).first(shapes_.head.size() - kLineSlack);
}

base::Bytes LentRecords::frame_dictionary() const {
  if (extent_.lent_text != nullptr) return *extent_.lent_text;
  return text().first(std::min<size_t>(text().size(), kMaxFrameTextBytes));
}

bool LentRecords::IsFrameDictionary() const {
  return extent_.lent_text != nullptr || !IsFormattedDictionary(frame_dictionary());
}

absl::StatusOr<const ZSTD_DDict*> LentRecords::FrameDictionary() const {
  const ZstdDictionaryKind kind = extent_.lent_text != nullptr
                                      ? ZstdDictionaryKind::kTextOrFormatted
                                      : ZstdDictionaryKind::kText;
  RONDO_ASSIGN_OR_RETURN(const ZstdDictionary* const dictionary,
                         frame_dictionary_.Get([this, kind] {
                           return MakeZstdDictionary(frame_dictionary(), kind);
                         }));
  return dictionary->get();
}

absl::StatusOr<const entropy::ModelSet*> LentRecords::Histograms() const {
  return histograms_.Get([this]() -> absl::StatusOr<entropy::ModelSet> {
    RONDO_ASSIGN_OR_RETURN(RecordTables tables,
                           ReadRecordShapes(coded_shapes_, extent_, nullptr));
    RONDO_RETURN_IF_ERROR(ReadRecordCode(coded_code_, extent_, &tables));
    return std::move(tables.layout.histograms);
  });
}

uint64_t LentRecords::memory_bytes() const {
  const uint64_t dictionary_bytes =
      frame_dictionary_.MadeOrNull() == nullptr ? 0 : frame_dictionary().size();
  return shapes_.memory_bytes() + dictionary_bytes +
         layout_.slots.size() * sizeof(RecordSlot) +
         layout_.columns.size() * sizeof(RecordColumn) +
         layout_.classes.size() * (sizeof(RecordClass) + sizeof(uint32_t));
}

std::vector<uint32_t> LentClasses(const RecordTables& tables) {
  const RecordLayout& layout = tables.layout;
  std::vector<uint32_t> lent(layout.classes.size(), kNotLent);
  if (tables.lent == nullptr) return lent;
  const RecordLayout& other = tables.lent->layout();
  for (uint32_t t = 0; t < layout.templates(); ++t) {
    if (tables.known[t] == kNotLent) continue;
    uint32_t like = other.slot_begin[tables.known[t]];
    for (uint32_t s = layout.slot_begin[t]; s < layout.slot_begin[t + 1]; ++s, ++like) {
      uint32_t& of_class = lent[layout.columns[layout.slots[s].column].of_class];
      const uint32_t from = other.columns[other.slots[like].column].of_class;
      if (of_class == kNotLent && layout.slots[s].is_string() &&
          other.classes[from].strings) {
        of_class = from;
      }
    }
  }
  return lent;
}

}  // namespace rondo::stream
