// A regular expression as a program of small steps, from which the states of an automaton
// can be worked out (Thompson 1968).
#ifndef RONDO_SEARCH_SYNTAX_REGEX_PROGRAM_H_
#define RONDO_SEARCH_SYNTAX_REGEX_PROGRAM_H_

#include <bitset>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"

namespace rondo::search {

using ByteSet = std::bitset<256>;

// Of \w: words are of ASCII here.
inline bool IsWordByte(unsigned char c) { return absl::ascii_isalnum(c) || c == '_'; }

struct RegexStep {
  enum class Kind : uint8_t {
    kBytes,      // takes a byte of `bytes`, then goes to `next`
    kCharacter,  // takes a character of the class that has this number
    kGo,         // goes to `next`
    kSplit,      // goes to `next`, which is preferred, and to `other`
    kLineStart,  // goes to `next` at the start of a line
    kLineEnd,    // at the end of one
    kBorder,     // where a word starts or ends
    kNoBorder,   // where none does
    kWordStart,  // where one starts
    kWordEnd,    // where one ends
    kMatch,
  };
  Kind kind;
  uint32_t next = 0;
  uint32_t other = 0;
  ByteSet bytes = {};
  uint32_t character = 0;
};
using StepKind = RegexStep::Kind;

struct RegexProgram {
  std::vector<RegexStep> steps;
  uint32_t start = 0;
};

inline constexpr size_t kMaxRegexSteps = 1024;
inline constexpr uint32_t kNoLimit = ~uint32_t{0};

// Makes a program out of pieces. Once it has more steps than it may have it is no longer
// good, and what is made then has no meaning.
class RegexBuilder {
 public:
  // A range of steps with one way in and one way out, a kGo whose goal is set by what
  // comes next. It goes into one other piece, or is repeated.
  struct Piece {
    uint32_t begin;  // the first step
    uint32_t in;
    uint32_t out;
  };

  explicit RegexBuilder(size_t max_steps = kMaxRegexSteps) : max_steps_(max_steps) {}

  bool good() const { return good_; }

  Piece Empty();
  Piece Byte(const ByteSet& bytes);
  Piece Text(std::string_view text);  // one byte or more
  Piece Character(uint32_t character);
  // kLineStart, kLineEnd or an edge of words.
  Piece Condition(RegexStep::Kind kind);
  Piece Then(const Piece& first, const Piece& second);
  Piece Either(const Piece& first, const Piece& second);
  // `piece` from `least` to `most` times, maybe kNoLimit; `lazy`: fewer are preferred.
  // REQUIRES: it was made last.
  Piece Repeated(const Piece& piece, uint32_t least, uint32_t most, bool lazy = false);

  // The program of a piece that has all the others in it. REQUIRES: good().
  RegexProgram Finish(const Piece& all);

 private:
  uint32_t Next() const { return static_cast<uint32_t>(program_.steps.size()); }
  RegexStep& Step(uint32_t at) { return program_.steps[at]; }
  uint32_t Add(const RegexStep& step);
  Piece Single(const RegexStep& step);
  Piece Copy(const Piece& piece, uint32_t size);

  const size_t max_steps_;
  bool good_ = true;
  RegexProgram program_;
};

}  // namespace rondo::search

#endif  // RONDO_SEARCH_SYNTAX_REGEX_PROGRAM_H_
