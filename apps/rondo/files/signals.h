// Leaves nothing behind when the program is told to stop.
#ifndef RONDO_APPS_RONDO_FILES_SIGNALS_H_
#define RONDO_APPS_RONDO_FILES_SIGNALS_H_

#include <signal.h>

namespace rondo::app {

// INT, TERM, HUP, and the limits of CPU time and file size (XCPU, XFSZ) remove the file
// that is being written and then end the program as they always do; those that are
// ignored (nohup) stay ignored. A closed pipe becomes an error of write(2). Call once,
// before any thread starts.
void InstallSignalHandlers();

// The one file to remove; nullptr for none. The string must live until the next call.
void RemoveOnSignal(const char* path);

// Holds the signals above back while in scope, so that creating a file and noting its
// name is one step.
class SignalBlock {
 public:
  SignalBlock();
  ~SignalBlock();
  SignalBlock(const SignalBlock&) = delete;
  SignalBlock& operator=(const SignalBlock&) = delete;

 private:
  sigset_t before_;
};

// Turns INT, TERM and HUP into something to wait for, in place of what they do otherwise.
// INT and TERM stay ignored if they are. Threads that start later do not get them either.
class SignalEvents {
 public:
  SignalEvents();
  ~SignalEvents() { Stop(); }
  SignalEvents(const SignalEvents&) = delete;
  SignalEvents& operator=(const SignalEvents&) = delete;

  // Readable when a signal has come. -1 if the system has no descriptor to give: then
  // signals do what they do otherwise.
  int fd() const { return fd_; }
  // The signal that has come. REQUIRES: fd() is readable.
  int Take();
  // From now on they do again what they did.
  void Stop();

 private:
  int fd_ = -1;
  sigset_t before_;
};

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_FILES_SIGNALS_H_
