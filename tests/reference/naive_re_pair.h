// Re-Pair as its definition says, for tests only: counts all pairs anew before every
// replacement. And the definition as a check of somebody else's rules.
#ifndef RONDO_TESTS_REFERENCE_NAIVE_RE_PAIR_H_
#define RONDO_TESTS_REFERENCE_NAIVE_RE_PAIR_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/grammar.h"

namespace rondo::grammar::reference {

// Note text of blocks and spellings; characters '0'..'9' of both stand for notes 0..9.
NoteText TextOf(const std::vector<std::string>& blocks,
                const std::vector<std::string>& spellings = {});

// What each block derives.
std::vector<std::string> Expand(const Grammar& grammar);

// The grammar on one line, blocks last: bytes as they are, rules as A, B, C, ...
// "A=ab B=Ac | BB | Bx"
std::string Show(const Grammar& grammar);

// The grammar of these rules and blocks, written like that.
Grammar GrammarOf(const std::vector<std::string>& rules,
                  const std::vector<std::string>& blocks);

// Replaces the most frequent pair, of several the one that ends first, until none occurs
// twice. Occurrences are counted from the left without overlap. Notes whose spelling
// became one symbol stay as rules of one symbol.
Grammar NaiveRePair(const NoteText& text);

// Why the rules are not what Re-Pair makes of a text without notes, or "" if they are:
// - rules of two symbols replace a pair of the highest count, and all of it;
// - longer ones replace a string that occurs exactly twice, when no pair occurs more
// often;
// - what is left, and the bodies, hold no pair twice.
std::string WhyNotRePair(const NoteText& text, const Grammar& grammar);

}  // namespace rondo::grammar::reference

#endif  // RONDO_TESTS_REFERENCE_NAIVE_RE_PAIR_H_
