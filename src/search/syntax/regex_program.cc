// A piece of the expression is a range of steps; a piece that is repeated {n,m} times is
// copied.
//
//   a|b*     0: byte a -> 1   1: out of a       2: byte b -> 3   3: out of b -> 5
//            4: out of b* -> 7    5: split 2, 4    6: split 2, 4 (into b*)
//            7: out of both       8: split 0, 6 (into both)      1 -> 7
//
// Tested by tests/search/line_automaton_test.cc.
#include "search/syntax/regex_program.h"

#include <algorithm>
#include <utility>

namespace rondo::search {

uint32_t RegexBuilder::Add(const RegexStep& step) {
  good_ &= program_.steps.size() < max_steps_;
  if (good_) program_.steps.push_back(step);
  return Next() - 1;
}

RegexBuilder::Piece RegexBuilder::Single(const RegexStep& step) {
  const uint32_t in = Add(step);
  const uint32_t out = Add({.kind = StepKind::kGo});
  Step(in).next = out;
  return {in, in, out};
}

RegexBuilder::Piece RegexBuilder::Empty() {
  const uint32_t out = Add({.kind = StepKind::kGo});
  return {out, out, out};
}

RegexBuilder::Piece RegexBuilder::Byte(const ByteSet& bytes) {
  return Single({.kind = StepKind::kBytes, .bytes = bytes});
}

RegexBuilder::Piece RegexBuilder::Character(uint32_t character) {
  return Single({.kind = StepKind::kCharacter, .character = character});
}

RegexBuilder::Piece RegexBuilder::Condition(StepKind kind) {
  return Single({.kind = kind});
}

RegexBuilder::Piece RegexBuilder::Text(std::string_view text) {
  const auto only = [](char c) { return ByteSet().set(static_cast<unsigned char>(c)); };
  Piece piece = Byte(only(text[0]));
  for (const char c : text.substr(1)) piece = Then(piece, Byte(only(c)));
  return piece;
}

RegexBuilder::Piece RegexBuilder::Then(const Piece& first, const Piece& second) {
  Step(first.out).next = second.in;
  return {first.begin, first.in, second.out};
}

RegexBuilder::Piece RegexBuilder::Either(const Piece& first, const Piece& second) {
  const uint32_t out = Add({.kind = StepKind::kGo});
  const uint32_t in =
      Add({.kind = StepKind::kSplit, .next = first.in, .other = second.in});
  Step(first.out).next = Step(second.out).next = out;
  return {first.begin, in, out};
}

RegexBuilder::Piece RegexBuilder::Repeated(const Piece& piece, uint32_t least,
                                           uint32_t most, bool lazy) {
  const uint32_t size = Next() - piece.begin;
  const uint32_t copies = most == kNoLimit ? std::max(least, 1u) : most;
  if (copies == 0) return Empty();
  good_ &= program_.steps.size() + uint64_t{copies} * (size + 2) < max_steps_;
  if (!good_) return piece;
  std::vector<Piece> all = {piece};
  while (all.size() < copies) all.push_back(Copy(piece, size));
  const uint32_t out = Add({.kind = StepKind::kGo});
  // Once more, or on.
  const auto either = [&](uint32_t more) {
    RegexStep split = {.kind = StepKind::kSplit, .next = more, .other = out};
    if (lazy) std::swap(split.next, split.other);
    return Add(split);
  };
  const uint32_t behind = most == kNoLimit ? either(all.back().in) : out;
  for (uint32_t i = 0; i < copies; ++i) {
    if (i >= least) all[i].in = either(all[i].in);
    if (i > 0) Step(all[i - 1].out).next = all[i].in;
  }
  Step(all.back().out).next = behind;
  return {piece.begin, all.front().in, out};
}

RegexBuilder::Piece RegexBuilder::Copy(const Piece& piece, uint32_t size) {
  const uint32_t by = Next() - piece.begin;
  for (uint32_t i = 0; i < size; ++i) {
    RegexStep step = Step(piece.begin + i);
    step.next += by;
    step.other += by;
    Add(step);
  }
  return {piece.begin + by, piece.in + by, piece.out + by};
}

RegexProgram RegexBuilder::Finish(const Piece& all) {
  program_.start = all.in;
  Step(all.out).next = Add({.kind = StepKind::kMatch});
  return std::move(program_);
}

}  // namespace rondo::search
