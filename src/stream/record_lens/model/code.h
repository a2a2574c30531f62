// How the blocks of a record segment are coded, as decoding needs it: what a slot needs
// is gathered in one place (SlotCode).
//
// Thread rule: immutable.
#ifndef RONDO_STREAM_RECORD_LENS_MODEL_CODE_H_
#define RONDO_STREAM_RECORD_LENS_MODEL_CODE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "entropy/rans.h"
#include "stream/lens/lens.h"
#include "stream/record_lens/model/layout.h"
#include "stream/record_lens/model/sequence_code.h"
#include "stream/record_lens/model/shapes.h"
#include "stream/record_lens/model/tables.h"

namespace rondo::stream {

inline constexpr uint32_t kNoCache = ~uint32_t{0};

// A slot with all that decoding it needs. 48 bytes.
struct SlotCode {
  Piece literal;  // before the slot
  uint32_t column;
  uint32_t model;
  uint32_t cache;        // kNoCache if no slot of its class needs it
  uint32_t first_value;  // of its class: into strings or numbers
  uint32_t class_size;
  Predictor predictor;
  uint8_t source;
  uint8_t second_source;
  uint8_t dictionary;
  uint8_t raw;
  uint32_t first;  // into context_clusters
  bool is_string;
  bool follows_rank;  // a string, and some slot of its column is coded by kRankDelta
  grammar::SlotFormat format;
};

struct RecordCode {
  // `tables`: as ReadRecordCode left them. kDataLoss: a rule leads back to itself;
  // kResourceExhausted: it and the shapes need more than the memory limit.
  static absl::StatusOr<RecordCode> Load(const RecordShapes& shapes,
                                         const SegmentExtent& extent,
                                         RecordTables tables);

  uint64_t memory_bytes() const;

  std::vector<uint64_t> numbers;  // of all classes
  std::vector<SlotCode> slots;
  std::vector<uint8_t> context_clusters;
  SequenceCode sequence;
  uint32_t sequence_first = 0;  // into context_clusters
  bool sequence_own_last = false;
  std::vector<RecordColumn> columns;
  uint32_t models = 0;
  uint32_t caches = 0;
  std::vector<uint32_t> sequence_sizes;  // by block
  entropy::DecodeTable table;

 private:
  void MakeSlots(const RecordShapes& shapes, const RecordLayout& layout);
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_MODEL_CODE_H_
