// rondo repair: what was damaged is restored from parity, in place.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "apps/rondo/files/atomic_output.h"
#include "apps/rondo/files/source.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/text/json.h"
#include "apps/rondo/text/text.h"
#include "apps/rondo/trust/trust.h"
#include "base/status_macros.h"
#include "base/system_file.h"
#include "rondo/trust.h"

namespace rondo::app {
namespace {

constexpr uint64_t kCopyBytes = 1u << 20;

absl::Status CopyTo(const RandomAccessFile& file, Output& output) {
  std::vector<uint8_t> buffer(std::min(kCopyBytes, file.size()));
  for (uint64_t at = 0; at < file.size();) {
    const auto part =
        std::span(buffer).first(std::min<uint64_t>(buffer.size(), file.size() - at));
    RONDO_RETURN_IF_ERROR(file.ReadAt(at, part));
    RONDO_RETURN_IF_ERROR(output.Write(part));
    at += part.size();
  }
  return absl::OkStatus();
}

absl::Status Report(const Command& command, const std::string& file,
                    const RepairReport& report) {
  if (command.json) {
    JsonObject json;
    json.Add("file", DisplayName(file));
    json.Add("sections", report.sections);
    json.Add("protected_bytes", report.protected_bytes);
    json.Add("repaired_bytes", report.repaired_bytes);
    json.AddJson("damaged", report.was_damaged ? "true" : "false");
    json.AddJson("whole", report.is_whole() ? "true" : "false");
    std::vector<std::string> ranges;
    for (const ByteRange& range : report.beyond_repair) {
      JsonObject item;
      item.Add("from", range.from);
      item.Add("to", range.to);
      ranges.push_back(item.Text());
    }
    json.AddArray("beyond_repair", ranges);
    RONDO_RETURN_IF_ERROR(Print(json.Text() + "\n"));
  } else if (!command.quiet) {
    for (const ByteRange& range : report.beyond_repair) {
      PrintError(DisplayName(file),
                 absl::DataLossError(absl::StrCat(
                     "bytes ", FormatCount(range.from), " to ", FormatCount(range.to),
                     ": more is damaged than parity can restore")));
    }
    if (report.is_whole()) {
      PrintNote(DisplayName(file),
                report.was_damaged
                    ? absl::StrCat("repaired, ", FormatCount(report.repaired_bytes),
                                   " bytes in damaged cells restored")
                    : "not damaged, left as it is");
    }
  }
  if (report.is_whole()) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("not all could be repaired; ", FormatCount(report.repaired_bytes),
                   " bytes were restored. See rondo help salvage"));
}

absl::Status RepairFile(const Command& command, const std::string& file) {
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                         Source::Open(file, Source::Accept::kReplaceable));
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<RandomAccessFile> damaged,
                         RandomAccessFile::Open(base::DescriptorPath(source->fd())));
  // Made when there is something to write; a file that is whole is left alone.
  std::unique_ptr<AtomicOutput> output;
  const PatchSink patch = [&](uint64_t offset,
                              std::span<const uint8_t> bytes) -> absl::Status {
    if (output == nullptr) {
      RONDO_ASSIGN_OR_RETURN(output,
                             AtomicOutput::Create(file, source.get(), /*replace=*/true));
      RONDO_RETURN_IF_ERROR(CopyTo(*damaged, *output));
    }
    return output->WriteAt(offset, bytes);
  };
  RONDO_ASSIGN_OR_RETURN(
      const RepairReport report,
      Repair(*damaged, patch, command.decode_options().memory_limit_bytes));
  if (report.sections == 0) {
    return absl::DataLossError(
        "no parity is in it, or none that is left (rondo help encode)");
  }
  if (output != nullptr) RONDO_RETURN_IF_ERROR(output->Commit());
  return Report(command, file, report);
}

}  // namespace

int RunRepair(const Command& command) {
  return ForEachFile(command,
                     [&](const std::string& file) { return RepairFile(command, file); });
}

}  // namespace rondo::app
