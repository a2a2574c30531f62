// Reads logs that somebody writes, or wrote when it was killed.
//
// Tested by tests/stream/live/live_test.cc.
#include <unistd.h>

#include <optional>
#include <utility>

#include "base/status_macros.h"
#include "rondo/live.h"
#include "rondo/reader.h"
#include "stream/live/log_chain.h"

namespace rondo {
namespace {

using stream::LogChain;
using stream::LogPiece;

// Sends the log's bytes from `offset` on, which the pieces from number `first` on hold.
absl::Status SendFrom(const LogChain& chain, size_t first, uint64_t offset,
                      const ByteSink& sink) {
  const uint64_t begin = chain.pieces()[first].from;
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Reader> reader,
                         Reader::Open(chain.Join(first), {}));
  return reader->Read(offset - begin, reader->size(), sink);
}

class ChainFollower : public LogFollower {
 public:
  ChainFollower(std::string path, LogChain chain, uint64_t offset)
      : path_(std::move(path)), chain_(std::move(chain)), offset_(offset) {}

  absl::StatusOr<bool> Next(const ByteSink& sink) override {
    const uint64_t before = sent_;
    RONDO_RETURN_IF_ERROR(SendMore(sink));
    if (chain_.Changed()) RONDO_RETURN_IF_ERROR(LookAgain(sink));
    return sent_ != before;
  }

 private:
  // What the chain holds and nobody was sent, and what follows on it.
  absl::Status SendMore(const ByteSink& sink) {
    RONDO_RETURN_IF_ERROR(chain_.Extend());
    if (chain_.expanded_bytes() > offset_) {
      size_t first = chain_.pieces().size() - 1;
      while (chain_.pieces()[first].from > offset_) --first;
      RONDO_RETURN_IF_ERROR(SendFrom(chain_, first, offset_, sink));
      sent_ += chain_.expanded_bytes() - std::exchange(offset_, chain_.expanded_bytes());
    }
    chain_.KeepEnds();
    return absl::OkStatus();
  }

  absl::Status LookAgain(const ByteSink& sink) {
    auto now = LogChain::Open(path_);
    // Between two logs, or a new one whose first bytes are on their way.
    if (absl::IsNotFound(now.status()) || absl::IsInvalidArgument(now.status())) {
      return absl::OkStatus();
    }
    RONDO_RETURN_IF_ERROR(now.status());
    if (!now->IsSameScore(chain_)) RONDO_RETURN_IF_ERROR(LeaveScore(*now, sink));
    chain_ = *std::move(now);
    return SendMore(sink);
  }

  // Another score has the name. The old one was renamed: its rest comes first. Or it is
  // gone, and what holds no less than it did is the same log, compacted.
  absl::Status LeaveScore(const LogChain& now, const ByteSink& sink) {
    const absl::StatusOr<std::string> path = chain_.CurrentPath();
    if (!path.ok()) {
      if (now.expanded_bytes() < offset_) offset_ = 0;
      return absl::OkStatus();
    }
    RONDO_ASSIGN_OR_RETURN(chain_, LogChain::Open(*path));
    RONDO_RETURN_IF_ERROR(SendMore(sink));
    offset_ = 0;
    return absl::OkStatus();
  }

  const std::string path_;
  LogChain chain_;
  uint64_t offset_;    // in the log
  uint64_t sent_ = 0;  // over all logs
};

class ChainTail : public LogTail {
 public:
  explicit ChainTail(LogChain chain) : chain_(std::move(chain)) {}

  size_t files() const override { return chain_.pieces().size() - 1; }

  uint64_t expanded_bytes() const override {
    return chain_.expanded_bytes() - chain_.pieces().front().to;
  }

  absl::Status Read(const ByteSink& sink) const override {
    if (expanded_bytes() == 0) return absl::OkStatus();
    return SendFrom(chain_, 1, chain_.pieces()[1].from, sink);
  }

  absl::Status Remove() override {
    for (size_t i = 1; i < chain_.pieces().size(); ++i) {
      const std::string& path = chain_.pieces()[i].path;
      if (unlink(path.c_str()) != 0) return base::SystemError("remove", path);
    }
    return absl::OkStatus();
  }

 private:
  const LogChain chain_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<RandomAccessFile>> OpenLog(const std::string& path) {
  RONDO_ASSIGN_OR_RETURN(const LogChain chain, LogChain::Open(path));
  return chain.Join();
}

absl::StatusOr<std::unique_ptr<LogFollower>> LogFollower::Open(const std::string& path,
                                                               uint64_t offset) {
  RONDO_ASSIGN_OR_RETURN(LogChain chain, LogChain::Open(path));
  return std::make_unique<ChainFollower>(path, std::move(chain), offset);
}

absl::StatusOr<std::unique_ptr<LogTail>> LogTail::Find(const std::string& path) {
  RONDO_ASSIGN_OR_RETURN(LogChain chain, LogChain::Open(path));
  return std::make_unique<ChainTail>(std::move(chain));
}

}  // namespace rondo
