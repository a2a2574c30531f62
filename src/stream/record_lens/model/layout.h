// What a segment's tables say to the record lens: templates, slots, columns, classes and
// models, as the encoder plans them and the decoder reads them.
// docs/format/record_lens.md, "Tables".
//
// Thread rule: plain data.
#ifndef RONDO_STREAM_RECORD_LENS_MODEL_LAYOUT_H_
#define RONDO_STREAM_RECORD_LENS_MODEL_LAYOUT_H_

#include <array>
#include <cstdint>
#include <vector>

#include "entropy/histogram.h"
#include "grammar/templates/slot_format.h"
#include "stream/record_lens/model/sequence.h"
#include "stream/record_lens/model/state.h"

namespace rondo::stream {

// What a slot takes as context for its first token: a byte 0..255, of one source or,
// mixed, of two.
//   0               nothing
//   kOwnLast        the first token of the value before it in its stream
//   1 + k           the byte of the k-th slot before it in the line, 1 <= k <= 12
//   kLineByte       the line's template
//   kLastLineByte   the template of the line before
inline constexpr uint8_t kNoSource = 0;
inline constexpr uint8_t kOwnLast = 1;
inline constexpr int kMaxSlotsBack = 12;
inline constexpr uint8_t kLineByte = 14;
inline constexpr uint8_t kLastLineByte = 15;
inline constexpr uint8_t kSources = 16;
// Small bytes of two sources, as most are, seldom meet.
inline constexpr uint8_t kFirstSourceFactor = 1;
inline constexpr uint8_t kSecondSourceFactor = 37;
inline uint8_t MixContexts(uint8_t first, uint8_t second) {
  return static_cast<uint8_t>(kFirstSourceFactor * first + kSecondSourceFactor * second);
}

// Clusters of contexts, each with one histogram.
inline constexpr uint32_t kMaxClusters = 255;
inline constexpr int kRecordBits = 11;

// The tokens of one value: the first under a context; after kMissToken a dictionary token
// (kCacheDictionary) and then, of numbers, a raw one.
enum Stage : int { kFirstStage = 0, kDictionaryStage = 1, kRawStage = 2 };

struct RecordModel {
  Predictor predictor = Predictor::kRaw;
  uint8_t source = kNoSource;
  uint8_t second_source = kNoSource;  // only beside a first
  // Cluster of each context byte, all equal if there is no source.
  std::array<uint8_t, 256> first = {};
  uint8_t dictionary = 0;
  uint8_t raw = 0;
  // The cache of the class gets its values, although it codes none of them.
  bool feeds_cache = false;
};

struct RecordSlot {
  grammar::SlotFormat format;
  uint32_t column = 0;
  uint32_t model = 0;
  bool is_string() const { return format.kind == grammar::SlotKind::kString; }
};

struct RecordColumn {
  uint32_t of_class = 0;
  // What stands for the last number at the start of block b: seed + b * slope.
  uint64_t seed = 0;
  uint64_t slope = 0;  // two's complement
  ColumnState Start(uint64_t block) const { return {seed + block * slope, 0}; }
};

struct RecordClass {
  bool strings = false;
  uint32_t size = 0;              // values with a rank
  std::vector<uint64_t> numbers;  // by rank, unless strings
};

// Invariants: template t has the slots [slot_begin[t], slot_begin[t + 1]). The last model
// codes the sequence; its source is kOwnLast (the symbol before) or kLineByte.
struct RecordLayout {
  RecordSequence sequence;
  std::vector<uint32_t> slot_begin = {0};
  std::vector<RecordSlot> slots;
  std::vector<RecordColumn> columns;
  std::vector<RecordClass> classes;
  std::vector<RecordModel> models;
  entropy::ModelSet histograms;  // one for each cluster

  uint32_t templates() const { return static_cast<uint32_t>(slot_begin.size()) - 1; }
  uint32_t sequence_model() const { return static_cast<uint32_t>(models.size()) - 1; }
};

inline bool UsesDictionary(Predictor predictor) {
  return predictor >= Predictor::kDictionary && predictor != Predictor::kCache;
}
inline bool UsesRankDelta(Predictor predictor) {
  return predictor == Predictor::kRankDelta || predictor == Predictor::kCacheRankDelta;
}
inline bool UsesCache(Predictor predictor) { return predictor >= Predictor::kCache; }

inline bool TakesPartInCache(const RecordModel& model) {
  return UsesCache(model.predictor) || model.feeds_cache;
}
// Times have no cache.
inline bool MayHaveCache(const RecordSlot& slot) {
  return slot.format.kind != grammar::SlotKind::kTime;
}

// By class: whether some slot is coded by its cache.
inline std::vector<bool> ClassesWithCache(const RecordLayout& layout) {
  std::vector<bool> with(layout.classes.size(), false);
  for (const RecordSlot& slot : layout.slots) {
    if (UsesCache(layout.models[slot.model].predictor)) {
      with[layout.columns[slot.column].of_class] = true;
    }
  }
  return with;
}

// About what a decoder needs for the tables, without text and histograms. Encoders do not
// use the lens for segments that need more than kMaxRecordTableBytes.
inline constexpr uint64_t kMaxRecordTableBytes = 96u << 20;
inline uint64_t RecordTableBytes(const RecordLayout& layout) {
  uint64_t bytes = layout.slots.size() * 160 + layout.templates() * 64 +
                   layout.columns.size() * 64 + layout.models.size() * 600 +
                   layout.sequence.bodies.symbols().size() * 12;
  for (const RecordClass& value_class : layout.classes)
    bytes += 64 + value_class.numbers.size() * 16;
  for (const bool with_cache : ClassesWithCache(layout)) {
    bytes += with_cache ? sizeof(ValueCache) : 0;
  }
  return bytes;
}

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_MODEL_LAYOUT_H_
