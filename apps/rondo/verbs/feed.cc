#include "apps/rondo/verbs/feed.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_format.h"
#include "apps/rondo/files/text_source.h"
#include "apps/rondo/text/text.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

constexpr size_t kReadBytes = 1u << 20;

}  // namespace

void ReportEncoding(const EncodeStats& stats, Progress& progress) {
  progress.Update(stats.bytes_in, stats.bytes_coded, stats.bytes_out);
}

absl::Status Feed(const Command& command, Source& source, Encoder& encoder,
                  Progress& progress) {
  if (command.unpack) {
    return ReadText(source, command.decode_options(),
                    [&](std::string_view text) -> absl::StatusOr<bool> {
                      RONDO_RETURN_IF_ERROR(encoder.Write(text));
                      ReportEncoding(encoder.stats(), progress);
                      return true;
                    });
  }
  std::vector<uint8_t> buffer(kReadBytes);
  for (;;) {
    RONDO_ASSIGN_OR_RETURN(const size_t count, source.Read(buffer));
    if (count == 0) return absl::OkStatus();
    RONDO_RETURN_IF_ERROR(encoder.Write(std::span(buffer).first(count)));
    ReportEncoding(encoder.stats(), progress);
  }
}

std::string EncodingFigures(const EncodeStats& stats, double seconds) {
  const double megabytes = static_cast<double>(stats.bytes_in) / 1e6;
  return absl::StrFormat(
      "%s -> %s bytes, ratio %s; lines %s, segments %s, blocks %s; %s, %.1f MB/s, memory "
      "below %s",
      FormatCount(stats.bytes_in), FormatCount(stats.bytes_out),
      FormatRatio(stats.bytes_in, stats.bytes_out), FormatCount(stats.lines),
      FormatCount(stats.segments), FormatCount(stats.blocks), FormatDuration(seconds),
      megabytes / std::max(seconds, 1e-6), FormatSize(stats.memory_bound_bytes));
}

}  // namespace rondo::app
