// parity: the first two bytes are where to damage a file with parity, and by how much,
// the rest its data. A burst of its share is undone. The same bytes as a file that may
// have sections: repairing it ends, and gives patches within bounds.
#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "base/checksum.h"
#include "fuzz/check.h"
#include "fuzz/limits.h"
#include "rondo/trust.h"

namespace rondo::fuzz {
namespace {

constexpr int kPercent = 20;
constexpr size_t kChoiceBytes = 2;

using Buffer = std::vector<uint8_t>;

// Nothing if that fails.
Buffer Repaired(const Buffer& file) {
  Buffer repaired = file;
  const auto report = Repair(
      *RandomAccessFile::OpenMemory(file),
      [&](uint64_t offset, std::span<const uint8_t> bytes) {
        // Parity is hardly more than what it protects.
        FUZZ_CHECK(offset + bytes.size() <= 4 * file.size() + (1 << 20));
        repaired.resize(std::max<size_t>(repaired.size(), offset + bytes.size()));
        std::ranges::copy(bytes, repaired.begin() + static_cast<ptrdiff_t>(offset));
        return absl::OkStatus();
      },
      kMemoryBytes);
  return report.ok() ? repaired : Buffer();
}

void RepairAnything(std::span<const uint8_t> input) {
  (void)Repaired(Buffer(input.begin(), input.end()));
  if (input.size() <= kChoiceBytes || base::kIgnoreChecksums) return;
  const std::span<const uint8_t> data = input.subspan(kChoiceBytes);
  Buffer file(data.begin(), data.end());
  const absl::Status written = WriteParity(
      *RandomAccessFile::OpenMemory(data), kPercent, [&](std::span<const uint8_t> bytes) {
        file.insert(file.end(), bytes.begin(), bytes.end());
        return absl::OkStatus();
      });
  FUZZ_CHECK(written.ok());
  Buffer damaged = file;
  const size_t begin = (input[0] | input[1] << 8) * file.size() >> 16;
  const size_t end = std::min(begin + data.size() * kPercent / 100, file.size());
  for (size_t at = begin; at < end; ++at) damaged[at] ^= 0x5a;
  FUZZ_CHECK(Repaired(damaged) == file);
}

}  // namespace
}  // namespace rondo::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rondo::fuzz::RepairAnything({data, size});
  return 0;
}
