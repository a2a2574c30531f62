// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/text_writer.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "stream/grammar_lens/lens.h"
#include "stream/lens/zstd_frame_writer.h"
#include "stream/record_lens/model/text.h"

namespace rondo::stream {
namespace {

// zstd's levels. The quick one tells at a tenth of the time whether a better could win.
constexpr int kQuickFrameLevel = 9;
constexpr int kFrameLevel = 17;
constexpr int kBestFrameLevel = 19;  // a thousandth smaller, in twice the time
int FrameLevel(int level) {
  return level < 3 ? kQuickFrameLevel : level < 8 ? kFrameLevel : kBestFrameLevel;
}
// The least that the best makes of what the quick level leaves.
constexpr double kFrameOfQuick = 0.85;

bool FrameCouldWin(base::Bytes text, base::Bytes dictionary, uint64_t grammar_bytes) {
  if (text.size() > kMaxFrameTextBytes) return false;
  ZstdFrameWriter frames(kQuickFrameLevel, dictionary);
  const double quick_bytes = static_cast<double>(frames.Write(text).size());
  return quick_bytes * kFrameOfQuick < static_cast<double>(grammar_bytes);
}

}  // namespace

grammar::SymbolLists WriteRecordText(base::Bytes text, int level, const LentText& lent,
                                     base::ByteVector* out) {
  if (text.empty()) return {};
  std::vector<uint64_t> block_ends;
  for (uint64_t i = 1; i <= TextBlocks(text.size()); ++i) {
    block_ends.push_back(std::min<uint64_t>(i * kTextBlockBytes, text.size()));
  }
  EncodedSegment coded = EncodeGrammarLens(text, block_ends, level, lent.rules);
  base::ByteWriter writer(out);
  if (FrameCouldWin(text, lent.frame_dictionary, coded.size_bytes())) {
    ZstdFrameWriter frames(FrameLevel(level), lent.frame_dictionary);
    const base::Bytes frame = frames.Write(text);
    if (!frame.empty() && frame.size() < coded.size_bytes()) {
      writer.U8(static_cast<uint8_t>(Lens::kZstd));
      writer.Append(frame);
      return {};
    }
  }
  writer.U8(static_cast<uint8_t>(Lens::kGrammar));
  writer.Varint(coded.tables.size());
  uint64_t begin = 0;
  for (const uint64_t end : coded.payload_ends) {
    writer.Varint(end - begin);
    begin = end;
  }
  writer.Append(coded.tables);
  writer.Append(coded.blocks);
  return std::move(coded.rules);
}

}  // namespace rondo::stream
