// rondo decode: the file again from each score. Reads forward only, so pipes are as good
// as files, and a missing index does not matter.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "apps/rondo/files/score.h"
#include "apps/rondo/files/text_source.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/terminal/progress.h"
#include "apps/rondo/text/text.h"
#include "apps/rondo/verbs/job.h"
#include "apps/rondo/verbs/verbs.h"
#include "apps/rondo/verbs/zipfs.h"
#include "base/status_macros.h"
#include "rondo/reader.h"

namespace rondo::app {
namespace {

constexpr size_t kDecodedBytes = 256u << 10;

std::string Figures(const DecodeStats& stats, std::optional<uint64_t> memory_bytes,
                    double seconds) {
  const double megabytes = static_cast<double>(stats.bytes_out) / 1e6;
  const std::string memory =
      memory_bytes ? absl::StrCat(", memory below ", FormatSize(*memory_bytes)) : "";
  return absl::StrFormat(
      "%s -> %s bytes, ratio %s; %s, %.1f MB/s%s", FormatCount(stats.bytes_in),
      FormatCount(stats.bytes_out), FormatRatio(stats.bytes_out, stats.bytes_in),
      FormatDuration(seconds), megabytes / std::max(seconds, 1e-6), memory);
}

// What is no score passes as it is, as it does with gzip -dcf: a line of tools need not
// know whether something packed its input.
absl::Status PassThrough(Job& job) {
  std::vector<uint8_t> buffer(kDecodedBytes);
  for (;;) {
    RONDO_ASSIGN_OR_RETURN(const size_t count, job.source->Read(buffer));
    if (count == 0) return job.output->Commit();
    RONDO_RETURN_IF_ERROR(job.output->Write(std::span(buffer).first(count)));
  }
}

absl::Status DecodeFile(const Command& command, const SourceSet& sources,
                        const std::string& file) {
  RONDO_ASSIGN_OR_RETURN(Job job, OpenJob(command, sources, file));
  RONDO_RETURN_IF_ERROR(RefuseTerminal(*job.source, command));
  RONDO_ASSIGN_OR_RETURN(const bool is_zipfs, IsZipfs(*job.source));
  if (is_zipfs) return DecodeZipfsFile(command, job);
  if (command.force && job.to_standard_output) {
    RONDO_ASSIGN_OR_RETURN(const bool is_score, StartsLikeScore(*job.source));
    if (!is_score) return PassThrough(job);
  }
  const DecodeOptions options = command.decode_options();
  Progress progress(command, file, job.source->size(),
                    !(job.to_standard_output && OutputMayBeShown()));
  RONDO_ASSIGN_OR_RETURN(
      const DecodeStats stats,
      DecodeAll(
          *job.source, options,
          [&](std::span<const uint8_t> bytes) { return job.output->Write(bytes); },
          [&](const DecodeStats& now) {
            progress.Update(now.bytes_in, now.bytes_in, now.bytes_out);
          }));
  RONDO_RETURN_IF_ERROR(FinishJob(command, job));
  progress.Stop();
  if (command.verbose) {
    PrintNote(DisplayName(file),
              Figures(stats, options.memory_limit_bytes, progress.seconds()));
  }
  return absl::OkStatus();
}

}  // namespace

int RunDecode(const Command& command) {
  const SourceSet sources(command.files);
  return ForEachFile(command, [&](const std::string& file) {
    return DecodeFile(command, sources, file);
  });
}

}  // namespace rondo::app
