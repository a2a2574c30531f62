// Needles in lists of symbols: found if and only if the expansion holds one.
#include "stream/symbol_scan.h"

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
    if (i == rules / 2) scan.Update();
  }
  scan.Update();
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

TEST(Needles, TooManyForTheAutomaton) {
  EXPECT_TRUE(Needles({std::string(254, 'a')}, false).has_automaton());
  EXPECT_FALSE(Needles({std::string(255, 'a')}, false).has_automaton());
  EXPECT_FALSE(Needles({}, false).has_automaton());
  EXPECT_FALSE(Needles({"a", ""}, false).has_automaton());
}

}  // namespace
}  // namespace rondo::stream
