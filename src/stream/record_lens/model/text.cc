// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/model/text.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stream/grammar_lens/lens.h"
#include "stream/lens/zstd_frames.h"

namespace rondo::stream {
absl::StatusOr<std::unique_ptr<RecordText>> RecordText::Open(
    base::Bytes coded, uint64_t size_bytes, const SegmentExtent& segment,
    const ZSTD_DDict* dictionary) {
  auto text = std::unique_ptr<RecordText>(new RecordText());
  text->size_bytes_ = size_bytes;
  const uint64_t blocks = TextBlocks(size_bytes);
  base::ByteReader reader(coded);
  const uint8_t lens = reader.U8();
  if (lens == static_cast<uint8_t>(Lens::kZstd) && size_bytes <= kMaxFrameTextBytes) {
    text->whole_.resize(size_bytes);
    ZstdFrameReader frames(dictionary);
    RONDO_RETURN_IF_ERROR(frames.Expand(reader.Take(reader.remaining()), text->whole_));
    return text;
  }
  if (lens != static_cast<uint8_t>(Lens::kGrammar)) {
    return absl::UnimplementedError("record lens: text in a lens of another version");
  }
  const uint64_t tables_bytes = reader.Varint();
  if (blocks > reader.remaining()) {
    return absl::DataLossError(absl::StrCat(
        "record lens: ", blocks, " blocks of text in ", coded.size(), " bytes"));
  }
  uint64_t end = 0;
  for (uint64_t i = 0; i < blocks; ++i) {
    const uint64_t payload = reader.Varint();
    if (payload > coded.size()) reader.Fail();
    text->ends_.push_back(end += payload);
  }
  const base::Bytes tables = reader.Take(tables_bytes);
  text->payloads_ = reader.Take(end);
  if (!reader.AtEnd())
    return absl::DataLossError("record lens: text sizes do not add up");
  const SegmentExtent extent = {size_bytes, static_cast<uint32_t>(blocks),
                                segment.memory_limit_bytes, segment.builds_on};
  RONDO_ASSIGN_OR_RETURN(text->tables_, OpenGrammarLens(tables, extent));
  return text;
}

absl::Status RecordTextReader::Read(uint64_t from, std::span<uint8_t> out) {
  if (!text_.whole_.empty()) {
    std::copy_n(text_.whole_.begin() + static_cast<ptrdiff_t>(from), out.size(),
                out.begin());
    return absl::OkStatus();
  }
  std::vector<BlockJob> jobs;
  while (!out.empty()) {
    BlockJob job;
    job.block = static_cast<uint32_t>(from / kTextBlockBytes);
    const uint64_t block_begin = uint64_t{job.block} * kTextBlockBytes;
    job.expanded_bytes = static_cast<uint32_t>(
        std::min<uint64_t>(kTextBlockBytes, text_.size_bytes_ - block_begin));
    job.from = static_cast<uint32_t>(from - block_begin);
    job.out = out.first(std::min<size_t>(out.size(), job.expanded_bytes - job.from));
    const uint64_t begin = job.block == 0 ? 0 : text_.ends_[job.block - 1];
    job.payload = text_.payloads_.subspan(begin, text_.ends_[job.block] - begin);
    out = out.subspan(job.out.size());
    from += job.out.size();
    jobs.push_back(job);
  }
  return jobs.empty() ? absl::OkStatus() : decoder_->Expand(jobs);
}

}  // namespace rondo::stream
