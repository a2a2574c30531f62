// Tested by tests/trust/parity_test.cc.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "rondo/trust.h"
#include "trust/parity/repair.h"
#include "trust/parity/section.h"
#include "trust/parity/writer.h"

namespace rondo {
namespace {

// Of parity that is made at once, if nobody says less.
constexpr uint64_t kParityBytes = uint64_t{256} << 20;

}  // namespace

absl::Status WriteParity(const RandomAccessFile& file, int percent, const ByteSink& sink,
                         std::optional<uint64_t> memory_limit_bytes) {
  if (percent < 1 || percent > 100) {
    return absl::InvalidArgumentError(
        absl::StrCat(percent, " % of parity; expected 1 to 100"));
  }
  if (file.size() == 0) {
    return absl::InvalidArgumentError("there is nothing that parity could protect");
  }
  return trust::WriteSection(
      file, trust::ShapeFor(file.size(), percent),
      std::min(memory_limit_bytes.value_or(UINT64_MAX) / 2, kParityBytes), sink);
}

absl::StatusOr<RepairReport> Repair(const RandomAccessFile& file, const PatchSink& patch,
                                    std::optional<uint64_t> memory_limit_bytes) {
  RepairReport report;
  report.file_bytes = file.size();
  RONDO_ASSIGN_OR_RETURN(const std::vector<trust::SectionPlace> sections,
                         trust::FindSections(file));
  for (const trust::SectionPlace& place : sections) {
    RONDO_RETURN_IF_ERROR(trust::RepairSection(
        file, place, memory_limit_bytes.value_or(UINT64_MAX), patch, &report));
  }
  std::ranges::sort(report.beyond_repair, {}, &ByteRange::from);
  return report;
}

}  // namespace rondo
