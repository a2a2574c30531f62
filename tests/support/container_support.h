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
  base::ByteVector bytes;
};

base::ByteVector ToBytes(const std::string& text);
base::ByteVector operator+(base::Bytes a, base::Bytes b);
// The whole of a file; WriteFile makes or replaces it.
base::ByteVector ReadFile(const std::string& path);
void WriteFile(const std::string& path, base::Bytes bytes);
// About `bytes` of log-like lines of varied length. Deterministic.
base::ByteVector LogLines(uint64_t bytes, uint64_t seed = 1);
// Incompressible. Deterministic.
base::ByteVector Noise(uint64_t bytes, uint64_t seed = 1);
// Empty, one byte, all 256 bytes, zeros, noise, lines, one long line, mixtures: each at
// most about 300 KB.
std::vector<Sample> Samples();

// Options for many small blocks and segments.
EncodeOptions SmallOptions();

absl::StatusOr<base::ByteVector> Encode(base::Bytes bytes, const EncodeOptions& options);
absl::StatusOr<base::ByteVector> DecodePipe(base::Bytes score,
                                            const DecodeOptions& options = {});
// Through a Reader, from the first byte to the last.
absl::StatusOr<base::ByteVector> DecodeFile(base::Bytes score,
                                            const DecodeOptions& options = {});
absl::StatusOr<std::unique_ptr<Reader>> OpenBytes(base::Bytes score,
                                                  const DecodeOptions& options = {});

// Gives `bytes` in pieces of at most `piece`. Refers to them.
ByteSource SourceOf(base::Bytes bytes, size_t piece = SIZE_MAX);
// Appends to *out.
ByteSink SinkTo(base::ByteVector* out);
// All segments that the collector makes of `bytes`, which are added in pieces of `piece`.
std::vector<stream::CollectedSegment> Collect(stream::Collector&& collector,
                                              base::Bytes bytes, size_t piece);

}  // namespace rondo::testing

#endif  // RONDO_TESTS_SUPPORT_CONTAINER_SUPPORT_H_
