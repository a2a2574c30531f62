// Logs that are read while they are written.
//
//   auto writer = rondo::LiveWriter::Open("app.log.rondo");
//   RETURN_IF_ERROR((*writer)->Write("a line\n"));
//   RETURN_IF_ERROR((*writer)->Finish());
//
//   auto file = rondo::OpenLog("app.log.rondo");  // in any other program
//   auto reader = rondo::Reader::Open(*std::move(file));
//
// What was flushed is on disk and can be read, whatever becomes of the writer. While a
// log is running, files beside the score hold its latest part: docs/format/container.md,
// "Files of a running log". A writer that starts goes on where the last one ended.
#ifndef RONDO_LIVE_H_
#define RONDO_LIVE_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rondo/encoder.h"
#include "rondo/io.h"

namespace rondo {

class Reader;
struct SegmentInfo;

// The score and the files beside it as one: what was flushed before the call. Any score
// can be opened like this. Errors are those of RandomAccessFile::Open and Reader::Open.
absl::StatusOr<std::unique_ptr<RandomAccessFile>> OpenLog(const std::string& path);

// The files beside a score, which hold what follows on it: a writer is at work, or was
// interrupted. Whoever adds to the score takes them over: see Appender.
struct LogTail {
  size_t files = 0;
  uint64_t expanded_bytes = 0;
};
absl::StatusOr<LogTail> FindLogTail(const std::string& path);

// Lets options say of times what the segments of [from, to) do, the last of them that
// have times, if they say nothing yet: for a score that holds the same lines, or goes on
// with them. `segments`: those of the reader of the score.
void KeepTimes(std::span<const SegmentInfo> segments, uint64_t from, uint64_t to,
               EncodeOptions* options);
// The end of the text before `offset`, whole lines, for EncodeOptions::before. Empty if
// it cannot be read. Cost: one read of 16 KiB.
std::string TextBefore(const Reader& reader, uint64_t offset);

struct LiveOptions {
  // Of the score. `for_append` is implied; what the log says of times, if these say
  // nothing; `before` is found out. Without a memory limit and a size of segments,
  // text that is no log gets segments small enough for the writer to stay below 512 MiB.
  EncodeOptions encode;
  // A line is on disk this long after it was written, if the disk allows; 1 ms or more.
  std::chrono::milliseconds flush_interval{1000};
};

struct LiveStats {
  uint64_t bytes_in = 0;
  uint64_t bytes_flushed = 0;  // of them, those that are on disk
  uint64_t bytes_added = 0;    // to the score itself, those of an earlier writer included
  uint64_t stored_bytes = 0;   // that were written to disk for all this
  uint64_t flushes = 0;
  uint64_t merges = 0;  // of small files beside the score
};

// Writes a log. Two threads of its own flush what comes in and pack what was flushed. One
// writer at a time has a score; an Appender counts as one.
class LiveWriter {
 public:
  // Creates the score if it is not there. Errors: those of Appender::Open;
  // kInvalidArgument for options out of range.
  static absl::StatusOr<std::unique_ptr<LiveWriter>> Open(
      const std::string& path, const LiveOptions& options = {});
  // Stops without finishing. What was not flushed is lost.
  virtual ~LiveWriter() = default;

  // One thread at a time calls these. After an error all return it; what was flushed
  // before can be read.

  // Waits while too much is not flushed, or more was flushed than can be packed. No bytes
  // at all: asks for an error of what was written before.
  virtual absl::Status Write(std::span<const uint8_t> bytes) = 0;
  absl::Status Write(std::string_view text) { return Write(AsBytes(text)); }
  // All that was written is on disk when this returns, a line without an end too.
  virtual absl::Status Flush() = 0;
  // To be called after the score may have been renamed, before another writer makes a new
  // one: gives the files beside it their new names. False: it has the name it had.
  // kNotFound: it was removed.
  virtual absl::StatusOr<bool> FollowRename() = 0;
  // Adds everything to the score; no other file is left. Cost: encodes up to one segment.
  virtual absl::Status Finish() = 0;

  // Files that were beside the score but do not follow on it: they hold what followed on
  // another score of its name. They were given other names and are left alone.
  virtual const std::vector<std::string>& orphans() const = 0;
  // Any thread.
  virtual LiveStats stats() const = 0;
};

// Reads on where a log grows, through everything that its writer does with the files.
// Not thread-safe.
class LogFollower {
 public:
  // `offset`: how much of the log is known already. Errors: those of OpenLog.
  static absl::StatusOr<std::unique_ptr<LogFollower>> Open(const std::string& path,
                                                           uint64_t offset);
  virtual ~LogFollower() = default;

  // Sends what was flushed since the last call; false if there is nothing. Never waits.
  // If another score has the name now, sends the rest of the old one and goes on with the
  // new one from its start; if there is none, waits for one. Cost without news: three
  // stat(2).
  virtual absl::StatusOr<bool> Next(const ByteSink& sink) = 0;
};

}  // namespace rondo

#endif  // RONDO_LIVE_H_
