// rondo wc: lines and bytes, from the index and the headers of the segments.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "apps/rondo/files/score.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/text/errors.h"
#include "apps/rondo/verbs/verbs.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

struct Counts {
  uint64_t newlines = 0;
  uint64_t bytes = 0;
};

absl::StatusOr<Counts> CountFile(const Command& command, const std::string& file) {
  RONDO_ASSIGN_OR_RETURN(const Score score, OpenText(command, file));
  RONDO_ASSIGN_OR_RETURN(const std::vector<SegmentInfo> segments,
                         score.reader->Segments());
  Counts counts = {.newlines = 0, .bytes = score.reader->size()};
  for (const SegmentInfo& segment : segments) counts.newlines += segment.lines;
  return counts;
}

absl::Status PrintCounts(const Counts& counts, const std::string& name) {
  return Print(absl::StrCat(counts.newlines, " ", counts.bytes,
                            name == kStandardStream ? "" : " ",
                            name == kStandardStream ? "" : name, "\n"));
}

}  // namespace

int RunWc(const Command& command) {
  Counts total;
  const int exit_code =
      ForEachFile(command, [&](const std::string& file) -> absl::Status {
        RONDO_ASSIGN_OR_RETURN(const Counts counts, CountFile(command, file));
        total.newlines += counts.newlines;
        total.bytes += counts.bytes;
        return PrintCounts(counts, file);
      });
  if (command.files.size() < 2) return exit_code;
  const absl::Status status = PrintCounts(total, "total");
  if (!status.ok() && !IsClosedPipe(status)) PrintError("", status);
  return std::max(exit_code, ExitCode(status));
}

}  // namespace rondo::app
