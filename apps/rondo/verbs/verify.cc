// rondo verify and rondo -t: is every byte as it was written?
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "apps/rondo/files/score.h"
#include "apps/rondo/files/source.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/terminal/progress.h"
#include "apps/rondo/text/text.h"
#include "apps/rondo/verbs/verbs.h"
#include "base/status_macros.h"
#include "rondo/reader.h"

namespace rondo::app {
namespace {

absl::Status VerifyFile(const Command& command, const std::string& file) {
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                         Source::Open(file, Source::Accept::kAnything));
  RONDO_RETURN_IF_ERROR(RefuseTerminal(*source, command));
  Progress progress(command, file, source->size());
  source->Watch([&](uint64_t position) { progress.UpdateRead(position); });
  RONDO_ASSIGN_OR_RETURN(const Score score, OpenScore(command, *source));
  RONDO_RETURN_IF_ERROR(score.reader->Verify());
  progress.Stop();
  // gzip -t says nothing when all is well; a verb answers.
  const bool speak = command.verbose || command.face == Face::kVerify;
  if (command.quiet || !speak) return absl::OkStatus();
  std::string note = absl::StrCat("ok, ", FormatCount(score.reader->size()), " bytes");
  if (const uint64_t unfinished = score.reader->unfinished_bytes(); unfinished > 0) {
    absl::StrAppend(&note, "; ", FormatCount(unfinished),
                    " bytes at the end are of an addition that is not finished");
  }
  PrintNote(DisplayName(file), note);
  return absl::OkStatus();
}

}  // namespace

int RunVerify(const Command& command) {
  return ForEachFile(command,
                     [&](const std::string& file) { return VerifyFile(command, file); });
}

}  // namespace rondo::app
