// What a search looks for: strings of which every line that it wants holds one, and an
// automaton that tells these lines from others, maybe better than the strings do.
//
// Thread rule: immutable, thread-safe.
#ifndef RONDO_STREAM_LENS_NEEDLES_H_
#define RONDO_STREAM_LENS_NEEDLES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rondo/reader.h"

namespace rondo::stream {

// An automaton reads bytes and remembers how much of what is looked for it has just read.
// Once it has read a whole one it stays at kFound.
class Needles {
 public:
  using State = uint8_t;
  static constexpr State kStart = LineAutomaton::kStart;
  static constexpr State kFound = LineAutomaton::kFound;

  // `ignore_case`: ASCII letters are found in either case. No string has a newline.
  // `lines`: finds the lines that are wanted. REQUIRES: it is complete.
  Needles(std::vector<std::string> any_of, bool ignore_case,
          std::optional<LineAutomaton> lines = std::nullopt);

  const std::vector<std::string>& any_of() const { return any_of_; }
  bool ignore_case() const { return ignore_case_; }

  // True if an automaton of lines was given, or the strings make one: there are some,
  // none is empty, and they have fewer bytes than there are states.
  bool has_automaton() const { return !next_.empty(); }
  // REQUIRES: has_automaton(). A newline leads to kStart, unless kFound was or is
  // reached.
  State Next(State state, uint8_t byte) const {
    return next_[size_t{state} * 256 + byte];
  }

 private:
  void BuildAutomaton();

  const std::vector<std::string> any_of_;
  const bool ignore_case_;
  std::vector<State> next_;  // by state * 256 + byte; 256 states with kFound
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_LENS_NEEDLES_H_
