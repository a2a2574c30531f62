// The short pieces of text that presence knows of a segment.
// docs/format/container.md, "Presence".
//
//   "GET /index.html from 10.60.183.40 id 0x7f3a, 20240317" has, among others, the pieces
//     letters    "inde" "ndex" "from"           four letters
//     text       "get /" "index" "x.htm"        five letters and bytes between words
//     ids        "0x7f3" "x7f3a"                five letters and digits, some of both
//     addresses  "10.60." ".183.4"              six digits and points, two points at least
//     digits     "20240317"                     eight digits
//
// Letters are ASCII, and taken in lower case. A piece ends at each byte behind which it
// stands, and depends on the kMaxPieceBytes bytes up to there, on no others.
//
// Thread rule: functions are pure.
#ifndef RONDO_STREAM_SCORE_PIECES_H_
#define RONDO_STREAM_SCORE_PIECES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/byte_io.h"

namespace rondo::stream {

inline constexpr int kMaxPieceBytes = 8;

enum PieceKind { kLetters, kText, kIds, kAddresses, kDigits };
inline constexpr int kPieceKinds = 5;

// A piece is known by its kind and 23 bits of a hash: kind * 2^23 + hash.
using TextPiece = uint32_t;
inline constexpr int kPieceHashBits = 23;

inline int KindOf(TextPiece piece) { return static_cast<int>(piece >> kPieceHashBits); }

// All pieces of a short text, some maybe more than once.
std::vector<TextPiece> PiecesOf(base::Bytes text);

// Those of a kind, each once; `left_out`, and none, if there are more than was asked for.
struct DistinctPieces {
  std::vector<TextPiece> pieces;
  bool left_out = false;
};

// The pieces of a long text. Cost: 0.5 to 3 ns a byte, less where the text repeats; up to
// 6 MB, and 4 bytes a piece.
std::array<DistinctPieces, kPieceKinds> CollectPieces(base::Bytes text,
                                                      size_t most_of_a_kind);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SCORE_PIECES_H_
