// One file to encode or decode: where from and where to.
#ifndef RONDO_APPS_RONDO_VERBS_JOB_H_
#define RONDO_APPS_RONDO_VERBS_JOB_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "apps/rondo/command_line/command.h"
#include "apps/rondo/files/output.h"
#include "apps/rondo/files/source.h"
#include "apps/rondo/files/source_set.h"

namespace rondo::app {

struct Job {
  std::unique_ptr<Source> source;
  std::unique_ptr<Output> output;
  bool to_standard_output = false;
};

// Opens both ends. Errors are those of Source::Open, OutputName and OpenOutput; nothing
// is left behind.
// `sources`: all of the command; none of them is written over.
absl::StatusOr<Job> OpenJob(const Command& command, const SourceSet& sources,
                            const std::string& file);

// Commits the output, then removes the source if --rm says so.
absl::Status FinishJob(const Command& command, Job& job);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_VERBS_JOB_H_
