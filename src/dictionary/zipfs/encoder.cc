// Tested by tests/dictionary/zipfs/file_test.cc.
#include "dictionary/zipfs/encoder.h"

#include <vector>

#include "dictionary/zipfs/parse.h"

namespace rondo::dictionary {
namespace {

// Bits from the highest of each byte down.
class BitWriter {
 public:
  explicit BitWriter(base::ByteVector* out) : out_(out) {}

  void Write(uint32_t bits, int count) {
    pending_ = pending_ << count | bits;
    pending_bits_ += count;
    while (pending_bits_ >= 8) {
      pending_bits_ -= 8;
      out_->push_back(static_cast<uint8_t>(pending_ >> pending_bits_));
    }
  }
  // Fills the last byte with ones.
  void Finish() {
    if (pending_bits_ > 0) Write((1u << (8 - pending_bits_)) - 1, 8 - pending_bits_);
  }

 private:
  base::ByteVector* out_;
  uint64_t pending_ = 0;  // the low pending_bits_ of it
  int pending_bits_ = 0;  // below 8 between calls
};

}  // namespace

absl::StatusOr<base::ByteVector> EncodeZipfs(const ZipfsDictionary& dictionary,
                                             base::Bytes text, ZipfsParse parse) {
  const SegmentTrie trie(dictionary.segments());
  if (!dictionary.code() || !trie.CoversAllBytes()) {
    return absl::FailedPreconditionError(
        "the dictionary has no segment for some bytes; ZIPFS files are made with one "
        "that "
        "has each of the 256");
  }
  std::vector<ZipfsCode::Word> words(dictionary.segments().size());
  std::vector<uint32_t> costs(words.size());
  for (size_t i = 0; i < words.size(); ++i) {
    words[i] = dictionary.code()->WordOf(i);
    costs[i] = static_cast<uint32_t>(words[i].count);
  }
  base::ByteVector data;
  BitWriter writer(&data);
  const auto write = [&](uint32_t segment) {
    writer.Write(words[segment].bits, words[segment].count);
  };
  if (parse == ZipfsParse::kGreedy) {
    ParseGreedily(trie, text, write);
  } else {
    ParseOptimally(trie, costs, dictionary.segments(), text, write);
  }
  writer.Finish();
  return data;
}

}  // namespace rondo::dictionary
