// Sets of strings beside looking for each of them.
#include "search/match/string_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "search/match/shift_table.h"

namespace rondo::search {
namespace {

using Strings = std::vector<std::string>;

std::string Lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

std::optional<TextSpan> SlowFind(const Strings& strings, const std::string& text,
                                 size_t from) {
  std::optional<TextSpan> best;
  for (const std::string& string : strings) {
    const size_t at = text.find(string, from);
    if (at == std::string::npos) continue;
    const TextSpan span = {at, at + string.size()};
    if (!best || span.from < best->from ||
        (span.from == best->from && span.to > best->to)) {
      best = span;
    }
  }
  return best;
}

TEST(StringSet, OfTheEssay) {
  const StringSet set({"he", "she", "hers"}, false);
  EXPECT_EQ(set.FindLine("ushers", 0), 3);  // "she" ends there
  const auto span = set.Find("ushers", 0);
  ASSERT_TRUE(span);
  EXPECT_EQ(span->from, 1);
  EXPECT_EQ(span->to, 4);
  EXPECT_EQ(set.LongestAt("hers", 0, 4), 4);
  EXPECT_EQ(set.LongestAt("hers", 0, 3), 2);
  std::multiset<size_t> found;
  set.ForEachIn("ushers", [&](size_t i) { found.insert(i); });
  EXPECT_EQ(found, (std::multiset<size_t>{0, 1, 2}));
}

TEST(StringSet, OfNothing) {
  const StringSet set;
  EXPECT_TRUE(set.empty());
  EXPECT_EQ(set.FindLine("abc", 0), StringSet::kNone);
  EXPECT_FALSE(set.Find("abc", 0));
}

TEST(StringSet, OfEveryByte) {
  Strings strings;
  for (int byte = 0; byte < 256; ++byte) {
    if (byte != '\n') strings.push_back({static_cast<char>(byte), 'x'});
  }
  const StringSet set(strings, false);
  for (const std::string& string : strings) {
    const auto span = set.Find("\n" + string, 0);
    ASSERT_TRUE(span);
    EXPECT_EQ(span->from, 1);
  }
  EXPECT_FALSE(set.Find("\nx\n", 1).has_value() && set.Find("\nx\n", 1)->from == 0);
}

// A text of nothing but places to look at goes to the automaton, and ends there.
TEST(StringSet, NearMisses) {
  const StringSet set({"abab", "aabb"}, false);
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "abb";
  EXPECT_EQ(set.FindLine(text, 0), StringSet::kNone);
  for (const char* end : {"abab", "aabb"}) {
    const size_t found = set.FindLine(text + end, 0);
    EXPECT_GE(found, text.size()) << end;
    EXPECT_LT(found, text.size() + 4) << end;
  }
}

// Alphabets of few letters make strings that overlap and hold each other; enough strings
// that most states have no row.
RC_GTEST_PROP(StringSet, FindsWhatLookingForEachFinds, (bool ignore_case)) {
  const auto letter = ignore_case ? rc::gen::element('a', 'B', 'b', 'c')
                                  : rc::gen::element('a', 'b', 'c', '\xC3');
  const auto word = rc::gen::nonEmpty(rc::gen::container<std::string>(letter));
  const size_t shortest = *rc::gen::element<size_t>(1, 3);
  Strings strings = *rc::gen::container<Strings>(word);
  std::erase_if(strings, [&](const std::string& one) { return one.size() < shortest; });
  const std::string text = *rc::gen::container<std::string>(letter);
  const StringSet set(strings, ignore_case);
  Strings wanted = strings;
  std::string searched = text;
  if (ignore_case) {
    for (std::string& one : wanted) one = Lower(one);
    searched = Lower(text);
  }
  for (size_t from = 0; from <= text.size(); ++from) {
    const auto slow = SlowFind(wanted, searched, from);
    const auto fast = set.Find(text, from);
    RC_ASSERT(slow.has_value() == fast.has_value());
    if (slow) RC_ASSERT(slow->from == fast->from && slow->to == fast->to);
    RC_ASSERT((set.FindLine(text, from) != StringSet::kNone) == slow.has_value());
  }
}

TEST(ShiftTable, OfTheEssay) {
  const auto table = ShiftTable::For({"time", "tired"}, false);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->Next("xxxxxxtimexx", 0), 6);
  EXPECT_EQ(table->Next("a tire", 0), 2);
  EXPECT_EQ(table->Next("nothing here", 0), ShiftTable::kNone);
  EXPECT_FALSE(ShiftTable::For({"time", "a"}, false));
  EXPECT_EQ(ShiftTable::For({"time"}, true)->Next("A TIME", 0), 2);
}

}  // namespace
}  // namespace rondo::search
