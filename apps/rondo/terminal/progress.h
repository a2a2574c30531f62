// The progress line: on a terminal, for work that takes longer than a second.
#ifndef RONDO_APPS_RONDO_TERMINAL_PROGRESS_H_
#define RONDO_APPS_RONDO_TERMINAL_PROGRESS_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "apps/rondo/command_line/command.h"

namespace rondo::app {

struct ProgressFigures {
  uint64_t bytes_read = 0;
  uint64_t bytes_done = 0;                // of bytes_read: those whose result is written
  std::optional<uint64_t> bytes_out = 0;  // absent: nothing is made of them
  std::optional<uint64_t> total_in;       // bytes to read, if known
  bool expands = false;                   // what is read is the smaller side
  double seconds = 0;
};

// "access.log  45.3 %  123 MiB of 272 MiB  8.1 MB/s  ratio 9.31  0:42 left". All is about
// the bytes that are done; speed is that of the larger side. As long as the first segment
// is under way: "access.log  64 MiB of 272 MiB read  2.40 s". Without output there is
// neither speed nor ratio: "access.log.rondo  45.3 %  123 MiB of 272 MiB  0:42 left".
std::string ProgressText(const std::string& name, const ProgressFigures& figures);

// Whether text on standard output may come to stand where the line is drawn: it is a
// terminal, or a pipe, behind which a pager may be.
bool OutputMayBeShown();

// A thread of its own draws the line, so that it lives on while a segment takes its time.
// Update may be called from any thread.
class Progress {
 public:
  // `drawn`: if there is a terminal.
  Progress(const Command& command, const std::string& file,
           std::optional<uint64_t> total_in, bool drawn = true);
  ~Progress() { Stop(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Update(uint64_t bytes_read, uint64_t bytes_done, uint64_t bytes_out);
  // Of work that only looks at what it reads.
  void UpdateRead(uint64_t bytes_read);
  // Wipes the line; no more updates. Before anything else is printed.
  void Stop();
  double seconds() const;

 private:
  void Draw();

  const std::string name_;
  const std::chrono::steady_clock::time_point start_;
  std::mutex mutex_;
  ProgressFigures figures_;  // guarded by mutex_
  bool stop_ = false;        // guarded by mutex_
  std::condition_variable stopped_;
  std::thread drawer_;  // not joinable if there is no line to draw
};

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_TERMINAL_PROGRESS_H_
