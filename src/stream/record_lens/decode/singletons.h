// The strings of a record segment that occur once, which its text holds by block.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_LENS_DECODE_SINGLETONS_H_
#define RONDO_STREAM_RECORD_LENS_DECODE_SINGLETONS_H_

#include <cstdint>
#include <optional>
#include <span>

#include "absl/status/status.h"
#include "base/byte_io.h"
#include "base/scratch.h"
#include "stream/lens/lens.h"
#include "stream/record_lens/model/shapes.h"
#include "stream/record_lens/model/text.h"

namespace rondo::stream {

class SingletonText {
 public:
  // `shapes` must outlive it.
  explicit SingletonText(const RecordShapes& shapes) : shapes_(shapes) {}

  uint64_t memory_bytes() const {
    return bytes_.memory_bytes() + (text_ ? text_->memory_bytes() : 0);
  }

  // Loads those of blocks that follow each other, one or more, instead of what was there,
  // unless that has them.
  // kDataLoss: more than the blocks can hold, or the text does not decode.
  absl::Status Read(std::span<const BlockJob> jobs);
  // Those of all blocks. REQUIRES: they have some.
  absl::Status ReadAll() { return Read(0, shapes_.singleton_ends.back()); }

  // Those of a block that was read, each with a newline; kLineSlack bytes more may be
  // read.
  base::Bytes Of(uint32_t block) const {
    return bytes_.span().subspan(Begin(block) - begin_,
                                 shapes_.singleton_ends[block] - Begin(block));
  }
  base::Bytes All() const { return bytes_.span().first(shapes_.singleton_ends.back()); }

 private:
  // Behind singleton_begin in the text.
  uint64_t Begin(uint32_t block) const {
    return block == 0 ? 0 : shapes_.singleton_ends[block - 1];
  }
  absl::Status Read(uint64_t begin, uint64_t end);

  const RecordShapes& shapes_;
  std::optional<RecordTextReader> text_;  // since the first singletons
  base::Scratch<uint8_t> bytes_;          // and kLineSlack more
  uint64_t begin_ = 0;                    // what they are, behind singleton_begin
  uint64_t end_ = 0;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_DECODE_SINGLETONS_H_
