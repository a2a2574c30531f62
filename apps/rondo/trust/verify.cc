// rondo verify and rondo -t: is every byte as it was written?
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "apps/rondo/files/score.h"
#include "apps/rondo/files/source.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/terminal/progress.h"
#include "apps/rondo/text/text.h"
#include "apps/rondo/trust/report.h"
#include "apps/rondo/trust/trust.h"
#include "base/status_macros.h"
#include "rondo/trust.h"

namespace rondo::app {
namespace {

std::string GoodNote(const DamageReport& report, bool deep) {
  std::string note = absl::StrCat(
      "ok, ", FormatCount(report.expanded_bytes), " bytes",
      deep ? "" : "; every checksum holds, nothing was decoded (--deep does)");
  if (report.unfinished_bytes > 0) {
    absl::StrAppend(&note, "; ", FormatCount(report.unfinished_bytes),
                    " bytes at the end are of an addition that is not finished");
  }
  return note;
}

absl::Status VerifyFile(const Command& command, const std::string& file) {
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                         Source::Open(file, Source::Accept::kAnything));
  RONDO_RETURN_IF_ERROR(RefuseTerminal(*source, command));
  Progress progress(command, file, source->size());
  source->Watch([&](uint64_t position) { progress.UpdateRead(position); });
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<RandomAccessFile> score,
                         OpenDamaged(*source));
  // gzip -t decodes, and says nothing when all is well; a verb answers.
  const bool is_verb = command.face == Face::kVerify;
  const bool deep = command.deep || !is_verb;
  RONDO_ASSIGN_OR_RETURN(
      const DamageReport report,
      Verify(*score, deep ? VerifyDepth::kDecoded : VerifyDepth::kStored,
             command.decode_options()));
  progress.Stop();
  if (command.json) {
    JsonObject json;
    json.Add("file", DisplayName(file));
    json.AddJson("deep", deep ? "true" : "false");
    AddReport(report, &json);
    RONDO_RETURN_IF_ERROR(Print(json.Text() + "\n"));
  }
  if (report.is_undamaged()) {
    const bool speaks = (command.verbose || is_verb) && !command.quiet && !command.json;
    if (speaks) PrintNote(DisplayName(file), GoodNote(report, deep));
    return absl::OkStatus();
  }
  if (!command.quiet && !command.json) {
    for (const Damage& damage : report.damage) {
      PrintError(DisplayName(file), absl::DataLossError(DamageText(damage)));
    }
  }
  return absl::DataLossError(DamageSummary(report));
}

}  // namespace

int RunVerify(const Command& command) {
  return ForEachFile(command,
                     [&](const std::string& file) { return VerifyFile(command, file); });
}

}  // namespace rondo::app
