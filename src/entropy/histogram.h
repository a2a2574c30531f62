// Histograms (raw counts), models (frequencies that add up to 2^bits), and the tables
// that decode them.
#ifndef RONDO_ENTROPY_HISTOGRAM_H_
#define RONDO_ENTROPY_HISTOGRAM_H_

#include <cstdint>
#include <span>
#include <vector>

#include "entropy/rans.h"
#include "entropy/side_info.h"

namespace rondo::entropy {

// A family of models with a common alphabet and precision, one for each context.
//
// Invariants: a model's frequencies add up to 2^bits, or are all 0 (context never used);
// a symbol with a count has a frequency >= 1; all frequencies of a context but one are
// coarse (three significant bits). bits <= 14; alphabets have at most 2^bits / 4 symbols.
class ModelSet {
 public:
  ModelSet() = default;
  // counts: contexts * alphabet, row by row.
  ModelSet(std::span<const uint32_t> counts, uint32_t contexts, uint32_t alphabet,
           int bits);

  uint32_t contexts() const { return contexts_; }
  uint32_t alphabet() const { return alphabet_; }
  int bits() const { return bits_; }
  uint32_t freq(uint32_t context, uint32_t symbol) const {
    return freq_[context * alphabet_ + symbol];
  }
  // Of all symbols of a context.
  std::span<const uint16_t> freqs(uint32_t context) const {
    return std::span(freq_).subspan(size_t{context} * alphabet_, alphabet_);
  }
  // Ideal length in bits of all counts under these models.
  double Cost(std::span<const uint32_t> counts) const;

  // REQUIRES: the set was made from counts, and the symbol has one in the context. Writer: RansWriter or LaneWriter.
  template <typename Writer>
  void Put(Writer& rans, int lane, uint32_t context, uint32_t symbol) const {
    const size_t at = static_cast<size_t>(context) * alphabet_ + symbol;
    rans.Put(lane, start_[at], freq_[at], bits_);
  }

  // Puts contexts of another set, of the same alphabet and bits, behind these.
  void Append(const ModelSet& from, std::span<const uint32_t> contexts);
  // The first contexts alone.
  ModelSet First(uint32_t contexts) const;

  // Side information: which contexts are used, and the frequencies.
  void Write(SideInfoWriter& out) const;
  // False, leaving the set empty, if no set is written like that.
  // REQUIRES: contexts * alphabet <= 2^20.
  bool Read(SideInfoReader& in, uint32_t contexts, uint32_t alphabet, int bits);

 private:
  bool ReadRows(SideInfoReader& in);
  // Sets start_ of contexts from `first` on.
  void MakeStarts(uint32_t first);
  // The symbol of a context whose frequency is not written but follows from the others.
  uint32_t RestSymbol(uint32_t context) const;

  uint32_t contexts_ = 0;
  uint32_t alphabet_ = 0;
  int bits_ = 0;
  std::vector<uint16_t> freq_;
  std::vector<uint16_t> start_;  // unless all of it was read
};

// Decodes symbols below 256 of a ModelSet of at most kMaxDecodeBits.
//
// Positions are looked up in buckets of 2^kBucketBits: a bucket knows the symbol at its
// start, and the few that may follow within it are stepped over. So a context takes
// 2^(bits - kBucketBits) bytes and 4 for each symbol that it uses, and hundreds of
// contexts stay in the first levels of cache, where a byte for each position would not.
//
//   bits 5, symbols a (18 positions), b (2), c (12), buckets of 8:
//   buckets  a a a c      position 19: bucket 2 begins in a, but a ends at 18; b holds it
class DecodeTable {
  // The positions [start, start + freq) of a symbol.
  class Interval {
   public:
    Interval(uint32_t symbol, uint32_t start, uint32_t freq)
        : packed_(symbol | start << 8 | (freq - 1) << (8 + kMaxDecodeBits)) {}
    uint32_t symbol() const { return packed_ & 255; }
    uint32_t start() const { return packed_ >> 8 & ((1u << kMaxDecodeBits) - 1); }
    uint32_t freq() const { return (packed_ >> (8 + kMaxDecodeBits)) + 1; }

   private:
    uint32_t packed_;
  };

 public:
  static constexpr int kMaxDecodeBits = 12;
  static constexpr int kBucketBits = 3;

  // The table as a hot loop wants it: pointers that live in registers and a precision
  // that is a constant. REQUIRES: the table outlives the view and has precision kBits.
  template <int kBits>
  struct View {
    const uint8_t* buckets;
    const uint32_t* first;
    const Interval* intervals;

    // Whether a context has one symbol only, which takes no bits; *symbol is that.
    bool IsCertain(uint32_t context, uint8_t* symbol) const {
      const Interval& interval = intervals[first[context]];
      *symbol = static_cast<uint8_t>(interval.symbol());
      return interval.freq() == 1u << kBits;
    }

    // An unused context delivers symbol 0 and takes no bits: hostile streams only.
    template <typename Cursor>
    uint32_t Get(Cursor& cursor, int lane, uint32_t context) const {
      const uint32_t position = cursor.Peek(lane, kBits);
      const uint32_t bucket =
          (context << (kBits - kBucketBits)) + (position >> kBucketBits);
      return Take(cursor, lane, position, intervals + first[context] + buckets[bucket],
                  kBits);
    }
  };

  DecodeTable() = default;
  // REQUIRES: kBucketBits <= models.bits() <= kMaxDecodeBits.
  explicit DecodeTable(const ModelSet& models);

  uint64_t memory_bytes() const {
    return buckets_.size() + (first_.size() + intervals_.size()) * sizeof(uint32_t);
  }

  template <int kBits>
  View<kBits> view() const {
    return {buckets_.data(), first_.data(), intervals_.data()};
  }

  // Like View::Get, of any precision.
  uint32_t Get(RansCursor& cursor, int lane, uint32_t context) const {
    const uint32_t position = cursor.Peek(lane, bits_);
    const uint32_t bucket =
        (context << (bits_ - kBucketBits)) + (position >> kBucketBits);
    return Take(cursor, lane, position,
                intervals_.data() + first_[context] + buckets_[bucket], bits_);
  }

 private:
  // `interval`: at the start of the position's bucket.
  template <typename Cursor>
  static uint32_t Take(Cursor& cursor, int lane, uint32_t position,
                       const Interval* interval, int bits) {
    while (position - interval->start() >= interval->freq()) ++interval;
    cursor.Take(lane, position - interval->start(), interval->freq(), bits);
    return interval->symbol();
  }

  int bits_ = 0;
  std::vector<uint8_t> buckets_;     // by context and position / 2^kBucketBits
  std::vector<uint32_t> first_;      // by context: into intervals_
  std::vector<Interval> intervals_;  // of symbols that are used, end to end
};

}  // namespace rondo::entropy

#endif  // RONDO_ENTROPY_HISTOGRAM_H_
