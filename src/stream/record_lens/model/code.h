// How the blocks of a record segment are coded, as decoding needs it: what a stream or a
// slot needs is gathered in one place.
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
#include "stream/record_lens/model/stream_order.h"
#include "stream/record_lens/model/tables.h"

namespace rondo::stream {

// A model with all that decoding its stream needs.
struct StreamCode {
  Predictor predictor;
  uint8_t source;
  uint8_t second_source;
  uint8_t dictionary;
  uint8_t raw;
  bool is_string;  // all of its slots, or none
  uint32_t first;  // into context_clusters
};

// A slot with all that making its values needs.
struct SlotCode {
  Piece literal;  // before the slot
  uint32_t column;
  uint32_t model;
  uint32_t line_slot;    // to whose number a difference within the line is, or kNoSlot
  uint32_t first_value;  // of its class: into strings or numbers
  uint32_t class_size;
  Predictor predictor;
  bool is_string;
  bool is_remembered;  // takes part in the cache of its class
  bool follows_rank;   // a string, and some slot of its column is coded by kRankDelta
  grammar::SlotFormat format;
};

struct RecordCode {
  // `tables`: as ReadRecordCode left them. kDataLoss: a rule leads back to itself, a
  // value waits for itself, or a model has both strings and numbers;
  // kResourceExhausted: it and the shapes need more than the memory limit.
  static absl::StatusOr<RecordCode> Load(const RecordShapes& shapes,
                                         const SegmentExtent& extent,
                                         RecordTables tables);

  uint64_t memory_bytes() const;

  StreamOrder order;
  std::vector<uint64_t> numbers;    // of all classes
  std::vector<StreamCode> streams;  // by model, that of the sequence last
  std::vector<SlotCode> slots;
  std::vector<uint8_t> context_clusters;
  SequenceCode sequence;
  std::vector<RecordColumn> columns;
  std::vector<uint32_t> sequence_sizes;  // by block
  entropy::DecodeTable table;

 private:
  void MakeStreams(const RecordLayout& layout);
  void MakeSlots(const RecordShapes& shapes, const RecordLayout& layout);
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_MODEL_CODE_H_
