// Collects segments, has them encoded side by side, and writes them in order.
//
// Tested by tests/stream/encode/encoder_test.cc.
#include "rondo/encoder.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stream/dictionary/carried.h"
#include "stream/dictionary/lent_parts.h"
#include "stream/encode/lender_choice.h"
#include "stream/encode/online_collector.h"
#include "stream/encode/segment_collector.h"
#include "stream/encode/segment_sizer.h"
#include "stream/pipeline/ordered_pipeline.h"
#include "stream/score/index.h"
#include "stream/segment/writer.h"
#include "time/asked/line_format.h"

namespace rondo {
namespace {

using stream::CollectedSegment;
using stream::Outlet;
using stream::SegmentImage;

// Where it is decided who induces the grammars of a score: Sequitur while the bytes
// arrive, or the lens that suits a segment once it is there.
std::unique_ptr<stream::Collector> MakeCollector(const EncodeOptions& options,
                                                 const stream::SegmentSizes& sizes) {
  if (options.online) {
    return std::make_unique<stream::OnlineCollector>(sizes.usual_bytes,
                                                     options.block_bytes);
  }
  return std::make_unique<stream::SegmentCollector>(sizes);
}

// Of so many bytes a header tells as much as an index would.
constexpr uint64_t kMostOfShort = 1 << 20;

// The whole lines at the end of a text that times are judged by.
std::string LastOf(std::string_view text) {
  if (text.size() <= stream::TimeHints::kMostBefore) return std::string(text);
  text.remove_prefix(text.size() - stream::TimeHints::kMostBefore);
  const size_t newline = text.find('\n');
  return std::string(newline == std::string_view::npos ? "" : text.substr(newline + 1));
}

class ScoreEncoder : public Encoder {
 public:
  ScoreEncoder(const EncodeOptions& options, const stream::SegmentSizes& sizes,
               stream::LentDictionaries dictionaries,
               std::shared_ptr<const time::SaidTimes> said_times, ByteSink sink)
      : options_(options),
        sink_(std::move(sink)),
        collector_(MakeCollector(options, sizes)),
        lends_(!options.online && !options.memory_limit_bytes.has_value()),
        dictionaries_(std::move(dictionaries)),
        time_hints_({.said = std::move(said_times), .before = LastOf(options.before)}),
        pipeline_({.threads = options.threads},
                  [this](const SegmentImage& image) { return WriteImage(image); }) {
    stats_.memory_bound_bytes = sizes.memory_bound_bytes;
  }

  // Known once the first segment is, or that there is none.
  absl::Status WriteFileHeader(bool is_short) {
    const stream::FileHeader header = {.is_added = options_.for_append,
                                       .carries_dictionary = options_.with_dictionary,
                                       .is_short = is_short};
    base::ByteVector head;
    stream::AppendFileHeader(header, &head);
    index_.emplace(header);
    if (options_.log) index_->SetLog(*options_.log);
    index_->SetRedactList(options_.redact_list);
    if (header.carries_dictionary) {
      RONDO_ASSIGN_OR_RETURN(
          const base::ByteVector car,
          stream::CarOf(options_.dictionaries.front()->score_dictionary()));
      stream::AppendCarriedDictionary(car, &head);
      index_->SetCarried(static_cast<uint32_t>(car.size()));
    }
    return Emit(head);
  }

  // When the source was changed, if the times of the segment are of a year before that.
  // Of a time before 1970 nobody has a log.
  std::optional<uint64_t> ModifiedFor(const SegmentImage& image) const {
    constexpr int64_t kSecond = 1'000'000'000;
    const bool yearless = image.header.times && image.header.times->yearless;
    if (!yearless || options_.modified.value_or(-1) < 0) return std::nullopt;
    const auto second = static_cast<uint64_t>(*options_.modified / kSecond);
    return second <= stream::kMaxModifiedSeconds ? std::optional(second) : std::nullopt;
  }

  // Small scores do without an index if they are read whole anyway. An index says what a
  // header does not, and an Appender waits for a trailer.
  bool IsShort(const SegmentImage& first) const {
    return first.header.is_last && first.header.dictionary.has_value() &&
           first.header.expanded_bytes <= kMostOfShort && !options_.for_append &&
           !options_.log && options_.redact_list.empty() && !ModifiedFor(first);
  }

  absl::Status Write(std::span<const uint8_t> bytes) override {
    if (status_.ok() && finished_) {
      status_ = absl::FailedPreconditionError("write after the score was finished");
    }
    while (status_.ok() && !bytes.empty()) {
      const size_t count = collector_->Add(bytes);
      stats_.bytes_in += count;
      bytes = bytes.subspan(count);
      if (!bytes.empty()) status_ = SubmitFull();
    }
    return status_;
  }

  absl::Status Finish() override {
    if (status_.ok() && finished_) {
      status_ = absl::FailedPreconditionError("score was finished before");
    }
    finished_ = true;
    if (status_.ok()) status_ = WriteRest();
    return status_;
  }

  EncodeStats stats() const override { return stats_; }

 private:
  // REQUIRES: the collector is full and more bytes wait.
  absl::Status SubmitFull() {
    std::optional<CollectedSegment> segment = collector_->Next();
    if (!segment.has_value()) return absl::OkStatus();
    return Submit(*std::move(segment), /*is_last=*/false);
  }

  absl::Status Submit(CollectedSegment segment, bool is_last) {
    const stream::SegmentOptions options = {.level = options_.level,
                                            .block_bytes = options_.block_bytes,
                                            .index = options_.index};
    stream::Lending lending;
    if (dictionaries_.SuitsMany(segment.bytes) || (is_last && submitted_ == 0)) {
      lending.parts = dictionaries_.Choose(segment.bytes);
    }
    if (lending.parts.empty() && lends_) {
      lending = lenders_.Next(submitted_, segment.bytes, is_last);
    }
    ++submitted_;
    const stream::TimeHints hints = time_hints_;
    time_hints_.before = LastOf(AsText(segment.bytes));
    return pipeline_.Add(
        [segment = std::move(segment), is_last, options, hints,
         lending = std::move(lending)](Outlet<SegmentImage>& outlet) mutable {
          // One image for each job needs no bound.
          return outlet.Put(stream::BuildSegment(std::move(segment), is_last, options,
                                                 std::move(lending), hints),
                            0);
        });
  }

  absl::Status WriteImage(const SegmentImage& image) {
    if (!index_) RONDO_RETURN_IF_ERROR(WriteFileHeader(IsShort(image)));
    RONDO_RETURN_IF_ERROR(Emit(image.head));
    RONDO_RETURN_IF_ERROR(Emit(image.tables));
    RONDO_RETURN_IF_ERROR(Emit(image.blocks));
    index_->Add(image.header);
    if (const auto second = ModifiedFor(image)) index_->SetModified(*second);
    stats_.bytes_coded += image.header.expanded_bytes;
    stats_.segments += 1;
    stats_.blocks += image.header.blocks;
    stats_.lines += image.header.newlines;
    return absl::OkStatus();
  }

  absl::Status WriteRest() {
    while (std::optional<CollectedSegment> segment = collector_->NextBeforeLast()) {
      RONDO_RETURN_IF_ERROR(Submit(*std::move(segment), /*is_last=*/false));
    }
    CollectedSegment last = collector_->Last();
    if (!last.bytes.empty()) {
      RONDO_RETURN_IF_ERROR(Submit(std::move(last), /*is_last=*/true));
    }
    RONDO_RETURN_IF_ERROR(pipeline_.Finish());
    if (!index_) RONDO_RETURN_IF_ERROR(WriteFileHeader(/*is_short=*/false));
    if (stats_.bytes_in > 0 && !index_->entries().back().ends_in_newline)
      stats_.lines += 1;
    return Emit(index_->Finish());
  }

  absl::Status Emit(std::span<const uint8_t> bytes) {
    if (bytes.empty()) return absl::OkStatus();
    RONDO_RETURN_IF_ERROR(sink_(bytes));
    stats_.bytes_out += bytes.size();
    return absl::OkStatus();
  }

  const EncodeOptions options_;
  const ByteSink sink_;
  const std::unique_ptr<stream::Collector> collector_;
  // Whether segments build on each other: what is lent takes memory beside theirs, and
  // Sequitur knows nothing of others.
  const bool lends_;
  const stream::LentDictionaries dictionaries_;
  stream::TimeHints time_hints_;  // for the next segment
  stream::LenderChoice lenders_;
  uint64_t submitted_ = 0;                     // segments
  std::optional<stream::IndexBuilder> index_;  // once the file header is written
  EncodeStats stats_;
  absl::Status status_;
  bool finished_ = false;
  stream::OrderedPipeline<SegmentImage> pipeline_;  // writes to what stands before it
};

}  // namespace

absl::StatusOr<std::unique_ptr<Encoder>> Encoder::Create(const EncodeOptions& options,
                                                         ByteSink sink) {
  RONDO_ASSIGN_OR_RETURN(const stream::SegmentSizes sizes, stream::SizeSegments(options));
  if (!options.redact_list.empty() && !stream::IsRedactList(options.redact_list)) {
    return absl::InvalidArgumentError(
        "the list of what to redact is too long, or has control characters");
  }
  if (options.with_dictionary && options.dictionaries.size() != 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a score carries one dictionary, and there are ", options.dictionaries.size()));
  }
  RONDO_ASSIGN_OR_RETURN(stream::LentDictionaries dictionaries,
                         stream::LentDictionaries::Of(options.dictionaries));
  RONDO_ASSIGN_OR_RETURN(std::shared_ptr<const time::SaidTimes> said_times,
                         time::LineFormat::Create(options.time_key, options.time_format));
  if (options.time_key.size() + options.time_format.size() >
      time::SaidTimes::kMostBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("a score keeps ", time::SaidTimes::kMostBytes,
                     " bytes of the key and the format of times; these are more"));
  }
  return std::make_unique<ScoreEncoder>(options, sizes, std::move(dictionaries),
                                        std::move(said_times), std::move(sink));
}

}  // namespace rondo
