// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/model/code.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/status_macros.h"

namespace rondo::stream {
namespace {

// The clusters of all contexts of all models end to end; where each model begins.
std::vector<uint32_t> PackModels(const RecordLayout& layout,
                                 std::vector<uint8_t>* context_clusters) {
  std::vector<uint32_t> first;
  for (const RecordModel& model : layout.models) {
    first.push_back(static_cast<uint32_t>(context_clusters->size()));
    const size_t contexts = model.source == kNoSource ? 1 : 256;
    context_clusters->insert(context_clusters->end(), model.first.begin(),
                             model.first.begin() + contexts);
  }
  return first;
}

}  // namespace

absl::StatusOr<RecordCode> RecordCode::Load(const RecordShapes& shapes,
                                            const SegmentExtent& extent,
                                            RecordTables tables) {
  RecordLayout& layout = tables.layout;
  RecordCode code;
  for (const RecordClass& value_class : layout.classes) {
    code.numbers.insert(code.numbers.end(), value_class.numbers.begin(),
                        value_class.numbers.end());
  }
  std::optional<StreamOrder> order = StreamOrder::Make(layout);
  if (!order) return absl::DataLossError("record lens: a value waits for itself");
  code.order = *std::move(order);
  code.MakeStreams(layout);
  for (const RecordSlot& slot : layout.slots) {
    if (code.streams[slot.model].is_string != slot.is_string()) {
      return absl::DataLossError("record lens: a model has both strings and numbers");
    }
  }
  code.MakeSlots(shapes, layout);
  RONDO_ASSIGN_OR_RETURN(code.sequence, SequenceCode::Load(std::move(layout.sequence)));
  code.columns = std::move(layout.columns);
  code.sequence_sizes = std::move(tables.sequence_sizes);
  code.table = entropy::DecodeTable(layout.histograms);
  RONDO_RETURN_IF_ERROR(
      RecordShapes::CheckMemory(shapes.memory_bytes() + code.memory_bytes(), extent));
  return code;
}

uint64_t RecordCode::memory_bytes() const {
  return slots.size() * sizeof(SlotCode) + streams.size() * sizeof(StreamCode) +
         order.memory_bytes() + numbers.size() * 8 + context_clusters.size() +
         sequence.memory_bytes() + sequence_sizes.size() * 4 +
         columns.size() * sizeof(RecordColumn) + table.memory_bytes();
}

void RecordCode::MakeStreams(const RecordLayout& layout) {
  const std::vector<uint32_t> first_cluster = PackModels(layout, &context_clusters);
  for (size_t m = 0; m < layout.models.size(); ++m) {
    const RecordModel& model = layout.models[m];
    streams.push_back({.predictor = model.predictor,
                       .source = model.source,
                       .second_source = model.second_source,
                       .dictionary = model.dictionary,
                       .raw = model.raw,
                       .is_string = false,
                       .first = first_cluster[m]});
  }
  for (const RecordSlot& slot : layout.slots) {
    streams[slot.model].is_string |= slot.is_string();
  }
}

void RecordCode::MakeSlots(const RecordShapes& shapes, const RecordLayout& layout) {
  std::vector<bool> follows_rank(layout.columns.size(), false);
  for (const RecordSlot& slot : layout.slots) {
    if (UsesRankDelta(layout.models[slot.model].predictor))
      follows_rank[slot.column] = true;
  }
  slots.reserve(layout.slots.size());
  for (uint32_t s = 0; s < layout.slots.size(); ++s) {
    const RecordSlot& slot = layout.slots[s];
    const RecordModel& model = layout.models[slot.model];
    slots.push_back({.literal = shapes.slots[s].literal,
                     .column = slot.column,
                     .model = slot.model,
                     .line_slot = order.line_slot(s),
                     .first_value = shapes.slots[s].first_value,
                     .class_size = shapes.slots[s].class_size,
                     .predictor = model.predictor,
                     .is_string = slot.is_string(),
                     .is_remembered = TakesPartInCache(model),
                     .follows_rank = follows_rank[slot.column],
                     .format = slot.format});
  }
}

}  // namespace rondo::stream
