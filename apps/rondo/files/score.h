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
  // When the data were last changed, as the score says, or else its file; absent: nobody
  // knows, or a log is running.
  std::optional<int64_t> modified;
};

// When the source of bytes [from, to) was last changed, as their last score says.
std::optional<int64_t> ModifiedOf(const Reader& reader, uint64_t from, uint64_t to);

// `file` may be a pipe or kStandardStream: what cannot be seeked is first copied, as it
// is, to a temporary file without a name.
absl::StatusOr<Score> OpenScore(const Command& command, const std::string& file);
// The same of a source of which nothing was read; the score does not need it any more,
// but what watches it.
absl::StatusOr<Score> OpenScore(const Command& command, Source& source);

// The bytes of a score that may be damaged: with what belongs to it if it is a running
// log, unless it is too damaged to tell.
absl::StatusOr<std::unique_ptr<RandomAccessFile>> OpenDamaged(Source& source);

// The same, and for a source that is what another compressor made, a score of its text,
// made for the moment and without a name. Cost for such a source: all of it is expanded,
// and encoded at the lowest level.
absl::StatusOr<Score> OpenText(const Command& command, Source& source);
absl::StatusOr<Score> OpenText(const Command& command, const std::string& file);

// Expands all of `source`, from front to back, with what belongs to it if it is a running
// log. What an addition left unfinished is no part of it, except from a pipe, of which
// nobody knows before it is decoded. `progress` may be called now and then.
absl::StatusOr<DecodeStats> DecodeAll(
    Source& source, const DecodeOptions& options, const ByteSink& sink,
    const std::function<void(const DecodeStats&)>& progress = {});

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_FILES_SCORE_H_
