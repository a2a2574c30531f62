// Which short pieces of text a segment holds: tells a search that a segment cannot hold a
// string, from a hundredth of what the segment takes, before block table and tables are
// read. docs/format/container.md, "Presence".
//
// Thread rule: immutable, thread-safe.
#ifndef RONDO_STREAM_SCORE_PRESENCE_H_
#define RONDO_STREAM_SCORE_PRESENCE_H_

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "stream/score/pieces.h"

namespace rondo::stream {

// More than any segment is given.
inline constexpr uint64_t kMaxPresenceBytes = uint64_t{1} << 22;

// What is known of a segment, in at most `budget_bytes`; empty if that is next to
// nothing. Cost: CollectPieces, and 60 ns for each bit of the budget at most; 40 MB at
// most.
base::ByteVector WritePresence(base::Bytes segment, uint64_t budget_bytes);

class Presence {
 public:
  // kDataLoss if the bytes are damaged.
  static absl::StatusOr<Presence> Parse(base::ByteVector bytes);

  Presence(Presence&&) = default;
  Presence& operator=(Presence&&) = default;

  // False if no line that lies in the segment holds one of the strings, be it in another
  // case. True if there are none.
  bool MayHoldAny(std::span<const std::string> strings) const;
  // False if no such line holds all of the strings.
  bool MayHoldAll(std::span<const std::string> strings) const;

 private:
  Presence() = default;
  bool MayHold(const std::string& needle) const;

  base::ByteVector bytes_;
  std::array<uint8_t, kPieceKinds> rates_ = {};
  std::vector<base::Bytes> ribbons_;  // in bytes_
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SCORE_PRESENCE_H_
