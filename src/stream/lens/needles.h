// What a search looks for: strings of which every line that it wants holds one, and an
// automaton that tells these lines from others, maybe better than the strings do.
//
// Thread rule: immutable, thread-safe.
#ifndef RONDO_STREAM_LENS_NEEDLES_H_
#define RONDO_STREAM_LENS_NEEDLES_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rondo::stream {

// Reads lines byte by byte, each with its newline, which leads to kStart but from kFound:
// from there all bytes lead to kFound.
struct LineAutomaton {
  static constexpr uint8_t kStart = 0;
  static constexpr uint8_t kFound = 255;
  std::vector<uint8_t> next;  // by state * 256 + byte: 65,536
};

// An automaton reads bytes and remembers how much of what is looked for it has just read.
// Once it has read a whole one it stays at kFound.
class Needles {
 public:
  using State = uint8_t;
  static constexpr State kStart = LineAutomaton::kStart;
  static constexpr State kFound = LineAutomaton::kFound;

  // `ignore_case`: ASCII letters are found in either case. No string has a newline.
  // `lines`: finds the lines that are wanted. REQUIRES: it is complete.
  // `also`: each of these is in every line that is wanted.
  Needles(std::vector<std::string> strings, bool ignore_case,
          std::optional<LineAutomaton> lines = std::nullopt,
          std::vector<std::string> also = {});
  // Nothing is known of the lines that are wanted.
  Needles() : Needles({}, false) {}

  // Every line that is wanted holds one of them; none: nothing is known.
  const std::vector<std::string>& strings() const { return strings_; }
  // Every line that is wanted holds all of these.
  const std::vector<std::string>& also() const { return also_; }
  bool ignore_case() const { return ignore_case_; }
  // The strings as needles of their own, if the automaton is one of lines and they make
  // one, too: of few states, so that it soon tells what cannot hold them. Else null.
  const Needles* by_strings() const { return by_strings_.get(); }

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

  const std::vector<std::string> strings_;
  const std::vector<std::string> also_;
  const bool ignore_case_;
  std::vector<State> next_;  // by state * 256 + byte; 256 states with kFound
  std::unique_ptr<const Needles> by_strings_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_LENS_NEEDLES_H_
