// Texts as they lie about: plain, a score, or compressed by some other tool.
#ifndef RONDO_APPS_RONDO_FILES_TEXT_SOURCE_H_
#define RONDO_APPS_RONDO_FILES_TEXT_SOURCE_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "apps/rondo/files/source.h"
#include "apps/rondo/files/unpack.h"
#include "rondo/reader.h"

namespace rondo::app {

// True if the source is a file that starts like a score: any part of it can be read.
bool IsScoreFile(const Source& source);

// True if the source, which may be a pipe, starts like a score. Nothing of it is taken.
absl::StatusOr<bool> StartsLikeScore(Source& source);

// True if the source is what another compressor made, and can be expanded. Nothing of it
// is taken. Errors: those of the source; kDataLoss if it is of a format that is known and
// cannot be read.
absl::StatusOr<bool> IsPacked(Source& source);

// Hands over the whole text of the source, front to back, expanded by what its first
// bytes say it is; what they say nothing of is plain. Errors: those of unpack.h;
// kDataLoss too if it is of a format that is known and cannot be read.
absl::Status ReadText(Source& source, const DecodeOptions& options, const TextSink& sink);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_FILES_TEXT_SOURCE_H_
