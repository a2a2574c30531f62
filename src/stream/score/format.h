// The constants that writers and readers of a score share. docs/format/container.md is
// the authority; each name here is the one used there.
#ifndef RONDO_STREAM_SCORE_FORMAT_H_
#define RONDO_STREAM_SCORE_FORMAT_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/limits.h"

namespace rondo::stream {

// "File header".
inline constexpr std::array<uint8_t, 6> kMagic = {0x8f, 'R', 'o', 'n', 'd', 'o'};
inline constexpr uint8_t kVersion = 1;
inline constexpr size_t kFileHeaderBytes = 8;
inline constexpr uint8_t kScoreIsAdded = 1;            // counts only once it is whole
inline constexpr uint8_t kScoreCarriesDictionary = 2;  // which follows
inline constexpr uint8_t kScoreIsShort = 4;            // has no index
inline constexpr uint8_t kKnownFileFlags =
    kScoreIsAdded | kScoreCarriesDictionary | kScoreIsShort;

// "Carried dictionary": its size, a CAR file, and a checksum of both.
inline constexpr uint32_t kMaxCarriedBytes = 80u << 20;
inline constexpr size_t kCarriedSizeBytes = 4;
inline constexpr size_t kCarriedChecksumBytes = 4;
// What it takes behind the file header. `car_bytes`: 0 if there is none.
inline constexpr uint64_t CarriedDictionaryBytes(uint32_t car_bytes) {
  return car_bytes == 0 ? 0
                        : kCarriedSizeBytes + uint64_t{car_bytes} + kCarriedChecksumBytes;
}

// What stands where a segment may start: four bytes that tell what follows.
using Marker = std::array<uint8_t, 4>;
inline constexpr Marker kScoreMarker = {0x8f, 'R', 'o', 'n'};  // the magic's start
inline constexpr Marker kSegmentMarker = {0x8f, 'S', 'E', 'G'};
inline constexpr Marker kIndexMarker = {0x8f, 'I', 'D', 'X'};
inline constexpr Marker kTrailerMarker = {0x8f, 'E', 'N', 'D'};
inline constexpr Marker kShortTrailerMarker = {0x8f, 'F', 'I', 'N'};

// "Parity": a page of a section's map, and its trailer.
inline constexpr Marker kParityMarker = {0x8f, 'P', 'A', 'R'};
inline constexpr Marker kParityTrailerMarker = {0x8f, 'P', 'A', 'E'};

// "Segment header". The prefix, marker and length, says how much to read.
inline constexpr size_t kSegmentPrefixBytes = 6;
inline constexpr size_t kMaxSegmentHeaderBytes = 256;
inline constexpr uint8_t kSegmentIsLast = 1;  // of its score
inline constexpr uint8_t kSegmentEndsInNewline = 2;
inline constexpr uint8_t kSegmentHasTimes = 4;          // times follow the digest
inline constexpr uint8_t kSegmentHasPresence = 8;       // its size follows
inline constexpr uint8_t kSegmentLends = 16;            // others may build on its tables
inline constexpr uint8_t kSegmentBuildsOn = 32;         // how far back that is follows
inline constexpr uint8_t kSegmentNeedsDictionary = 64;  // which one follows
inline constexpr uint8_t kKnownSegmentFlags =
    kSegmentIsLast | kSegmentEndsInNewline | kSegmentHasTimes | kSegmentHasPresence |
    kSegmentLends | kSegmentBuildsOn | kSegmentNeedsDictionary;

// "Tables": ends with its checksum unless it is empty.
inline constexpr size_t kTablesChecksumBytes = 8;

// "Block table".
inline constexpr size_t kColumnGroup = 64;
inline constexpr size_t kBlockChecksumBytes = 4;

// The most that a payload of a block may take: room for a lens to lose on a block what it
// wins elsewhere, yet a bound on what a reader buffers.
inline constexpr uint64_t MaxPayloadBytes(uint32_t block_bytes) {
  return 2 * uint64_t{block_bytes} + (uint64_t{64} << 10);
}

// "Index" and "Trailer".
// Of an entry of the index.
inline constexpr uint8_t kEntryEndsInNewline = 1;
inline constexpr uint8_t kEntryHasTimes = 2;
inline constexpr uint8_t kEntryBuildsOn = 4;
inline constexpr uint8_t kKnownEntryFlags =
    kEntryEndsInNewline | kEntryHasTimes | kEntryBuildsOn;
// Beside the flags of the file header, which count from the other end.
inline constexpr uint8_t kIndexNamesLog = 128;
inline constexpr uint8_t kIndexHasRedactList = 32;
inline constexpr uint8_t kIndexSaysModified = 64;
inline constexpr uint8_t kKnownIndexFlags =
    kKnownFileFlags | kIndexNamesLog | kIndexHasRedactList | kIndexSaysModified;
// Which log a score belongs to; random.
using LogId = std::array<uint8_t, 16>;
// Of the list of classes of values that are not for everybody.
inline constexpr size_t kMaxRedactListBytes = 4096;
// Of the time of the source, as of times of lines: nanoseconds fit 64 bits.
inline constexpr uint64_t kMaxModifiedSeconds = 9'223'372'035;
inline constexpr size_t kMinIndexBytes = 4 + 1 + 1 + 32 + 4;
inline constexpr size_t kTrailerBytes = 24;
// "Short scores".
inline constexpr size_t kShortTrailerBytes = 8;

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SCORE_FORMAT_H_
