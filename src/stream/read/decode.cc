// Decodes from a pipe: walks the parts as they come.
//
// Tested by tests/stream/read/round_trip_test.cc and tests/stream/read/damage_test.cc.
#include <optional>
#include <utility>

#include "base/status_macros.h"
#include "rondo/reader.h"
#include "stream/dictionary/carried.h"
#include "stream/dictionary/found_dictionaries.h"
#include "stream/read/decode_options.h"
#include "stream/read/ordered_expansion.h"
#include "stream/score/walker.h"

namespace rondo {
namespace {

using stream::BufferInput;
using stream::ExpansionOptions;
using stream::Input;
using stream::PassingDictionaries;
using stream::PassingLenders;
using stream::ScoreWalker;
using stream::SegmentJob;
using stream::WalkedSegment;

// The next segment as a job; read into memory so that the pipe can go on, if there is
// somebody to go on with and it fits.
absl::StatusOr<std::optional<SegmentJob>> NextJob(Input* pipe, ScoreWalker* walker,
                                                  PassingLenders* lenders,
                                                  const PassingDictionaries& carried,
                                                  const ExpansionOptions& options) {
  RONDO_ASSIGN_OR_RETURN(const std::optional<WalkedSegment> segment, walker->Next());
  if (!segment.has_value()) return std::nullopt;
  SegmentJob job;
  job.place = segment->place;
  job.header = segment->header;
  job.to = segment->header.expanded_bytes;
  job.input = pipe;
  job.alone = true;
  if (job.header.dictionary) job.lender = carried.Of(*job.header.dictionary);
  if (!job.lender) job.lender = lenders->Of(job.place.number, job.header);
  const uint64_t offset = pipe->position();
  RONDO_ASSIGN_OR_RETURN(std::optional<base::ByteVector> head,
                         lenders->Pass(pipe, job.place, job.header));
  const uint64_t body_bytes = segment->header.body_bytes();
  if (options.threads > 1 && body_bytes <= BufferBytesPerThread(options)) {
    base::ByteVector body = std::move(head).value_or(base::ByteVector());
    const size_t read = body.size();
    body.resize(body_bytes);
    RONDO_RETURN_IF_ERROR(pipe->Read(std::span(body).subspan(read)));
    job.owned_input = std::make_unique<BufferInput>(std::move(body), offset);
    job.input = job.owned_input.get();
    job.alone = false;
  } else if (head.has_value()) {
    job.owned_input =
        std::make_unique<stream::ReplayedInput>(*std::move(head), offset, pipe);
    job.input = job.owned_input.get();
  }
  return job;
}

}  // namespace

absl::StatusOr<DecodeStats> Decode(
    const ByteSource& source, const ByteSink& sink, const DecodeOptions& given,
    const std::function<void(const DecodeStats&)>& progress) {
  RONDO_ASSIGN_OR_RETURN(const stream::CheckedOptions options,
                         stream::CheckOptions(given));
  stream::PipeInput pipe(source);
  ScoreWalker walker(&pipe, stream::IndexPolicy::kMayBeMissing);
  // A second share of the buffers holds compressed segments.
  ExpansionOptions expansion = {.threads = options.threads,
                                .memory_limit_bytes = options.memory_limit_bytes};
  if (options.threads > 1) {
    expansion.memory_limit_bytes = options.memory_limit_bytes / 5 * 4;
  }
  PassingDictionaries carried;
  walker.SetCarSink([&](base::Bytes car) { return carried.Pass(car); });
  PassingLenders lenders(options.memory_limit_bytes / stream::kLenderShare,
                         stream::FoundDictionaries(options.find_dictionary));
  DecodeStats stats;
  const auto count = [&](std::span<const uint8_t> bytes) -> absl::Status {
    RONDO_RETURN_IF_ERROR(sink(bytes));
    stats.bytes_out += bytes.size();
    stats.bytes_in = pipe.position();
    if (progress) progress(stats);
    return absl::OkStatus();
  };
  RONDO_RETURN_IF_ERROR(stream::ExpandInOrder(
      [&] { return NextJob(&pipe, &walker, &lenders, carried, expansion); }, expansion,
      count));
  stats.bytes_in = pipe.position();
  return stats;
}

}  // namespace rondo
