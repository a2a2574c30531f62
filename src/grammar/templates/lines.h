// A segment as lines, and lines as skeletons with items (tokens.h).
//
// Most lines of a log share few skeletons, so everything that is decided about the text
// (templates, columns) is decided on distinct skeletons, and lines only carry a number.
//
// Thread rule: plain data.
#ifndef RONDO_GRAMMAR_TEMPLATES_LINES_H_
#define RONDO_GRAMMAR_TEMPLATES_LINES_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/byte_io.h"
#include "grammar/templates/features.h"
#include "grammar/templates/tokens.h"

namespace rondo::grammar {

// A distinct skeleton.
struct Skeleton {
  uint64_t text_begin = 0;  // in RecordLines::skeleton_text
  uint32_t text_bytes = 0;
  uint32_t values = 0;  // values of each of its lines
  uint32_t lines = 0;   // how many lines have it
  uint32_t first_line = 0;
};

// Invariants: lines tile the segment; a line ends behind its newline or at the end of its
// block. skeletons are in the order of their first lines.
struct RecordLines {
  static constexpr uint32_t kRaw = ~uint32_t{0};  // a line that is not tokenised

  base::Bytes segment;
  std::vector<uint64_t> line_begin;     // offset of each line, and the end of the segment
  std::vector<uint32_t> line_skeleton;  // index into skeletons, or kRaw
  std::vector<uint32_t> value_begin;    // first value of each line, and the end
  std::vector<uint32_t> block_lines;    // lines before the end of each block
  ItemValues items;
  std::vector<Skeleton> skeletons;
  std::vector<char> skeleton_text;

  uint32_t lines() const { return static_cast<uint32_t>(line_skeleton.size()); }
  std::string_view line(uint32_t i) const {
    return {reinterpret_cast<const char*>(segment.data()) + line_begin[i],
            static_cast<size_t>(line_begin[i + 1] - line_begin[i])};
  }
  std::string_view text(const Skeleton& skeleton) const {
    return {skeleton_text.data() + skeleton.text_begin, skeleton.text_bytes};
  }
};

// block_ends: end offset of each block, ascending, last == segment.size().
// REQUIRES: segment.size() < 2^32. `segment` must outlive the result.
// Cost: about 6 ns a byte; 16 bytes a line, 9 a value, and the distinct skeletons.
RecordLines SplitRecords(base::Bytes segment, std::span<const uint64_t> block_ends,
                         const RecordFeatures& features = {});

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_TEMPLATES_LINES_H_
