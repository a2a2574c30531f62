// The tables of a record segment as decoding needs them: what a slot needs is gathered in
// one place (SlotCode), and the text of literals and strings is expanded.
//
// Thread rule: immutable, but for reads of the text, which are externally synchronised.
#ifndef RONDO_STREAM_RECORD_CODE_H_
#define RONDO_STREAM_RECORD_CODE_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "entropy/rans.h"
#include "stream/lens.h"
#include "stream/record_layout.h"
#include "stream/record_scan.h"
#include "stream/record_tables.h"
#include "stream/record_text.h"
#include "stream/sequence_code.h"

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

struct TemplateCode {
  uint32_t slot_begin;
  uint32_t slot_end;
  uint32_t string_begin;  // into string_slots
  uint32_t string_end;
  Piece tail;  // the last literal
  bool ends_line;
};

struct RecordCode {
  // `coded_text` must outlive the result. kDataLoss, kResourceExhausted: see
  // ReadRecordTables.
  static absl::StatusOr<RecordCode> Load(Bytes side_info, Bytes coded_text,
                                         const SegmentShape& shape);

  // Blocks that hold a thing, a template or a string; empty: that is not told.
  std::span<const uint32_t> PlacesOfTemplate(uint32_t id) const { return PlacesOf(id); }
  std::span<const uint32_t> PlacesOfString(uint32_t index) const {
    return PlacesOf(templates.size() + index);
  }

  uint64_t memory_bytes() const;
  // Of any template.
  uint32_t MostSlots() const;

  std::unique_ptr<RecordText> text;
  ByteVector head;                // literals and strings, and kLineSlack bytes
  std::vector<Piece> strings;     // of all classes
  std::vector<uint64_t> numbers;  // of all classes
  std::vector<SlotCode> slots;
  std::vector<uint32_t> string_slots;  // into slots
  std::vector<TemplateCode> templates;
  std::vector<uint8_t> context_clusters;
  SequenceCode sequence;
  uint32_t sequence_first = 0;  // into context_clusters
  bool sequence_own_last = false;
  std::vector<RecordColumn> columns;
  uint32_t models = 0;
  uint32_t caches = 0;
  uint64_t once_begin = 0;          // in the text: strings that occur once
  std::vector<uint64_t> once_ends;  // behind once_begin, by block
  std::vector<uint32_t> sequence_sizes;
  std::vector<uint32_t> place_begins;  // by thing: into places, and one more
  std::vector<uint32_t> places;        // blocks; see RecordPlaces
  entropy::DecodeTable table;

 private:
  std::span<const uint32_t> PlacesOf(size_t thing) const {
    return std::span(places).subspan(place_begins[thing],
                                     place_begins[thing + 1] - place_begins[thing]);
  }
  absl::Status LoadText(Bytes coded_text, const RecordTables& tables,
                        const SegmentShape& shape);
  absl::Status SplitHead(uint64_t begin, uint64_t end, uint64_t count,
                         std::vector<Piece>* pieces) const;
  absl::Status LoadValues(const RecordTables& tables, std::vector<uint32_t>* first_value);
  absl::Status MakeTemplates(const RecordTables& tables);
  std::vector<uint32_t> PackModels(const RecordLayout& layout);
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_CODE_H_
