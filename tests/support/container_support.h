// What the tests of the container share: inputs of every kind, and encoding and decoding
// in one call.
//
// Thread rule: free functions without state.
#ifndef RONDO_TESTS_SUPPORT_CONTAINER_SUPPORT_H_
#define RONDO_TESTS_SUPPORT_CONTAINER_SUPPORT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "rondo/encoder.h"
#include "rondo/reader.h"
#include "stream/encode/collector.h"

namespace rondo::testing {

struct Sample {
  std::string name;
  ByteVector bytes;
};

ByteVector ToBytes(const std::string& text);
ByteVector operator+(Bytes a, Bytes b);
// The whole of a file; WriteFile makes or replaces it.
ByteVector ReadFile(const std::string& path);
void WriteFile(const std::string& path, Bytes bytes);
// About `bytes` of log-like lines of varied length. Deterministic.
ByteVector LogLines(uint64_t bytes, uint64_t seed = 1);
// Incompressible. Deterministic.
ByteVector Noise(uint64_t bytes, uint64_t seed = 1);
// Empty, one byte, all 256 bytes, zeros, noise, lines, one long line, mixtures: each at
// most about 300 KB.
std::vector<Sample> Samples();

// Options for many small blocks and segments.
EncodeOptions SmallOptions();

absl::StatusOr<ByteVector> Encode(Bytes bytes, const EncodeOptions& options);
absl::StatusOr<ByteVector> DecodePipe(Bytes score, const DecodeOptions& options = {});
// Through a Reader, from the first byte to the last.
absl::StatusOr<ByteVector> DecodeFile(Bytes score, const DecodeOptions& options = {});
absl::StatusOr<std::unique_ptr<Reader>> OpenBytes(Bytes score,
                                                  const DecodeOptions& options = {});

// Gives `bytes` in pieces of at most `piece`. Refers to them.
ByteSource SourceOf(Bytes bytes, size_t piece = SIZE_MAX);
// Appends to *out.
ByteSink SinkTo(ByteVector* out);
// All segments that the collector makes of `bytes`, which are added in pieces of `piece`.
std::vector<stream::CollectedSegment> Collect(stream::Collector&& collector, Bytes bytes,
                                              size_t piece);

}  // namespace rondo::testing

#endif  // RONDO_TESTS_SUPPORT_CONTAINER_SUPPORT_H_
