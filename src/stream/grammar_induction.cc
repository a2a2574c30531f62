// The costs that a re-parse needs come from a grammar that is there already, and a
// grammar that is cheaper under them has other costs: so the two go by turns. The first
// turn gains most (2-3 %), the second about half a percent, further ones less.
//
// Tested by tests/grammar_induction_test.cc.
#include "stream/grammar_induction.h"

#include <utility>

#include "grammar/prune.h"
#include "grammar/re_pair.h"
#include "grammar/reparse.h"
#include "stream/grammar_classes.h"
#include "stream/parse_costs.h"

namespace rondo::stream {
namespace {

// How often a grammar is re-parsed, by level.
constexpr int kRounds[] = {0, 0, 0, 0, 1, 1, 1, 1, 2, 3};

// More classes make the costs finer, but hardly the parse.
constexpr ClassOptions kCostClasses = {.contexts = 16, .classes = 16};

}  // namespace

grammar::Grammar InduceGrammar(grammar::NoteText text, int level) {
  grammar::Grammar grammar = grammar::RePair(std::move(text));
  grammar::Prune(&grammar, {});
  for (int round = 0; round < kRounds[level]; ++round) {
    grammar::Reparse(&grammar, MeasureParseCosts(grammar, kCostClasses));
    grammar::Prune(&grammar, {});
  }
  return grammar;
}

}  // namespace rondo::stream
