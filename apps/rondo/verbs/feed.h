// A source, read to its end into an encoder.
#ifndef RONDO_APPS_RONDO_VERBS_FEED_H_
#define RONDO_APPS_RONDO_VERBS_FEED_H_

#include <string>

#include "absl/status/status.h"
#include "apps/rondo/files/source.h"
#include "apps/rondo/terminal/progress.h"
#include "rondo/encoder.h"

namespace rondo::app {

void ReportEncoding(const EncodeStats& stats, Progress& progress);

// What another compressor made is expanded if the command says so. Does not finish the
// encoder.
absl::Status Feed(const Command& command, Source& source, Encoder& encoder,
                  Progress& progress);

// What -v says of an encoding.
std::string EncodingFigures(const EncodeStats& stats, double seconds);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_VERBS_FEED_H_
