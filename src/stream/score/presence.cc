// Lines hold a needle only if they hold all of its pieces, so one piece that the segment
// lacks decides. Words and longer numbers are what logs are searched for; shorter numbers
// are nearly all present in every segment, and would only fill the rows.
//
//   needle "connection reset by 10.0.0.1": the pieces are "conn" "onne" .. "tion" "rese"
//   "eset" and ".0.0."; a log of a mail server may have "connection", but lacks "eset".
//
// A row is a Bloom filter with one bit for a piece. All kinds have as many bits for a
// piece as the budget has, kMostBitsPerPiece at most; where that would fill the rows, the
// kind with most pieces is left out. The filter over pieces of the text is that of B.
// Bloom (1970); pieces of needles as necessary conditions are those of R. Cox's trigram
// index (2012).
//
// Tested by tests/stream/score/presence_test.cc.
#include "stream/score/presence.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/checksum.h"

namespace rondo::stream {
namespace {

constexpr int kLettersInPiece = 4;
constexpr int kDigitsInPiece = 8;
constexpr int kMaxNumberDigits = 3;
// Pieces of a kind are numbers below this.
constexpr std::array<uint32_t, kPieceKinds> kPieces = {26 * 26 * 26 * 26, 100'000'000,
                                                       1'000'000};
enum Kind { kWord, kDigits, kAddress };

constexpr double kMostBitsPerPiece = 10;
// A row with fewer bits for a piece would have more than three of four bits set.
constexpr double kLeastBitsPerPiece = 0.7;
constexpr size_t kChecksumBytes = 4;
constexpr size_t kRowOverheadBytes = 4 + 1;  // its size; rounding up
// For three sizes, the checksum, and rows that say something.
constexpr uint64_t kLeastBudgetBytes = 64;

// Calls use(kind, piece) for each piece of the text.
template <typename Use>
void ForEachPiece(base::Bytes text, const Use& use) {
  uint32_t word = 0;
  uint32_t digits = 0;
  uint32_t number = 0;       // the digits since the last point
  uint32_t last_number = 0;  // those between the two points before
  int letter_run = 0;
  int digit_run = 0;
  int numbers = -1;  // complete between points, without gaps; -1: no point before
  for (const uint8_t byte : text) {
    const uint8_t letter = static_cast<uint8_t>((byte | 0x20) - 'a');
    const uint8_t digit = static_cast<uint8_t>(byte - '0');
    if (letter < 26) {
      word = (word * 26 + letter) % kPieces[kWord];
      if (++letter_run >= kLettersInPiece) use(kWord, word);
      digit_run = 0;
      numbers = -1;
      continue;
    }
    letter_run = 0;
    if (digit < 10) {
      digits = (digits % (kPieces[kDigits] / 10)) * 10 + digit;
      number = (number % 100) * 10 + digit;
      if (++digit_run >= kDigitsInPiece) use(kDigits, digits);
      continue;
    }
    if (byte != '.') {
      numbers = -1;
    } else if (numbers < 0 || digit_run == 0 || digit_run > kMaxNumberDigits) {
      numbers = 0;
    } else {
      if (++numbers >= 2) use(kAddress, last_number * 1000 + number);
      last_number = number;
    }
    digit_run = 0;
    number = 0;
  }
}

// The bit of a piece in a row: a multiplicative hash, then a share of the row.
uint64_t BitOf(uint32_t piece, base::Bytes row) {
  const uint64_t hash = piece * uint64_t{0x9e3779b97f4a7c15} >> 32;
  return hash * (row.size() * 8) >> 32;
}

bool IsSet(base::Bytes row, uint32_t piece) {
  const uint64_t bit = BitOf(piece, row);
  return row[bit / 8] >> bit % 8 & 1;
}

using Pieces = std::array<std::vector<uint32_t>, kPieceKinds>;

// Bytes of each row. The kind with most pieces goes first if not all have room.
std::array<uint64_t, kPieceKinds> RowSizes(const Pieces& pieces, uint64_t budget_bytes) {
  std::array<bool, kPieceKinds> left_out = {};
  while (true) {
    uint64_t count = 0;
    int largest = -1;
    for (int kind = 0; kind < kPieceKinds; ++kind) {
      if (left_out[kind]) continue;
      count += pieces[kind].size();
      if (largest < 0 || pieces[kind].size() > pieces[largest].size()) largest = kind;
    }
    const double bits =
        std::min(kMostBitsPerPiece,
                 static_cast<double>(budget_bytes) * 8 / static_cast<double>(count + 1));
    if (bits < kLeastBitsPerPiece && largest >= 0) {
      left_out[largest] = true;
      continue;
    }
    std::array<uint64_t, kPieceKinds> sizes = {};
    for (int kind = 0; kind < kPieceKinds; ++kind) {
      if (left_out[kind]) continue;
      // A byte at least: no pieces are something to know, too.
      sizes[kind] =
          static_cast<uint64_t>(bits * static_cast<double>(pieces[kind].size()) / 8) + 1;
    }
    return sizes;
  }
}

absl::Status Corrupt() { return absl::DataLossError("presence is damaged"); }

}  // namespace

base::ByteVector WritePresence(base::Bytes segment, uint64_t budget_bytes) {
  base::ByteVector out;
  if (budget_bytes < kLeastBudgetBytes) return out;
  budget_bytes = std::min(budget_bytes, kMaxPresenceBytes) -
                 kPieceKinds * kRowOverheadBytes - kChecksumBytes;
  // A kind with more is left out, however many more.
  const auto most_pieces =
      static_cast<size_t>(static_cast<double>(budget_bytes) * 8 / kLeastBitsPerPiece) + 1;
  std::array<std::vector<bool>, kPieceKinds> seen;
  Pieces pieces;
  for (int kind = 0; kind < kPieceKinds; ++kind) seen[kind].resize(kPieces[kind]);
  ForEachPiece(segment, [&](Kind kind, uint32_t piece) {
    if (seen[kind][piece] || pieces[kind].size() == most_pieces) return;
    seen[kind][piece] = true;
    pieces[kind].push_back(piece);
  });
  const std::array<uint64_t, kPieceKinds> sizes = RowSizes(pieces, budget_bytes);
  base::ByteWriter writer(&out);
  for (int kind = 0; kind < kPieceKinds; ++kind) {
    base::ByteVector row(sizes[kind]);
    for (const uint32_t piece : pieces[kind]) {
      if (row.empty()) break;
      const uint64_t bit = BitOf(piece, row);
      row[bit / 8] |= static_cast<uint8_t>(1u << bit % 8);
    }
    writer.Varint(row.size());
    writer.Append(row);
  }
  writer.U32(base::Xxh3Low(out));
  return out;
}

absl::StatusOr<Presence> Presence::Parse(base::ByteVector bytes) {
  Presence presence;
  presence.bytes_ = std::move(bytes);
  const base::Bytes all = presence.bytes_;
  if (all.size() < kChecksumBytes) return Corrupt();
  const base::Bytes covered = all.first(all.size() - kChecksumBytes);
  const uint32_t stored = base::ByteReader(all.last(kChecksumBytes)).U32();
  if (!base::ChecksumHolds(stored, base::Xxh3Low(covered))) return Corrupt();
  base::ByteReader reader(covered);
  for (int kind = 0; kind < kPieceKinds; ++kind) {
    presence.rows_[kind] = reader.Take(reader.Varint());
  }
  if (!reader.AtEnd()) return Corrupt();
  return presence;
}

bool Presence::MayHoldAny(std::span<const std::string> strings) const {
  return strings.empty() ||
         std::ranges::any_of(strings, [this](const std::string& string) {
           return MayHold(base::Bytes(reinterpret_cast<const uint8_t*>(string.data()),
                                      string.size()));
         });
}

bool Presence::MayHold(base::Bytes needle) const {
  bool may = true;
  ForEachPiece(needle, [&](Kind kind, uint32_t piece) {
    may = may && (rows_[kind].empty() || IsSet(rows_[kind], piece));
  });
  return may;
}

}  // namespace rondo::stream
