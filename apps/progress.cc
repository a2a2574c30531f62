#include "apps/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "apps/console.h"
#include "apps/text.h"

namespace rondo::app {
namespace {

constexpr std::chrono::milliseconds kQuietTime(1000);
constexpr std::chrono::milliseconds kDrawEvery(200);
constexpr char kWipeLine[] = "\r\033[K";

}  // namespace

std::string ProgressText(const std::string& name, const ProgressFigures& figures) {
  const uint64_t raw = figures.expands ? figures.bytes_out : figures.bytes_in;
  const uint64_t score = figures.expands ? figures.bytes_in : figures.bytes_out;
  std::string text = name;
  if (figures.total_in) {
    const double part = figures.total_in == 0
                            ? 1.0
                            : static_cast<double>(figures.bytes_in) /
                                  static_cast<double>(*figures.total_in);
    absl::StrAppendFormat(&text, "  %.1f %%  %s of %s", std::min(100.0, 100 * part),
                          FormatSize(figures.bytes_in), FormatSize(*figures.total_in));
  } else {
    absl::StrAppend(&text, "  ", FormatSize(figures.bytes_in));
  }
  if (figures.seconds > 0) {
    absl::StrAppendFormat(&text, "  %.1f MB/s",
                          static_cast<double>(raw) / 1e6 / figures.seconds);
  }
  if (raw > 0 && score > 0) absl::StrAppend(&text, "  ratio ", FormatRatio(raw, score));
  const bool known = figures.total_in && figures.bytes_in > 0;
  if (known && figures.bytes_in < *figures.total_in) {
    const double left = static_cast<double>(*figures.total_in - figures.bytes_in);
    const double per_byte = figures.seconds / static_cast<double>(figures.bytes_in);
    absl::StrAppend(&text, "  ", FormatDuration(left * per_byte), " left");
  }
  return text;
}

Progress::Progress(const Command& command, const std::string& file,
                   std::optional<uint64_t> total_in)
    : name_(DisplayName(file)), start_(std::chrono::steady_clock::now()) {
  figures_.total_in = total_in;
  figures_.expands = command.verb != Verb::kEncode;
  if (!command.quiet && ::isatty(STDERR_FILENO) != 0) {
    drawer_ = std::thread([this] { Draw(); });
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

void Progress::Update(uint64_t bytes_in, uint64_t bytes_out) {
  const std::lock_guard lock(mutex_);
  figures_.bytes_in = bytes_in;
  figures_.bytes_out = bytes_out;
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
