// Files of the format ZIPFS, written and read.
#ifndef RONDO_APPS_RONDO_VERBS_ZIPFS_H_
#define RONDO_APPS_RONDO_VERBS_ZIPFS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "apps/rondo/command_line/command.h"
#include "apps/rondo/files/source.h"
#include "apps/rondo/files/source_set.h"
#include "apps/rondo/verbs/job.h"

namespace rondo::app {

// rondo encode --format zipfs: of each file of the command.
int RunEncodeZipfs(const Command& command, const SourceSet& sources);

// Whether the source begins as a ZIPFS file does.
absl::StatusOr<bool> IsZipfs(Source& source);

// Decodes the source of a job, and finishes the job. Errors: those of the files;
// UsageError if the dictionary is not there.
absl::Status DecodeZipfsFile(const Command& command, Job& job);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_VERBS_ZIPFS_H_
