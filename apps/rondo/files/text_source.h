// Texts as they lie about: plain, in gzip, zstd, or a score.
#ifndef RONDO_APPS_RONDO_FILES_TEXT_SOURCE_H_
#define RONDO_APPS_RONDO_FILES_TEXT_SOURCE_H_

#include <functional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "apps/rondo/files/source.h"
#include "rondo/reader.h"

namespace rondo::app {

// True if the source is a file that starts like a score: any part of it can be read.
bool IsScoreFile(const Source& source);

// Takes a piece of the text; false ends the reading.
using TextSink = std::function<absl::StatusOr<bool>(std::string_view)>;

// Hands over the whole text of the source, front to back, expanded by what its first
// bytes say it is. kDataLoss if it is damaged or cut short; kResourceExhausted if it
// needs more memory than the options allow.
absl::Status ReadText(Source& source, const DecodeOptions& options, const TextSink& sink);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_FILES_TEXT_SOURCE_H_
