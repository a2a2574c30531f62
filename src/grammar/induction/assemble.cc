// Tested by tests/grammar/induction/re_pair_test.cc and tests/grammar/induction/sequitur_test.cc.
#include "grammar/induction/assemble.h"

#include <span>
#include <vector>

namespace rondo::grammar {

Grammar AssembleGrammar(SymbolSpan text, uint32_t blocks, uint32_t notes,
                        const SymbolLists& rules) {
  std::vector<SymbolSpan> stretches;  // blocks, then spellings
  stretches.reserve(blocks + notes);
  for (size_t begin = 0, i = 0; i < text.size(); ++i) {
    if (text[i] != kSeparator) continue;
    stretches.push_back(text.subspan(begin, i - begin));
    begin = i + 1;
  }
  const auto spellings = std::span(stretches).subspan(blocks);

  std::vector<Symbol> renamed(kBytes + notes + rules.size());
  Symbol next = 0;
  for (Symbol symbol = 0; symbol < renamed.size(); ++symbol) {
    const bool note = symbol >= kBytes && symbol < kBytes + notes;
    if (note && spellings[symbol - kBytes].size() == 1) continue;
    renamed[symbol] = next++;
  }
  for (uint32_t note = 0; note < notes; ++note) {
    if (spellings[note].size() != 1) continue;
    renamed[kBytes + note] = renamed[spellings[note][0]];
  }

  const auto add = [&renamed](SymbolSpan list, SymbolLists* lists) {
    for (const Symbol symbol : list) lists->Push(renamed[symbol]);
    lists->Close();
  };
  Grammar grammar;
  grammar.rules.Reserve(next - kBytes, rules.symbols().size());
  for (const SymbolSpan spelling : spellings) {
    if (spelling.size() != 1) add(spelling, &grammar.rules);
  }
  for (uint32_t i = 0; i < rules.size(); ++i) add(rules[i], &grammar.rules);
  for (const SymbolSpan block : std::span(stretches).first(blocks)) {
    add(block, &grammar.blocks);
  }
  return grammar;
}

}  // namespace rondo::grammar
