// A file, or standard input, that is read from start to end.
#ifndef RONDO_APPS_RONDO_FILES_SOURCE_H_
#define RONDO_APPS_RONDO_FILES_SOURCE_H_

#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "apps/rondo/command_line/command.h"

namespace rondo::app {

// Called now and then, maybe from several threads, with how far a file was read.
using ReadWatch = std::function<void(uint64_t position)>;

class Source {
 public:
  // What may be opened. Directories never.
  enum class Accept {
    kRegularFiles,  // no links and no devices: the result gets a name beside the source
    kReplaceable,   // the same: the result gets the name of the source
    kAnything,
  };

  // `file` may be kStandardStream. Errors: IoError; UsageError for what is not accepted.
  static absl::StatusOr<std::unique_ptr<Source>> Open(const std::string& file,
                                                      Accept accept);
  ~Source();
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  // Reads are reported from now on, those of a score that is opened from it, too. Before
  // the first of them.
  void Watch(ReadWatch watch) { watch_ = std::move(watch); }
  const ReadWatch& watch() const { return watch_; }

  // The next bytes, which stay to be read: all that are asked for, unless the source ends
  // before. They hold until the next call.
  absl::StatusOr<std::span<const uint8_t>> Peek(size_t bytes);
  // Fills the start of `buffer`; 0 at the end.
  absl::StatusOr<size_t> Read(std::span<uint8_t> buffer);

  const std::string& file() const { return file_; }
  int fd() const { return fd_; }
  bool is_regular() const { return S_ISREG(attributes_.st_mode); }
  // Bytes to come, if that is known.
  std::optional<uint64_t> size() const;
  // When a regular file was last changed when it was opened, in nanoseconds since 1970.
  std::optional<int64_t> modified() const;
  // The same of a file that is not open; nothing if it cannot be known.
  static std::optional<int64_t> ModifiedOf(const std::string& file);
  // A named regular file has an owner, a mode and times for its copy to keep.
  bool is_named_file() const { return file_ != kStandardStream && is_regular(); }
  // Of when it was opened.
  const struct stat& attributes() const { return attributes_; }

  // Removes the file, unless it changed or was replaced since it was opened: a log that
  // is still written to would lose what the copy does not have. Errors: IoError,
  // UsageError if it changed.
  absl::Status Remove();

 private:
  absl::StatusOr<size_t> ReadOn(std::span<uint8_t> buffer);

  Source(std::string file, int fd, const struct stat& attributes);

  std::string file_;
  int fd_;
  struct stat attributes_;
  ReadWatch watch_;              // may be empty
  uint64_t position_ = 0;        // how far the file was read
  std::vector<uint8_t> peeked_;  // read, and not taken
};

// A score is not typed: UsageError if the source is a terminal, without -f.
absl::Status RefuseTerminal(const Source& source, const Command& command);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_FILES_SOURCE_H_
