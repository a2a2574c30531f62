// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/block_writer.h"

#include <string_view>
#include <utility>

namespace rondo::stream {
namespace {

// Streams go to one bundle until it has so much, less where the next one is of another
// kind: a reader decodes all of a bundle for one that it wants, but each costs about 14
// bytes.
constexpr uint64_t kLeastBundleBytes = 1024;
constexpr uint64_t kLeastKindBytes = 384;

}  // namespace

void BlockWriter::Block() {
  if (!blocks_.empty()) FinishBlock();
  blocks_.emplace_back();
}

void BlockWriter::NewString(uint32_t index) {
  const std::string_view text = data_.table.strings[index];
  singletons_.insert(singletons_.end(), text.begin(), text.end());
  singletons_.push_back('\n');
  ++bundle_.singletons;
}

void BlockWriter::EndStream(bool ends_kind) {
  ++bundle_.streams;
  const uint64_t bytes = tokens_.about_bytes() + raw_.size_bytes();
  if (bytes >= (ends_kind ? kLeastKindBytes : kLeastBundleBytes)) FinishBundle();
}

void BlockWriter::FinishBundle() {
  base::ByteVector& bytes = blocks_.back().bytes;
  const size_t begin = bytes.size();
  tokens_.Finish(&bytes);
  bundle_.token_bytes = bytes.size() - begin;
  raw_.Finish(&bytes);
  bundle_.raw_bytes = bytes.size() - begin - bundle_.token_bytes;
  blocks_.back().bundles.push_back(std::exchange(bundle_, {}));
}

void BlockWriter::FinishBlock() {
  if (bundle_.streams > 0) FinishBundle();
  singleton_ends_.push_back(singletons_.size());
}

void BlockWriter::Finish(EncodedSegment* code) {
  FinishBlock();
  base::ByteWriter out(&code->blocks);
  for (const BlockBytes& block : blocks_) {
    out.Varint(block.bundles.size());
    for (const Bundle& bundle : block.bundles) {
      out.Varint(bundle.streams);
      out.Varint(bundle.token_bytes);
      out.Varint(bundle.raw_bytes);
      if (!singletons_.empty()) out.Varint(bundle.singletons);
    }
    out.Append(block.bytes);
    code->payload_ends.push_back(code->blocks.size());
  }
}

}  // namespace rondo::stream
