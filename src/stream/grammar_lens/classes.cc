// Co-clustering. A table of "unit a stands before unit b" counts is folded in two ways by
// turns: rows (units as contexts) are grouped by what follows them, told by class;
// columns (units as predicted) are grouped by what precedes them, told by context.
//
// A unit is a frequent symbol, and with it all rare rules that begin (as predicted) or
// end (as contexts) with it: a rare rule inherits from its first and last symbol, which
// costs nothing to say and is nearly right, since "the c" is followed by what "c" is
// followed by.
//
// A frequent rule states its group only where that saves more bits than stating costs.
//
// Tested by: tests/stream/grammar_lens/lens_test.cc.

#include "stream/grammar_lens/classes.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>

#include "entropy/cluster.h"
#include "stream/grammar_lens/format.h"
#include "stream/grammar_lens/token_walk.h"

namespace rondo::stream {
namespace {

using entropy::SparseRows;
using grammar::kBytes;
using grammar::Symbol;
using grammar::Token;

constexpr float kStatingBits = 6;  // what it costs to state a group, about

// Units and, for every symbol, which unit it goes with.
struct Units {
  uint32_t count = 0;
  std::vector<uint32_t> as_predicted;  // by symbol
  std::vector<uint32_t> as_context;    // by symbol
  std::vector<Symbol> symbol;          // by unit
};

struct UseCounter {
  std::vector<uint32_t> uses;
  void Borrow(uint32_t) {}
  void BeginPage(uint32_t) {}
  void EndPage(uint32_t) {}
  void BeginRule(uint32_t, grammar::SymbolSpan) {}
  void EndRule(uint32_t) {}
  void BeginBlock(uint32_t, grammar::SymbolSpan) {}
  void EndBlock(uint32_t) {}
  void Visit(Place, Symbol, Token token) {
    if ((token & grammar::kCopy) == 0) ++uses[token & grammar::kTokenValue];
  }
};

Units MakeUnits(const grammar::OrderedGrammar& ordered, uint32_t frequent_uses) {
  const uint32_t symbols = kBytes + ordered.rules.size();
  UseCounter counter;
  counter.uses.resize(symbols);
  WalkTokens(ordered, counter);
  Units units;
  units.as_predicted.resize(symbols);
  units.as_context.resize(symbols);
  for (Symbol s = 0; s < symbols; ++s) {
    if (s < kBytes || counter.uses[s] >= frequent_uses) {
      units.as_predicted[s] = units.as_context[s] = units.count++;
      units.symbol.push_back(s);
    } else {
      const grammar::SymbolSpan body = ordered.rules[s - kBytes];
      units.as_predicted[s] = units.as_predicted[body.front() & grammar::kTokenValue];
      units.as_context[s] = units.as_context[body.back() & grammar::kTokenValue];
    }
  }
  return units;
}

// Collects which unit stands before which. Columns beyond the units: first uses, copies.
// Row units.count is "at the start".
struct PairCollector {
  const Units& units;
  std::vector<uint32_t> before = {};
  std::vector<uint32_t> after = {};
  void Borrow(uint32_t) {}
  void BeginPage(uint32_t) {}
  void EndPage(uint32_t) {}
  void BeginRule(uint32_t, grammar::SymbolSpan) {}
  void EndRule(uint32_t) {}
  void BeginBlock(uint32_t, grammar::SymbolSpan) {}
  void EndBlock(uint32_t) {}
  void Visit(Place, Symbol previous, Token token) {
    before.push_back(previous == kAtStart ? units.count : units.as_context[previous]);
    after.push_back(token & grammar::kFirstUse ? units.count + kFirstUseClass
                    : token & grammar::kCopy   ? units.count + kCopyClass
                                               : units.as_predicted[token]);
  }
};

// Sums up equal (row, column) pairs, given as two parallel lists. Linear.
SparseRows SumPairs(std::span<const uint32_t> row_of, std::span<const uint32_t> column_of,
                    uint32_t rows, uint32_t columns) {
  std::vector<uint64_t> begin(rows + 1);
  for (const uint32_t row : row_of) ++begin[row + 1];
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  std::vector<uint32_t> sorted(row_of.size());
  std::vector<uint64_t> next(begin.begin(), begin.end() - 1);
  for (size_t i = 0; i < row_of.size(); ++i) sorted[next[row_of[i]]++] = column_of[i];

  SparseRows sums;
  sums.columns = columns;
  std::vector<uint32_t> count(columns);
  std::vector<uint32_t> touched;
  for (uint32_t row = 0; row < rows; ++row) {
    for (uint64_t i = begin[row]; i < begin[row + 1]; ++i) {
      if (count[sorted[i]]++ == 0) touched.push_back(sorted[i]);
    }
    for (const uint32_t column : touched) {
      sums.entries.push_back({column, count[column]});
      count[column] = 0;
    }
    touched.clear();
    sums.begin.push_back(sums.entries.size());
  }
  return sums;
}

// The same rows with columns merged by `group_of`.
SparseRows Fold(const SparseRows& rows, std::span<const uint32_t> group_of,
                uint32_t groups) {
  SparseRows folded;
  folded.columns = groups;
  std::vector<uint32_t> count(groups);
  for (uint32_t row = 0; row < rows.size(); ++row) {
    for (const auto& entry : rows.row(row)) count[group_of[entry.column]] += entry.count;
    for (uint32_t g = 0; g < groups; ++g) {
      if (count[g] == 0) continue;
      folded.entries.push_back({g, count[g]});
      count[g] = 0;
    }
    folded.begin.push_back(folded.entries.size());
  }
  return folded;
}

// A first grouping of units as predicted: by their first byte, or the one after a space.
std::vector<uint32_t> GroupByFirstByte(const grammar::OrderedGrammar& ordered,
                                       const Units& units,
                                       std::span<const uint64_t> weight,
                                       uint32_t groups) {
  std::vector<std::array<uint8_t, 2>> first(kBytes + ordered.rules.size());
  for (Symbol s = 0; s < first.size(); ++s) {
    if (s < kBytes) {
      first[s] = {static_cast<uint8_t>(s), static_cast<uint8_t>(s)};
    } else {
      const grammar::SymbolSpan body = ordered.rules[s - kBytes];
      const Symbol a = body[0] & grammar::kTokenValue;
      const Symbol b = body[1] & grammar::kTokenValue;
      first[s] = {first[a][0], a < kBytes ? first[b][0] : first[a][1]};
    }
  }
  // 512 keys: a letter, or a letter after a space; the heaviest get groups of their own.
  const auto key = [&](uint32_t unit) -> uint32_t {
    const auto bytes = first[units.symbol[unit]];
    return bytes[0] == ' ' ? 256u + bytes[1] : bytes[0];
  };
  std::array<uint64_t, 512> key_weight = {};
  for (uint32_t u = 0; u < units.count; ++u) key_weight[key(u)] += weight[u];
  std::array<uint32_t, 512> order;
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t a, uint32_t b) { return key_weight[a] > key_weight[b]; });
  std::array<uint32_t, 512> group;
  for (uint32_t i = 0; i < 512; ++i) group[order[i]] = std::min(i, groups - 1);
  std::vector<uint32_t> result(units.count);
  for (uint32_t u = 0; u < units.count; ++u) result[u] = group[key(u)];
  return result;
}

float RowCost(std::span<const SparseRows::Entry> row, std::span<const float> costs,
              uint32_t groups, uint32_t group) {
  float cost = 0;
  for (const auto& entry : row)
    cost += entry.count * costs[entry.column * groups + group];
  return cost;
}

// Gives every symbol its group: the one its unit was assigned, where stating it pays,
// else the inherited one. `heir` picks the symbol of a body that a rule inherits from.
template <typename Heir>
void Settle(const grammar::OrderedGrammar& ordered, const Units& units,
            std::span<const uint32_t> unit_of, const SparseRows& rows,
            std::span<const uint32_t> assigned, uint32_t groups, uint32_t first_group,
            Heir heir, std::vector<uint8_t>* group_of, std::vector<bool>* states) {
  std::vector<uint32_t> counts(size_t{groups} * rows.columns);
  for (uint32_t u = 0; u < units.count; ++u) {
    for (const auto& entry : rows.row(u)) {
      counts[size_t{assigned[u]} * rows.columns + entry.column] += entry.count;
    }
  }
  const std::vector<float> costs = entropy::GroupCosts(counts, groups, rows.columns);
  const uint32_t symbols = kBytes + ordered.rules.size();
  group_of->resize(symbols);
  states->assign(symbols, false);
  for (Symbol s = 0; s < symbols; ++s) {
    const uint32_t unit = unit_of[s];
    uint32_t group = assigned[unit];
    if (s >= kBytes) {
      const uint32_t inherited =
          (*group_of)[heir(ordered.rules[s - kBytes])] - first_group;
      const bool own = units.symbol[unit] == s;
      if (own && group != inherited &&
          RowCost(rows.row(unit), costs, groups, inherited) -
                  RowCost(rows.row(unit), costs, groups, group) >
              kStatingBits) {
        (*states)[s] = true;
      } else {
        group = inherited;
      }
    }
    (*group_of)[s] = static_cast<uint8_t>(group + first_group);
  }
}

}  // namespace

SymbolClasses ChooseClasses(const grammar::OrderedGrammar& ordered,
                            const ClassOptions& options) {
  const Units units = MakeUnits(ordered, options.frequent_uses);
  PairCollector pairs{units};
  WalkTokens(ordered, pairs);
  const uint32_t columns = units.count + kFirstSymbolClass;
  const SparseRows following =
      SumPairs(pairs.before, pairs.after, units.count + 1, columns);
  const SparseRows preceding =
      SumPairs(pairs.after, pairs.before, columns, units.count + 1);
  pairs.before = {};
  pairs.after = {};

  std::vector<uint64_t> weight(columns);
  for (uint32_t c = 0; c < columns; ++c) {
    for (const auto& entry : preceding.row(c)) weight[c] += entry.count;
  }
  std::vector<uint32_t> classes =
      GroupByFirstByte(ordered, units, weight, options.classes);
  std::vector<uint32_t> contexts;
  SparseRows context_rows;
  SparseRows class_rows;
  for (int round = 0; round < options.rounds; ++round) {
    std::vector<uint32_t> class_of_column(columns);
    for (uint32_t u = 0; u < units.count; ++u) class_of_column[u] = classes[u];
    class_of_column[units.count + kFirstUseClass] = options.classes;
    class_of_column[units.count + kCopyClass] = options.classes + 1;
    context_rows = Fold(following, class_of_column, options.classes + 2);
    context_rows.begin.pop_back();  // "at the start" keeps a context of its own
    context_rows.entries.resize(context_rows.begin.back());
    contexts = entropy::ClusterRows(context_rows, options.contexts, 2, contexts);

    std::vector<uint32_t> context_of_row(contexts);
    context_of_row.push_back(options.contexts);
    class_rows = Fold(preceding, context_of_row, options.contexts + 1);
    class_rows.begin.resize(units.count + 1);
    class_rows.entries.resize(class_rows.begin.back());
    classes = entropy::ClusterRows(class_rows, options.classes, 2,
                                   round == 0 ? std::span<const uint32_t>{} : classes);
  }

  SymbolClasses result;
  result.contexts = options.contexts;
  result.classes = options.classes + kFirstSymbolClass;
  Settle(
      ordered, units, units.as_predicted, class_rows, classes, options.classes,
      kFirstSymbolClass,
      [](grammar::SymbolSpan body) { return body.front() & grammar::kTokenValue; },
      &result.class_of, &result.states_class);
  Settle(
      ordered, units, units.as_context, context_rows, contexts, options.contexts, 0,
      [](grammar::SymbolSpan body) { return body.back() & grammar::kTokenValue; },
      &result.context_of, &result.states_context);
  return result;
}

}  // namespace rondo::stream
