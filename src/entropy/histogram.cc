// Counts become frequencies that add up to 2^bits, at least 1 where there is a count. So
// that they are written in few bits, all but the greatest have at most three significant
// bits, which costs a thousandth of the coded length; the greatest takes the rest:
//
//   counts 700 290 9 1 0, bits 8:  179.2 74.2 2.3 0.3  ->  72 is nearest to 74, rest 181:
//   frequencies 181 72 2 1 0
//
// A set is written as the width in bits of each symbol's greatest frequency over all
// contexts, then, context by context, which symbol has the rest, which of the others have
// a frequency, and that under the integer model of the symbol's width. Most have none, so
// a bit says that, under what its neighbours in the row and in the row above have.
// docs/format/entropy.md, "Models".
//
// Tested by: tests/entropy/histogram_test.cc.

#include "entropy/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>
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

// The models of one set's frequencies but the rest.
class RowModels {
 public:
  // Of whether a symbol of a width has a frequency: what the symbol before it has, and
  // the same symbol in the used context before.
  BitModel& Used(uint32_t width, bool before, bool above) {
    return used_[width * 4 + before * 2 + above];
  }
  IntModel& Freq(uint32_t width) { return freq_[width]; }

 private:
  std::array<BitModel, kWidths * 4> used_;
  std::array<IntModel, kWidths> freq_;
};

}  // namespace

ModelSet::ModelSet(std::span<const uint32_t> counts, uint32_t contexts, uint32_t alphabet,
                   int bits)
    : contexts_(contexts), alphabet_(alphabet), bits_(bits), freq_(counts.size()) {
  for (uint32_t c = 0; c < contexts; ++c) {
    Normalize(counts.subspan(size_t{c} * alphabet, alphabet), bits,
              freq_.data() + size_t{c} * alphabet);
  }
  FillStarts();
}

void ModelSet::FillStarts() {
  start_.resize(freq_.size());
  for (uint32_t c = 0; c < contexts_; ++c) {
    uint32_t start = 0;
    for (uint32_t s = 0; s < alphabet_; ++s) {
      start_[size_t{c} * alphabet_ + s] = static_cast<uint16_t>(start);
      start += freq_[size_t{c} * alphabet_ + s];
    }
  }
}

double ModelSet::Cost(std::span<const uint32_t> counts) const {
  double cost = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] != 0) cost += counts[i] * (bits_ - std::log2(double(freq_[i])));
  }
  return cost;
}

void ModelSet::Write(SideInfoWriter& out) const {
  std::vector<uint32_t> widths(alphabet_);
  if (contexts_ > 1) {
    IntModel width_model;
    for (uint32_t s = 0; s < alphabet_; ++s) {
      uint32_t greatest = 0;
      for (uint32_t c = 0; c < contexts_; ++c) greatest = std::max(greatest, freq(c, s));
      widths[s] = std::bit_width(greatest);
      out.Int(width_model, widths[s]);
    }
  } else {
    std::fill(widths.begin(), widths.end(), 1);
  }
  BitModel used_model;
  IntModel rest_model;
  const auto models = std::make_unique<RowModels>();
  const std::vector<uint16_t> no_row(alphabet_);
  const uint16_t* above = no_row.data();
  for (uint32_t c = 0; c < contexts_; ++c) {
    const uint16_t* const row = freq_.data() + size_t{c} * alphabet_;
    const uint32_t rest = RestSymbol(c);
    out.Bit(used_model, row[rest] != 0);
    if (row[rest] == 0) continue;
    out.Int(rest_model, rest);
    for (uint32_t s = 0; s < alphabet_; ++s) {
      if (s == rest || widths[s] == 0) continue;
      const bool before = s > 0 && row[s - 1] != 0;
      out.Bit(models->Used(widths[s], before, above[s] != 0), row[s] != 0);
      if (row[s] != 0) out.Coarse(models->Freq(widths[s]), row[s]);
    }
    above = row;
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
  bool good = true;
  std::vector<uint32_t> widths(alphabet, 1);
  if (contexts > 1) {
    IntModel width_model;
    for (uint32_t& width : widths) {
      width = in.Int(width_model);
      if (width >= kWidths) good = false;
    }
  }
  BitModel used_model;
  IntModel rest_model;
  const auto models = std::make_unique<RowModels>();
  const std::vector<uint16_t> no_row(alphabet);
  const uint16_t* above = no_row.data();
  for (uint32_t c = 0; good && c < contexts; ++c) {
    if (!in.Bit(used_model)) continue;
    uint16_t* const row = freq_.data() + size_t{c} * alphabet;
    const uint32_t rest = in.Int(rest_model);
    if (rest >= alphabet) {
      good = false;
      break;
    }
    row[rest] = 1;  // until the others are known
    uint64_t others = 0;
    for (uint32_t s = 0; s < alphabet; ++s) {
      if (s == rest || widths[s] == 0) continue;
      const bool before = s > 0 && row[s - 1] != 0;
      if (!in.Bit(models->Used(widths[s], before, above[s] != 0))) continue;
      const uint32_t value = in.Coarse(models->Freq(widths[s]));
      others += value;
      row[s] = static_cast<uint16_t>(value);
    }
    good = others < uint64_t{1} << bits;
    if (good) row[rest] = static_cast<uint16_t>((1u << bits) - others);
    above = row;
  }
  if (!good || !in.ok()) {
    *this = ModelSet();
    return false;
  }
  FillStarts();
  return true;
}

DecodeTable::DecodeTable(const ModelSet& models)
    : bits_(models.bits()), buckets_(size_t{models.contexts()} << (bits_ - kBucketBits)) {
  constexpr uint32_t kBucket = 1u << kBucketBits;
  for (uint32_t c = 0; c < models.contexts(); ++c) {
    uint8_t* const buckets = buckets_.data() + (size_t{c} << (bits_ - kBucketBits));
    first_.push_back(static_cast<uint32_t>(intervals_.size()));
    uint32_t start = 0;
    for (uint32_t s = 0; s < models.alphabet(); ++s) {
      const uint32_t freq = models.freq(c, s);
      if (freq == 0) continue;
      const uint32_t first_bucket = (start + kBucket - 1) / kBucket;
      const uint32_t last_bucket = (start + freq + kBucket - 1) / kBucket;
      std::fill(buckets + first_bucket, buckets + last_bucket,
                static_cast<uint8_t>(intervals_.size() - first_.back()));
      intervals_.emplace_back(s, start, freq);
      start += freq;
    }
    if (start == 0) intervals_.emplace_back(0, 0, 1u << bits_);
  }
}

}  // namespace rondo::entropy
