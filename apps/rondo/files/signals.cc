#include "apps/rondo/files/signals.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include <atomic>

namespace rondo::app {
namespace {

// What a user, a terminal or a limit of the shell ends a program with.
constexpr int kStopSignals[] = {SIGINT, SIGTERM, SIGHUP, SIGXCPU, SIGXFSZ};
// Those of them that ask for something. A limit that is reached is the end.
constexpr int kEventSignals[] = {SIGINT, SIGTERM, SIGHUP};

// A signal handler can see nothing but globals, and may only touch lock-free ones.
std::atomic<const char*> file_to_remove{nullptr};
static_assert(std::atomic<const char*>::is_always_lock_free);

void HandleStop(int signal_number) {
  if (const char* path = file_to_remove.load()) ::unlink(path);
  ::raise(signal_number);  // SA_RESETHAND put the default action back: end.
}

}  // namespace

void InstallSignalHandlers() {
  ::signal(SIGPIPE, SIG_IGN);
  for (int signal_number : kStopSignals) {
    struct sigaction before = {};
    ::sigaction(signal_number, nullptr, &before);
    if (before.sa_handler == SIG_IGN) continue;
    struct sigaction action = {};
    action.sa_handler = HandleStop;
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_NODEFER);
    ::sigaction(signal_number, &action, nullptr);
  }
}

void RemoveOnSignal(const char* path) { file_to_remove.store(path); }

SignalBlock::SignalBlock() {
  sigset_t held;
  ::sigemptyset(&held);
  for (int signal_number : kStopSignals) ::sigaddset(&held, signal_number);
  ::pthread_sigmask(SIG_BLOCK, &held, &before_);
}

SignalBlock::~SignalBlock() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

SignalEvents::SignalEvents() {
  sigset_t taken;
  ::sigemptyset(&taken);
  for (int signal_number : kEventSignals) {
    struct sigaction before = {};
    ::sigaction(signal_number, nullptr, &before);
    // A hangup means something else to who takes it like this: nohup does not mind.
    if (before.sa_handler == SIG_IGN && signal_number != SIGHUP) continue;
    ::sigaddset(&taken, signal_number);
  }
  ::pthread_sigmask(SIG_BLOCK, &taken, &before_);
  fd_ = ::signalfd(-1, &taken, SFD_CLOEXEC);
  // Better ended by a signal than deaf to it.
  if (fd_ < 0) ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

int SignalEvents::Take() {
  signalfd_siginfo info = {};
  return ::read(fd_, &info, sizeof(info)) == sizeof(info)
             ? static_cast<int>(info.ssi_signo)
             : 0;
}

void SignalEvents::Stop() {
  if (fd_ < 0) return;
  ::close(fd_);
  fd_ = -1;
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace rondo::app
