// decode: any bytes as a score, from a pipe. It ends with a status, within memory and
// time, and gives the same bytes however the input is cut.
#include <algorithm>
#include <cstdint>
#include <span>
#include <string>

#include "fuzz/check.h"
#include "fuzz/limits.h"
#include "rondo/reader.h"

namespace rondo::fuzz {
namespace {

struct Outcome {
  absl::Status status;
  std::string bytes;
};

// `chunk`: most bytes that one read gives.
Outcome DecodeInChunks(std::span<const uint8_t> input, size_t chunk) {
  Outcome outcome;
  const ByteSource source = [&](std::span<uint8_t> buffer) -> absl::StatusOr<size_t> {
    const size_t count = std::min({buffer.size(), input.size(), chunk});
    std::copy_n(input.begin(), count, buffer.begin());
    input = input.subspan(count);
    return count;
  };
  const ByteSink sink = [&](std::span<const uint8_t> bytes) -> absl::Status {
    outcome.bytes.append(AsText(bytes));
    if (outcome.bytes.size() > kOutputBytes) return absl::CancelledError("enough");
    return absl::OkStatus();
  };
  outcome.status = Decode(source, sink, Options()).status();
  return outcome;
}

void DecodeAnything(std::span<const uint8_t> input) {
  const Outcome whole = DecodeInChunks(input, SIZE_MAX);
  const Outcome cut = DecodeInChunks(input, 7);
  FUZZ_CHECK(whole.status.code() == cut.status.code());
  FUZZ_CHECK(whole.bytes == cut.bytes);
}

}  // namespace
}  // namespace rondo::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rondo::fuzz::DecodeAnything({data, size});
  return 0;
}
