// A process in which no thread can be started, as on a machine that has run out of them.
#ifndef RONDO_TESTS_SUPPORT_CHILD_WITHOUT_THREADS_H_
#define RONDO_TESTS_SUPPORT_CHILD_WITHOUT_THREADS_H_

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

namespace rondo::testing {

// Whether `holds` is true there. It must not throw, and expectations in it are lost.
inline bool HoldsWithoutThreads(const std::function<bool()>& holds) {
  const pid_t child = fork();
  if (child == 0) {
    // The limit is not for root, so another user (nobody) must ask.
    constexpr uid_t kNobody = 65534;
    if (geteuid() == 0 && setresuid(kNobody, kNobody, kNobody) != 0) _exit(2);
    const rlimit none = {.rlim_cur = 0, .rlim_max = 0};
    if (setrlimit(RLIMIT_NPROC, &none) != 0) _exit(3);
    _exit(holds() ? 0 : 1);
  }
  int status = 0;
  return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
         WEXITSTATUS(status) == 0;
}

}  // namespace rondo::testing

#endif  // RONDO_TESTS_SUPPORT_CHILD_WITHOUT_THREADS_H_
