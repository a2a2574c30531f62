// Which contexts suit a segment is told by trying them on a sample.
//
// Tested by tests/stream/mixed_bytes_lens/lens_test.cc.
#include <algorithm>

#include "grammar/x86_filter.h"
#include "stream/mixed_bytes_lens/format.h"
#include "stream/mixed_bytes_lens/lens.h"

namespace rondo::stream {
namespace {

constexpr uint64_t kSampleBytes = 128 << 10;

void EncodeBlock(base::Bytes block, const ModelOptions& options, base::ByteVector* out) {
  ByteModel model(options, block.data());
  entropy::BinaryEncoder coder(out);
  for (const uint8_t byte : block) {
    model.Code(&coder, byte);
    model.Update();
  }
  coder.Finish();
}

MixedKind SmallestKind(base::Bytes segment) {
  const uint64_t bytes = std::min(segment.size(), kSampleBytes);
  const base::Bytes sample = segment.subspan((segment.size() - bytes) / 2, bytes);
  MixedKind smallest = MixedKind::kLog;
  uint64_t least = UINT64_MAX;
  for (int kind = 0; kind < kMixedKinds; ++kind) {
    const MixedTables tables = {.kind = static_cast<MixedKind>(kind)};
    base::ByteVector code;
    EncodeBlock(sample, OptionsOfBlock(tables, static_cast<uint32_t>(bytes)), &code);
    if (code.size() >= least) continue;
    least = code.size();
    smallest = tables.kind;
  }
  return smallest;
}

}  // namespace

EncodedSegment EncodeMixedBytesLens(base::Bytes segment,
                                    std::span<const uint64_t> block_ends, bool expects) {
  const MixedTables tables = {.kind = SmallestKind(segment),
                              .expects = expects,
                              .filtered = grammar::LooksLikeX86(segment)};
  EncodedSegment code;
  code.lens = Lens::kMixedBytes;
  base::ByteWriter writer(&code.tables);
  writer.U8(kMixedVersion);
  writer.U8(static_cast<uint8_t>(static_cast<int>(tables.kind) |
                                 (tables.expects ? kMixedExpectsFlag : 0) |
                                 (tables.filtered ? kMixedFilterFlag : 0)));
  writer.U8(static_cast<uint8_t>(tables.table_bits));
  uint64_t begin = 0;
  base::ByteVector filtered;
  for (const uint64_t end : block_ends) {
    base::Bytes block = segment.subspan(begin, end - begin);
    if (tables.filtered) {
      filtered.assign(block.begin(), block.end());
      grammar::X86FilterEncode(filtered, static_cast<uint32_t>(begin));
      block = filtered;
    }
    EncodeBlock(block, OptionsOfBlock(tables, static_cast<uint32_t>(block.size())),
                &code.blocks);
    code.payload_ends.push_back(code.blocks.size());
    begin = end;
  }
  return code;
}

}  // namespace rondo::stream
