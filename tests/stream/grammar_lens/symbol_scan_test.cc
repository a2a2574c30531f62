// Needles in lists of symbols: found if and only if the expansion holds one.
#include "stream/grammar_lens/symbol_scan.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace rondo::stream {
namespace {

std::string Expansion(const Expander& expander, std::span<const uint32_t> symbols) {
  size_t length = 0;
  for (const uint32_t symbol : symbols) length += expander.length(symbol);
  std::string text(length, '\0');
  if (length > 0) {
    expander.Expand(symbols, 0, {reinterpret_cast<uint8_t*>(text.data()), text.size()});
  }
  return text;
}

std::string Lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

RC_GTEST_PROP(SymbolScan, FindsWhatTheExpansionHolds, (bool ignore_case)) {
  const auto letter = rc::gen::element<char>('a', 'b', 'B');
  const auto any_of = *rc::gen::resize(
      6, rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(
             rc::gen::nonEmpty(rc::gen::container<std::string>(letter)))));
  const Needles needles(any_of, ignore_case);
  RC_ASSERT(needles.has_automaton());
  // Little memory, so that long rules keep their bodies.
  Expander expander(*rc::gen::element<uint64_t>(9'000, 1 << 20));
  SymbolScan scan(needles, expander);
  const auto symbol = [&] {
    const bool rule = expander.symbols() > 256 && *rc::gen::inRange(0, 3) > 0;
    return rule ? *rc::gen::inRange<uint32_t>(256, expander.symbols())
                : static_cast<uint32_t>(*letter);
  };
  const int rules = *rc::gen::inRange(0, 20);
  for (int i = 0; i < rules; ++i) {
    std::vector<uint32_t> body(*rc::gen::inRange(2, 5));
    for (uint32_t& one : body) one = symbol();
    expander.AddRule(body);
    if (i == rules / 2) scan.Update(expander.symbols());
  }
  scan.Update(expander.symbols());
  std::vector<uint32_t> symbols(*rc::gen::inRange(0, 6));
  for (uint32_t& one : symbols) one = symbol();
  const std::string text = Expansion(expander, symbols);
  bool found = false;
  for (const std::string& needle : any_of) {
    found |= ignore_case ? Lower(text).find(Lower(needle)) != std::string::npos
                         : text.find(needle) != std::string::npos;
  }
  RC_ASSERT(scan.Finds(symbols) == found);
}

// Some automaton of lines, of a few states that letters lead between.
LineAutomaton SomeAutomaton() {
  const int states = *rc::gen::inRange(1, 6);
  LineAutomaton automaton;
  automaton.next.assign(size_t{256} * 256, LineAutomaton::kFound);
  for (int state = 0; state < states; ++state) {
    for (int byte = 0; byte < 256; ++byte) {
      const bool found = *rc::gen::inRange(0, 300) == 0;
      const auto next = static_cast<uint8_t>((state * 7 + byte * 3 + byte / 16) % states);
      automaton.next[state * 256 + byte] = byte == '\n' ? LineAutomaton::kStart
                                           : found      ? LineAutomaton::kFound
                                                        : next;
    }
  }
  return automaton;
}

RC_GTEST_PROP(SymbolScan, GoesByAnAutomatonOfLines, ()) {
  const LineAutomaton automaton = SomeAutomaton();
  const Needles needles({}, false, automaton);
  RC_ASSERT(needles.has_automaton());
  Expander expander(*rc::gen::element<uint64_t>(9'000, 1 << 20));
  SymbolScan scan(needles, expander);
  const int rules = *rc::gen::inRange(0, 30);
  const auto symbol = [&] {
    const bool rule = expander.symbols() > 256 && *rc::gen::inRange(0, 3) > 0;
    if (rule) return *rc::gen::inRange<uint32_t>(256, expander.symbols());
    return *rc::gen::inRange(0, 40) == 0 ? uint32_t{'\n'}
                                         : *rc::gen::inRange<uint32_t>(0, 256);
  };
  for (int i = 0; i < rules; ++i) {
    std::vector<uint32_t> body(*rc::gen::inRange(2, 5));
    for (uint32_t& one : body) one = symbol();
    expander.AddRule(body);
  }
  scan.Update(expander.symbols());
  for (int i = 0; i < 5; ++i) {
    std::vector<uint32_t> symbols(*rc::gen::inRange(0, 6));
    for (uint32_t& one : symbols) one = symbol();
    uint8_t state = LineAutomaton::kStart;
    for (const char c : Expansion(expander, symbols)) {
      state = automaton.next[state * 256 + static_cast<uint8_t>(c)];
    }
    RC_ASSERT(scan.Finds(symbols) == (state == LineAutomaton::kFound));
  }
}

TEST(Needles, TooManyForTheAutomaton) {
  EXPECT_TRUE(Needles({std::string(254, 'a')}, false).has_automaton());
  EXPECT_FALSE(Needles({std::string(255, 'a')}, false).has_automaton());
  EXPECT_FALSE(Needles({}, false).has_automaton());
  EXPECT_FALSE(Needles({"a", ""}, false).has_automaton());
}

}  // namespace
}  // namespace rondo::stream
