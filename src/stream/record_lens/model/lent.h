// What the tables of a record segment lend to those of others: its templates, with their
// literals and slots, and the strings of its classes. docs/format/record_lens.md, "Lent
// records".
//
// A template of a segment is *known* if a lent one has the same literals; then only its
// number is stored, and what is lent says what its slots are likely to be. A class of
// strings goes on from the lent one that stands in the same slot, if there is one; a
// string of it that is lent is stored by its rank there.
//
//   lent    "login of " <column 3, class 1: ann bob cid>
//   known   number 0; column as expected; class as expected, of bob dora: rank 1, new
//
// Thread rule: immutable once it is loaded, and thread-safe then.
#ifndef RONDO_STREAM_RECORD_LENS_MODEL_LENT_H_
#define RONDO_STREAM_RECORD_LENS_MODEL_LENT_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "base/lazy.h"
#include "stream/lens/lens.h"
#include "stream/lens/zstd_frames.h"
#include "stream/record_lens/model/shapes.h"
#include "stream/record_lens/model/tables.h"

namespace rondo::stream {

class LentRecords {
 public:
  // Of the tables of a segment that builds on no other. kDataLoss, kResourceExhausted:
  // see model/tables.h.
  // The code and the shapes must outlive the result.
  static absl::StatusOr<std::unique_ptr<LentRecords>> Load(base::Bytes shapes,
                                                           base::Bytes code,
                                                           base::Bytes coded_text,
                                                           const SegmentExtent& extent);

  uint32_t templates() const { return layout_.templates(); }
  // Slots with formats and columns, columns with classes, classes with sizes.
  const RecordLayout& layout() const { return layout_; }
  bool ends_line(uint32_t id) const { return shapes_.templates[id].ends_line; }
  // The literals of a template, each with a newline behind it.
  base::Bytes literals(uint32_t id) const;
  // A string of a class of strings, and a newline. REQUIRES: there is such a rank.
  base::Bytes string(uint32_t class_id, uint32_t rank) const;

  // All literals and strings, each with a newline behind it.
  base::Bytes text() const;

  // What a frame of another text may refer to: literals and strings, at most the first
  // kMaxFrameTextBytes, or what a dictionary has for that, which may be a formatted one.
  base::Bytes frame_dictionary() const;
  // Whether zstd may have that.
  bool IsFrameDictionary() const;
  // The same for reading. kDataLoss if zstd takes it for something else.
  absl::StatusOr<const ZSTD_DDict*> FrameDictionary() const;

  // Whether others should use that: a cold read of theirs then reads the code, too.
  bool lends_histograms() const { return extent_.of_dictionary; }
  // Of its clusters. The code is read at the first call. kDataLoss: it is corrupt.
  absl::StatusOr<const entropy::ModelSet*> Histograms() const;

  // Of the text. See SegmentTables.
  absl::StatusOr<const Expander*> SharedRules() const {
    return shapes_.text == nullptr ? nullptr : shapes_.text->SharedRules();
  }

  uint64_t memory_bytes() const;

 private:
  RecordLayout layout_;
  RecordShapes shapes_;
  std::vector<uint32_t> first_string_;  // by class, into shapes_.strings
  mutable base::Lazy<ZstdDictionary> frame_dictionary_;
  base::Bytes coded_shapes_;
  base::Bytes coded_code_;
  SegmentExtent extent_;  // with what a dictionary has
  mutable base::Lazy<entropy::ModelSet> histograms_;
};

// By class: the lent class that it goes on from, or kNotLent. Of a class whose slots are
// in known templates, that of the first such slot.
std::vector<uint32_t> LentClasses(const RecordTables& tables);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_MODEL_LENT_H_
