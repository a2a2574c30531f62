// mixed_bytes: the lens of mixed bytes alone, without the checksums that a container puts
// around it. Any text in small blocks comes back; tables and payloads of anybody's making
// end with a status, within memory, and a part of a block is what the whole block has
// there.
//
//   input   0, expects, text: there and back
//           1, blocks' bytes (u8, in 64), tables (3), payload
#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "base/byte_io.h"
#include "fuzz/check.h"
#include "fuzz/limits.h"
#include "stream/lens/block_cutter.h"
#include "stream/mixed_bytes_lens/lens.h"

namespace rondo::fuzz {
namespace {

constexpr uint32_t kBlockBytes = 4096;

bool ExpandPart(base::Bytes tables, base::Bytes payload, uint32_t begin,
                uint32_t expanded, uint32_t from, std::span<uint8_t> out) {
  auto opened = stream::OpenMixedBytesLens(
      tables,
      {.expanded_bytes = expanded, .blocks = 1, .memory_limit_bytes = kMemoryBytes});
  if (!opened.ok()) return false;
  const stream::BlockJob job = {.segment_offset = begin,
                                .payload = payload,
                                .expanded_bytes = expanded,
                                .from = from,
                                .out = out};
  return (*opened)->NewDecoder()->Expand({&job, 1}).ok();
}

void ThereAndBack(base::Bytes text, bool expects) {
  if (text.empty()) return;
  const std::vector<uint64_t> ends = stream::CutBlocks(text, kBlockBytes);
  const stream::EncodedSegment code = stream::EncodeMixedBytesLens(text, ends, expects);
  uint64_t begin = 0;
  uint64_t payload = 0;
  for (size_t i = 0; i < ends.size(); ++i) {
    base::ByteVector out(ends[i] - begin);
    FUZZ_CHECK(ExpandPart(
        code.tables,
        base::Bytes(code.blocks).subspan(payload, code.payload_ends[i] - payload),
        static_cast<uint32_t>(begin), static_cast<uint32_t>(out.size()), 0, out));
    FUZZ_CHECK(std::ranges::equal(out, text.subspan(begin, out.size())));
    begin = ends[i];
    payload = code.payload_ends[i];
  }
}

void Hostile(base::Bytes input) {
  base::ByteReader reader(input);
  const uint32_t expanded = (reader.U8() + 1) * 64;
  const base::Bytes tables = reader.Take(3);
  const base::Bytes payload = reader.Take(reader.remaining());
  if (!reader.ok()) return;
  base::ByteVector whole(expanded);
  if (!ExpandPart(tables, payload, 0, expanded, 0, whole)) return;
  base::ByteVector part(expanded / 4);
  FUZZ_CHECK(ExpandPart(tables, payload, 0, expanded, expanded / 2, part));
  FUZZ_CHECK(
      std::ranges::equal(part, base::Bytes(whole).subspan(expanded / 2, part.size())));
}

}  // namespace
}  // namespace rondo::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const rondo::base::Bytes input(data, size);
  if (input.size() < 2 || input.size() > (size_t{64} << 10)) return 0;
  if (input[0] % 2 == 0) {
    rondo::fuzz::ThereAndBack(input.subspan(2), input[1] % 2 == 1);
  } else {
    rondo::fuzz::Hostile(input.subspan(1));
  }
  return 0;
}
