// Reader: any part of a score without expanding the rest. Decode: all of it, from a pipe.
//
//   auto reader = rondo::Reader::Open("access.log.rondo");
//   std::vector<uint8_t> part(4096);
//   auto got = (*reader)->ReadAt(offset, part);
//   auto line = (*reader)->ReadLine(1'000'000);
#ifndef RONDO_READER_H_
#define RONDO_READER_H_

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rondo/dictionary.h"
#include "rondo/io.h"
#include "rondo/rendition.h"
#include "rondo/templates.h"
#include "rondo/time.h"

namespace rondo {

namespace stream {
class Scannable;
}

struct DecodeOptions {
  int threads = 1;  // segments expanded side by side, 1 .. 256
  // For tables, caches and buffers, of all threads together.
  // Beside it: what dictionaries of scores that need one take.
  std::optional<uint64_t> memory_limit_bytes = kDefaultMemoryLimitBytes;
  // Asked for the dictionary that a segment needs, when it is opened, unless the score
  // carries it; null: there is none.
  DictionaryFinder find_dictionary = nullptr;
};

// One segment, as `rondo stat` shows it.
struct SegmentInfo {
  uint64_t offset = 0;        // in the file
  uint64_t stored_bytes = 0;  // header, tables, blocks and block table
  uint64_t expanded_bytes = 0;
  uint64_t lines = 0;  // newlines in the segment
  uint32_t blocks = 0;
  uint64_t tables_bytes = 0;
  uint64_t block_table_bytes = 0;
  std::string lens;             // "grammar", "zstd", "stored"
  std::string dictionary;       // the address of the one that it needs; empty: none
  uint8_t dictionary_part = 0;  // of that
  std::array<uint8_t, 32> sha256 = {};
  // Of its lines, to the second; absent if none has one. What has no year is in 1704.
  std::optional<TimeSpan> times;
  // Where and how its lines say their times, if that was said: EncodeOptions.
  std::string time_key;
  std::string time_format;
};

// One of the scores of a file, whose index is intact: its bytes are a file of their own.
struct ScoreInfo {
  uint64_t offset = 0;  // in the file
  uint64_t stored_bytes = 0;
  uint64_t from = 0;  // of the expanded bytes
  uint64_t to = 0;    // > from
  uint64_t segments = 0;
  uint64_t carried_bytes = 0;  // of the dictionary that it carries; 0: none
  // When its source was last changed, in nanoseconds since 1970, if it says that.
  std::optional<int64_t> modified;
  // The classes of values that a redacted rendition of it hides; empty: it says nothing.
  std::string redact_list;
};

// Lines that follow on one another.
struct LineRun {
  uint64_t from = 0;      // offset of the first byte
  uint64_t to = 0;        // offset behind the last one
  uint64_t newlines = 0;  // in the data before it
  uint64_t lines = 0;
};

// Thread-safe: any number of threads may read at once. Lines are numbered from 0.
class Reader {
 public:
  // The score in a file; of a log that is being written, see OpenLog in rondo/live.h.
  // kInvalidArgument: not a score. A missing or damaged index is rebuilt by walking the
  // segments.
  static absl::StatusOr<std::unique_ptr<Reader>> Open(const std::string& path,
                                                      const DecodeOptions& options = {});
  static absl::StatusOr<std::unique_ptr<Reader>> Open(
      std::unique_ptr<RandomAccessFile> file, const DecodeOptions& options = {});
  virtual ~Reader() = default;

  virtual uint64_t size() const = 0;  // expanded bytes
  // Of the file: whole scores, and behind them one that an Appender is adding, or could
  // not finish. That one is no part of the data.
  virtual uint64_t stored_bytes() const = 0;
  virtual uint64_t unfinished_bytes() const = 0;
  virtual uint64_t lines() const = 0;  // lines, a last one without newline counts
  // In order. What none of them holds is in scores whose index is damaged or missing.
  virtual std::vector<ScoreInfo> Scores() const = 0;
  // The dictionary at an address: what a score of the file carries, or what
  // DecodeOptions::find_dictionary gives. kNotFound without either.
  virtual absl::StatusOr<std::shared_ptr<const Dictionary>> FindDictionary(
      const std::string& address) const = 0;
  // Reads the header of every segment.
  virtual absl::StatusOr<std::vector<SegmentInfo>> Segments() const = 0;

  // Bytes read into `out`: all of it, or less at the end of the data. kOutOfRange if
  // offset > size(). Costs about out.size() bytes and one block; the first read in a
  // segment also decodes its tables.
  virtual absl::StatusOr<size_t> ReadAt(uint64_t offset,
                                        std::span<uint8_t> out) const = 0;
  // Sends bytes [from, to) to the sink, in order, decoding blocks on `threads` threads.
  // kOutOfRange if to > size().
  virtual absl::Status Read(uint64_t from, uint64_t to, const ByteSink& sink) const = 0;

  // Offset of the first byte of a line; line == lines() gives size(). kOutOfRange past
  // that.
  virtual absl::StatusOr<uint64_t> LineOffset(uint64_t line) const = 0;
  // Sends lines [from, to) with their newlines, as Read does. kOutOfRange if
  // to > lines().
  virtual absl::Status ReadLines(uint64_t from, uint64_t to,
                                 const ByteSink& sink) const = 0;
  // One line without its newline. kOutOfRange if line >= lines(); kResourceExhausted if
  // the line alone is over the memory limit.
  virtual absl::StatusOr<std::string> ReadLine(uint64_t line) const = 0;

  // The lines whose times are in the set, as runs in order that do not touch. Reads the
  // index, the block tables of segments that are partly in the set, and those blocks of
  // them that are. kResourceExhausted if the runs do not fit a quarter of the memory
  // limit.
  virtual absl::StatusOr<std::vector<LineRun>> LinesInTime(
      const TimeSet& times) const = 0;

  // The templates of all lines that have one. Expands the record segments, one after
  // another; segments of other lenses cost nothing.
  virtual absl::StatusOr<TemplateSummary> Templates() const = 0;

  // Sends bytes [from, to), which start and end with lines, in another context: segments
  // that were encoded in it as they are, lines of others in the words of its renditions,
  // where these have some. Adds to *counts what was sent. Errors as those of Read;
  // kInvalidArgument for a rendition of another context. Costs what Read does, on one
  // thread where lines are rendered.
  virtual absl::Status Render(uint64_t from, uint64_t to, const RenderOptions& options,
                              const ByteSink& sink, RenderCounts* counts) const = 0;

  // Decodes everything and checks every checksum, the SHA-256 of every segment and the
  // Merkle root included.
  virtual absl::Status Verify() const = 0;

  // For the library itself: what SearchScore reads through.
  virtual const stream::Scannable& scannable() const = 0;
};

struct DecodeStats {
  uint64_t bytes_in = 0;
  uint64_t bytes_out = 0;
};

// Expands a score, or several one after another, from a pipe: reads forward only and
// needs no index. Each segment's checksum is checked. `progress`, if set, is called now
// and then.
absl::StatusOr<DecodeStats> Decode(
    const ByteSource& source, const ByteSink& sink, const DecodeOptions& options = {},
    const std::function<void(const DecodeStats&)>& progress = {});

}  // namespace rondo

#endif  // RONDO_READER_H_
