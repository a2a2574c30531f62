// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/decode/singletons.h"

#include "absl/strings/str_cat.h"
#include "stream/record_lens/decode/line.h"

namespace rondo::stream {

absl::Status SingletonText::Read(std::span<const BlockJob> jobs) {
  for (const BlockJob& job : jobs) {
    if (job.block >= shapes_.blocks()) {
      return absl::DataLossError(absl::StrCat("record lens: no block ", job.block));
    }
    // A singleton stands in the block, a newline more in the text.
    const uint64_t bytes = shapes_.singleton_ends[job.block] - Begin(job.block);
    if (bytes > 2 * uint64_t{job.expanded_bytes} + kLineSlack) {
      return absl::DataLossError(absl::StrCat("record lens: block ", job.block, " has ",
                                              bytes, " bytes of strings"));
    }
  }
  return Read(Begin(jobs.front().block), shapes_.singleton_ends[jobs.back().block]);
}

absl::Status SingletonText::Read(uint64_t begin, uint64_t end) {
  begin_ = begin;
  bytes_.resize(end - begin + kLineSlack);
  if (begin == end) return absl::OkStatus();
  if (!text_.has_value()) text_.emplace(*shapes_.text);
  return text_->Read(shapes_.singleton_begin + begin,
                     std::span(bytes_).first(static_cast<size_t>(end - begin)));
}

}  // namespace rondo::stream
