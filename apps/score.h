// A score that any part of can be read, wherever it comes from.
#ifndef RONDO_APPS_SCORE_H_
#define RONDO_APPS_SCORE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "apps/command.h"
#include "apps/source.h"
#include "rondo/io.h"
#include "rondo/reader.h"

namespace rondo::app {

struct Score {
  std::unique_ptr<Reader> reader;
  uint64_t stored_bytes = 0;  // of the file, what an addition left unfinished excepted
};

// `file` may be a pipe or kStandardStream: what cannot be seeked is first copied, as it
// is, to a temporary file without a name.
absl::StatusOr<Score> OpenScore(const Command& command, const std::string& file);

// The bytes of the scores in `source`, to be decoded from front to back; it must outlive the
// result. What an addition left unfinished is not among them, except from a pipe, of which
// nobody knows before it is decoded.
ByteSource ScoreBytes(Source& source, const DecodeOptions& options);

}  // namespace rondo::app

#endif  // RONDO_APPS_SCORE_H_
