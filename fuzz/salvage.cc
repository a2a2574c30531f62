// salvage: any bytes as a damaged score. It ends, within memory and time, and what comes
// out agrees with the report; of a score that decodes, all comes out.
#include <algorithm>
#include <cstdint>
#include <span>
#include <string>

#include "base/checksum.h"
#include "fuzz/check.h"
#include "fuzz/limits.h"
#include "rondo/reader.h"
#include "rondo/trust.h"

namespace rondo::fuzz {
namespace {

// What decodes from front to back; nothing if not all does.
std::string Decoded(std::span<const uint8_t> input) {
  std::string bytes;
  const auto source = [&](std::span<uint8_t> buffer) -> absl::StatusOr<size_t> {
    const size_t count = std::min(buffer.size(), input.size());
    std::copy_n(input.begin(), count, buffer.begin());
    input = input.subspan(count);
    return count;
  };
  const auto sink = [&](std::span<const uint8_t> part) -> absl::Status {
    bytes.append(AsText(part));
    if (bytes.size() > kOutputBytes) return absl::CancelledError("enough");
    return absl::OkStatus();
  };
  return Decode(source, sink, Options()).ok() ? bytes : "";
}

void SalvageAnything(std::span<const uint8_t> input) {
  const auto file = RandomAccessFile::OpenMemory(input);
  std::string bytes;
  const auto report =
      Salvage(*file, Options(), [&](const Salvaged& part) -> absl::Status {
        bytes.append(AsText(part.bytes));
        if (bytes.size() > kOutputBytes) return absl::CancelledError("enough");
        return absl::OkStatus();
      });
  const auto verified = Verify(*file, VerifyDepth::kStored, Options());
  if (!report.ok()) return;
  FUZZ_CHECK(bytes.size() == report->expanded_bytes - report->lost_bytes);
  FUZZ_CHECK(verified.ok());
  if (base::kIgnoreChecksums) return;
  const std::string decoded = Decoded(input);
  FUZZ_CHECK(decoded.empty() || (bytes == decoded && report->is_complete()));
}

}  // namespace
}  // namespace rondo::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rondo::fuzz::SalvageAnything({data, size});
  return 0;
}
