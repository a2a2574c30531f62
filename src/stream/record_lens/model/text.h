// The text of a record segment: literals of templates, strings of dictionaries, and the
// singletons. It is itself coded by the grammar lens, in blocks, so that a reader expands
// only the part that it needs; or, if it is short, as one zstd frame if that is smaller.
// docs/format/record_lens.md, "Text".
//
//   text = u8 lens, then
//     zstd:     the frame, to the end
//     grammar:  varint size of its tables, varint size of each block's payload, tables,
//               payloads
#ifndef RONDO_STREAM_RECORD_LENS_MODEL_TEXT_H_
#define RONDO_STREAM_RECORD_LENS_MODEL_TEXT_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "stream/lens/lens.h"
#include "stream/lens/zstd_frames.h"

namespace rondo::stream {

// Expanded bytes of a block of text; the last may be shorter.
inline constexpr uint32_t kTextBlockBytes = 32u << 10;
// Longest text that may be one frame: a cold read expands all of it, in about 2 ms.
inline constexpr uint32_t kMaxFrameTextBytes = 1u << 20;

inline uint64_t TextBlocks(uint64_t size_bytes) {
  return (size_bytes + kTextBlockBytes - 1) / kTextBlockBytes;
}

// A coded text. Thread-safe.
class RecordText {
 public:
  // `coded` must outlive the result. size_bytes: of the text. `segment`: what it is part
  // of. `dictionary`: what a frame may refer to, or null; not kept.
  static absl::StatusOr<std::unique_ptr<RecordText>> Open(base::Bytes coded,
                                                          uint64_t size_bytes,
                                                          const SegmentExtent& segment,
                                                          const ZSTD_DDict* dictionary);
  // See SegmentTables.
  absl::StatusOr<const Expander*> SharedRules() const {
    return tables_ == nullptr ? nullptr : tables_->SharedRules();
  }
  uint64_t size_bytes() const { return size_bytes_; }
  uint64_t memory_bytes() const {
    return whole_.size() + (tables_ ? tables_->memory_bytes() : 0);
  }

 private:
  friend class RecordTextReader;
  RecordText() = default;
  uint64_t size_bytes_ = 0;
  base::ByteVector whole_;  // the text, if it was one frame; else what follows
  base::Bytes payloads_;
  std::vector<uint64_t> ends_;
  std::unique_ptr<SegmentTables> tables_;
};

// Reads parts of a text. Externally synchronised.
class RecordTextReader {
 public:
  // `text` must outlive the reader.
  explicit RecordTextReader(const RecordText& text)
      : text_(text), decoder_(text.tables_ ? text.tables_->NewDecoder() : nullptr) {}

  // The bytes [from, from + out.size()). REQUIRES: inside the text.
  absl::Status Read(uint64_t from, std::span<uint8_t> out);
  uint64_t memory_bytes() const { return decoder_ ? decoder_->memory_bytes() : 0; }

 private:
  const RecordText& text_;
  const std::unique_ptr<SegmentDecoder> decoder_;  // null if the text was one frame
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_MODEL_TEXT_H_
