// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/decode/singletons.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
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
  if (begin_ <= begin && end <= end_) return absl::OkStatus();
  const std::span<uint8_t> bytes = bytes_.Resize(end - begin + kLineSlack);
  std::ranges::fill(bytes.last(kLineSlack), uint8_t{0});  // may be read
  if (!text_.has_value()) text_.emplace(*shapes_.text);
  RONDO_RETURN_IF_ERROR(text_->Read(shapes_.singleton_begin + begin,
                                    bytes.first(static_cast<size_t>(end - begin))));
  begin_ = begin;
  end_ = end;
  return absl::OkStatus();
}

}  // namespace rondo::stream
