// A score in parts that can be bent one by one and are put together with right sizes and
// checksums around them, so that nothing but the check in question can find the fault.
// docs/format/README.md is what this is written from, not the code of the library.
//
//   ScoreParts parts = {.segments = {StoredSegment({"one\n", "two\n"})}};
//   parts.segments[0].newlines = 9;
//   const ByteVector score = PutTogether(parts);
//
// Thread rule: plain data and free functions.
#ifndef RONDO_TESTS_GOLDEN_PARTS_H_
#define RONDO_TESTS_GOLDEN_PARTS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/byte_io.h"
#include "base/checksum.h"
#include "stream/lens/lens.h"

namespace rondo::testing {

inline constexpr uint8_t kLast = 1;  // flags of a segment
inline constexpr uint8_t kEndsInNewline = 2;
inline constexpr uint8_t kHasTimes = 4;
inline constexpr uint8_t kHasPresence = 8;
inline constexpr uint8_t kLends = 16;
inline constexpr uint8_t kNeedsDictionary = 64;

struct SegmentParts {
  uint8_t lens = 0;
  uint8_t flags = 0;
  uint64_t expanded_bytes = 0;
  uint64_t newlines = 0;
  uint64_t block_bytes = 0;
  uint64_t blocks = 0;
  uint64_t checksum = 0;
  base::Sha256Digest digest = {};
  base::ByteVector times;        // four varints, if the flag is set
  base::ByteVector kinds = {0};  // of times, behind them; not in the index

  // Without the checksums that end them.
  base::ByteVector presence;
  base::ByteVector block_table;
  base::ByteVector tables;
  base::ByteVector payloads;

  // What the header says instead of what is so.
  std::optional<uint16_t> header_bytes_said;
  std::optional<uint64_t> presence_bytes_said;
  std::optional<uint64_t> block_table_bytes_said;
  std::optional<uint64_t> tables_bytes_said;
  std::optional<uint64_t> payload_bytes_said;
  base::ByteVector behind_the_fields;  // of the header
};

struct ScoreParts {
  uint8_t version = 1;
  uint8_t flags = 0;
  std::vector<SegmentParts> segments = {};
  std::optional<base::ByteVector> index_said = {};    // without its checksum
  std::optional<base::ByteVector> trailer_said = {};  // its first 16 bytes
};

// REQUIRES: an intact score.
ScoreParts TakeApart(base::Bytes score);

// The flag for the last segment is as the parts have it.
base::ByteVector PutTogether(const ScoreParts& parts);
base::ByteVector SegmentBytes(const SegmentParts& segment);
// Without its checksum.
base::ByteVector IndexOf(const ScoreParts& parts);
// The first 16 bytes of the trailer.
base::ByteVector TrailerOf(uint64_t index_bytes, uint64_t score_bytes);

// A segment whose code somebody chose. It is the last one of its score.
SegmentParts SegmentOf(base::Bytes text, std::span<const uint64_t> block_ends,
                       const stream::EncodedSegment& code, uint32_t block_bytes = 1024);
// One of the stored lens, in blocks of these texts.
SegmentParts StoredSegment(const std::vector<std::string>& blocks);
// Sets the payload of a segment of one block, and its checksum in the block table.
void SetPayload(base::ByteVector payload, SegmentParts* segment);

}  // namespace rondo::testing

#endif  // RONDO_TESTS_GOLDEN_PARTS_H_
