// Counts become frequencies that add up to 2^bits: each is rounded, at least 1 where there
// is a count, and the excess or lack is taken where it costs least, one unit at a time:
//
//   counts 5 2 1 0, bits 3:  5/8*8, 2/8*8, 1/8*8  ->  5 2 1 0
//   counts 9 1 1 1, bits 2:  3, 1, 1, 1 is 6      ->  1 1 1 1
//
// A set is written as the width in bits of each symbol's greatest frequency over all
// contexts, then, context by context, each frequency under the integer model of that
// width. docs/FORMAT.md, "Models".
//
// Tested by: tests/histogram_test.cc.

#include "entropy/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>

namespace rondo::entropy {
namespace {

constexpr int kMaxModelBits = 14;
constexpr int kWidths = kMaxModelBits + 2;

// REQUIRES: at most 2^bits symbols have a count.
void Normalize(std::span<const uint32_t> counts, int bits, uint16_t* freq) {
  uint64_t total = 0;
  for (const uint32_t count : counts) total += count;
  if (total == 0) return;
  const int64_t target = int64_t{1} << bits;
  int64_t sum = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    const double exact = static_cast<double>(counts[i]) * target / total;
    freq[i] = static_cast<uint16_t>(std::max(1.0, std::floor(exact + 0.5)));
    sum += freq[i];
  }
  while (sum != target) {
    const int step = sum < target ? 1 : -1;
    size_t best = counts.size();
    double best_cost = 0;
    for (size_t i = 0; i < counts.size(); ++i) {
      if (counts[i] == 0 || (step < 0 && freq[i] <= 1)) continue;
      const double cost = -(counts[i] * std::log2((freq[i] + step) / double(freq[i])));
      if (best == counts.size() || cost < best_cost) {
        best = i;
        best_cost = cost;
      }
    }
    freq[best] = static_cast<uint16_t>(freq[best] + step);
    sum += step;
  }
}

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
  auto models = std::make_unique<std::array<IntModel, kWidths>>();
  for (uint32_t c = 0; c < contexts_; ++c) {
    const uint16_t* row = freq_.data() + size_t{c} * alphabet_;
    const bool used = std::any_of(row, row + alphabet_, [](uint16_t f) { return f != 0; });
    out.Bit(used_model, used);
    for (uint32_t s = 0; used && s < alphabet_; ++s) {
      if (widths[s] != 0) out.Int((*models)[widths[s]], row[s]);
    }
  }
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
  auto models = std::make_unique<std::array<IntModel, kWidths>>();
  for (uint32_t c = 0; good && c < contexts; ++c) {
    if (!in.Bit(used_model)) continue;
    uint64_t sum = 0;
    for (uint32_t s = 0; s < alphabet; ++s) {
      const uint32_t value = widths[s] == 0 ? 0 : in.Int((*models)[widths[s]]);
      sum += value;
      freq_[size_t{c} * alphabet + s] = static_cast<uint16_t>(value);
    }
    good = sum == uint64_t{1} << bits;
  }
  if (!good || !in.ok()) {
    *this = ModelSet();
    return false;
  }
  FillStarts();
  return true;
}

DecodeTable::DecodeTable(const ModelSet& models)
    : bits_(models.bits()),
      stride_bits_(std::bit_width(models.alphabet() - 1)),
      symbols_(size_t{models.contexts()} << bits_),
      intervals_(size_t{models.contexts()} << stride_bits_) {
  for (uint32_t c = 0; c < models.contexts(); ++c) {
    uint8_t* symbols = symbols_.data() + (size_t{c} << bits_);
    Interval* intervals = intervals_.data() + (size_t{c} << stride_bits_);
    uint32_t start = 0;
    for (uint32_t s = 0; s < models.alphabet(); ++s) {
      const uint32_t freq = models.freq(c, s);
      intervals[s] = {static_cast<uint16_t>(start), static_cast<uint16_t>(freq)};
      std::fill_n(symbols + start, freq, static_cast<uint8_t>(s));
      start += freq;
    }
    if (start == 0) intervals[0] = {0, static_cast<uint16_t>(1u << bits_)};
  }
}

}  // namespace rondo::entropy
