// Gathers the templates of a score's record segments with counts and examples: rondo's
// answer to log parsers. What the templates are stands in the tables; how often each
// occurs, only the sequences of the blocks tell, which are therefore expanded.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_READ_TEMPLATES_H_
#define RONDO_STREAM_READ_TEMPLATES_H_

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "rondo/templates.h"
#include "stream/io/input.h"
#include "stream/score/segment_header.h"
#include "stream/segment/reader.h"

namespace rondo::stream {

class TemplateTally {
 public:
  // kResourceExhausted once templates, tables and buffers need more than the limit.
  explicit TemplateTally(uint64_t memory_limit_bytes)
      : limit_bytes_(memory_limit_bytes) {}

  // Adds the next segment; `input` stands behind its header. `is_last`: of the file.
  // Cost: that of decoding a record segment, nothing for others.
  absl::Status Add(Input* input, const SegmentPlace& place, const SegmentHeader& header,
                   const LenderSource& lender, bool is_last);

  TemplateSummary Finish();

 private:
  // Counts and first lines of a segment, by template.
  struct Counts {
    std::vector<uint64_t> lines;
    std::vector<std::string> examples;
  };

  absl::Status AddRecords(Input* input, const SegmentReader& reader, bool is_last);
  void Count(base::Bytes block, std::span<const LineMark> marks, bool is_last,
             Counts* counts);
  absl::Status Merge(LineTemplate line_template, uint64_t lines, std::string example);

  const uint64_t limit_bytes_;
  uint64_t used_bytes_ = 0;
  TemplateSummary summary_;
  std::map<std::string, size_t> known_;  // into summary_.templates
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_READ_TEMPLATES_H_
