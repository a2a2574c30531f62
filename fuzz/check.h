// A fuzzer's assertion: ends the process, with a word, when something that must hold does
// not.
#ifndef RONDO_FUZZ_CHECK_H_
#define RONDO_FUZZ_CHECK_H_

#include <cstdio>
#include <cstdlib>

#define FUZZ_CHECK(condition)                                                \
  do {                                                                       \
    if (!(condition)) {                                                      \
      std::fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, \
                   #condition);                                              \
      std::abort();                                                          \
    }                                                                        \
  } while (false)

#endif  // RONDO_FUZZ_CHECK_H_
