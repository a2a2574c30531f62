// After: M. Mahoney's lpaq and paq8. What differs: states of both counts with the last
// bit, in half-byte buckets; two inputs a context, of which one tells how sure it is;
// sixteen bits of probability, without which repetition would end at a two thousandth.
//
// Tested by tests/entropy/mixing/byte_mixer_test.cc.
#include "entropy/mixing/byte_mixer.h"

#include <algorithm>
#include <bit>

namespace rondo::entropy {
namespace {

// Observations that the mean of an adaptive bit is of: of a state, of an expected byte.
constexpr int kStateLimit = 255;
constexpr int kExpectedLimit = 1023;

// How sure a context is, besides what it predicts: a share of p - 1/2.
constexpr int kConfidenceShift = 5;
constexpr int kBias = 256;

constexpr int kRate = 12;  // of learning, in 1 / 16
constexpr int kLastRate = 3;

constexpr int kRefinementRows = 1 << 14;

uint32_t Mixed(uint32_t value) {
  value *= 0x9e3779b1;
  return value ^ value >> 15;
}

}  // namespace

ByteMixer::ByteMixer(int contexts, int expected, int table_bits)
    : logistic_(Logistic()),
      history_(History()),
      kernels_(BestMixerKernels()),
      contexts_(contexts),
      expected_(expected),
      inputs_((contexts * kInputsOfContext + expected + 1 + kMixerStep - 1) / kMixerStep *
              kMixerStep),
      table_(table_bits),
      bits_of_expected_(static_cast<size_t>(expected) * kTrusts),
      last_weights_(static_cast<size_t>(kNodes) * kMixerStep, 0) {
  bits_of_states_.reserve(static_cast<size_t>(contexts) * kHistoryStates);
  for (int context = 0; context < contexts; ++context) {
    for (const HistoryTables::Counts& counts : history_.counts) {
      // (ones + 0.4) / (zeros + ones + 0.8)
      bits_of_states_.emplace_back(5 * counts.ones + 2,
                                   5 * (counts.zeros + counts.ones) + 4);
    }
  }
  constexpr std::array<int, kWeightSets> kRowsPerRow = {256, 8, kMaxContexts + 1, 8};
  for (int set = 0; set < kWeightSets; ++set) {
    weights_[set].assign(static_cast<size_t>(kRows[set]) * kRowsPerRow[set] * inputs_,
                         kWeightOne / 6);
  }
  for (int node = 0; node < kNodes; ++node) {
    for (int set = 0; set < kWeightSets; ++set)
      last_weights_[node * kMixerStep + set] = kWeightOne / kWeightSets;
  }
  refinements_.assign(2, Refinement(kRefinementRows));
}

void ByteMixer::FindBuckets() {
  if (node_ > 1) {
    for (int i = 0; i < contexts_; ++i)
      table_.Prefetch(Mixed(situation_->contexts[i] + static_cast<uint32_t>(node_)));
  }
  for (int i = 0; i < contexts_; ++i) {
    const uint32_t hash = situation_->contexts[i];
    buckets_[i] =
        table_.Find(node_ == 1 ? hash : Mixed(hash + static_cast<uint32_t>(node_)));
  }
}

void ByteMixer::Gather() {
  // The place in the half byte: 1, 2 .. 3, 4 .. 7, 8 .. 15.
  const int bits_of_half = (std::bit_width(static_cast<unsigned>(node_)) - 1) & 3;
  const int in_half = (1 << bits_of_half) | (node_ & ((1 << bits_of_half) - 1));
  known_ = 0;
  for (int i = 0; i < contexts_; ++i) {
    uint8_t* const state = &(*buckets_[i])[in_half];
    states_[i] = state;
    if (*state == 0) {
      x_[2 * i] = x_[2 * i + 1] = 0;
      continue;
    }
    ++known_;
    const int p = bits_of_states_[i * kHistoryStates + *state].p();
    const HistoryTables::Counts& counts = history_.counts[*state];
    x_[2 * i] = Stretch(logistic_, p);
    x_[2 * i + 1] =
        (p - 32768) >> (kConfidenceShift + (counts.zeros > 0 && counts.ones > 0 ? 1 : 0));
  }
  int32_t* x = &x_[2 * contexts_];
  for (int i = 0; i < expected_; ++i) {
    const Situation::Expected& expected = situation_->expected[i];
    const int seen = expected.byte | 256;
    const int left = 8 - (std::bit_width(static_cast<unsigned>(node_)) - 1);
    if (expected.byte < 0 || seen >> left != node_) {
      expected_bits_[i] = nullptr;
      *x++ = 0;
      continue;
    }
    expected_bits_[i] = &bits_of_expected_[i * kTrusts + expected.trust];
    expected_values_[i] = seen >> (left - 1) & 1;
    const int stretched = Stretch(logistic_, expected_bits_[i]->p());
    *x++ = expected_values_[i] == 1 ? stretched : -stretched;
  }
  *x = kBias;
}

int ByteMixer::Mix(int bit) {
  const std::array<int, kWeightSets>& rows = situation_->rows;
  const std::array<int, kWeightSets> row = {rows[0] * 256 + node_, rows[1] * 8 + bit,
                                            rows[2] * (kMaxContexts + 1) + known_,
                                            rows[3] * 8 + bit};
  for (int set = 0; set < kWeightSets; ++set) {
    rows_[set] = &weights_[set][static_cast<size_t>(row[set]) * inputs_];
    sums_[set] = ClampStretch(kernels_.dot(rows_[set], x_.data(), inputs_));
  }
  last_row_ = &last_weights_[static_cast<size_t>(node_) * kMixerStep];
  return ClampStretch(kernels_.dot(last_row_, sums_.data(), kMixerStep));
}

int ByteMixer::Predict(int bit) {
  Gather();
  const int mixed = Mix(bit);
  mixed_p_ = Squash(logistic_, mixed);
  const uint32_t node = static_cast<uint32_t>(node_);
  int refined = mixed_p_;
  for (int i = 0; i < 2; ++i) {
    refined += refinements_[i].Refine(
        static_cast<int>(Mixed(situation_->refinements[i] + node) % kRefinementRows),
        mixed);
  }
  return refined / 3;
}

void ByteMixer::Learn(int value) {
  const auto error = [&](int p, int rate) {
    return ((value << kProbabilityBits) - p) * rate >> 4;
  };
  for (int set = 0; set < kWeightSets; ++set) {
    kernels_.train(rows_[set], x_.data(), error(Squash(logistic_, sums_[set]), kRate),
                   inputs_);
  }
  kernels_.train(last_row_, sums_.data(), error(mixed_p_, kLastRate), kMixerStep);
  for (int i = 0; i < contexts_; ++i) {
    bits_of_states_[i * kHistoryStates + *states_[i]].Update(value, kStateLimit);
    *states_[i] = history_.next[*states_[i]][value];
  }
  for (int i = 0; i < expected_; ++i) {
    if (expected_bits_[i] == nullptr) continue;
    expected_bits_[i]->Update(value == expected_values_[i] ? 1 : 0, kExpectedLimit);
  }
  for (Refinement& refinement : refinements_) refinement.Update(value);
}

}  // namespace rondo::entropy
