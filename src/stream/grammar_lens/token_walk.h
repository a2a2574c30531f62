// Visits every token of an ordered grammar in the order in which a score holds them: page
// by page the rules, then the blocks that the page serves. Encoder only.
#ifndef RONDO_STREAM_GRAMMAR_LENS_TOKEN_WALK_H_
#define RONDO_STREAM_GRAMMAR_LENS_TOKEN_WALK_H_

#include <cstdint>
#include <vector>

#include "grammar/induction/first_use.h"
#include "stream/grammar_lens/format.h"

namespace rondo::stream {

inline constexpr grammar::Symbol kAtStart = ~grammar::Symbol{0};  // no symbol before

// Calls, in order:
//   visitor.Borrow(rule)...
//   visitor.BeginPage(page)
//     visitor.BeginRule(rule, body)  visitor.Visit(kInRule, before, token)...  visitor.EndRule(rule)
//   visitor.EndPage(page)
//     visitor.BeginBlock(block, tokens)  visitor.Visit(kInBlock, before, token)...  visitor.EndBlock(block)
// where `before` is the symbol that precedes the token in its list, or kAtStart.
template <typename Visitor>
void WalkTokens(const grammar::OrderedGrammar& ordered, Visitor& visitor) {
  using grammar::Symbol;
  using grammar::Token;
  const uint32_t blocks = ordered.blocks.size();
  const uint32_t per_page = BlocksPerPage(blocks);
  for (uint32_t borrowed = 0; borrowed < ordered.rules.size(); ++borrowed) {
    if (ordered.is_borrowed(borrowed)) visitor.Borrow(borrowed);
  }
  uint32_t rule = 0;
  std::vector<Symbol> symbols;  // of the block so far, for copies
  for (uint32_t page = 0; page * per_page < blocks; ++page) {
    const uint32_t last_block = std::min(blocks, (page + 1) * per_page);
    visitor.BeginPage(page);
    for (; rule < ordered.rules_through_block[last_block - 1]; ++rule) {
      if (ordered.is_borrowed(rule)) continue;
      const grammar::SymbolSpan body = ordered.rules[rule];
      visitor.BeginRule(rule, body);
      Symbol before = kAtStart;
      for (const Token token : body) {
        visitor.Visit(kInRule, before, token);
        before = token & grammar::kTokenValue;
      }
      visitor.EndRule(rule);
    }
    visitor.EndPage(page);
    for (uint32_t block = page * per_page; block < last_block; ++block) {
      const grammar::SymbolSpan tokens = ordered.blocks[block];
      visitor.BeginBlock(block, tokens);
      symbols.clear();
      for (const Token token : tokens) {
        visitor.Visit(kInBlock, symbols.empty() ? kAtStart : symbols.back(), token);
        if (token & grammar::kCopy) {
          const grammar::Copy copy = ordered.copies[token & grammar::kTokenValue];
          const size_t from = symbols.size() - copy.distance;
          for (uint32_t i = 0; i < copy.length; ++i) symbols.push_back(symbols[from + i]);
        } else {
          symbols.push_back(token & grammar::kTokenValue);
        }
      }
      visitor.EndBlock(block);
    }
  }
}

}  // namespace rondo::stream

#endif  // RONDO_STREAM_GRAMMAR_LENS_TOKEN_WALK_H_
