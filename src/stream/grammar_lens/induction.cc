// The costs that a re-parse needs come from a grammar that is there already, and a
// grammar that is cheaper under them has other costs: so the two go by turns. The first
// turn gains most (2-3 %). It also leaves pairs that now occur together more often than
// Re-Pair found them, so before further turns Re-Pair goes on where it stopped; the
// second turn then gains about 0.8 %, further ones less.
//
//   the rules so far are the notes of the next Re-Pair: R0 = ab, | R0 R0 R0 c R0 c
//   becomes block R0 R0 1 1 with note 0 spelled "ab" and the new rule 1 = R0 c
//
// Tested by tests/stream/grammar_lens/induction_test.cc.
#include "stream/grammar_lens/induction.h"

#include <utility>

#include "grammar/induction/prune.h"
#include "grammar/induction/re_pair.h"
#include "grammar/induction/reparse.h"
#include "stream/grammar_lens/classes.h"
#include "stream/grammar_lens/parse_costs.h"

namespace rondo::stream {
namespace {

// How often a grammar is re-parsed, by level.
constexpr int kTurns[] = {0, 0, 0, 0, 1, 1, 1, 1, 2, 4};

// More classes make the costs finer, but hardly the parse.
constexpr ClassOptions kCostClasses = {.contexts = 16, .classes = 16};

// The grammar as a text whose notes are the rules.
grammar::NoteText TextOf(const grammar::Grammar& grammar) {
  grammar::NoteText text;
  text.blocks = grammar.blocks.size();
  text.notes = grammar.rules.size();
  text.text.reserve(grammar.blocks.symbols().size() + grammar.rules.symbols().size() +
                    text.blocks + text.notes);
  for (const grammar::SymbolLists* lists : {&grammar.blocks, &grammar.rules}) {
    for (uint32_t i = 0; i < lists->size(); ++i) {
      const grammar::SymbolSpan list = (*lists)[i];
      text.text.insert(text.text.end(), list.begin(), list.end());
      text.text.push_back(grammar::kSeparator);
    }
  }
  return text;
}

void ReparseOnce(grammar::Grammar* grammar) {
  grammar::Reparse(grammar, MeasureParseCosts(*grammar, kCostClasses));
  grammar::Prune(grammar, {});
}

}  // namespace

grammar::Grammar InduceGrammar(grammar::NoteText text, int level,
                               const grammar::SharedRules* shared) {
  const auto pair = [shared](grammar::NoteText notes) {
    grammar::Grammar grammar = grammar::RePair(std::move(notes));
    if (shared != nullptr) grammar::FindBorrowed(*shared, &grammar);
    grammar::Prune(&grammar, {});
    return grammar;
  };
  grammar::Grammar grammar = pair(std::move(text));
  for (int turn = 0; turn < kTurns[level]; ++turn) {
    if (turn > 0) grammar = pair(TextOf(grammar));
    ReparseOnce(&grammar);
  }
  return grammar;
}

void RefineGrammar(grammar::Grammar* grammar, int level) {
  grammar::Prune(grammar, {});
  if (kTurns[level] > 0) ReparseOnce(grammar);
}

}  // namespace rondo::stream
