// What the record lens remembers while it walks the slots of a block, the same in the
// encoder and the decoder: the last numbers of columns, the recent values of classes, the
// tokens that later slots take as context. Everything starts anew with each block.
//
// docs/format/record_lens.md, "State". Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_LENS_MODEL_STATE_H_
#define RONDO_STREAM_RECORD_LENS_MODEL_STATE_H_

#include <array>
#include <cstdint>
#include <cstring>
#include <vector>

#include "base/byte_io.h"
#include "base/eight_bytes.h"
#include "base/little_endian.h"
#include "stream/record_lens/model/symbols.h"

namespace rondo::stream {

// How the value of a slot becomes numbers. docs/format/record_lens.md, "Predictors".
enum class Predictor : uint8_t {
  kRaw = 0,
  kColumnDelta = 1,   // to the last value of the column
  kColumnStride = 2,  // to that plus the difference before it
  kLineDelta = 3,     // + j: to the j-th last number of the line, 0 <= j < 6
  kDictionary = 9,    // rank in the class; else kMissToken and kRaw
  kRankDelta = 10,    // strings: rank less the last rank of the column; else kMissToken
  kCache = 11,        // place among the recent values of the class; else kMissToken, kRaw
  kCacheDictionary = 12,  // the same, but kMissToken and kDictionary
  kCacheRankDelta = 13,   // the same, but kMissToken and kRankDelta
};
inline constexpr int kPredictors = 14;
inline constexpr int kLineDeltas = 6;

inline constexpr uint32_t kNoRank = ~uint32_t{0};

// The last kSize distinct values of a class in the block, the latest first.
//
// An entry stays in its slot; what moves is the order of the slots, a byte each. A value
// is searched for by a byte of its hash.
class ValueCache {
 public:
  static constexpr int kSize = 128;
  struct Entry {
    uint64_t value;
    uint32_t rank;  // in the dictionary of the class, or kNoRank
  };

  void Clear() { size_ = 0; }
  // The place of a value, or -1.
  int Find(uint64_t value) const {
    if (size_ > 0 && entries_[order_[0]].value == value) return 0;
    const uint8_t hash = Hash(value);
    for (int i = 0; i < size_; i += 8) {
      for (uint64_t same = base::BytesEqual(base::LoadLittleEndian64(&hashes_[i]), hash);
           same != 0; same &= same - 1) {
        const int slot = i + __builtin_ctzll(same) / 8;
        if (slot < size_ && entries_[slot].value == value) return PlaceOf(slot);
      }
    }
    return -1;
  }
  int size() const { return size_; }
  // Moves a place < size() to the front.
  Entry& Touch(int place) {
    const uint8_t slot = order_[place];
    if (place < 8) {
      // Of the first eight, the first in the low byte.
      uint64_t order = base::LoadLittleEndian64(order_.data());
      const uint64_t moved = ~uint64_t{0} >> (8 * (7 - place));
      order = (order & ~moved) | (order << 8 & moved & ~uint64_t{255}) | slot;
      base::StoreLittleEndian64(order_.data(), order);
    } else {
      MoveBack(place);
      order_[0] = slot;
    }
    return entries_[slot];
  }
  void Insert(const Entry& entry) {
    const uint8_t slot =
        size_ < kSize ? static_cast<uint8_t>(size_++) : order_[kSize - 1];
    MoveBack(size_ - 1);
    order_[0] = slot;
    entries_[slot] = entry;
    hashes_[slot] = Hash(entry.value);
  }
  // What a slot that is coded without the cache of its class does to it.
  void Remember(const Entry& entry) {
    const int place = Find(entry.value);
    place < 0 ? Insert(entry) : static_cast<void>(Touch(place));
  }

 private:
  static uint8_t Hash(uint64_t value) {
    return static_cast<uint8_t>(value * 0x9e3779b97f4a7c15 >> 56);
  }
  // REQUIRES: slot < size_.
  int PlaceOf(int slot) const {
    for (int place = 0;; place += 8) {
      const int found = base::FirstEqual(base::LoadLittleEndian64(&order_[place]),
                                         static_cast<uint8_t>(slot));
      if (found < 8) return place + found;
    }
  }
  // Makes room at the front for what stands at `place`.
  void MoveBack(int place) { std::memmove(&order_[1], &order_[0], place); }

  int size_ = 0;
  std::array<uint8_t, kSize> order_ = {};   // [place] -> slot
  std::array<uint8_t, kSize> hashes_ = {};  // by slot
  std::array<Entry, kSize> entries_;        // by slot
};

// Of strings, the numbers are their ranks; those without one leave no trace.
struct ColumnState {
  uint64_t last = 0;
  uint64_t stride = 0;
  void Set(uint64_t value) {
    stride = value - last;
    last = value;
  }
};

// The numbers of the line so far; places before its start hold 0.
class LineNumbers {
 public:
  void Clear() { numbers_.fill(0); }
  // The j-th last number, j < kLineDeltas.
  uint64_t Last(int j) const { return numbers_[(next_ - 1 - j) & 7]; }
  void Push(uint64_t value) { numbers_[next_++ & 7] = value; }

 private:
  std::array<uint64_t, 8> numbers_ = {};
  uint32_t next_ = 0;
};

// What a predictor below kDictionary expects, to which the difference is coded.
inline uint64_t Expected(Predictor predictor, const ColumnState& column,
                         const LineNumbers& line) {
  switch (predictor) {
    case Predictor::kRaw:
      return 0;
    case Predictor::kColumnDelta:
      return column.last;
    case Predictor::kColumnStride:
      return column.last + column.stride;
    default:
      return line.Last(static_cast<int>(predictor) -
                       static_cast<int>(Predictor::kLineDelta));
  }
}

// The number that codes a value: unsigned values stay as they are under kRaw.
inline uint64_t Residual(Predictor predictor, uint64_t value, uint64_t expected,
                         bool is_signed) {
  if (predictor == Predictor::kRaw && !is_signed) return value;
  return base::ZigZag(value - expected);
}

// What a value tells later slots: the token of its rank if it has one.
inline uint8_t RankByte(uint32_t rank) {
  return rank == kNoRank ? kMissToken : SplitNumber(rank).token;
}

// What a number in a dictionary or cache tells later slots: which one it is, if not
// exactly.
inline uint8_t ValueByte(uint64_t value) {
  return static_cast<uint8_t>(value * 0x9e3779b97f4a7c15 >> 56);
}

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_MODEL_STATE_H_
