// Templates become notes for Re-Pair, spelled by a pair of bytes of their own: no pair of
// bytes occurs twice, so spellings never become rules. Pruning may write a note out where
// it stands; reading the result takes the pairs of bytes back for templates.
//
// The grammar is kept if its symbols and bodies cost less than the plain sequence, both
// under the byte of the symbol before.
//
// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/plan/sequence.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "grammar/induction/prune.h"
#include "grammar/induction/re_pair.h"
#include "stream/record_lens/plan/cost.h"

namespace rondo::stream {
namespace {

using grammar::Grammar;
using grammar::Symbol;
using grammar::SymbolLists;

// Templates that can be spelled by two bytes.
constexpr uint32_t kMaxTemplates = 1u << 16;
// What a rule, and a symbol of a body beyond its own cost, take in the tables.
constexpr double kRuleBits = 6;
constexpr double kBodySymbolBits = 1;

// A sequence before ranking: symbols below `templates` are templates of the table, others
// are rules.
struct RawSequence {
  uint32_t templates = 0;
  SymbolLists bodies;
  SymbolLists blocks;
  uint32_t symbols() const { return templates + bodies.size(); }
};

RawSequence PlainSequence(const grammar::TemplateTable& table) {
  RawSequence raw;
  raw.templates = static_cast<uint32_t>(table.templates.size());
  uint32_t line = 0;
  for (const uint32_t end : table.block_lines) {
    for (; line < end; ++line) raw.blocks.Push(table.line_template[line]);
    raw.blocks.Close();
  }
  return raw;
}

Grammar Induce(const RawSequence& plain) {
  grammar::NoteText text;
  text.blocks = plain.blocks.size();
  text.notes = plain.templates;
  for (uint32_t b = 0; b < plain.blocks.size(); ++b) {
    for (const Symbol id : plain.blocks[b]) text.text.push_back(grammar::kBytes + id);
    text.text.push_back(grammar::kSeparator);
  }
  for (uint32_t id = 0; id < plain.templates; ++id) {
    text.text.push_back(id >> 8);
    text.text.push_back(id & 255);
    text.text.push_back(grammar::kSeparator);
  }
  Grammar grammar = grammar::RePair(std::move(text));
  grammar::Prune(&grammar, grammar::PruneOptions{});
  return grammar;
}

// Takes notes and spellings back for templates.
RawSequence FromGrammar(const Grammar& grammar, uint32_t templates) {
  RawSequence raw;
  raw.templates = templates;
  std::vector<Symbol> symbol_of_rule(grammar.rules.size());
  const auto convert = [&](grammar::SymbolSpan from, SymbolLists* to) {
    for (size_t i = 0; i < from.size(); ++i) {
      if (from[i] < grammar::kBytes) {
        to->Push(from[i] << 8 | from[i + 1]);
        ++i;
      } else {
        to->Push(symbol_of_rule[from[i] - grammar::kBytes]);
      }
    }
    to->Close();
  };
  for (uint32_t r = 0; r < grammar.rules.size(); ++r) {
    const grammar::SymbolSpan body = grammar.rules[r];
    if (body.size() == 2 && body[0] < grammar::kBytes) {
      symbol_of_rule[r] = body[0] << 8 | body[1];
    } else {
      symbol_of_rule[r] = raw.symbols();
      convert(body, &raw.bodies);
    }
  }
  for (uint32_t b = 0; b < grammar.blocks.size(); ++b)
    convert(grammar.blocks[b], &raw.blocks);
  return raw;
}

// How often each symbol stands in blocks and bodies.
std::vector<uint32_t> CountUses(const RawSequence& raw) {
  std::vector<uint32_t> uses(raw.symbols(), 0);
  for (const SymbolLists* lists : {&raw.blocks, &raw.bodies}) {
    for (const Symbol symbol : lists->symbols()) ++uses[symbol];
  }
  return uses;
}

// Symbols by falling number of uses.
std::vector<uint32_t> OrderByUse(const RawSequence& raw) {
  const std::vector<uint32_t> uses = CountUses(raw);
  std::vector<uint32_t> order(uses.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t a, uint32_t b) { return uses[a] > uses[b]; });
  return order;
}

std::vector<uint32_t> Inverse(const std::vector<uint32_t>& order) {
  std::vector<uint32_t> rank(order.size());
  for (uint32_t i = 0; i < order.size(); ++i) rank[order[i]] = i;
  return rank;
}

double Cost(const RawSequence& raw) {
  const std::vector<uint32_t> rank = Inverse(OrderByUse(raw));
  std::vector<uint8_t> contexts;
  std::vector<uint8_t> tokens;
  double bits = 0;
  const auto add = [&](grammar::SymbolSpan list) {
    uint8_t last = 0;
    for (const Symbol symbol : list) {
      const NumberToken token = SplitNumber(rank[symbol]);
      contexts.push_back(last);
      tokens.push_back(last = token.token);
      bits += token.raw_bits;
    }
  };
  for (uint32_t b = 0; b < raw.blocks.size(); ++b) add(raw.blocks[b]);
  for (uint32_t r = 0; r < raw.bodies.size(); ++r) {
    add(raw.bodies[r]);
    bits += kRuleBits + kBodySymbolBits * static_cast<double>(raw.bodies[r].size());
  }
  ConditionalCounter counter;
  return bits + counter.Measure(contexts, tokens).entropy_bits;
}

std::vector<uint32_t> LinesOfSymbols(const RawSequence& raw) {
  std::vector<uint32_t> lines(raw.symbols(), 1);
  for (uint32_t r = 0; r < raw.bodies.size(); ++r) {
    uint32_t& sum = lines[raw.templates + r];
    sum = 0;
    for (const Symbol symbol : raw.bodies[r]) sum += lines[symbol];
  }
  return lines;
}

// The byte of each template of the table: the most frequent ones have one of their own.
std::vector<uint8_t> LineBytes(const grammar::TemplateTable& table) {
  std::vector<uint32_t> order(table.templates.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return table.templates[a].lines > table.templates[b].lines;
  });
  std::vector<uint8_t> bytes(order.size());
  for (uint32_t i = 0; i < order.size(); ++i) bytes[order[i]] = SplitNumber(i).token;
  return bytes;
}

SequencePlan Rank(const RawSequence& raw, const grammar::TemplateTable& table) {
  SequencePlan plan;
  const std::vector<uint32_t> order = OrderByUse(raw);
  const std::vector<uint32_t> rank = Inverse(order);
  const std::vector<uint32_t> lines = LinesOfSymbols(raw);
  const std::vector<uint8_t> bytes = LineBytes(table);
  plan.number_of_template.resize(raw.templates);
  for (const uint32_t symbol : order) {
    const bool is_rule = symbol >= raw.templates;
    plan.sequence.is_rule.push_back(is_rule);
    plan.lines_of_rank.push_back(lines[symbol]);
    if (is_rule) {
      for (const Symbol part : raw.bodies[symbol - raw.templates]) {
        plan.sequence.bodies.Push(rank[part]);
      }
      plan.sequence.bodies.Close();
    } else {
      plan.number_of_template[symbol] =
          static_cast<uint32_t>(plan.template_of_number.size());
      plan.template_of_number.push_back(symbol);
      plan.sequence.line_bytes.push_back(bytes[symbol]);
    }
  }
  for (uint32_t b = 0; b < raw.blocks.size(); ++b) {
    for (const Symbol symbol : raw.blocks[b]) plan.blocks.Push(rank[symbol]);
    plan.blocks.Close();
  }
  return plan;
}

}  // namespace

SequencePlan PlanSequence(const grammar::TemplateTable& table, bool rules) {
  RawSequence plain = PlainSequence(table);
  if (rules && plain.templates <= kMaxTemplates) {
    RawSequence ruled = FromGrammar(Induce(plain), plain.templates);
    if (Cost(ruled) < Cost(plain)) return Rank(ruled, table);
  }
  return Rank(plain, table);
}

}  // namespace rondo::stream
