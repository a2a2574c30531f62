// Reads parts of scores in a file.
//
// Tested by tests/stream/read/reader_test.cc.
#include "rondo/reader.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/memory_budget.h"
#include "base/status_macros.h"
#include "dictionary/cid.h"
#include "stream/dictionary/carried.h"
#include "stream/dictionary/found_dictionaries.h"
#include "stream/read/decode_options.h"
#include "stream/read/lines_in_time.h"
#include "stream/read/ordered_expansion.h"
#include "stream/read/render.h"
#include "stream/read/segment_cache.h"
#include "stream/read/templates.h"
#include "stream/scan/ordered_scan.h"
#include "stream/score/map.h"
#include "stream/score/walker.h"

namespace rondo {
namespace {

using stream::CheckedOptions;
using stream::FileInput;
using stream::ScoreMap;
using stream::ScoreWalker;
using stream::SegmentHeader;
using stream::SegmentJob;
using stream::WalkedSegment;

// Reads up to this size go through the cache of open segments.
constexpr uint64_t kShortRead = uint64_t{4} << 20;
constexpr uint64_t kShortReadStep = uint64_t{1} << 20;

std::string AddressOf(const SegmentHeader& header) {
  if (!header.dictionary) return "";
  return dictionary::Cid{.codec = dictionary::Codec::kDagCbor,
                         .digest = header.dictionary->digest}
      .ToText();
}

std::string KeyOf(const stream::SegmentHeader& header) {
  const auto& said = header.time_rules.said;
  return said == nullptr ? "" : said->key();
}

std::string FormatOf(const stream::SegmentHeader& header) {
  const auto& said = header.time_rules.said;
  return said == nullptr ? "" : said->format();
}

std::optional<TimeSpan> SpanOf(const std::optional<stream::SegmentTimes>& times) {
  if (!times) return std::nullopt;
  return TimeSpan{times->bounds().first, times->bounds().last + 1};
}

std::optional<int64_t> InNanoseconds(std::optional<uint64_t> seconds) {
  constexpr int64_t kSecond = 1'000'000'000;
  if (!seconds) return std::nullopt;
  return static_cast<int64_t>(*seconds) * kSecond;
}

class ScoreReader final : public Reader, public stream::Scannable {
 public:
  ScoreReader(std::unique_ptr<RandomAccessFile> file, ScoreMap map,
              const CheckedOptions& options)
      : file_(std::move(file)),
        map_(std::move(map)),
        options_(options),
        find_dictionary_(
            stream::FileDictionaries(*file_, map_.carried(), options.find_dictionary)),
        budget_(options.memory_limit_bytes),
        lenders_(*file_, map_, options.memory_limit_bytes / stream::kLenderShare,
                 stream::FoundDictionaries(find_dictionary_)),
        cache_(*file_, map_, &lenders_, &budget_) {}

  uint64_t size() const override { return map_.expanded_bytes(); }
  uint64_t stored_bytes() const override { return map_.stored_bytes(); }
  uint64_t unfinished_bytes() const override { return map_.unfinished_bytes(); }

  uint64_t lines() const override {
    return map_.newlines() + (size() > 0 && !map_.ends_in_newline() ? 1 : 0);
  }

  std::vector<ScoreInfo> Scores() const override {
    std::vector<ScoreInfo> infos;
    for (const ScoreMap::Score& score : map_.indexed_scores()) {
      infos.push_back({.offset = score.offset,
                       .stored_bytes = score.stored_bytes,
                       .from = map_.expanded_begin(score.first_segment),
                       .to = map_.expanded_end(score.first_segment + score.segments - 1),
                       .segments = score.segments,
                       .carried_bytes = score.carried_bytes,
                       .modified = InNanoseconds(score.modified_seconds),
                       .redact_list = score.redact_list});
    }
    return infos;
  }

  absl::StatusOr<std::shared_ptr<const Dictionary>> FindDictionary(
      const std::string& address) const override {
    if (find_dictionary_) return find_dictionary_(address);
    return absl::NotFoundError("there is none at hand");
  }

  absl::StatusOr<std::vector<SegmentInfo>> Segments() const override {
    std::vector<SegmentInfo> infos;
    for (uint64_t i = 0; i < map_.size(); ++i) {
      FileInput input(*file_, map_.place(i).offset);
      RONDO_ASSIGN_OR_RETURN(const SegmentHeader header, ReadHeader(i, &input));
      infos.push_back(
          {.offset = map_.place(i).offset,
           .stored_bytes = header.stored_bytes(),
           .expanded_bytes = header.expanded_bytes,
           .lines = header.newlines,
           .blocks = header.blocks,
           .tables_bytes = header.tables_bytes,
           .block_table_bytes = header.block_table_bytes,
           .lens = stream::LensName(header.lens),
           .dictionary = AddressOf(header),
           .dictionary_part = header.dictionary ? header.dictionary->part : uint8_t{0},
           .sha256 = header.sha256,
           .times = SpanOf(header.times),
           .time_key = KeyOf(header),
           .time_format = FormatOf(header)});
    }
    return infos;
  }

  absl::StatusOr<size_t> ReadAt(uint64_t offset, std::span<uint8_t> out) const override {
    if (offset > size()) {
      return absl::OutOfRangeError(
          absl::StrCat("offset ", offset, " is past the end at ", size()));
    }
    out = out.first(std::min<uint64_t>(out.size(), size() - offset));
    for (size_t done = 0; done < out.size();) {
      const uint64_t segment = map_.SegmentOf(offset + done);
      const size_t count = std::min<uint64_t>(
          out.size() - done, map_.expanded_end(segment) - (offset + done));
      RONDO_RETURN_IF_ERROR(cache_.ReadAt(segment,
                                          offset + done - map_.expanded_begin(segment),
                                          out.subspan(done, count)));
      done += count;
    }
    return out.size();
  }

  absl::StatusOr<uint64_t> LineOffset(uint64_t line) const override {
    if (line == 0) return 0;
    if (line == lines()) return size();
    if (line > lines()) {
      return absl::OutOfRangeError(
          absl::StrCat("line ", line, " is past the last of ", lines()));
    }
    const uint64_t segment = map_.SegmentOfNewline(line);
    RONDO_ASSIGN_OR_RETURN(
        const uint64_t offset,
        cache_.AfterNewline(segment, line - map_.newline_begin(segment)));
    return map_.expanded_begin(segment) + offset;
  }

  absl::Status ReadLines(uint64_t from, uint64_t to,
                         const ByteSink& sink) const override {
    RONDO_ASSIGN_OR_RETURN(const Extent bytes, BytesOfLines(from, to));
    return Read(bytes.from, bytes.to, sink);
  }

  absl::StatusOr<std::string> ReadLine(uint64_t line) const override {
    if (line >= lines()) {
      return absl::OutOfRangeError(
          absl::StrCat("line ", line, " is past the last of ", lines()));
    }
    RONDO_ASSIGN_OR_RETURN(const Extent bytes, BytesOfLines(line, line + 1));
    const uint64_t count = bytes.to - bytes.from;
    if (count > options_.memory_limit_bytes) {
      return absl::ResourceExhaustedError(absl::StrCat("line ", line, " has ", count,
                                                       " bytes, limit is ",
                                                       options_.memory_limit_bytes));
    }
    std::string text;
    RONDO_RETURN_IF_ERROR(Read(bytes.from, bytes.to, [&](std::span<const uint8_t> part) {
      text.append(AsText(part));
      return absl::OkStatus();
    }));
    if (text.ends_with('\n')) text.pop_back();
    return text;
  }

  absl::StatusOr<std::vector<LineRun>> LinesInTime(const TimeSet& times) const override {
    const auto read = [this](uint64_t from, uint64_t to, const ByteSink& sink) {
      return Read(from, to, sink);
    };
    return stream::FindLinesInTime(*file_, map_, times, options_.memory_limit_bytes,
                                   read);
  }

  absl::Status Read(uint64_t from, uint64_t to, const ByteSink& sink) const override {
    RONDO_RETURN_IF_ERROR(CheckRange(from, to));
    return to - from <= kShortRead ? ReadShort(from, to, sink) : ReadLong(from, to, sink);
  }

  const stream::Scannable& scannable() const override { return *this; }

  absl::StatusOr<stream::ScanStats> Scan(const stream::ScanOptions& options,
                                         stream::Scanner* scanner) const override {
    const base::MemoryBudget::Lease memory = cache_.MakeRoom();
    uint64_t segment = 0;
    const auto wanted = [&] {
      return stream::TouchesRun(options.runs, map_.expanded_begin(segment),
                                map_.expanded_end(segment));
    };
    const auto next = [&]() -> absl::StatusOr<std::optional<stream::ScanJob>> {
      while (segment < map_.size() && !wanted()) ++segment;
      if (segment == map_.size()) return std::nullopt;
      auto input = std::make_unique<FileInput>(*file_, map_.place(segment).offset);
      RONDO_ASSIGN_OR_RETURN(const SegmentHeader header,
                             ReadHeader(segment, input.get()));
      stream::ScanJob job = {
          .place = map_.place(segment),
          .header = header,
          .offset = map_.expanded_begin(segment),
          .newlines = map_.newline_begin(segment),
          .after_newline = segment == 0 || map_.ends_in_newline(segment - 1),
          .ends_line = segment + 1 == map_.size() || map_.ends_in_newline(segment),
          .whole_blocks = options.whole_blocks,
          .runs = options.runs,
          .count_lines = options.count_lines,
          .input = std::move(input),
          .lender = lenders_.Of(segment, header)};
      ++segment;
      return job;
    };
    return stream::ScanInOrder(next, options.needles, options.threads, memory.bytes(),
                               scanner);
  }

  absl::StatusOr<TemplateSummary> Templates() const override {
    const base::MemoryBudget::Lease memory = cache_.MakeRoom();
    stream::TemplateTally tally(memory.bytes());
    for (uint64_t i = 0; i < map_.size(); ++i) {
      FileInput input(*file_, map_.place(i).offset);
      RONDO_ASSIGN_OR_RETURN(const SegmentHeader header, ReadHeader(i, &input));
      RONDO_RETURN_IF_ERROR(tally.Add(&input, map_.place(i), header,
                                      lenders_.Of(i, header), i + 1 == map_.size()));
    }
    return tally.Finish();
  }

  absl::Status Render(uint64_t from, uint64_t to, const RenderOptions& options,
                      const ByteSink& sink, RenderCounts* counts) const override {
    RONDO_RETURN_IF_ERROR(CheckRange(from, to));
    for (const auto& rendition : options.renditions) {
      if (rendition->context() == options.context) continue;
      return absl::InvalidArgumentError(absl::StrCat(
          "a rendition of ", rendition->context(), " is none of ", options.context));
    }
    uint64_t newlines = 0;
    const ByteSink counted = [&](std::span<const uint8_t> part) {
      newlines += std::ranges::count(part, '\n');
      return sink(part);
    };
    while (from < to) {
      newlines = 0;
      const uint64_t segment = map_.SegmentOf(from);
      const uint64_t end = std::min(to, map_.expanded_end(segment));
      RONDO_ASSIGN_OR_RETURN(const std::optional<uint64_t> rendered,
                             RenderPart(segment, from, end, options, counted));
      // Of the text, a last line without newline counts.
      const uint64_t lines = newlines + (end == size() && !map_.ends_in_newline());
      counts->lines += lines;
      counts->rendered += rendered.value_or(lines);
      from = end;
    }
    return absl::OkStatus();
  }

  absl::Status Verify() const override {
    const base::MemoryBudget::Lease memory = cache_.MakeRoom();
    FileInput input(*file_, 0);
    ScoreWalker walker(&input, stream::IndexPolicy::kIntact, map_.stored_bytes());
    stream::PassingDictionaries carried;
    walker.SetCarSink([&](base::Bytes car) { return carried.Pass(car); });
    const auto next = [&]() -> absl::StatusOr<std::optional<SegmentJob>> {
      RONDO_ASSIGN_OR_RETURN(const std::optional<WalkedSegment> segment, walker.Next());
      if (!segment.has_value()) return std::nullopt;
      const uint64_t body = input.position();
      RONDO_RETURN_IF_ERROR(input.Skip(segment->header.body_bytes()));
      return Job(segment->place, segment->header, body, 0,
                 segment->header.expanded_bytes);
    };
    const auto ignore = [](std::span<const uint8_t>) { return absl::OkStatus(); };
    return stream::ExpandInOrder(next, Expansion(stream::Checks::kAll, memory), ignore);
  }

 private:
  absl::Status CheckRange(uint64_t from, uint64_t to) const {
    if (from > to) {
      return absl::InvalidArgumentError(absl::StrCat("range ", from, " to ", to));
    }
    if (to <= size()) return absl::OkStatus();
    return absl::OutOfRangeError(
        absl::StrCat("offset ", to, " is past the end at ", size()));
  }

  // Sends [from, to) of the text, a part of one segment. Returns how many lines were
  // rendered; nothing if the segment was encoded in the context.
  absl::StatusOr<std::optional<uint64_t>> RenderPart(uint64_t segment, uint64_t from,
                                                     uint64_t to,
                                                     const RenderOptions& options,
                                                     const ByteSink& sink) const {
    FileInput input(*file_, map_.place(segment).offset);
    RONDO_ASSIGN_OR_RETURN(const SegmentHeader header, ReadHeader(segment, &input));
    RONDO_ASSIGN_OR_RETURN(const std::string context, ContextOf(header));
    const bool is_exact = context == options.context && !context.empty();
    if (is_exact || header.lens != stream::Lens::kRecord || options.renditions.empty()) {
      RONDO_RETURN_IF_ERROR(Read(from, to, sink));
      return is_exact ? std::nullopt : std::optional<uint64_t>(0);
    }
    const uint64_t begin = map_.expanded_begin(segment);
    const stream::RenderJob job = {
        .place = map_.place(segment),
        .header = header,
        .lender = lenders_.Of(segment, header),
        .from = from - begin,
        .to = to - begin,
        .after_newline =
            from == begin && (segment == 0 || map_.ends_in_newline(segment - 1)),
        .is_last = segment + 1 == map_.size()};
    const base::MemoryBudget::Lease memory = cache_.MakeRoom();
    return stream::RenderSegment(job, &input, options.renditions, memory.bytes(), sink);
  }

  // Empty if it is of no part, or of one without a name.
  absl::StatusOr<std::string> ContextOf(const SegmentHeader& header) const {
    if (!header.dictionary || !find_dictionary_) return "";
    RONDO_ASSIGN_OR_RETURN(const std::shared_ptr<const Dictionary> dictionary,
                           find_dictionary_(AddressOf(header)));
    return dictionary->context(header.dictionary->part);
  }

  struct Extent {
    uint64_t from = 0;
    uint64_t to = 0;  // >= from
  };

  absl::StatusOr<Extent> BytesOfLines(uint64_t from, uint64_t to) const {
    if (from > to) {
      return absl::InvalidArgumentError(absl::StrCat("lines ", from, " to ", to));
    }
    Extent bytes;
    RONDO_ASSIGN_OR_RETURN(bytes.from, LineOffset(from));
    RONDO_ASSIGN_OR_RETURN(bytes.to, LineOffset(to));
    if (bytes.from <= bytes.to) return bytes;
    return absl::DataLossError(absl::StrCat("line ", to, " starts at offset ", bytes.to,
                                            ", line ", from, " at ", bytes.from));
  }

  absl::StatusOr<SegmentHeader> ReadHeader(uint64_t segment, FileInput* input) const {
    RONDO_ASSIGN_OR_RETURN(const SegmentHeader header,
                           stream::ReadSegmentAt(input, map_.place(segment)));
    RONDO_RETURN_IF_ERROR(map_.CheckHeader(segment, header));
    return header;
  }

  // `body`: where the header ends in the file.
  SegmentJob Job(const stream::SegmentPlace& place, const SegmentHeader& header,
                 uint64_t body, uint64_t from, uint64_t to) const {
    SegmentJob job = {.place = place, .header = header, .from = from, .to = to};
    job.owned_input = std::make_unique<FileInput>(*file_, body);
    job.input = job.owned_input.get();
    job.lender = lenders_.Of(place.number, header);
    return job;
  }

  stream::ExpansionOptions Expansion(stream::Checks checks,
                                     const base::MemoryBudget::Lease& memory) const {
    return {.threads = options_.threads,
            .checks = checks,
            .memory_limit_bytes = memory.bytes()};
  }

  absl::Status ReadShort(uint64_t from, uint64_t to, const ByteSink& sink) const {
    std::vector<uint8_t> buffer(std::min(to - from, kShortReadStep));
    while (from < to) {
      const std::span<uint8_t> part =
          std::span(buffer).first(std::min<uint64_t>(buffer.size(), to - from));
      RONDO_ASSIGN_OR_RETURN(const size_t count, ReadAt(from, part));
      RONDO_RETURN_IF_ERROR(sink(part.first(count)));
      from += count;
    }
    return absl::OkStatus();
  }

  absl::Status ReadLong(uint64_t from, uint64_t to, const ByteSink& sink) const {
    const base::MemoryBudget::Lease memory = cache_.MakeRoom();
    uint64_t segment = map_.SegmentOf(from);
    const auto next = [&]() -> absl::StatusOr<std::optional<SegmentJob>> {
      if (segment == map_.size() || map_.expanded_begin(segment) >= to)
        return std::nullopt;
      FileInput input(*file_, map_.place(segment).offset);
      RONDO_ASSIGN_OR_RETURN(const SegmentHeader header, ReadHeader(segment, &input));
      const uint64_t begin = map_.expanded_begin(segment);
      SegmentJob job = Job(map_.place(segment), header, input.position(),
                           std::max(from, begin) - begin,
                           std::min(to, map_.expanded_end(segment)) - begin);
      ++segment;
      return job;
    };
    return stream::ExpandInOrder(next, Expansion(stream::Checks::kFast, memory), sink);
  }

  const std::unique_ptr<RandomAccessFile> file_;
  const ScoreMap map_;
  const CheckedOptions options_;
  const DictionaryFinder find_dictionary_;  // may be null
  base::MemoryBudget budget_;
  mutable stream::FileLenders lenders_;  // thread-safe
  mutable stream::SegmentCache cache_;   // thread-safe
};

}  // namespace

absl::StatusOr<std::unique_ptr<Reader>> Reader::Open(const std::string& path,
                                                     const DecodeOptions& options) {
  RONDO_ASSIGN_OR_RETURN(std::unique_ptr<RandomAccessFile> file,
                         RandomAccessFile::Open(path));
  return Open(std::move(file), options);
}

absl::StatusOr<std::unique_ptr<Reader>> Reader::Open(
    std::unique_ptr<RandomAccessFile> file, const DecodeOptions& given) {
  RONDO_ASSIGN_OR_RETURN(const CheckedOptions options, stream::CheckOptions(given));
  RONDO_ASSIGN_OR_RETURN(ScoreMap map, ScoreMap::Read(*file, options.memory_limit_bytes));
  return std::make_unique<ScoreReader>(std::move(file), std::move(map), options);
}

}  // namespace rondo
