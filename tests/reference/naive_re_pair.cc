#include "reference/naive_re_pair.h"

#include <algorithm>
#include <map>
#include <utility>

namespace rondo::grammar::reference {
namespace {

using List = std::vector<Symbol>;
using Pair = std::pair<Symbol, Symbol>;

std::vector<List> SplitAtSeparators(const NoteText& text) {
  std::vector<List> lists(1);
  for (const Symbol symbol : text.text) {
    if (symbol == kSeparator) {
      lists.emplace_back();
    } else {
      lists.back().push_back(symbol);
    }
  }
  lists.pop_back();  // after the last separator
  return lists;
}

// Replaces `body` from the left; returns how often.
int ReplaceAll(List* list, const List& body, Symbol symbol) {
  List out;
  int replaced = 0;
  for (size_t i = 0; i < list->size();) {
    if (i + body.size() <= list->size() &&
        std::equal(body.begin(), body.end(), list->begin() + i)) {
      out.push_back(symbol);
      i += body.size();
      ++replaced;
    } else {
      out.push_back((*list)[i++]);
    }
  }
  *list = std::move(out);
  return replaced;
}

struct MostFrequent {
  Pair pair;
  int count = 0;
};

MostFrequent FindMostFrequent(const std::vector<List>& lists) {
  struct Seen {
    int count = 0;
    size_t list = 0, next_free = 0;  // where the last one counted ends
  };
  std::map<Pair, Seen> seen;
  MostFrequent best;
  for (size_t l = 0; l < lists.size(); ++l) {
    for (size_t i = 0; i + 1 < lists[l].size(); ++i) {
      const Pair pair(lists[l][i], lists[l][i + 1]);
      Seen& entry = seen[pair];
      if (entry.count > 0 && entry.list == l && i < entry.next_free) continue;
      entry = {entry.count + 1, l, i + 2};
      if (entry.count > best.count) best = {pair, entry.count};
    }
  }
  return best;
}

List ToList(SymbolSpan span) { return List(span.begin(), span.end()); }

}  // namespace

NoteText TextOf(const std::vector<std::string>& blocks,
                const std::vector<std::string>& spellings) {
  NoteText text;
  text.blocks = static_cast<uint32_t>(blocks.size());
  text.notes = static_cast<uint32_t>(spellings.size());
  const auto append = [&text](const std::string& part) {
    for (const char c : part) {
      const bool note = text.notes > 0 && c >= '0' && c <= '9';
      text.text.push_back(note ? kBytes + (c - '0') : static_cast<uint8_t>(c));
    }
    text.text.push_back(kSeparator);
  };
  for (const std::string& block : blocks) append(block);
  for (const std::string& spelling : spellings) append(spelling);
  return text;
}

std::vector<std::string> Expand(const Grammar& grammar) {
  std::vector<std::string> blocks;
  for (uint32_t b = 0; b < grammar.blocks.size(); ++b) {
    std::string& out = blocks.emplace_back();
    const SymbolSpan block = grammar.blocks[b];
    List stack(block.rbegin(), block.rend());
    while (!stack.empty()) {
      const Symbol symbol = stack.back();
      stack.pop_back();
      if (symbol < kBytes) {
        out.push_back(static_cast<char>(symbol));
        continue;
      }
      const SymbolSpan body = grammar.rules[symbol - kBytes];
      stack.insert(stack.end(), body.rbegin(), body.rend());
    }
  }
  return blocks;
}

std::string Show(const Grammar& grammar) {
  std::string out;
  const auto show = [&out](SymbolSpan list) {
    for (const Symbol symbol : list) {
      out.push_back(
          static_cast<char>(symbol < kBytes ? symbol : 'A' + (symbol - kBytes)));
    }
  };
  for (uint32_t r = 0; r < grammar.rules.size(); ++r) {
    out += {static_cast<char>('A' + r), '='};
    show(grammar.rules[r]);
    out += ' ';
  }
  for (uint32_t b = 0; b < grammar.blocks.size(); ++b) {
    out += b == 0 ? "| " : " | ";
    show(grammar.blocks[b]);
  }
  return out;
}

Grammar GrammarOf(const std::vector<std::string>& rules,
                  const std::vector<std::string>& blocks) {
  Grammar grammar;
  const auto add = [](const std::string& list, SymbolLists* lists) {
    for (const char c : list) {
      lists->Push(c >= 'A' && c <= 'Z' ? kBytes + (c - 'A') : static_cast<uint8_t>(c));
    }
    lists->Close();
  };
  for (const std::string& rule : rules) add(rule, &grammar.rules);
  for (const std::string& block : blocks) add(block, &grammar.blocks);
  return grammar;
}

Grammar NaiveRePair(const NoteText& text) {
  std::vector<List> lists = SplitAtSeparators(text);
  std::vector<List> rules;
  for (;;) {
    const MostFrequent best = FindMostFrequent(lists);
    if (best.count < 2) break;
    rules.push_back({best.pair.first, best.pair.second});
    const auto symbol = static_cast<Symbol>(kBytes + text.notes + rules.size() - 1);
    for (List& list : lists) ReplaceAll(&list, rules.back(), symbol);
  }
  Grammar grammar;
  for (uint32_t n = 0; n < text.notes; ++n) grammar.rules.Add(lists[text.blocks + n]);
  for (const List& rule : rules) grammar.rules.Add(rule);
  for (uint32_t b = 0; b < text.blocks; ++b) grammar.blocks.Add(lists[b]);
  return grammar;
}

std::string WhyNotRePair(const NoteText& text, const Grammar& grammar) {
  std::vector<List> lists = SplitAtSeparators(text);
  for (uint32_t r = 0; r < grammar.rules.size(); ++r) {
    const std::string name = "rule " + std::to_string(r);
    const List body = ToList(grammar.rules[r]);
    if (body.size() < 2) return name + " has no pair";
    const int highest = FindMostFrequent(lists).count;
    int replaced = 0;
    for (List& list : lists) replaced += ReplaceAll(&list, body, kBytes + r);
    if (replaced < 2) return name + " is used less than twice";
    if (replaced != highest) return name + " is not the most frequent";
    if (body.size() > 2 && highest != 2) return name + " is longer than a pair";
  }
  for (uint32_t b = 0; b < grammar.blocks.size(); ++b) {
    if (lists[b] != ToList(grammar.blocks[b])) {
      return "block " + std::to_string(b) + " differs from what its rules leave";
    }
  }
  for (uint32_t r = 0; r < grammar.rules.size(); ++r) {
    lists.push_back(ToList(grammar.rules[r]));
  }
  if (FindMostFrequent(lists).count > 1) return "a pair is left that occurs twice";
  return "";
}

}  // namespace rondo::grammar::reference
