#include "grammar/induction/borrow.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "grammar/induction/first_use.h"
#include "grammar/induction/prune.h"
#include "grammar/induction/re_pair.h"
#include "reference/naive_re_pair.h"

namespace rondo::grammar {
namespace {

using reference::Expand;

base::Bytes AsBytes(const std::string& text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

NoteText PlainText(const std::string& text) {
  NoteText notes;
  notes.blocks = 1;
  for (const char c : text) notes.text.push_back(static_cast<uint8_t>(c));
  notes.text.push_back(kSeparator);
  return notes;
}

// What others may borrow of the grammar of a text.
SharedRules RulesOf(const std::string& text) {
  Grammar grammar = RePair(PlainText(text));
  Prune(&grammar, {});
  return SharedRules(grammar.rules);
}

Grammar Borrow(const std::string& text, const SharedRules& shared) {
  const std::vector<uint64_t> ends = {text.size()};
  Grammar grammar = RePair(BorrowNotes(AsBytes(text), ends, shared).notes);
  FindBorrowed(shared, &grammar);
  return grammar;
}

std::string ExpandRule(const SymbolLists& rules, uint32_t rule) {
  std::string text;
  for (const Symbol symbol : rules[rule]) {
    text += symbol < kBytes ? std::string(1, static_cast<char>(symbol))
                            : ExpandRule(rules, symbol - kBytes);
  }
  return text;
}

// A text of few words, so that grammars have much in common.
rc::Gen<std::string> Text() {
  const auto word = rc::gen::element<std::string>(
      "error ", "opening file ", "/usr/lib/x86_64-linux-gnu/libc.so.6\n", "a", "b", "zz",
      "the connection was closed by the other side before it was answered, again\n");
  return rc::gen::map(
      rc::gen::container<std::vector<std::string>>(rc::gen::scale(3.0, word)),
      [](const std::vector<std::string>& words) {
        std::string text = "x";
        for (const std::string& each : words) text += each;
        return text;
      });
}

TEST(FingerprintTest, OfPartsIsOfTheWhole) {
  const auto print_of = [](const std::string& text) {
    Fingerprint print;
    for (const char c : text) print = print.Then(Fingerprint::OfByte(c));
    return print;
  };
  const Fingerprint whole = print_of("abcdef");
  const Fingerprint parts = print_of("ab").Then(print_of("")).Then(print_of("cdef"));
  EXPECT_EQ(whole.value, parts.value);
  EXPECT_EQ(whole.power, parts.power);
  EXPECT_EQ(whole.length, 6);
  EXPECT_NE(whole.value, print_of("abcdfe").value);
  EXPECT_NE(print_of(std::string(1, '\0')).value, print_of(std::string(2, '\0')).value);
}

TEST(BorrowTest, WhatIsLikeAnEarlierTextBorrowsIt) {
  const std::string line = "connection closed by peer, ";
  const SharedRules shared = RulesOf("1<" + line + ">2[" + line + "]3{" + line + "}");
  Grammar grammar = Borrow("once (" + line + ")", shared);
  Prune(&grammar, {});
  ASSERT_EQ(grammar.rules.size(), 1);
  ASSERT_TRUE(grammar.is_borrowed(0));
  EXPECT_EQ(ExpandRule(shared.rules(), grammar.borrowed[0]), line);
}

TEST(BorrowTest, LongRulesAreFoundWhole) {
  std::string line;
  for (int i = 0; i < 40; ++i) line += "part " + std::to_string(i * i) + ", ";
  const SharedRules shared = RulesOf("<" + line + ">[" + line + "]");
  const std::string text = "before {" + line + "} between /" + line + "# behind";
  const std::vector<uint64_t> ends = {text.size()};
  const BorrowedText borrowed = BorrowNotes(AsBytes(text), ends, shared);
  EXPECT_GE(borrowed.shared_bytes, 2 * line.size());
  Grammar grammar = Borrow(text, shared);
  Prune(&grammar, {});
  const auto whole = std::ranges::find_if(grammar.borrowed, [&](uint32_t rule) {
    return rule != kOwn && ExpandRule(shared.rules(), rule) == line;
  });
  EXPECT_NE(whole, grammar.borrowed.end());
}

TEST(BorrowTest, NothingInCommon) {
  const SharedRules shared = RulesOf("aaaaabbbbbbaaaaabbbbbb");
  Grammar grammar = Borrow("nothing of the kind is in this text", shared);
  Prune(&grammar, {});
  EXPECT_EQ(
      std::ranges::count_if(grammar.borrowed, [](uint32_t rule) { return rule != kOwn; }),
      0);
}

RC_GTEST_PROP(BorrowProperty, TextsAndExpansionsStay, ()) {
  const SharedRules shared = RulesOf(*Text());
  const std::string text = *Text();
  Grammar grammar = Borrow(text, shared);
  Prune(&grammar, {});
  RC_ASSERT(Expand(grammar) == std::vector<std::string>{text});
  for (uint32_t rule = 0; rule < grammar.rules.size(); ++rule) {
    if (!grammar.is_borrowed(rule)) continue;
    RC_ASSERT(ExpandRule(grammar.rules, rule) ==
              ExpandRule(shared.rules(), grammar.borrowed[rule]));
  }
}

RC_GTEST_PROP(BorrowProperty, BorrowedRulesComeFirstAndRise, ()) {
  const SharedRules shared = RulesOf(*Text());
  Grammar grammar = Borrow(*Text(), shared);
  Prune(&grammar, {});
  const OrderedGrammar ordered = OrderByFirstUse(grammar);
  RC_ASSERT(std::ranges::is_sorted(ordered.borrowed, std::less_equal<>()));
  const auto first_is_no_claim = [&](const SymbolLists& lists) {
    for (const Token token : lists.symbols()) {
      const uint32_t symbol = token & kTokenValue;
      if ((token & kCopy) != 0 || symbol < kBytes) continue;
      if (ordered.is_borrowed(symbol - kBytes)) RC_ASSERT((token & kFirstUse) == 0);
    }
  };
  first_is_no_claim(ordered.rules);
  first_is_no_claim(ordered.blocks);
  for (uint32_t rule = 0; rule < ordered.borrowed.size(); ++rule) {
    const std::string expansion = ExpandRule(shared.rules(), ordered.borrowed[rule]);
    RC_ASSERT(static_cast<char>(ordered.rules[rule].front()) == expansion.front());
    RC_ASSERT(static_cast<char>(ordered.rules[rule].back()) == expansion.back());
  }
}

}  // namespace
}  // namespace rondo::grammar
