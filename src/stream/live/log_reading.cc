// Reads logs that somebody writes, or wrote when it was killed.
//
// Tested by tests/stream/live/live_test.cc.
#include <memory>
#include <utility>

#include "base/status_macros.h"
#include "rondo/live.h"
#include "stream/live/log_chain.h"

namespace rondo {
namespace {

using stream::LogChain;

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
      RONDO_RETURN_IF_ERROR(chain_.SendFrom(offset_, sink));
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

}  // namespace

absl::StatusOr<std::unique_ptr<RandomAccessFile>> OpenLog(const std::string& path) {
  RONDO_ASSIGN_OR_RETURN(const LogChain chain, LogChain::Open(path));
  return chain.Join();
}

absl::StatusOr<LogTail> FindLogTail(const std::string& path) {
  RONDO_ASSIGN_OR_RETURN(const LogChain chain, LogChain::Open(path));
  return chain.tail();
}

absl::StatusOr<std::unique_ptr<LogFollower>> LogFollower::Open(const std::string& path,
                                                               uint64_t offset) {
  RONDO_ASSIGN_OR_RETURN(LogChain chain, LogChain::Open(path));
  return std::make_unique<ChainFollower>(path, std::move(chain), offset);
}

}  // namespace rondo
