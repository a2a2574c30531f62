#include "apps/rondo/terminal/progress.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/text/text.h"
#include "base/thread.h"

namespace rondo::app {
namespace {

constexpr std::chrono::milliseconds kQuietTime(1000);
constexpr std::chrono::milliseconds kDrawEvery(200);
constexpr char kWipeLine[] = "\r\033[K";

}  // namespace

std::string ProgressText(const std::string& name, const ProgressFigures& figures) {
  const std::string of_total =
      figures.total_in ? absl::StrCat(" of ", FormatSize(*figures.total_in)) : "";
  if (figures.bytes_done == 0) {
    return absl::StrCat(name, "  ", FormatSize(figures.bytes_read), of_total, " read  ",
                        FormatDuration(figures.seconds));
  }
  const double done = static_cast<double>(figures.bytes_done);
  const double total = static_cast<double>(figures.total_in.value_or(0));
  std::string text = absl::StrCat(name, "  ");
  if (total > 0)
    absl::StrAppendFormat(&text, "%.1f %%  ", std::min(100.0, 100 * done / total));
  absl::StrAppend(&text, FormatSize(figures.bytes_done), of_total);
  if (figures.bytes_out) {
    const auto [score, raw] = figures.expands
                                  ? std::pair(figures.bytes_done, *figures.bytes_out)
                                  : std::pair(*figures.bytes_out, figures.bytes_done);
    absl::StrAppendFormat(&text, "  %.1f MB/s  ratio %s",
                          static_cast<double>(raw) / 1e6 / figures.seconds,
                          FormatRatio(raw, score));
  }
  if (total > done) {
    absl::StrAppend(&text, "  ", FormatDuration((total - done) * figures.seconds / done),
                    " left");
  }
  return text;
}

bool OutputMayBeShown() {
  struct stat output = {};
  return ::isatty(STDOUT_FILENO) != 0 || ::fstat(STDOUT_FILENO, &output) != 0 ||
         S_ISFIFO(output.st_mode) || S_ISSOCK(output.st_mode);
}

Progress::Progress(const Command& command, const std::string& file,
                   std::optional<uint64_t> total_in, bool drawn)
    : name_(DisplayName(file)), start_(std::chrono::steady_clock::now()) {
  figures_.total_in = total_in;
  figures_.expands = command.verb == Verb::kDecode;
  if (drawn && !command.quiet && ::isatty(STDERR_FILENO) != 0) {
    // Where no thread can start, there is no line.
    auto drawer = base::StartThread([this] { Draw(); });
    if (drawer.ok()) drawer_ = *std::move(drawer);
  }
}

void Progress::Stop() {
  if (!drawer_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stopped_.notify_one();
  drawer_.join();
}

void Progress::Update(uint64_t bytes_read, uint64_t bytes_done, uint64_t bytes_out) {
  const std::lock_guard lock(mutex_);
  figures_.bytes_read = bytes_read;
  figures_.bytes_done = bytes_done;
  figures_.bytes_out = bytes_out;
}

void Progress::UpdateRead(uint64_t bytes_read) {
  const std::lock_guard lock(mutex_);
  figures_.bytes_read = bytes_read;
  figures_.bytes_done = bytes_read;
  figures_.bytes_out.reset();
}

double Progress::seconds() const {
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start_;
  return passed.count();
}

void Progress::Draw() {
  std::unique_lock lock(mutex_);
  if (stopped_.wait_for(lock, kQuietTime, [this] { return stop_; })) return;
  do {
    figures_.seconds = seconds();
    std::fprintf(stderr, "%s%s", kWipeLine, ProgressText(name_, figures_).c_str());
  } while (!stopped_.wait_for(lock, kDrawEvery, [this] { return stop_; }));
  std::fputs(kWipeLine, stderr);
}

}  // namespace rondo::app
