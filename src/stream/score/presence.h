// Which short pieces of text a segment holds: tells a search that a segment cannot hold a
// string, from a few hundredths of a percent of what the segment expands to, before block
// table and tables are read. docs/format/container.md, "Presence".
//
//   "user alice from 10.60.183.40 id 20240317" has the pieces
//     words      "user" "alic" "lice" "from"   four letters in a row, in any case
//     digits     "20240317"                    eight decimal digits in a row
//     addresses  ".60.183."                    two numbers between points
//
// Of each kind, a row of bits has the bit of every piece set; bits of others may be set,
// too.
//
// Thread rule: immutable, thread-safe.
#ifndef RONDO_STREAM_SCORE_PRESENCE_H_
#define RONDO_STREAM_SCORE_PRESENCE_H_

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "base/byte_io.h"

namespace rondo::stream {

inline constexpr int kPieceKinds = 3;
// More than any segment is given.
inline constexpr uint64_t kMaxPresenceBytes = uint64_t{1} << 22;

// What is known of a segment, in at most `budget_bytes`; empty if that is next to
// nothing. Cost: about 2 ns a byte; 13 MB, and 46 bytes for each of the budget.
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

 private:
  Presence() = default;
  bool MayHold(base::Bytes needle) const;

  base::ByteVector bytes_;
  std::array<base::Bytes, kPieceKinds>
      rows_;  // in bytes_; empty: nothing is known of the kind
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SCORE_PRESENCE_H_
