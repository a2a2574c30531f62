// The index and the trailer that close a score. docs/format/container.md, "Index",
// "Trailer".
//
// Both are a function of the segments, and of the few facts that the index begins with: a
// reader that walked them knows, byte for byte, what else must follow.
#ifndef RONDO_STREAM_SCORE_INDEX_H_
#define RONDO_STREAM_SCORE_INDEX_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "base/checksum.h"
#include "stream/score/format.h"
#include "stream/score/merkle.h"
#include "stream/score/segment_header.h"

namespace rondo::stream {

struct IndexEntry {
  uint64_t stored_bytes = 0;    // of the whole segment, presence included
  uint64_t expanded_bytes = 0;  // 1 .. kMaxSegmentBytes
  uint64_t newlines = 0;        // <= expanded_bytes
  bool ends_in_newline = false;
  std::optional<SegmentTimes> times;
  uint64_t builds_on = 0;  // as in the header
  friend bool operator==(const IndexEntry&, const IndexEntry&) = default;
};

// What the index says of a segment.
IndexEntry EntryOf(const SegmentHeader& header);

struct ScoreIndex {
  uint32_t carried_bytes = 0;  // of the dictionary that the score carries; 0: none
  std::optional<LogId> log;
  std::optional<uint64_t> modified_seconds;  // when the source was, since 1970
  std::string redact_list;                   // empty: none
  std::vector<IndexEntry> entries;
  base::Sha256Digest merkle_root = {};
};

struct Trailer {
  uint64_t index_bytes = 0;
  uint64_t score_bytes = 0;  // file header to trailer
};

struct FileHeader {
  bool is_added = false;  // written to a file that is read meanwhile
  bool carries_dictionary = false;
  bool is_short = false;  // one segment, no index
};

// Whether a score may have the list: not empty, at most kMaxRedactListBytes, and no
// control characters. What it means others know.
bool IsRedactList(std::string_view list);

// Builds the index while segments go by.
class IndexBuilder {
 public:
  explicit IndexBuilder(const FileHeader& header = {}) : header_(header) {}
  void Add(const SegmentHeader& header);
  // The score carries a dictionary of 1 .. kMaxCarriedBytes bytes. REQUIRES: no segments
  // yet, and a header that says so.
  void SetCarried(uint32_t car_bytes);
  // The score belongs to this log.
  void SetLog(const LogId& log) { log_ = log; }
  // When its source was last changed, since 1970. REQUIRES: <= kMaxModifiedSeconds.
  void SetModified(uint64_t seconds) { modified_seconds_ = seconds; }
  // What a redacted rendition of it hides. REQUIRES: empty, or IsRedactList.
  void SetRedactList(std::string_view list) { redact_list_ = list; }
  uint64_t segments() const { return entries_.size(); }
  // File header, the dictionary behind it, and segments so far.
  uint64_t stored_bytes() const { return stored_bytes_; }
  const std::vector<IndexEntry>& entries() const { return entries_; }
  // The index and the trailer. Of a short score its trailer. REQUIRES: such a score has
  // one segment, no log and no list, and fewer than 2^32 bytes.
  base::ByteVector Finish() const;

 private:
  FileHeader header_;
  uint32_t carried_bytes_ = 0;
  std::optional<LogId> log_;
  std::optional<uint64_t> modified_seconds_;
  std::string redact_list_;
  std::vector<IndexEntry> entries_;
  MerkleTree merkle_;
  uint64_t stored_bytes_ = kFileHeaderBytes;
};

void AppendFileHeader(const FileHeader& header, base::ByteVector* out);

// REQUIRES: kFileHeaderBytes bytes. kInvalidArgument: not a score. kUnimplemented: of a
// later version.
absl::StatusOr<FileHeader> ParseFileHeader(base::Bytes bytes);

// What carries a dictionary, a CAR file. REQUIRES: 1 .. kMaxCarriedBytes bytes.
void AppendCarriedDictionary(base::Bytes car, base::ByteVector* out);

// The size of the CAR file, of the first kCarriedSizeBytes. kDataLoss if it is none.
absl::StatusOr<uint32_t> ParseCarriedBytes(base::Bytes bytes);

// The CAR file. REQUIRES: CarriedDictionaryBytes bytes. kDataLoss if damaged.
absl::StatusOr<base::Bytes> ParseCarriedDictionary(base::Bytes bytes);

// The size of a short score, of its last kShortTrailerBytes; nothing if they are of none.
std::optional<uint32_t> ParseShortTrailer(base::Bytes bytes);

// REQUIRES: kTrailerBytes bytes. kDataLoss if damaged; sizes are plausible otherwise:
// index and file header and trailer fit into score_bytes.
absl::StatusOr<Trailer> ParseTrailer(base::Bytes bytes);

// `segment_bytes`: what stands between file header and index; the entries, and a
// dictionary that is carried, must add up to it. kDataLoss: damaged. kUnimplemented:
// intact with flags from the future.
absl::StatusOr<ScoreIndex> ParseIndex(base::Bytes bytes, uint64_t segment_bytes);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SCORE_INDEX_H_
