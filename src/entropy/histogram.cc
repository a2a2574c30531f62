// Counts become frequencies that add up to 2^bits, at least 1 where there is a count. So
// that they are written in few bits, all but the greatest have at most three significant
// bits, which costs a thousandth of the coded length; the greatest takes the rest:
//
//   counts 700 290 9 1 0, bits 8:  179.2 74.2 2.3 0.3  ->  72 is nearest to 74, rest 181:
//   frequencies 181 72 2 1 0
//
// A set is written as the width in bits of each symbol's greatest frequency over all
// contexts, then, context by context, which symbol has the rest, and of the others which
// have a frequency, and what. Most have none: so the symbols that have one anywhere are
// asked four at a time, under what the four before them and the four above them have.
// A frequency is known by its rank among the coarse numbers, under the width of its
// symbol:
//
//   coarse  1 .. 7  8 10 12 14  16 20 24 28  32 ..
//   rank    1 .. 7  8  9 10 11  12 13 14 15  16 ..
//
// docs/format/entropy.md, "Models".
//
// Tested by: tests/entropy/histogram_test.cc.

#include "entropy/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <memory>

namespace rondo::entropy {
namespace {

constexpr int kMaxModelBits = 14;
constexpr int kWidths = kMaxModelBits + 2;

// The nearest integer of at most three significant bits, at least 1.
uint32_t Coarsened(double exact) {
  const uint32_t whole = std::max(1u, static_cast<uint32_t>(exact + 0.5));
  const int drop = std::max(0, static_cast<int>(std::bit_width(whole)) - 3);
  const double unit = 1u << drop;
  return std::max(1u, static_cast<uint32_t>(exact / unit + 0.5) << drop);
}

// REQUIRES: at most 2^bits / 4 symbols have a count.
void Normalize(std::span<const uint32_t> counts, int bits, uint16_t* freq) {
  uint64_t total = 0;
  for (const uint32_t count : counts) total += count;
  if (total == 0) return;
  const uint32_t line = 1u << bits;
  const size_t greatest = std::max_element(counts.begin(), counts.end()) - counts.begin();
  uint32_t others = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0 || i == greatest) continue;
    freq[i] =
        static_cast<uint16_t>(Coarsened(static_cast<double>(counts[i]) * line / total));
    others += freq[i];
  }
  // Rounding up many small ones may leave nothing: take from the largest, which stay
  // coarse.
  while (others >= line) {
    size_t most = greatest == 0 ? counts.size() - 1 : 0;
    for (size_t i = 0; i < counts.size(); ++i) {
      if (i != greatest && freq[i] > freq[most]) most = i;
    }
    const uint32_t halved = std::max(1, freq[most] / 2);
    const uint16_t lower = static_cast<uint16_t>(Coarsened(halved));
    others -= freq[most] - lower;
    freq[most] = lower;
  }
  freq[greatest] = static_cast<uint16_t>(line - others);
}

// True for 0 and for integers whose bits below the three leading ones are 0.
bool IsCoarse(uint32_t value) {
  const int width = std::bit_width(value);
  return width <= 3 || (value & ((1u << (width - 3)) - 1)) == 0;
}

uint32_t RankOfCoarse(uint32_t value) {
  const int width = std::bit_width(value);
  return width <= 3 ? value : 4 * (width - 3) + (value >> (width - 3));
}

constexpr uint32_t kCoarseRanks = 4 * (kMaxModelBits - 2) + 4;  // below 2^kMaxModelBits

// REQUIRES: rank < kCoarseRanks.
uint32_t CoarseOfRank(uint32_t rank) {
  return rank < 8 ? rank : (4 + rank % 4) << (rank / 4 - 1);
}

// How a set's frequencies are written; the same steps for both sides.
class RowCode {
 public:
  // Symbols in a group.
  static constexpr uint32_t kGroup = 4;

  // Widths as they were written: symbols with width 0 are left out.
  explicit RowCode(std::span<const uint8_t> widths) : group_of_(widths.size()) {
    for (uint32_t s = 0; s < widths.size(); ++s) {
      if (widths[s] == 0) continue;
      group_of_[s] = Place(symbols_.size());
      symbols_.push_back(static_cast<uint16_t>(s));
    }
    above_.resize((symbols_.size() + kGroup - 1) / kGroup);
  }

  size_t groups() const { return above_.size(); }
  // Fewer in the last one.
  std::span<const uint16_t> Group(size_t g) const {
    return std::span(symbols_).subspan(
        g * kGroup, std::min<size_t>(kGroup, symbols_.size() - g * kGroup));
  }
  // Before the first group of a row.
  void StartRow() { before_ = 0; }
  // Of which symbols of a group have a frequency in the row, the rest aside: bit i stands
  // for the i-th.
  SymbolModel<4>& Present(size_t g) { return models_->present[above_[g]][before_]; }
  // Goes on behind the group.
  void Pass(size_t g, uint32_t present) {
    above_[g] = static_cast<uint8_t>(present);
    before_ = present;
  }
  // Behind the last group.
  void EndRow(uint32_t rest) {
    above_[group_of_[rest] / kGroup] |= 1u << group_of_[rest] % kGroup;
  }
  SymbolModel<8>& Freq(uint32_t width) { return models_->freq[width]; }

 private:
  struct Models {
    std::array<std::array<SymbolModel<4>, 16>, 16> present;
    std::array<SymbolModel<8>, kWidths> freq;
  };

  static uint16_t Place(size_t place) { return static_cast<uint16_t>(place); }

  std::vector<uint16_t> symbols_;   // that have a width, rising
  std::vector<uint16_t> group_of_;  // by symbol: its place there
  std::vector<uint8_t> above_;      // by group: who is present in the row above
  uint32_t before_ = 0;             // who is present in the group before
  std::unique_ptr<Models> models_ = std::make_unique<Models>();
};

// Calls f with each symbol that has a frequency, and that. Most have none: four at a time
// are passed over.
template <typename F>
void ForEachUsed(std::span<const uint16_t> freqs, const F& f) {
  for (size_t begin = 0; begin < freqs.size(); begin += 4) {
    const std::span<const uint16_t> four =
        freqs.subspan(begin, std::min<size_t>(4, freqs.size() - begin));
    uint64_t all = 0;
    std::memcpy(&all, four.data(), four.size_bytes());
    if (all == 0) continue;
    for (size_t i = 0; i < four.size(); ++i) {
      if (four[i] != 0) f(static_cast<uint32_t>(begin + i), uint32_t{four[i]});
    }
  }
}

using WidthModels = std::array<SymbolModel<4>, kWidths>;  // by the width before

}  // namespace

ModelSet::ModelSet(std::span<const uint32_t> counts, uint32_t contexts, uint32_t alphabet,
                   int bits)
    : contexts_(contexts), alphabet_(alphabet), bits_(bits), freq_(counts.size()) {
  for (uint32_t c = 0; c < contexts; ++c) {
    Normalize(counts.subspan(size_t{c} * alphabet, alphabet), bits,
              freq_.data() + size_t{c} * alphabet);
  }
  MakeStarts(0);
}

void ModelSet::MakeStarts(uint32_t first) {
  start_.resize(freq_.size());
  for (uint32_t c = first; c < contexts_; ++c) {
    uint32_t start = 0;
    for (uint32_t s = 0; s < alphabet_; ++s) {
      start_[size_t{c} * alphabet_ + s] = static_cast<uint16_t>(start);
      start += freq_[size_t{c} * alphabet_ + s];
    }
  }
}

void ModelSet::Append(const ModelSet& from, std::span<const uint32_t> contexts) {
  const uint32_t first = contexts_;
  for (const uint32_t context : contexts) {
    const std::span<const uint16_t> freqs = from.freqs(context);
    freq_.insert(freq_.end(), freqs.begin(), freqs.end());
  }
  contexts_ += static_cast<uint32_t>(contexts.size());
  MakeStarts(first);
}

ModelSet ModelSet::First(uint32_t contexts) const {
  ModelSet first = *this;
  first.contexts_ = contexts;
  first.freq_.resize(size_t{contexts} * alphabet_);
  first.start_.resize(std::min(start_.size(), first.freq_.size()));
  return first;
}

double ModelSet::Cost(std::span<const uint32_t> counts) const {
  double cost = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] != 0) cost += counts[i] * (bits_ - std::log2(double(freq_[i])));
  }
  return cost;
}

void ModelSet::Write(SideInfoWriter& out) const {
  std::vector<uint8_t> widths(alphabet_, 1);
  if (contexts_ > 1) {
    WidthModels models;
    uint32_t last = 0;
    for (uint32_t s = 0; s < alphabet_; ++s) {
      uint32_t greatest = 0;
      for (uint32_t c = 0; c < contexts_; ++c) greatest = std::max(greatest, freq(c, s));
      const auto width = static_cast<uint32_t>(std::bit_width(greatest));
      out.Symbol(models[last], width);
      widths[s] = static_cast<uint8_t>(last = width);
    }
  }
  RowCode code(widths);
  BitModel used_model;
  IntModel rest_model;
  for (uint32_t c = 0; c < contexts_; ++c) {
    const uint16_t* const row = freq_.data() + size_t{c} * alphabet_;
    const uint32_t rest = RestSymbol(c);
    out.Bit(used_model, row[rest] != 0);
    if (row[rest] == 0) continue;
    out.Int(rest_model, rest);
    code.StartRow();
    for (size_t g = 0; g < code.groups(); ++g) {
      uint32_t present = 0;
      uint32_t bit = 1;
      for (const uint32_t s : code.Group(g)) {
        if (s != rest && row[s] != 0) present |= bit;
        bit *= 2;
      }
      out.Symbol(code.Present(g), present);
      code.Pass(g, present);
      for (const uint32_t s : code.Group(g)) {
        if (present & 1) out.Symbol(code.Freq(widths[s]), RankOfCoarse(row[s]));
        present /= 2;
      }
    }
    code.EndRow(rest);
  }
}

uint32_t ModelSet::RestSymbol(uint32_t context) const {
  const uint16_t* row = freq_.data() + size_t{context} * alphabet_;
  for (uint32_t s = 0; s < alphabet_; ++s) {
    if (!IsCoarse(row[s])) return s;
  }
  return static_cast<uint32_t>(std::max_element(row, row + alphabet_) - row);
}

bool ModelSet::Read(SideInfoReader& in, uint32_t contexts, uint32_t alphabet, int bits) {
  contexts_ = contexts;
  alphabet_ = alphabet;
  bits_ = bits;
  freq_.assign(size_t{contexts} * alphabet, 0);
  if (ReadRows(in)) return true;
  *this = ModelSet();
  return false;
}

bool ModelSet::ReadRows(SideInfoReader& in) {
  std::vector<uint8_t> widths(alphabet_, 1);
  if (contexts_ > 1) {
    WidthModels models;
    uint32_t last = 0;
    for (uint8_t& width : widths) {
      width = static_cast<uint8_t>(last = in.Symbol(models[last]));
    }
  }
  RowCode code(widths);
  BitModel used_model;
  IntModel rest_model;
  for (uint32_t c = 0; c < contexts_ && in.ok(); ++c) {
    if (!in.Bit(used_model)) continue;
    const uint32_t rest = in.Int(rest_model);
    if (rest >= alphabet_ || widths[rest] == 0) return false;
    uint16_t* const row = freq_.data() + size_t{c} * alphabet_;
    uint64_t others = 0;
    code.StartRow();
    for (size_t g = 0; g < code.groups(); ++g) {
      const std::span<const uint16_t> group = code.Group(g);
      const uint32_t present = in.Symbol(code.Present(g));
      code.Pass(g, present);
      if (present >> group.size() != 0) return false;
      for (uint32_t left = present; left != 0; left &= left - 1) {
        const uint32_t s = group[std::countr_zero(left)];
        const uint32_t rank = in.Symbol(code.Freq(widths[s]));
        if (rank == 0 || rank >= kCoarseRanks || s == rest) return false;
        row[s] = static_cast<uint16_t>(CoarseOfRank(rank));
        others += row[s];
      }
    }
    if (others >= uint64_t{1} << bits_) return false;
    row[rest] = static_cast<uint16_t>((1u << bits_) - others);
    code.EndRow(rest);
  }
  return in.ok();
}

DecodeTable::DecodeTable(const ModelSet& models)
    : bits_(models.bits()), buckets_(size_t{models.contexts()} << (bits_ - kBucketBits)) {
  constexpr uint32_t kBucket = 1u << kBucketBits;
  size_t used = models.contexts();  // at most one that stands for an unused context
  for (uint32_t c = 0; c < models.contexts(); ++c) {
    const std::span<const uint16_t> freqs = models.freqs(c);
    used += freqs.size() - std::count(freqs.begin(), freqs.end(), uint16_t{0});
  }
  first_.reserve(models.contexts());
  intervals_.reserve(used);
  for (uint32_t c = 0; c < models.contexts(); ++c) {
    uint8_t* const buckets = buckets_.data() + (size_t{c} << (bits_ - kBucketBits));
    first_.push_back(static_cast<uint32_t>(intervals_.size()));
    uint32_t start = 0;
    ForEachUsed(models.freqs(c), [&](uint32_t symbol, uint32_t freq) {
      const uint32_t first_bucket = (start + kBucket - 1) / kBucket;
      const uint32_t last_bucket = (start + freq + kBucket - 1) / kBucket;
      std::fill(buckets + first_bucket, buckets + last_bucket,
                static_cast<uint8_t>(intervals_.size() - first_.back()));
      intervals_.emplace_back(symbol, start, freq);
      start += freq;
    });
    if (start == 0) intervals_.emplace_back(0, 0, 1u << bits_);
  }
}

}  // namespace rondo::entropy
