// Appender: adds scores to a file while others read it.
//
//   auto appender = rondo::Appender::Open("app.log.rondo");
//   rondo::EncodeOptions options;
//   options.for_append = true;
//   auto encoder = rondo::Encoder::Create(
//       options, [&](auto bytes) { return (*appender)->Write(bytes); });
//   ... (*encoder)->Write(bytes), (*encoder)->Finish() ...
//   RETURN_IF_ERROR((*appender)->Commit());
//
// What is in the file stays as it is. Whatever happens, a reader finds either what was
// there before or all of what was added: the trailer of a score is written last, when the
// rest is on disk, and an added score without a trailer does not count.
#ifndef RONDO_APPENDER_H_
#define RONDO_APPENDER_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rondo/io.h"
#include "rondo/live.h"

namespace rondo {

// Not thread-safe. One appender at a time has a file (flock); readers need no lock.
class Appender {
 public:
  // Creates the file if it is not there; it goes again if nothing is committed to it.
  // Bytes that an earlier writer could not finish are cut off. kUnavailable: another
  // appender has the file. kFailedPrecondition: not a regular file. kInvalidArgument: not
  // a score. kDataLoss: damaged.
  static absl::StatusOr<std::unique_ptr<Appender>> Open(const std::string& path);
  // Cuts off what was written and not committed.
  virtual ~Appender() = default;

  // The next bytes of a score that was encoded with `for_append`.
  virtual absl::Status Write(std::span<const uint8_t> bytes) = 0;
  absl::Status Write(std::string_view bytes) { return Write(AsBytes(bytes)); }
  // Makes the score that was written part of the file, on disk. Cost: two syncs.
  // kFailedPrecondition: no score was written to its end. After an error the file is as
  // it was after the last Commit that succeeded, and every call returns that error.
  virtual absl::Status Commit() = 0;

  // What a LiveWriter that was interrupted left beside the score. To be called before the
  // first Commit.
  virtual absl::StatusOr<LogTail> FindTail() = 0;
  // REQUIRES for both: FindTail found the tail. The first sends what it holds; the second
  // removes its files, when this score, or one in its place, holds that too.
  virtual absl::Status ReadTail(const ByteSink& sink) const = 0;
  virtual absl::Status RemoveTail() = 0;

  // Files that were beside the score when it began, which hold what followed on another
  // score of its name. They were given other names (FILE.orphan-N) and are left alone.
  virtual const std::vector<std::string>& orphans() const = 0;

  // Of the file, without what is not committed.
  virtual uint64_t size() const = 0;
  // What Open cut off.
  virtual uint64_t unfinished_bytes() const = 0;
  // The name that the file has now, links resolved. kNotFound: it was removed. Any
  // thread.
  virtual absl::StatusOr<std::string> CurrentPath() const = 0;
};

}  // namespace rondo

#endif  // RONDO_APPENDER_H_
