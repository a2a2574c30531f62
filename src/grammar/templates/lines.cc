// Each line is tokenised into the free end of the skeleton text; if its skeleton is
// known, the text is taken back. So a log of few skeletons touches only cache.
//
//   "a 1\n" "a 2\n" "b\n"   ->   skeletons "a <number>\n", "b\n"; lines 0 0 1; values 1 2
//
// Tested by tests/grammar/templates/table_test.cc.
#include "grammar/templates/lines.h"

#include <cstring>

#include "grammar/hash_index.h"

namespace rondo::grammar {
namespace {

class LineReader {
 public:
  LineReader(base::Bytes segment, std::span<const uint64_t> block_ends, bool typed)
      : block_ends_(block_ends), typed_(typed) {
    records_.segment = segment;
    records_.line_begin.push_back(0);
    records_.value_begin.push_back(0);
  }

  RecordLines Run() {
    const auto* const text = reinterpret_cast<const char*>(records_.segment.data());
    uint64_t at = 0;
    for (const uint64_t block_end : block_ends_) {
      while (at < block_end) {
        const void* const newline = std::memchr(text + at, '\n', block_end - at);
        const uint64_t end =
            newline ? static_cast<const char*>(newline) - text + 1 : block_end;
        Line({text + at, static_cast<size_t>(end - at)});
        records_.line_begin.push_back(end);
        at = end;
      }
      records_.block_lines.push_back(records_.lines());
    }
    records_.skeleton_text.resize(used_);
    return std::move(records_);
  }

 private:
  void Line(std::string_view line) {
    std::vector<char>& text = records_.skeleton_text;
    if (text.size() < used_ + line.size()) text.resize(2 * text.size() + line.size());
    const uint32_t values_before = records_.value_begin.back();
    const int64_t length =
        TokenizeLine(line, text.data() + used_, &records_.items, typed_);
    const auto values = static_cast<uint32_t>(records_.items.values.size());
    records_.value_begin.push_back(values);
    if (length < 0) {
      records_.line_skeleton.push_back(RecordLines::kRaw);
      return;
    }
    const std::string_view skeleton(text.data() + used_, static_cast<size_t>(length));
    const uint32_t id = index_.FindOrAdd(HashOf(skeleton), [&](uint32_t i) {
      return records_.text(records_.skeletons[i]) == skeleton;
    });
    if (id == records_.skeletons.size()) {
      records_.skeletons.push_back({.text_begin = used_,
                                    .text_bytes = static_cast<uint32_t>(length),
                                    .values = values - values_before,
                                    .lines = 0,
                                    .first_line = records_.lines()});
      used_ += length;
    }
    ++records_.skeletons[id].lines;
    records_.line_skeleton.push_back(id);
  }

  const std::span<const uint64_t> block_ends_;
  const bool typed_;
  RecordLines records_;
  uint64_t used_ = 0;  // bytes of skeleton_text that hold distinct skeletons
  HashIndex index_;
};

}  // namespace

RecordLines SplitRecords(base::Bytes segment, std::span<const uint64_t> block_ends,
                         const RecordFeatures& features) {
  return LineReader(segment, block_ends, features.typed_items).Run();
}

}  // namespace rondo::grammar
