// Sixteen bytes are looked at together, as masks with a bit for each: which are letters,
// digits, points, text. Where a mask and itself moved by one have a bit, two such bytes
// end, and so on; each kind of piece is a few such steps.
//
//   bytes     i d = 0 x 7 f 3 a
//   letters   1 1 0 0 1 0 1 0 1
//   digits    0 0 0 1 0 1 0 1 0
//   five that are letters or digits end at   3 a    all letters, or all digits: none
//   so "0x7f3" and "x7f3a" are pieces of ids
//
// Logs repeat: where eight bytes stood behind the same eight before, all pieces that end
// among them are known. A table of such windows passes over them. Windows start at the
// starts of lines, and bytes before a line count as zeros, so that the windows of lines
// that start alike are alike.
//
// Tested by tests/stream/score/pieces_test.cc.
#include "stream/score/pieces.h"

#include <bit>
#include <utility>

#include "base/eight_bytes.h"
#include "base/little_endian.h"

namespace rondo::stream {
namespace {

constexpr uint64_t kMultiplier = 0x9e3779b97f4a7c15;
constexpr int kStep = 8;  // bytes that are taken at once, behind as many before
static_assert(kStep >= kMaxPieceBytes - 1);

constexpr std::array<int, kPieceKinds> kPieceBytes = {4, 5, 5, 6, 8};

// Four masks of sixteen bits in one number.
constexpr int kLetters0 = 0, kDigits0 = 16, kText0 = 32, kPoints0 = 48;
constexpr std::array<uint64_t, 256> Classes() {
  std::array<uint64_t, 256> classes = {};
  for (int byte = 0; byte < 256; ++byte) {
    const int lower = byte | 0x20;
    const bool letter = lower >= 'a' && lower <= 'z';
    if (letter) classes[byte] |= uint64_t{1} << kLetters0;
    if (byte >= '0' && byte <= '9') classes[byte] |= uint64_t{1} << kDigits0;
    if (letter || byte >= 0x80) classes[byte] |= uint64_t{1} << kText0;
    if (byte == '.') classes[byte] |= uint64_t{1} << kPoints0;
  }
  for (const char between : {' ', '_', '.', '/', '-', ':', '='}) {
    classes[static_cast<uint8_t>(between)] |= uint64_t{1} << kText0;
  }
  return classes;
}
constexpr std::array<uint64_t, 256> kClasses = Classes();

// Letters of eight bytes in lower case. Seven bits of a byte never carry into the next.
uint64_t Fold(uint64_t bytes) {
  const uint64_t low = bytes & base::Repeated(0x7f);
  const uint64_t from_a = low + base::Repeated(0x80 - 'A');
  const uint64_t past_z = low + base::Repeated(0x80 - 'Z' - 1);
  const uint64_t capitals = (from_a & ~past_z & ~bytes) & base::Repeated(0x80);
  return bytes | capitals >> 2;
}

// Where `length` bits of a mask in a row end.
uint32_t Runs(uint32_t mask, int length) {
  const uint32_t two = mask & mask << 1;
  const uint32_t four = two & two << 2;
  return length == 4   ? four
         : length == 5 ? four & mask << 4
         : length == 6 ? four & two << 4
                       : four & four << 4;
}

// Where two bits or more end among the last six.
uint32_t TwoOfSix(uint32_t mask) {
  uint32_t one = mask, two = 0;
  for (int i = 1; i < 6; ++i) {
    two |= one & mask << i;
    one |= mask << i;
  }
  return two;
}

// Eight bytes and the eight before them, the first byte lowest.
class Window {
 public:
  Window(uint64_t before, uint64_t bytes) : before_(Fold(before)), bytes_(Fold(bytes)) {
    for (int i = 0; i < kStep; ++i) {
      classes_ |= kClasses[before_ >> 8 * i & 0xff] << i;
      classes_ |= kClasses[bytes_ >> 8 * i & 0xff] << (kStep + i);
    }
  }

  // Calls use(piece) for the pieces that end among the eight bytes.
  template <typename Use>
  void ForEachPiece(const Use& use) const {
    const uint32_t letters = classes_ >> kLetters0 & 0xffff;
    const uint32_t digits = classes_ >> kDigits0 & 0xffff;
    const uint32_t text = classes_ >> kText0 & 0xffff;
    ForEach(kLetters, Runs(letters, 4), use);
    ForEach(kText, Runs(text, 5), use);
    if (digits == 0) return;
    const uint32_t points = classes_ >> kPoints0 & 0xffff;
    ForEach(kIds, Runs(letters | digits, 5) & ~Runs(letters, 5) & ~Runs(digits, 5), use);
    if (points != 0) {
      ForEach(kAddresses, Runs(digits | points, 6) & ~Runs(points, 6) & TwoOfSix(points),
              use);
    }
    ForEach(kDigits, Runs(digits, 8), use);
  }

 private:
  template <typename Use>
  void ForEach(PieceKind kind, uint32_t ends, const Use& use) const {
    const int unused_bits = 64 - 8 * kPieceBytes[kind];
    for (uint32_t left = ends >> kStep & 0xff; left != 0; left &= left - 1) {
      const int end = std::countr_zero(left) + 1;  // 1 .. 8
      const uint64_t last8 =
          end == kStep ? bytes_ : bytes_ << 8 * (kStep - end) | before_ >> 8 * end;
      use(static_cast<TextPiece>(kind << kPieceHashBits) |
          static_cast<TextPiece>((last8 >> unused_bits) * kMultiplier >>
                                 (64 - kPieceHashBits)));
    }
  }

  const uint64_t before_;
  const uint64_t bytes_;
  uint64_t classes_ = 0;
};

// Windows that were seen; one that shares its place with another forgets it.
class WindowMemo {
 public:
  // Whether the window is known; from now on it is.
  bool Knows(uint64_t before, uint64_t bytes) {
    Seen& seen = seen_[((before * kMultiplier ^ bytes) * kMultiplier) >> (64 - kBits)];
    if (seen.before == before && seen.bytes == bytes) return true;
    seen = {before, bytes};
    return false;
  }

 private:
  static constexpr int kBits = 14;
  struct Seen {
    uint64_t before = 0;
    uint64_t bytes = 0;  // zeros have no pieces: that they are known is true
  };
  std::vector<Seen> seen_ = std::vector<Seen>(size_t{1} << kBits);
};

// Up to eight bytes, the first lowest, and zeros behind them.
uint64_t LoadUpTo8(base::Bytes bytes) {
  if (bytes.size() >= 8) return base::LoadLittleEndian64(bytes.data());
  uint64_t value = 0;
  for (size_t i = 0; i < bytes.size(); ++i) value |= uint64_t{bytes[i]} << 8 * i;
  return value;
}

// Calls use(before, bytes) for eight bytes after eight of the text, up to the ends of
// lines; zeros stand for what is not of the line.
template <typename Use>
void ForEachWindow(base::Bytes text, const Use& use) {
  uint64_t before = 0;
  for (size_t at = 0; at < text.size();) {
    uint64_t bytes = LoadUpTo8(text.subspan(at));
    const int count = base::FirstEqual(bytes, '\n');
    if (count < kStep) bytes &= (uint64_t{1} << 8 * count) - 1;
    use(before, bytes);
    before = count < kStep ? 0 : bytes;
    at += count < kStep ? count + 1 : kStep;
  }
}

}  // namespace

std::vector<TextPiece> PiecesOf(base::Bytes text) {
  std::vector<TextPiece> pieces;
  ForEachWindow(text, [&](uint64_t before, uint64_t bytes) {
    Window(before, bytes).ForEachPiece([&](TextPiece piece) { pieces.push_back(piece); });
  });
  return pieces;
}

std::array<DistinctPieces, kPieceKinds> CollectPieces(base::Bytes text,
                                                      size_t most_of_a_kind) {
  std::vector<bool> seen(size_t{kPieceKinds} << kPieceHashBits);
  std::array<DistinctPieces, kPieceKinds> found;
  WindowMemo memo;
  ForEachWindow(text, [&](uint64_t before, uint64_t bytes) {
    if (memo.Knows(before, bytes)) return;
    Window(before, bytes).ForEachPiece([&](TextPiece piece) {
      if (seen[piece]) return;
      seen[piece] = true;
      DistinctPieces& kind = found[KindOf(piece)];
      if (kind.left_out) return;
      kind.pieces.push_back(piece);
      if (kind.pieces.size() > most_of_a_kind) kind = {.pieces = {}, .left_out = true};
    });
  });
  return found;
}

}  // namespace rondo::stream
