// The files of a running log: the score, and the tail files beside it that a LiveWriter
// keeps until it adds what they hold to the score. docs/format/container.md, "Files of a
// running log".
//
//   app.log.rondo               expands to bytes 0 .. 67,000,000 of the log
//   app.log.rondo.from-67000000 to those that follow, and so on
//
// A tail file is itself a score, and is named by the offset at which it begins. So a
// reader needs no list of them: behind n bytes comes the file from-n, if there is one. A
// file whose offset is passed over this way holds nothing new.
//
// Thread rule: externally synchronised; other processes may change the files meanwhile.
#ifndef RONDO_STREAM_LIVE_LOG_CHAIN_H_
#define RONDO_STREAM_LIVE_LOG_CHAIN_H_

#include <sys/stat.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/system_file.h"
#include "rondo/io.h"
#include "rondo/live.h"

namespace rondo::stream {

// The tail file of the score `path` that begins at expanded offset `from`.
std::string TailPath(const std::string& path, uint64_t from);

// What such names in its folder say, in any order.
absl::StatusOr<std::vector<uint64_t>> TailOffsets(const std::string& path);

// Renames that tail file of another log to FILE.orphan-N, or with .2, .3 ... behind that
// if there is one already. Returns the new name; empty: there is no such tail file.
absl::StatusOr<std::string> SetTailAside(const std::string& path, uint64_t from);

// One of the files, open.
struct LogPiece {
  std::string path;
  std::shared_ptr<const RandomAccessFile> file;
  struct stat identity = {};  // when it was opened
  uint64_t from = 0;          // of the log's expanded bytes
  uint64_t to = 0;            // == from: the file holds no whole score
  uint64_t stored_bytes = 0;  // of its whole scores; what is behind them is unfinished
};

class LogChain {
 public:
  // What the files held at some moment: all that was flushed before the call is in it.
  // Errors of the first file are those of Reader::Open.
  static absl::StatusOr<LogChain> Open(const std::string& path);

  // Never empty; the first is the score.
  const std::vector<LogPiece>& pieces() const { return pieces_; }
  uint64_t expanded_bytes() const { return pieces_.back().to; }
  // The name of the score, links resolved, when it was opened; and now (kNotFound:
  // removed).
  const std::string& path() const { return pieces_.front().path; }
  absl::StatusOr<std::string> CurrentPath() const;
  bool IsSameScore(const LogChain& other) const {
    return base::SameFile(pieces_.front().identity, other.pieces_.front().identity);
  }

  // Opens the files that follow on what was known, if there are any.
  absl::Status Extend();
  // Whether a file of these that may matter to somebody who has read them all is another
  // one by now, or was added to.
  bool Changed() const;
  // Gives up all files but the first and the last.
  void KeepEnds();

  // What is beside the score.
  LogTail tail() const;
  absl::Status ReadTail(const ByteSink& sink) const;

  // Sends the log's bytes from `offset` on. REQUIRES: there are any, and no piece that
  // holds them was given up.
  absl::Status SendFrom(uint64_t offset, const ByteSink& sink) const;

  // The scores of the pieces from number `first` on, one behind the other.
  std::unique_ptr<RandomAccessFile> Join(size_t first = 0) const;

 private:
  LogChain() = default;
  absl::Status OpenScore(const std::string& path);
  bool IsChanged(const LogPiece& piece) const;
  bool AnyChanged() const;

  base::Descriptor score_;  // holds on to the first file, whatever its name becomes
  std::vector<LogPiece> pieces_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_LIVE_LOG_CHAIN_H_
