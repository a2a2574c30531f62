// The automaton that tells the lines a regular expression matches from all others.
#ifndef RONDO_SEARCH_SYNTAX_LINE_AUTOMATON_H_
#define RONDO_SEARCH_SYNTAX_LINE_AUTOMATON_H_

#include <optional>
#include <string_view>

#include "stream/lens/needles.h"

namespace rondo::search {

// What is taken for true where an expression asks whether a word has an edge beside a
// character past ASCII.
enum class EdgesPastAscii {
  kMaybe,  // both answers: the automaton finds every line that matches, and maybe more
  kNever,  // none: it finds no others than those that match
};

// Comes to kFound within a line, or with its newline, if RE2 finds a match in it, and
// else to kStart with the newline. nullopt for an expression that ParseRegex does not
// take, that matches every line, or that takes more than 255 states.
// REQUIRES: RE2 takes the expression.
// Cost: up to 255 states times the kinds of bytes that it tells apart times its steps; a
// few words take a millisecond or less, a list of fifty 40.
std::optional<stream::LineAutomaton> MakeLineAutomaton(std::string_view regex,
                                                       bool ignore_case,
                                                       EdgesPastAscii edges);

}  // namespace rondo::search

#endif  // RONDO_SEARCH_SYNTAX_LINE_AUTOMATON_H_
