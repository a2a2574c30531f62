// A file that appears under its name only when it is whole and on disk.
#ifndef RONDO_APPS_RONDO_FILES_ATOMIC_OUTPUT_H_
#define RONDO_APPS_RONDO_FILES_ATOMIC_OUTPUT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "apps/rondo/files/fd_writer.h"
#include "apps/rondo/files/output.h"
#include "apps/rondo/files/source.h"
#include "rondo/io.h"

namespace rondo::app {

// The bytes go to a temporary file beside the target, made exclusively and for its owner
// alone (mode 0600). Commit gives it the source's owner, mode, access control list, user
// attributes and times, syncs it, renames it, and syncs the folder. A failure, a signal
// or the destructor removes it.
//
// One at a time: a signal knows one file to remove.
class AtomicOutput : public Output {
 public:
  // `source`, a regular file, must live until Commit; it may be nullptr: then the mode is
  // that of any new file. `replace`: an
  // existing target is replaced (a link itself, not what it points to); otherwise it is a
  // UsageError, now or at Commit.
  static absl::StatusOr<std::unique_ptr<AtomicOutput>> Create(const std::string& target,
                                                              const Source* source,
                                                              bool replace);
  ~AtomicOutput() override;
  AtomicOutput(const AtomicOutput&) = delete;
  AtomicOutput& operator=(const AtomicOutput&) = delete;

  absl::Status Write(std::span<const uint8_t> bytes) override {
    return writer_.Write(bytes);
  }
  // Over what was written, or behind it. Not after Commit.
  absl::Status WriteAt(uint64_t offset, std::span<const uint8_t> bytes);
  absl::Status Commit() override;
  // What was written so far, to be read. Not after Commit.
  absl::StatusOr<std::unique_ptr<RandomAccessFile>> Written();

 private:
  AtomicOutput(std::string target, std::string temporary, int fd, const Source* source,
               bool replace);

  absl::Status CopyAttributes();
  absl::Status Rename();

  std::string target_;
  std::string temporary_;  // empty once renamed
  int fd_;                 // -1 once closed
  const Source* source_;   // may be nullptr
  bool replace_;
  FdWriter writer_;
};

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_FILES_ATOMIC_OUTPUT_H_
