// Writes the blocks of a record segment, token by token as a walk over its values tells
// them (plan/walk.h), and collects the strings that its text spells.
// docs/format/record_lens.md, "Blocks".
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_LENS_BLOCK_WRITER_H_
#define RONDO_STREAM_RECORD_LENS_BLOCK_WRITER_H_

#include <cstdint>
#include <vector>

#include "base/byte_io.h"
#include "entropy/rans_lanes.h"
#include "stream/lens/lens.h"
#include "stream/record_lens/model/layout.h"
#include "stream/record_lens/plan/walk.h"

namespace rondo::stream {

class BlockWriter {
 public:
  // Must outlive the writer.
  BlockWriter(const RecordData& data, const RecordLayout& layout)
      : data_(data), layout_(layout) {}

  // As RecordWalker tells them.
  void Block();
  void NewString(uint32_t index);
  void Token(int lane, uint32_t model, Stage stage, uint8_t context, uint8_t token) {
    const RecordModel& coding = layout_.models[model];
    const uint8_t cluster = stage == kFirstStage        ? coding.first[context]
                            : stage == kDictionaryStage ? coding.dictionary
                                                        : coding.raw;
    layout_.histograms.Put(tokens_, lane, cluster, token);
  }
  void Raw(uint64_t raw, int bits) { raw_.Put(raw, bits); }
  void EndStream(bool ends_kind);

  // Behind the last stream: appends the blocks to those of *code.
  void Finish(EncodedSegment* code);

  // The strings without a rank, each with a newline, and where those of each block end.
  const base::ByteVector& singletons() const { return singletons_; }
  const std::vector<uint64_t>& singleton_ends() const { return singleton_ends_; }

 private:
  struct Bundle {
    uint64_t streams = 0;
    uint64_t token_bytes = 0;
    uint64_t raw_bytes = 0;
    uint64_t singletons = 0;
  };
  // Told at the end, when it is known whether the segment has singletons.
  struct BlockBytes {
    std::vector<Bundle> bundles;
    base::ByteVector bytes;
  };

  void FinishBundle();
  void FinishBlock();

  const RecordData& data_;
  const RecordLayout& layout_;
  entropy::LaneWriter tokens_;
  entropy::BitPacker raw_;
  Bundle bundle_;
  std::vector<BlockBytes> blocks_;
  base::ByteVector singletons_;
  std::vector<uint64_t> singleton_ends_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_BLOCK_WRITER_H_
