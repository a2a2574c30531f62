// rondo -l: one line of sizes for each file, as gzip -l has it.
#include <algorithm>
#include <string>

#include "absl/strings/str_format.h"
#include "apps/rondo/files/score.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/text/errors.h"
#include "apps/rondo/text/text.h"
#include "apps/rondo/verbs/verbs.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

struct Totals {
  int files = 0;
  uint64_t score_bytes = 0;
  uint64_t raw_bytes = 0;
  uint64_t lines = 0;
};

std::string Line(const Totals& sizes, const std::string& name) {
  return absl::StrFormat("%19s %19s %9s %17s  %s\n", FormatCount(sizes.score_bytes),
                         FormatCount(sizes.raw_bytes),
                         FormatRatio(sizes.raw_bytes, sizes.score_bytes),
                         FormatCount(sizes.lines), name);
}

absl::Status ListFile(const Command& command, const std::string& file, Totals& totals) {
  RONDO_ASSIGN_OR_RETURN(const Score score, OpenScore(command, file));
  const Totals sizes = {.files = 1,
                        .score_bytes = score.stored_bytes,
                        .raw_bytes = score.reader->size(),
                        .lines = score.reader->lines()};
  if (totals.files == 0) {
    RONDO_RETURN_IF_ERROR(
        Print(absl::StrFormat("%19s %19s %9s %17s  %s\n", "score bytes", "expanded bytes",
                              "ratio", "lines", "file")));
  }
  RONDO_RETURN_IF_ERROR(Print(Line(sizes, DisplayName(file))));
  totals.files += 1;
  totals.score_bytes += sizes.score_bytes;
  totals.raw_bytes += sizes.raw_bytes;
  totals.lines += sizes.lines;
  return absl::OkStatus();
}

}  // namespace

int RunList(const Command& command) {
  Totals totals;
  const int exit_code = ForEachFile(
      command, [&](const std::string& file) { return ListFile(command, file, totals); });
  if (totals.files < 2) return exit_code;
  const absl::Status status = Print(Line(totals, "(all)"));
  if (!status.ok() && !IsClosedPipe(status)) PrintError("", status);
  return std::max(exit_code, ExitCode(status));
}

}  // namespace rondo::app
