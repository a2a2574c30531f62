#include "apps/rondo/verbs/job.h"

#include <sys/stat.h>

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "apps/rondo/text/errors.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

// A named output or standard output may take any source; a name made from the source's
// name is for regular files.
Source::Accept AcceptFor(const Command& command) {
  const bool any = command.force || command.to_stdout || !command.output.empty();
  return any ? Source::Accept::kAnything : Source::Accept::kRegularFiles;
}

// To remove one name of several would free nothing.
absl::Status RefuseOtherLinks(const Source& source) {
  const uint64_t others = source.is_named_file() ? source.attributes().st_nlink - 1 : 0;
  if (others == 0) return absl::OkStatus();
  return UsageError(absl::StrCat("has ", others, " other ",
                                 others == 1 ? "link" : "links",
                                 "; skipped (-f removes this one)"));
}

}  // namespace

absl::StatusOr<Job> OpenJob(const Command& command, const std::string& file) {
  Job job;
  RONDO_ASSIGN_OR_RETURN(job.source, Source::Open(file, AcceptFor(command)));
  RONDO_ASSIGN_OR_RETURN(const std::string name, OutputName(command, file));
  RONDO_RETURN_IF_ERROR(RefuseOwnOutput(file, name));
  if (command.remove_source && !command.force) {
    RONDO_RETURN_IF_ERROR(RefuseOtherLinks(*job.source));
  }
  RONDO_ASSIGN_OR_RETURN(
      job.output, OpenOutput(command, name,
                             job.source->is_named_file() ? job.source.get() : nullptr));
  job.to_standard_output = name == kStandardStream;
  return job;
}

absl::Status FinishJob(const Command& command, Job& job) {
  RONDO_RETURN_IF_ERROR(job.output->Commit());
  return command.remove_source ? job.source->Remove() : absl::OkStatus();
}

}  // namespace rondo::app
