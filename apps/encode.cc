// rondo encode: a score from each file.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "apps/console.h"
#include "apps/errors.h"
#include "apps/job.h"
#include "apps/progress.h"
#include "apps/text.h"
#include "apps/verbs.h"
#include "base/status_macros.h"
#include "rondo/encoder.h"

namespace rondo::app {
namespace {

constexpr size_t kReadBytes = 1u << 20;

std::string Figures(const EncodeStats& stats, double seconds) {
  const double megabytes = static_cast<double>(stats.bytes_in) / 1e6;
  return absl::StrFormat(
      "%s -> %s bytes, ratio %s; lines %s, segments %s, blocks %s; %s, %.1f MB/s, memory "
      "below %s",
      FormatCount(stats.bytes_in), FormatCount(stats.bytes_out),
      FormatRatio(stats.bytes_in, stats.bytes_out), FormatCount(stats.lines),
      FormatCount(stats.segments), FormatCount(stats.blocks), FormatDuration(seconds),
      megabytes / std::max(seconds, 1e-6), FormatSize(stats.memory_bound_bytes));
}

void Report(const EncodeStats& stats, Progress& progress) {
  progress.Update(stats.bytes_in, stats.bytes_coded, stats.bytes_out);
}

absl::Status EncodeAll(Source& source, Encoder& encoder, Progress& progress) {
  std::vector<uint8_t> buffer(kReadBytes);
  for (;;) {
    RONDO_ASSIGN_OR_RETURN(const size_t count, source.Read(buffer));
    if (count == 0) return encoder.Finish();
    RONDO_RETURN_IF_ERROR(encoder.Write(std::span(buffer).first(count)));
    Report(encoder.stats(), progress);
  }
}

absl::Status EncodeFile(const Command& command, const std::string& file) {
  RONDO_ASSIGN_OR_RETURN(Job job, OpenJob(command, file));
  Progress progress(command, file, job.source->size());
  const Encoder* running = nullptr;  // Create already writes the first bytes
  const ByteSink sink = [&](std::span<const uint8_t> bytes) {
    if (running != nullptr) Report(running->stats(), progress);
    return job.output->Write(bytes);
  };
  auto encoder = Encoder::Create(command.encode_options(), sink);
  if (absl::IsInvalidArgument(encoder.status())) {
    return UsageError(std::string(encoder.status().message()));
  }
  RONDO_RETURN_IF_ERROR(encoder.status());
  running = encoder->get();
  RONDO_RETURN_IF_ERROR(EncodeAll(*job.source, **encoder, progress));
  RONDO_RETURN_IF_ERROR(FinishJob(command, job));
  progress.Stop();
  if (command.verbose) {
    PrintNote(DisplayName(file), Figures((*encoder)->stats(), progress.seconds()));
  }
  return absl::OkStatus();
}

}  // namespace

int RunEncode(const Command& command) {
  return ForEachFile(command,
                     [&](const std::string& file) { return EncodeFile(command, file); });
}

}  // namespace rondo::app
