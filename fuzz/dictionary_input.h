// The layout of an input of the targets dictionary and zipfs: blocks, the first of which
// is a root, and behind them whatever else there is.
#ifndef RONDO_FUZZ_DICTIONARY_INPUT_H_
#define RONDO_FUZZ_DICTIONARY_INPUT_H_

#include <cstdint>
#include <vector>

#include "base/byte_io.h"
#include "dictionary/block_source.h"

namespace rondo::fuzz {

// Any address leads to one of the blocks, so that bent links lead somewhere.
class AnyBlocks : public dictionary::BlockSource {
 public:
  // u8 count, and for each a u16 length and its bytes.
  explicit AnyBlocks(base::ByteReader* input) {
    for (int left = input->U8() % 8; left > 0; --left) {
      const base::Bytes block = input->Take(input->U16());
      blocks_.emplace_back(block.begin(), block.end());
    }
  }
  static void Write(const std::vector<base::ByteVector>& blocks, base::ByteVector* out) {
    base::ByteWriter writer(out);
    writer.U8(static_cast<uint8_t>(blocks.size()));
    for (const base::ByteVector& block : blocks) {
      writer.U16(static_cast<uint16_t>(block.size()));
      writer.Append(block);
    }
  }

  bool empty() const { return blocks_.empty(); }
  const base::ByteVector& root() const { return blocks_[0]; }
  absl::StatusOr<base::ByteVector> Get(const dictionary::Cid& cid) const override {
    return blocks_[cid.digest[0] % blocks_.size()];
  }

 private:
  std::vector<base::ByteVector> blocks_;
};

}  // namespace rondo::fuzz

#endif  // RONDO_FUZZ_DICTIONARY_INPUT_H_
