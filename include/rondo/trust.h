// What is left of a damaged score, and whether one is damaged.
//
//   auto file = rondo::RandomAccessFile::Open("app.log.rondo");
//   auto report = rondo::Verify(**file);
//   for (const rondo::Damage& damage : report->damage) ...
//
//   auto report = rondo::Salvage(**file, {}, [&](const rondo::Salvaged& part) {
//     return Write(part.bytes);                      // what is lost is left out
//   });
//
// Damage is no error of these calls: it is what they report.
#ifndef RONDO_TRUST_H_
#define RONDO_TRUST_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rondo/io.h"
#include "rondo/reader.h"

namespace rondo {

// What is lost of the data that was encoded: its bytes [from, to), counted from 0.
struct Loss {
  uint64_t from = 0;
  uint64_t to = 0;  // > from
  // The lines that have one of these bytes, counted from 0: [first_line, end_line). One
  // more at most: where a block ends within a line, nobody knows.
  uint64_t first_line = 0;
  uint64_t end_line = 0;
  uint64_t newlines = 0;  // among the bytes
};

// A stretch of the file that does not hold.
struct Damage {
  uint64_t from = 0;  // bytes [from, to) of the file
  uint64_t to = 0;
  std::string what;  // "blocks 3 to 7 of segment 2": one line
  // Absent: it costs nothing, or nobody knows what was there (`is_unknown`).
  std::optional<Loss> loss;
  // There may have been data here of which nothing is known. Whatever stands behind it is
  // counted as if there was none.
  bool is_unknown = false;
};

struct DamageReport {
  uint64_t file_bytes = 0;
  uint64_t scores = 0;
  uint64_t segments = 0;
  uint64_t blocks = 0;          // of segments whose block table holds
  uint64_t expanded_bytes = 0;  // as far as is known: with what is lost
  uint64_t lost_bytes = 0;      // of these
  uint64_t parity_bytes = 0;    // of the file
  // At the end, of an addition that was not finished. That is no damage.
  uint64_t unfinished_bytes = 0;
  std::vector<Damage> damage;  // in the order of the file

  bool is_undamaged() const { return damage.empty(); }
  // All the data is there.
  bool is_complete() const;
};

enum class VerifyDepth {
  // Structure and checksums of what is stored, and the Merkle root: reads all, expands
  // nothing.
  kStored,
  // Decodes everything, too: SHA-256 of every segment, newlines, final newlines.
  kDecoded,
};

// Checks all of a file, goes on behind damage, and says where it is. Segments are checked
// side by side. Errors: those of the file, and of options; kInvalidArgument if nothing of
// a score is in it; kResourceExhausted for a file that has more parts than fit the memory
// limit; kNotFound if segments need a dictionary that is not at hand. `progress`, if set,
// is called now and then with how far the file was checked.
absl::StatusOr<DamageReport> Verify(
    const RandomAccessFile& file, VerifyDepth depth = VerifyDepth::kStored,
    const DecodeOptions& options = {},
    const std::function<void(uint64_t position)>& progress = {});

// A part of what comes out of a damaged file.
struct Salvaged {
  std::span<const uint8_t> bytes;  // empty: something is lost here
  const Damage* damage = nullptr;  // what; null beside bytes
};

// Sends all data that is undamaged to the sink, in order, and what is lost where it
// stood. Data of an addition that was not finished comes, too. Errors: those of Verify,
// and of the sink.
absl::StatusOr<DamageReport> Salvage(
    const RandomAccessFile& file, const DecodeOptions& options,
    const std::function<absl::Status(const Salvaged&)>& sink);

// Writes a parity section for a whole file of scores, which is to stand behind it:
// readers pass over it, and Repair restores the file from it. A burst of damage of
// `percent` of the file, wherever it is, can be repaired, several that are no more in sum
// mostly; docs/format/parity.md, says how many. Takes little more than that
// share of the file, of small files somewhat more. `percent`: 1 to 100. Memory: parity up
// to the limit of half of memory_limit_bytes; beyond that the file is read more often.
absl::Status WriteParity(const RandomAccessFile& file, int percent, const ByteSink& sink,
                         std::optional<uint64_t> memory_limit_bytes = std::nullopt);

// Bytes [from, to) of a file.
struct ByteRange {
  uint64_t from = 0;
  uint64_t to = 0;
};

struct RepairReport {
  uint64_t sections = 0;         // of parity
  uint64_t protected_bytes = 0;  // by them
  bool was_damaged = false;      // something that is protected, or the parity
  uint64_t repaired_bytes = 0;   // in the cells that had damage
  uint64_t file_bytes = 0;       // of the repaired file; what was cut off comes back
  // More was damaged here than can be restored.
  std::vector<ByteRange> beyond_repair;

  bool is_whole() const { return beyond_repair.empty(); }
};

// Takes bytes that are to stand at an offset of the repaired file.
using PatchSink =
    std::function<absl::Status(uint64_t offset, std::span<const uint8_t> bytes)>;

// Gives all bytes that have to be others, in any order; the file itself is only read.
// What is given was checked. Of a file without parity nothing is given. Errors: those of
// the file and of the sink; kResourceExhausted if the checksums do not fit the limit.
absl::StatusOr<RepairReport> Repair(
    const RandomAccessFile& file, const PatchSink& patch,
    std::optional<uint64_t> memory_limit_bytes = kDefaultMemoryLimitBytes);

}  // namespace rondo

#endif  // RONDO_TRUST_H_
