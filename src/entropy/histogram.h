// Histograms (raw counts), models (frequencies that add up to 2^bits), and the tables that
// decode them.
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
  ModelSet(std::span<const uint32_t> counts, uint32_t contexts, uint32_t alphabet, int bits);

  uint32_t contexts() const { return contexts_; }
  uint32_t alphabet() const { return alphabet_; }
  int bits() const { return bits_; }
  uint32_t freq(uint32_t context, uint32_t symbol) const {
    return freq_[context * alphabet_ + symbol];
  }
  // Ideal length in bits of all counts under these models.
  double Cost(std::span<const uint32_t> counts) const;

  void Put(RansWriter& rans, int lane, uint32_t context, uint32_t symbol) const {
    const size_t at = static_cast<size_t>(context) * alphabet_ + symbol;
    rans.Put(lane, start_[at], freq_[at], bits_);
  }

  // Side information: which contexts are used, and the frequencies.
  void Write(SideInfoWriter& out) const;
  // False, leaving the set empty, if frequencies add up to more than there is.
  // REQUIRES: contexts * alphabet <= 2^20.
  bool Read(SideInfoReader& in, uint32_t contexts, uint32_t alphabet, int bits);

 private:
  void FillStarts();
  // The symbol of a context whose frequency is not written but follows from the others.
  uint32_t RestSymbol(uint32_t context) const;

  uint32_t contexts_ = 0;
  uint32_t alphabet_ = 0;
  int bits_ = 0;
  std::vector<uint16_t> freq_;
  std::vector<uint16_t> start_;
};

// Decodes symbols below 256 of a ModelSet. 2^bits bytes and 4 * alphabet bytes a context,
// kept small so that all contexts' tables stay in L2.
class DecodeTable {
 public:
  DecodeTable() = default;
  explicit DecodeTable(const ModelSet& models);

  struct Interval {
    uint16_t start;
    uint16_t freq;
  };

  // The table as a hot loop wants it: pointers that live in registers and a precision that
  // is a constant. REQUIRES: the table outlives the view and has precision kBits.
  template <int kBits>
  struct View {
    const uint8_t* symbols;
    const Interval* intervals;
    int stride_bits;

    // An unused context delivers symbol 0 and takes no bits: hostile streams only.
    uint32_t Get(RansCursor& cursor, int lane, uint32_t context) const {
      const uint32_t position = cursor.Peek(lane, kBits);
      const uint32_t symbol = symbols[(size_t{context} << kBits) + position];
      const Interval interval = intervals[(context << stride_bits) + symbol];
      cursor.Take(lane, position - interval.start, interval.freq, kBits);
      return symbol;
    }
  };
  template <int kBits>
  View<kBits> view() const {
    return {symbols_.data(), intervals_.data(), stride_bits_};
  }

  // Like View::Get, of any precision.
  uint32_t Get(RansCursor& cursor, int lane, uint32_t context) const {
    const uint32_t position = cursor.Peek(lane, bits_);
    const uint32_t symbol = symbols_[(size_t{context} << bits_) + position];
    const Interval interval = intervals_[(context << stride_bits_) + symbol];
    cursor.Take(lane, position - interval.start, interval.freq, bits_);
    return symbol;
  }

 private:
  int bits_ = 0;
  int stride_bits_ = 0;  // each context has 2^stride_bits_ >= alphabet intervals
  std::vector<uint8_t> symbols_;
  std::vector<Interval> intervals_;
};

}  // namespace rondo::entropy

#endif  // RONDO_ENTROPY_HISTOGRAM_H_
