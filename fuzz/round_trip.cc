// round_trip: any bytes, encoded with options that the first two of them choose, come
// back; and threads do not change the score.
#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "fuzz/check.h"
#include "fuzz/limits.h"
#include "rondo/encoder.h"
#include "rondo/reader.h"

namespace rondo::fuzz {
namespace {

using Buffer = std::vector<uint8_t>;

ByteSink AppendTo(Buffer* out) {
  return [out](std::span<const uint8_t> bytes) {
    out->insert(out->end(), bytes.begin(), bytes.end());
    return absl::OkStatus();
  };
}

// `chunk`: bytes of one write.
Buffer EncodeInChunks(std::span<const uint8_t> input, const EncodeOptions& options,
                      size_t chunk) {
  Buffer score;
  auto encoder = Encoder::Create(options, AppendTo(&score));
  FUZZ_CHECK(encoder.ok());
  while (!input.empty()) {
    const size_t count = std::min(chunk, input.size());
    FUZZ_CHECK((*encoder)->Write(input.first(count)).ok());
    input = input.subspan(count);
  }
  FUZZ_CHECK((*encoder)->Finish().ok());
  FUZZ_CHECK((*encoder)->stats().bytes_out == score.size());
  return score;
}

Buffer DecodeAll(std::span<const uint8_t> score) {
  Buffer bytes;
  const ByteSource source = [&](std::span<uint8_t> buffer) -> absl::StatusOr<size_t> {
    const size_t count = std::min(buffer.size(), score.size());
    std::copy_n(score.begin(), count, buffer.begin());
    score = score.subspan(count);
    return count;
  };
  FUZZ_CHECK(Decode(source, AppendTo(&bytes), Options()).ok());
  return bytes;
}

EncodeOptions ChooseOptions(uint8_t a, uint8_t b) {
  EncodeOptions options;
  options.level = kMinLevel + a % (kMaxLevel - kMinLevel + 1);
  options.online = a >= 128;
  options.block_bytes = 1u << (10 + b % 7);
  options.segment_bytes = b >= 128 ? 64u << 10 : 0;
  return options;
}

void RoundTrip(std::span<const uint8_t> input) {
  if (input.size() < 2) return;
  EncodeOptions options = ChooseOptions(input[0], input[1]);
  const size_t chunk = 1 + input[1] * 16;
  input = input.subspan(2);
  const Buffer score = EncodeInChunks(input, options, SIZE_MAX);
  FUZZ_CHECK(std::ranges::equal(DecodeAll(score), input));
  options.threads = 2;
  FUZZ_CHECK(EncodeInChunks(input, options, chunk) == score);
}

}  // namespace
}  // namespace rondo::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rondo::fuzz::RoundTrip({data, size});
  return 0;
}
