// rondo tail -f: what is added to a score, as it comes.
#ifndef RONDO_APPS_RONDO_FILES_FOLLOW_H_
#define RONDO_APPS_RONDO_FILES_FOLLOW_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "apps/rondo/files/fd_writer.h"
#include "rondo/io.h"

namespace rondo::app {

// Sends what comes behind `offset` of the log to `sink`, which writes to `out`, standard
// output, until that fails or its reader is gone: people end it by a signal.
absl::Status Follow(const std::string& file, uint64_t offset, const ByteSink& sink,
                    FdWriter& out);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_FILES_FOLLOW_H_
