// The tail files of a running log, as its writer keeps them. docs/format/container.md,
// "Files of a running log".
//
// A file appears under its name when it is whole and on disk, and what it replaces goes
// when that name is on disk too: at every moment the files hold all that was added.
//
// Thread-safe.
#ifndef RONDO_STREAM_LIVE_TAIL_FILES_H_
#define RONDO_STREAM_LIVE_TAIL_FILES_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "base/system_file.h"
#include "rondo/io.h"

namespace rondo::stream {

struct TailPart {
  uint64_t from = 0;  // of the log's expanded bytes
  uint64_t to = 0;
  uint64_t stored_bytes = 0;
  bool is_records = false;  // most of it was packed by the record lens

  uint64_t expanded_bytes() const { return to - from; }
};

class TailFiles {
 public:
  // Takes over what is beside the score `path`, which the caller has locked, and removes
  // files that hold nothing new. What follows on no other file gets the name
  // FILE.orphan-N: see orphans().
  static absl::StatusOr<std::unique_ptr<TailFiles>> TakeOver(const std::string& path);

  // A copy of what is known; parts follow on one another, the first on the score.
  std::vector<TailPart> parts() const;
  // Names of what TakeOver set aside.
  const std::vector<std::string>& orphans() const { return orphans_; }

  // The file of a part that is known.
  absl::StatusOr<std::unique_ptr<RandomAccessFile>> Open(const TailPart& part) const;
  // A file behind the last one. REQUIRES: `score` is one, and expands to something.
  absl::Status Append(base::Bytes score);
  // One file in place of parts first .. first + count - 1, whose bytes `score` expands
  // to.
  absl::Status Replace(size_t first, size_t count, base::Bytes score);
  // Removes the first parts, which the score itself holds by now.
  absl::Status Drop(size_t count);
  // The score has this name now, and these get theirs after it. False: it had it before.
  absl::StatusOr<bool> Move(const std::string& path);

 private:
  explicit TailFiles(std::string path) : path_(std::move(path)) {}

  absl::Status Adopt();
  // Removes or renames the files that are no parts.
  absl::Status SettleOthers();
  // REQUIRES for these: work_ is held.
  uint64_t End() const { return parts_.empty() ? score_end_ : parts_.back().to; }
  absl::Status Store(const TailPart& part, base::Bytes score);
  void SetParts(std::vector<TailPart> parts);
  absl::Status WriteNew(const std::string& name, base::Bytes score) const;
  absl::Status Remove(const TailPart& part) const;

  mutable std::mutex work_;  // of one change at a time; waits for disks
  std::string path_;
  base::Descriptor score_;  // whose owner and permissions its tail files get
  uint64_t score_end_ = 0;  // where the first part begins
  std::vector<std::string> orphans_;

  mutable std::mutex list_;  // of the list alone; to change it takes both
  std::vector<TailPart> parts_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_LIVE_TAIL_FILES_H_
