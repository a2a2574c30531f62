// A log as the record lens encodes it, and the jobs that expand its blocks.
#ifndef RONDO_TESTS_SUPPORT_ENCODED_LOG_H_
#define RONDO_TESTS_SUPPORT_ENCODED_LOG_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "stream/record_lens/lens.h"
#include "support/random_log.h"

namespace rondo::testing {

struct EncodedLog {
  // `ends`: of its blocks. The text must outlive the result.
  EncodedLog(const std::string& log, std::vector<uint64_t> block_ends)
      : text(log),
        ends(std::move(block_ends)),
        encoded(stream::EncodeRecordLens(AsBytes(text), ends, 6)) {}

  bool is_record() const { return encoded.lens == stream::Lens::kRecord; }
  stream::SegmentExtent Extent() const {
    return {text.size(), static_cast<uint32_t>(ends.size()), uint64_t{256} << 20};
  }
  uint64_t Begin(size_t block) const { return block == 0 ? 0 : ends[block - 1]; }

  // Expands a whole block to its place in `seen`, which is as long as the text.
  stream::BlockJob Job(size_t block, std::string* seen) const {
    const uint64_t payload = block == 0 ? 0 : encoded.payload_ends[block - 1];
    stream::BlockJob job;
    job.block = static_cast<uint32_t>(block);
    job.segment_offset = static_cast<uint32_t>(Begin(block));
    job.payload = base::Bytes(encoded.blocks)
                      .subspan(payload, encoded.payload_ends[block] - payload);
    job.expanded_bytes = static_cast<uint32_t>(ends[block] - Begin(block));
    job.out = {reinterpret_cast<uint8_t*>(seen->data()) + Begin(block),
               job.expanded_bytes};
    return job;
  }

  const std::string& text;
  const std::vector<uint64_t> ends;
  const stream::EncodedSegment encoded;
};

}  // namespace rondo::testing

#endif  // RONDO_TESTS_SUPPORT_ENCODED_LOG_H_
