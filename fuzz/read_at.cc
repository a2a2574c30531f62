// read_at: any bytes as a score at rest, of which parts are read by byte and by line. The
// first four bytes choose the parts; a part must agree with the whole.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "fuzz/check.h"
#include "fuzz/limits.h"
#include "rondo/io.h"
#include "rondo/reader.h"

namespace rondo::fuzz {
namespace {

constexpr size_t kChoiceBytes = 4;
constexpr size_t kPartBytes = 300;

using Buffer = std::vector<uint8_t>;

absl::StatusOr<Buffer> ReadWhole(const Reader& reader) {
  Buffer whole;
  const absl::Status status =
      reader.Read(0, reader.size(), [&](std::span<const uint8_t> bytes) -> absl::Status {
        if (whole.size() > kOutputBytes) return absl::CancelledError("enough");
        whole.insert(whole.end(), bytes.begin(), bytes.end());
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return whole;
}

void CheckPart(const Reader& reader, uint64_t offset, const Buffer& whole) {
  Buffer part(kPartBytes);
  const auto count = reader.ReadAt(offset, part);
  if (offset > whole.size()) {
    FUZZ_CHECK(count.status().code() == absl::StatusCode::kOutOfRange);
    return;
  }
  FUZZ_CHECK(count.ok());
  FUZZ_CHECK(*count == std::min<uint64_t>(kPartBytes, whole.size() - offset));
  FUZZ_CHECK(std::equal(part.begin(), part.begin() + static_cast<ptrdiff_t>(*count),
                        whole.begin() + static_cast<ptrdiff_t>(offset)));
}

void CheckLine(const Reader& reader, uint64_t line, const Buffer& whole) {
  const auto offset = reader.LineOffset(line);
  if (!offset.ok()) return;  // a damaged score may lie about its lines
  FUZZ_CHECK(*offset <= whole.size());
  FUZZ_CHECK(*offset == 0 || *offset == whole.size() || whole[*offset - 1] == '\n');
}

void ReadParts(std::span<const uint8_t> input) {
  if (input.size() < kChoiceBytes) return;
  const uint64_t choice = input[0] | input[1] << 8 | input[2] << 16;
  const uint64_t line = input[3];
  auto opened =
      Reader::Open(RandomAccessFile::OpenMemory(input.subspan(kChoiceBytes)), Options());
  if (!opened.ok()) return;
  const Reader& reader = **opened;
  Buffer part(kPartBytes);
  // Before the whole is known: whatever comes, no crash.
  (void)reader.ReadAt(choice, part);
  (void)reader.LineOffset(line);
  (void)reader.ReadLine(line);
  (void)reader.Segments();
  if (reader.size() > kOutputBytes) return;
  const auto whole = ReadWhole(reader);
  if (!whole.ok()) return;
  FUZZ_CHECK(whole->size() == reader.size());
  CheckPart(reader, choice % (whole->size() + 2), *whole);
  CheckPart(reader, whole->size(), *whole);
  CheckPart(reader, whole->size() + 1, *whole);
  CheckLine(reader, line, *whole);
}

}  // namespace
}  // namespace rondo::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rondo::fuzz::ReadParts({data, size});
  return 0;
}
