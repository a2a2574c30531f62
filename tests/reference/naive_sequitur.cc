#include "reference/naive_sequitur.h"

#include <iterator>
#include <list>
#include <map>
#include <utility>
#include <vector>

namespace rondo::grammar::reference {
namespace {

// What stands in a list. Both ends of a list are separators.
struct Item {
  Symbol symbol;
  bool settled = false;  // the digram of this and the next item was looked at
};
using List = std::list<Item>;
using Place = List::iterator;

Place Next(Place place) { return std::next(place); }
Place Previous(Place place) { return std::prev(place); }

class Builder {
 public:
  void Append(Symbol symbol) {
    sequence_.insert(Previous(sequence_.end()), {symbol});
    Check(Previous(Previous(Previous(sequence_.end()))));
    while (!unsettled_.empty()) {
      const Place place = unsettled_.back();
      unsettled_.pop_back();
      Check(place);
    }
  }

  Grammar Finish() const {
    Grammar grammar;
    std::map<Symbol, Symbol> names;
    for (const auto& [rule, body] : rules_) {
      const Symbol name = kBytes + static_cast<Symbol>(names.size());
      names[rule] = name;
    }
    const auto named = [&names](Symbol symbol) {
      return names.contains(symbol) ? names[symbol] : symbol;
    };
    for (const auto& [rule, body] : rules_) {
      for (const Item& item : body) {
        if (item.symbol != kSeparator) grammar.rules.Push(named(item.symbol));
      }
      grammar.rules.Close();
    }
    for (auto item = std::next(sequence_.begin()); item != std::prev(sequence_.end());
         ++item) {
      if (item->symbol == kSeparator) {
        grammar.blocks.Close();
      } else {
        grammar.blocks.Push(named(item->symbol));
      }
    }
    return grammar;
  }

 private:
  static bool IsDigram(Place left) {
    return left->symbol != kSeparator && left->symbol != kGone &&
           Next(left)->symbol != kSeparator;
  }
  static bool Same(Place a, Place b) {
    return a->symbol == b->symbol && Next(a)->symbol == Next(b)->symbol;
  }
  static Place RunStart(Place place) {
    while (Previous(place)->symbol == place->symbol) --place;
    return place;
  }

  std::vector<List*> Lists() {
    std::vector<List*> lists = {&sequence_};
    for (auto& [rule, body] : rules_) lists.push_back(&body);
    return lists;
  }

  // Calls f at every digram that was looked at and equals the one at `left`.
  template <typename F>
  void ForEachOther(Place left, F f) {
    for (List* list : Lists()) {
      for (Place place = Next(list->begin());
           place->symbol != kSeparator || list == &sequence_; ++place) {
        if (Next(place) == list->end()) break;
        if (place != left && place->settled && IsDigram(place) && Same(place, left))
          f(place);
      }
    }
  }

  void Check(Place left) {
    if (!IsDigram(left)) return;
    left->settled = true;
    const bool in_run = left->symbol == Next(left)->symbol;
    if (in_run) left = RunStart(left);
    left->settled = true;
    Place other = left;
    ForEachOther(left, [&](Place place) {
      if (other == left && !(in_run && RunStart(place) == left)) other = place;
    });
    if (other != left) return Match(other, left);
    const Place third = Next(Next(left));
    if (in_run && third->symbol == left->symbol && Next(third)->symbol == left->symbol) {
      Match(left, third);
    }
  }

  // The rule whose whole body stands at `left`, or kSeparator.
  Symbol RuleAt(Place left) {
    for (auto& [rule, body] : rules_) {
      if (body.size() == 4 && Next(body.begin()) == left) return rule;
    }
    return kSeparator;
  }

  void Match(Place first, Place second) {
    if (RuleAt(first) == kSeparator && RuleAt(second) != kSeparator)
      std::swap(first, second);
    Symbol rule = RuleAt(first);
    if (rule == kSeparator) {
      rule = next_rule_++;
      rules_[rule] = {
          {kSeparator}, {first->symbol, true}, {Next(first)->symbol}, {kSeparator}};
      Replace(first, rule);
    }
    Replace(second, rule);
    ExpandIfUsedOnce(rule, Next(rules_[rule].begin()));
    ExpandIfUsedOnce(rule, Previous(Previous(rules_[rule].end())));
  }

  List& ListOf(Place place) {
    for (auto& [rule, body] : rules_) {
      for (Place each = body.begin(); each != body.end(); ++each) {
        if (each == place) return body;
      }
    }
    return sequence_;
  }

  // Keeps the item, since unsettled_ may know it.
  void Remove(Place place) {
    gone_.splice(gone_.end(), ListOf(place), place);
    place->symbol = kGone;
  }

  void Replace(Place left, Symbol rule) {
    left->symbol = rule;
    Remove(Next(left));
    Unsettle(left);
    Unsettle(Previous(left));
  }

  void Unsettle(Place left) {
    left->settled = false;
    unsettled_.push_back(left);
  }

  void ExpandIfUsedOnce(Symbol in_rule, Place place) {
    if (!rules_.contains(place->symbol)) return;
    int uses = 0;
    for (const List* list : Lists()) {
      for (const Item& item : *list) uses += item.symbol == place->symbol;
    }
    if (uses != 1) return;
    List& body = rules_[place->symbol];
    const Place last = Previous(Previous(body.end()));
    const Place before = Previous(place);
    rules_[in_rule].splice(place, body, Next(body.begin()), Previous(body.end()));
    rules_.erase(place->symbol);
    Remove(place);
    Unsettle(last);
    Unsettle(before);
  }

  static constexpr Symbol kGone = kSeparator - 1;

  List sequence_ = {{kSeparator}, {kSeparator}};
  std::map<Symbol, List> rules_;
  Symbol next_rule_ = 1u << 20;
  std::vector<Place> unsettled_;
  List gone_;
};

}  // namespace

Grammar NaiveSequitur(const NoteText& text) {
  Builder builder;
  for (const Symbol symbol : text.text) builder.Append(symbol);
  return builder.Finish();
}

std::string WhyNotSequitur(const Grammar& grammar) {
  std::map<std::pair<Symbol, Symbol>, std::pair<const Symbol*, int>> seen;
  std::vector<uint32_t> uses(grammar.symbol_count());
  std::string why;
  const auto look = [&](SymbolSpan list) {
    for (size_t i = 0; i < list.size(); ++i) {
      ++uses[list[i]];
      if (i + 1 == list.size()) continue;
      auto& [last, count] = seen[{list[i], list[i + 1]}];
      if (count > 0 && last == &list[i] - 1) continue;  // overlaps
      last = &list[i];
      if (++count > 1) why = "a digram stands there twice";
    }
  };
  for (uint32_t b = 0; b < grammar.blocks.size(); ++b) look(grammar.blocks[b]);
  for (uint32_t r = 0; r < grammar.rules.size(); ++r) {
    look(grammar.rules[r]);
    if (grammar.rules[r].size() < 2) why = "a rule has less than two symbols";
  }
  for (uint32_t r = 0; r < grammar.rules.size(); ++r) {
    if (uses[kBytes + r] < 2) why = "a rule is used less than twice";
  }
  return why;
}

Grammar Renumbered(const Grammar& grammar) {
  std::map<Symbol, Symbol> names;
  std::vector<Symbol> order;
  const auto name = [&](SymbolSpan list) {
    for (const Symbol symbol : list) {
      if (symbol < kBytes || names.contains(symbol)) continue;
      names[symbol] = kBytes + static_cast<Symbol>(order.size());
      order.push_back(symbol);
    }
  };
  for (uint32_t b = 0; b < grammar.blocks.size(); ++b) name(grammar.blocks[b]);
  for (size_t i = 0; i < order.size(); ++i) name(grammar.rules[order[i] - kBytes]);
  Grammar result;
  const auto add = [&](SymbolSpan list, SymbolLists* lists) {
    for (const Symbol symbol : list) {
      lists->Push(symbol < kBytes ? symbol : names[symbol]);
    }
    lists->Close();
  };
  for (const Symbol rule : order) add(grammar.rules[rule - kBytes], &result.rules);
  for (uint32_t b = 0; b < grammar.blocks.size(); ++b)
    add(grammar.blocks[b], &result.blocks);
  return result;
}

}  // namespace rondo::grammar::reference
