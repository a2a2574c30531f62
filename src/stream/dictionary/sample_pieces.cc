// Tested by tests/stream/dictionary/train_test.cc.
#include "stream/dictionary/sample_pieces.h"

#include <algorithm>
#include <cstring>

namespace rondo::stream {
namespace {

constexpr size_t kPieceBytes = 64 << 10;
// A sample of up to so much is a piece.
constexpr size_t kSmallBytes = 3 * kPieceBytes / 2;
constexpr size_t kMostBytes = 64 << 20;
constexpr size_t kFewestPieces = 4;
constexpr size_t kOneOf = 8;
constexpr size_t kMostHeldOut = 32;

// Behind the first newline at or after `at`, if there is one soon, else `at`.
size_t LineEnd(base::Bytes sample, size_t at) {
  const size_t most = std::min(kPieceBytes / 4, sample.size() - at);
  const void* const newline = std::memchr(sample.data() + at, '\n', most);
  if (newline == nullptr) return at;
  return static_cast<const uint8_t*>(newline) - sample.data() + 1;
}

void Cut(base::Bytes sample, std::vector<base::Bytes>* pieces) {
  while (sample.size() > kSmallBytes) {
    const size_t end = LineEnd(sample, kPieceBytes);
    pieces->push_back(sample.first(end));
    sample = sample.subspan(end);
  }
  if (!sample.empty()) pieces->push_back(sample);
}

}  // namespace

SamplePieces CutSamples(std::span<const std::span<const uint8_t>> samples) {
  std::vector<base::Bytes> all;
  for (const std::span<const uint8_t> sample : samples) Cut(sample, &all);
  size_t bytes = 0;
  for (const base::Bytes piece : all) bytes += piece.size();
  const size_t stride = (bytes + kMostBytes - 1) / kMostBytes;
  SamplePieces pieces;
  const size_t kept = stride > 1 ? all.size() / stride : all.size();
  // From all over the samples, however many there are.
  const size_t apart = std::max(kOneOf, kept / kMostHeldOut);
  for (size_t i = 0; i < kept; ++i) {
    const base::Bytes piece = all[i * std::max<size_t>(stride, 1)];
    const bool hold = kept >= kFewestPieces && i % apart == std::min(apart, kept) / 2 &&
                      pieces.held_out.size() < kMostHeldOut;
    (hold ? pieces.held_out : pieces.training).push_back(piece);
  }
  return pieces;
}

}  // namespace rondo::stream
