// A score that any part of can be read, wherever it comes from.
#ifndef RONDO_APPS_RONDO_FILES_SCORE_H_
#define RONDO_APPS_RONDO_FILES_SCORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "apps/rondo/command_line/command.h"
#include "apps/rondo/files/source.h"
#include "rondo/io.h"
#include "rondo/reader.h"

namespace rondo::app {

struct Score {
  std::unique_ptr<Reader> reader;
  uint64_t stored_bytes = 0;  // of the file, what an addition left unfinished excepted
  // When the data were last changed; absent: nobody knows, or a log is running.
  std::optional<int64_t> modified;
};

// `file` may be a pipe or kStandardStream: what cannot be seeked is first copied, as it
// is, to a temporary file without a name.
absl::StatusOr<Score> OpenScore(const Command& command, const std::string& file);
// The same of a source of which nothing was read; the score does not need it any more,
// but what watches it.
absl::StatusOr<Score> OpenScore(const Command& command, Source& source);

// Expands all of `source`, from front to back, with what belongs to it if it is a running
// log. What an addition left unfinished is no part of it, except from a pipe, of which
// nobody knows before it is decoded. `progress` may be called now and then.
absl::StatusOr<DecodeStats> DecodeAll(
    Source& source, const DecodeOptions& options, const ByteSink& sink,
    const std::function<void(const DecodeStats&)>& progress = {});

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_FILES_SCORE_H_
