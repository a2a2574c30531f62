// rondo encode --live: a log from a pipe, into a score that is read meanwhile.
#include <poll.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "apps/rondo/command_line/folder_times.h"
#include "apps/rondo/files/output.h"
#include "apps/rondo/files/signals.h"
#include "apps/rondo/files/source.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/text/errors.h"
#include "apps/rondo/text/text.h"
#include "apps/rondo/verbs/verbs.h"
#include "base/status_macros.h"
#include "base/thread.h"
#include "rondo/live.h"

namespace rondo::app {
namespace {

constexpr size_t kPipeBytes = 64u << 10;  // what a pipe holds
// A disk that fills up is noticed though nothing more comes.
constexpr int kPatienceMilliseconds = 500;

std::string LiveFigures(const LiveStats& stats) {
  return absl::StrFormat(
      "%s bytes came in; %s flushes, %s merges; %s bytes were written in all",
      FormatCount(stats.bytes_in), FormatCount(stats.flushes), FormatCount(stats.merges),
      FormatCount(stats.stored_bytes));
}

// The log, and the one before it that is still being finished after a rotation.
class LiveLog {
 public:
  LiveLog(const Command& command, std::string name)
      : command_(command), name_(std::move(name)) {
    options_.encode = command.encode_options();
    if (command.flush_interval) options_.flush_interval = *command.flush_interval;
  }

  ~LiveLog() { FinishLast().IgnoreError(); }

  absl::Status Open() {
    LiveOptions options = options_;
    RONDO_RETURN_IF_ERROR(SayFolderTimes(name_, &options.encode));
    RONDO_ASSIGN_OR_RETURN(writer_, LiveWriter::Open(name_, options));
    for (const std::string& orphan : writer_->orphans()) {
      Warn(orphan, absl::StrCat("does not follow on ", name_, "; left by another log"));
    }
    return absl::OkStatus();
  }

  absl::Status Write(std::span<const uint8_t> bytes) { return writer_->Write(bytes); }

  // The score may have been renamed: then it is finished, while a new one begins.
  absl::Status Reopen() {
    RONDO_RETURN_IF_ERROR(writer_->Flush());
    const absl::StatusOr<bool> renamed = writer_->FollowRename();
    if (absl::IsNotFound(renamed.status())) {
      Warn(name_, "was removed; a new one begins");
      writer_.reset();
      return Open();
    }
    RONDO_RETURN_IF_ERROR(renamed.status());
    if (!*renamed) return absl::OkStatus();
    RONDO_RETURN_IF_ERROR(FinishLast());
    last_writer_ = std::move(writer_);
    RONDO_ASSIGN_OR_RETURN(
        last_, base::StartThread([this] { last_status_ = FinishWriter(*last_writer_); }));
    return Open();
  }

  absl::Status Flush() { return writer_->Flush(); }

  absl::Status Finish() {
    const absl::Status last = FinishLast();
    RONDO_RETURN_IF_ERROR(FinishWriter(*writer_));
    return last;
  }

 private:
  void Warn(const std::string& file, const std::string& text) const {
    if (!command_.quiet) PrintNote(file, text);
  }

  absl::Status FinishLast() {
    if (last_.joinable()) last_.join();
    last_writer_.reset();
    return std::exchange(last_status_, absl::OkStatus());
  }

  absl::Status FinishWriter(LiveWriter& writer) const {
    RONDO_RETURN_IF_ERROR(writer.Finish());
    if (command_.verbose) PrintNote(name_, LiveFigures(writer.stats()));
    return absl::OkStatus();
  }

  const Command& command_;
  const std::string name_;
  LiveOptions options_;
  std::unique_ptr<LiveWriter> writer_;
  std::unique_ptr<LiveWriter> last_writer_;
  absl::Status last_status_;  // of last_, when it has ended
  std::thread last_;
};

// What lies in the pipe now.
absl::Status Drain(Source& source, LiveLog& log) {
  int waiting = 0;
  if (source.is_regular() || ::ioctl(source.fd(), FIONREAD, &waiting) != 0) {
    return absl::OkStatus();
  }
  std::vector<uint8_t> buffer(static_cast<size_t>(std::max(waiting, 0)));
  for (size_t left = buffer.size(); left > 0;) {
    RONDO_ASSIGN_OR_RETURN(const size_t count,
                           source.Read(std::span(buffer).first(left)));
    if (count == 0) break;
    RONDO_RETURN_IF_ERROR(log.Write(std::span(buffer).first(count)));
    left -= count;
  }
  return absl::OkStatus();
}

// Until the source ends or a signal says so.
absl::Status Pump(Source& source, SignalEvents& signals, LiveLog& log) {
  std::vector<uint8_t> buffer(kPipeBytes);
  for (;;) {
    pollfd waits[] = {{signals.fd(), POLLIN, 0}, {source.fd(), POLLIN, 0}};
    const int ready = ::poll(waits, 2, kPatienceMilliseconds);
    if (ready < 0 && errno != EINTR) return IoError("cannot wait for input", errno);
    if (ready <= 0) {
      RONDO_RETURN_IF_ERROR(log.Write({}));  // tells what became of the last flush
      continue;
    }
    if (waits[0].revents != 0) {
      const int signal_number = signals.Take();
      // What lies in the pipe was written before the signal was sent.
      RONDO_RETURN_IF_ERROR(Drain(source, log));
      if (signal_number != SIGHUP) return absl::OkStatus();
      RONDO_RETURN_IF_ERROR(log.Reopen());
      continue;
    }
    RONDO_ASSIGN_OR_RETURN(const size_t count, source.Read(buffer));
    if (count == 0) return absl::OkStatus();
    RONDO_RETURN_IF_ERROR(log.Write(std::span(buffer).first(count)));
  }
}

// `subject` is what an error is about: the source, then the log.
absl::Status EncodeLive(const Command& command, std::string* subject) {
  const std::string& file = command.files.front();
  RONDO_ASSIGN_OR_RETURN(const std::string name, OutputName(command, file));
  if (name == kStandardStream) {
    return UsageError("--live needs a file to add to: -o FILE");
  }
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                         Source::Open(file, Source::Accept::kAnything));
  RONDO_RETURN_IF_ERROR(RefuseOwnOutput(file, name));
  *subject = name;
  SignalEvents signals;
  LiveLog log(command, name);
  RONDO_RETURN_IF_ERROR(log.Open());
  RONDO_RETURN_IF_ERROR(Pump(*source, signals, log));
  RONDO_RETURN_IF_ERROR(log.Flush());
  signals.Stop();  // all is safe: who is in a hurry may end the packing
  return log.Finish();
}

}  // namespace

int RunEncodeLive(const Command& command) {
  std::string subject = DisplayName(command.files.front());
  const absl::Status status = EncodeLive(command, &subject);
  if (!status.ok()) PrintError(subject, status);
  return ExitCode(status);
}

}  // namespace rondo::app
