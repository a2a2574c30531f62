#include "apps/rondo/verbs/job.h"

#include "base/status_macros.h"

namespace rondo::app {
namespace {

// A named output or standard output may take any source; a name made from the source's
// name is for regular files.
Source::Accept AcceptFor(const Command& command) {
  const bool any = command.force || command.to_stdout || !command.output.empty();
  return any ? Source::Accept::kAnything : Source::Accept::kRegularFiles;
}

}  // namespace

absl::StatusOr<Job> OpenJob(const Command& command, const std::string& file) {
  Job job;
  RONDO_ASSIGN_OR_RETURN(job.source, Source::Open(file, AcceptFor(command)));
  RONDO_ASSIGN_OR_RETURN(const std::string name, OutputName(command, file));
  RONDO_ASSIGN_OR_RETURN(job.output,
                         OpenOutput(command, name, job.source->attributes_to_keep()));
  job.to_standard_output = name == kStandardStream;
  return job;
}

absl::Status FinishJob(const Command& command, Job& job) {
  RONDO_RETURN_IF_ERROR(job.output->Commit());
  return command.remove_source ? job.source->Remove() : absl::OkStatus();
}

}  // namespace rondo::app
