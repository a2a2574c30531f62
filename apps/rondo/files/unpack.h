// What reads the compressed formats of other tools, one function a format. Each reads
// what the format's own tool reads: several streams one behind the other, padding,
// headers with all their fields.
//
// Errors of all: kDataLoss if the data is damaged, cut short, or of a kind that nothing
// here can expand; kResourceExhausted if it needs more memory than the options allow,
// which is known before any is taken; those of the source and of the sink. What was
// expanded before an error was handed over.
#ifndef RONDO_APPS_RONDO_FILES_UNPACK_H_
#define RONDO_APPS_RONDO_FILES_UNPACK_H_

#include <cstddef>
#include <functional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "apps/rondo/files/source.h"
#include "rondo/reader.h"

namespace rondo::app {

// Takes a piece of the text; false ends the reading.
using TextSink = std::function<absl::StatusOr<bool>(std::string_view)>;

// Of the buffers between a source and a sink.
inline constexpr size_t kUnpackBufferBytes = 256u << 10;

// .gz: members, then zeros or nothing. Something else behind them is an error.
absl::Status UnpackGzip(Source& source, const TextSink& sink);
// .zst: frames of any version that the library knows, and skippable ones.
absl::Status UnpackZstd(Source& source, const DecodeOptions& options,
                        const TextSink& sink);
// .xz, .lzma and .lz, which are told apart by their first bytes.
absl::Status UnpackLzma(Source& source, const DecodeOptions& options,
                        const TextSink& sink);
// .bz2
absl::Status UnpackBzip2(Source& source, const TextSink& sink);
// .lz4: frames, those of the first version, and skippable ones.
absl::Status UnpackLz4(Source& source, const TextSink& sink);
// .Z
absl::Status UnpackCompress(Source& source, const TextSink& sink);
// .zip: all members, in their order, as unzip -p does. Stored and deflated ones, and
// those packed by bzip2.
absl::Status UnpackZip(Source& source, const TextSink& sink);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_FILES_UNPACK_H_
