// Tested by tests/record_lens_test.cc.
#include "stream/record_code.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "stream/record_line.h"

namespace rondo::stream {

absl::StatusOr<RecordCode> RecordCode::Load(Bytes side_info, Bytes coded_text,
                                            const SegmentShape& shape) {
  RONDO_ASSIGN_OR_RETURN(RecordTables tables, ReadRecordTables(side_info, shape));
  RecordCode code;
  RONDO_RETURN_IF_ERROR(code.LoadText(coded_text, tables, shape));
  RONDO_RETURN_IF_ERROR(code.MakeTemplates(tables));
  const RecordLayout& layout = tables.layout;
  RONDO_ASSIGN_OR_RETURN(code.sequence,
                         SequenceCode::Load(std::move(tables.layout.sequence)));
  code.columns = layout.columns;
  code.models = static_cast<uint32_t>(layout.models.size());
  code.once_ends = std::move(tables.once_ends);
  code.sequence_sizes = std::move(tables.sequence_sizes);
  code.place_begins = tables.places.Begins();
  code.places = std::move(tables.places.blocks);
  code.table = entropy::DecodeTable(layout.histograms);
  if (shape.memory_limit_bytes > 0 && code.memory_bytes() > shape.memory_limit_bytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("record lens: tables of ", code.memory_bytes(),
                     " bytes, the limit is ", shape.memory_limit_bytes));
  }
  return code;
}

uint64_t RecordCode::memory_bytes() const {
  return head.size() + slots.size() * sizeof(SlotCode) +
         templates.size() * sizeof(TemplateCode) + string_slots.size() * 4 +
         strings.size() * sizeof(Piece) + numbers.size() * 8 + context_clusters.size() +
         sequence.memory_bytes() + (once_ends.size() + sequence_sizes.size()) * 8 +
         (place_begins.size() + places.size()) * 4 + (text ? text->memory_bytes() : 0) +
         table.memory_bytes();
}

uint32_t RecordCode::MostSlots() const {
  uint32_t most = 0;
  for (const TemplateCode& of : templates)
    most = std::max(most, of.slot_end - of.slot_begin);
  return most;
}

absl::Status RecordCode::LoadText(Bytes coded_text, const RecordTables& tables,
                                  const SegmentShape& shape) {
  const uint64_t head_bytes = tables.literal_bytes + tables.string_bytes;
  if (tables.literal_bytes > kMaxSegmentBytes || tables.string_bytes > kMaxSegmentBytes ||
      head_bytes > 64 * shape.expanded_bytes + (1u << 20)) {
    return absl::DataLossError(
        absl::StrCat("record lens: ", head_bytes, " bytes of text"));
  }
  if (shape.memory_limit_bytes > 0 && head_bytes > shape.memory_limit_bytes) {
    return absl::ResourceExhaustedError(absl::StrCat("record lens: ", head_bytes,
                                                     " bytes of text, the limit is ",
                                                     shape.memory_limit_bytes));
  }
  if (tables.text_bytes() > 0) {
    RONDO_ASSIGN_OR_RETURN(text, RecordText::Open(coded_text, tables.text_bytes(),
                                                  shape.memory_limit_bytes));
  }
  head.assign(head_bytes + kLineSlack, 0);
  once_begin = head_bytes;
  return head_bytes > 0 ? text->Read(0, {head.data(), head_bytes}) : absl::OkStatus();
}

// The lines of head[begin, end), which must be `count`.
absl::Status RecordCode::SplitHead(uint64_t begin, uint64_t end, uint64_t count,
                                   std::vector<Piece>* pieces) const {
  uint64_t at = begin;
  while (at < end && pieces->size() <= count) {
    const void* const newline = std::memchr(head.data() + at, '\n', end - at);
    if (newline == nullptr) break;
    const uint64_t stop = static_cast<const uint8_t*>(newline) - head.data();
    pieces->push_back({static_cast<uint32_t>(at), static_cast<uint32_t>(stop - at)});
    at = stop + 1;
  }
  if (at == end && pieces->size() == count) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("record lens: text does not hold ", count, " strings"));
}

// Where the values of each class begin, among those of its kind.
absl::Status RecordCode::LoadValues(const RecordTables& tables,
                                    std::vector<uint32_t>* first_value) {
  uint64_t string_count = 0;
  for (const RecordClass& of : tables.layout.classes) {
    first_value->push_back(
        static_cast<uint32_t>(of.strings ? string_count : numbers.size()));
    if (of.strings) {
      string_count += of.size;
    } else {
      numbers.insert(numbers.end(), of.numbers.begin(), of.numbers.end());
    }
  }
  return SplitHead(tables.literal_bytes, once_begin, string_count, &strings);
}

absl::Status RecordCode::MakeTemplates(const RecordTables& tables) {
  const RecordLayout& layout = tables.layout;
  std::vector<Piece> literals;
  RONDO_RETURN_IF_ERROR(SplitHead(0, tables.literal_bytes,
                                  layout.slots.size() + layout.templates(), &literals));
  std::vector<uint32_t> first_value;
  RONDO_RETURN_IF_ERROR(LoadValues(tables, &first_value));
  const std::vector<uint32_t> first_cluster = PackModels(layout);
  std::vector<uint32_t> cache_of_class(layout.classes.size(), kNoCache);
  const std::vector<bool> with_cache = ClassesWithCache(layout);
  std::vector<bool> follows_rank(layout.columns.size(), false);
  for (const RecordSlot& slot : layout.slots) {
    if (UsesRankDelta(layout.models[slot.model].predictor))
      follows_rank[slot.column] = true;
  }
  size_t literal = 0;
  for (uint32_t t = 0; t < layout.templates(); ++t) {
    TemplateCode code = {.slot_begin = layout.slot_begin[t],
                         .slot_end = layout.slot_begin[t + 1],
                         .string_begin = static_cast<uint32_t>(string_slots.size()),
                         .string_end = 0,
                         .tail = {},
                         .ends_line = tables.ends_line[t]};
    for (uint32_t s = code.slot_begin; s < code.slot_end; ++s) {
      const RecordSlot& slot = layout.slots[s];
      const RecordModel& model = layout.models[slot.model];
      const uint32_t of = layout.columns[slot.column].of_class;
      if (slot.is_string()) string_slots.push_back(s);
      uint32_t cache = kNoCache;
      if (with_cache[of] && IsRemembered(slot)) {
        if (cache_of_class[of] == kNoCache) cache_of_class[of] = caches++;
        cache = cache_of_class[of];
      }
      slots.push_back({literals[literal++], slot.column, slot.model, cache,
                       first_value[of], layout.classes[of].size, model.predictor,
                       model.source, model.second_source, model.dictionary, model.raw,
                       first_cluster[slot.model], slot.is_string(),
                       follows_rank[slot.column], slot.format});
    }
    code.string_end = static_cast<uint32_t>(string_slots.size());
    code.tail = literals[literal++];
    code.tail.bytes += tables.ends_line[t];
    templates.push_back(code);
  }
  sequence_first = first_cluster.back();
  sequence_own_last = layout.models.back().source == kOwnLast;
  return absl::OkStatus();
}

// The clusters of all contexts of all models end to end; where each model begins.
std::vector<uint32_t> RecordCode::PackModels(const RecordLayout& layout) {
  std::vector<uint32_t> first;
  for (const RecordModel& model : layout.models) {
    first.push_back(static_cast<uint32_t>(context_clusters.size()));
    const size_t contexts = model.source == kNoSource ? 1 : 256;
    context_clusters.insert(context_clusters.end(), model.first.begin(),
                            model.first.begin() + contexts);
  }
  return first;
}

}  // namespace rondo::stream
