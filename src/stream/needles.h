// Strings of which every line that a search looks for holds one.
//
// Thread rule: immutable, thread-safe.
#ifndef RONDO_STREAM_NEEDLES_H_
#define RONDO_STREAM_NEEDLES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace rondo::stream {

// The strings, and an automaton that reads bytes and remembers how much of a string it has
// just read. Once it has read a whole one it stays at kFound.
class Needles {
 public:
  using State = uint8_t;
  static constexpr State kStart = 0;
  static constexpr State kFound = 255;

  // `ignore_case`: ASCII letters are found in either case. No string has a newline.
  Needles(std::vector<std::string> any_of, bool ignore_case);

  const std::vector<std::string>& any_of() const { return any_of_; }
  bool ignore_case() const { return ignore_case_; }

  // False if there are no strings, an empty one, or more bytes of them than states.
  bool has_automaton() const { return !next_.empty(); }
  // All REQUIRE has_automaton().
  State Next(State state, uint8_t byte) const { return next_[size_t{state} * 256 + byte]; }
  // After as many bytes, the state no longer depends on the one before them, unless that
  // was kFound.
  size_t longest() const { return longest_; }

 private:
  void BuildAutomaton();

  const std::vector<std::string> any_of_;
  const bool ignore_case_;
  size_t longest_ = 0;
  std::vector<State> next_;  // by state * 256 + byte; 256 states with kFound
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_NEEDLES_H_
