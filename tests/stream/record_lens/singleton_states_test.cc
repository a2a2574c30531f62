#include "stream/record_lens/search/singleton_states.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace rondo::stream {
namespace {

base::Bytes AsBytes(const std::string& text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

Needles::State Read(const Needles& needles, Needles::State state,
                    const std::string& text) {
  for (const char byte : text) state = needles.Next(state, static_cast<uint8_t>(byte));
  return state;
}

TEST(SingletonStates, TellsWhereStringsLead) {
  const Needles needles({"id=alan"}, false);
  const std::string strings = "alice\nalan\nx id=\n";
  SingletonStates states(needles, AsBytes(strings));
  StateSet expected;
  expected.set(Needles::kStart);
  const Needles::State behind_id = Read(needles, Needles::kStart, "id=");
  expected.set(behind_id);
  EXPECT_EQ(states.After(Needles::kStart), expected);
  expected.set(Needles::kFound);
  EXPECT_EQ(states.After(behind_id), expected);
}

TEST(SingletonStates, OfThoseThatNobodyReadAllMayBe) {
  const Needles needles({"abc"}, false);
  SingletonStates states(needles, std::nullopt);
  StateSet expected = StatesOf(needles);
  EXPECT_EQ(expected.count(), 3);
  expected.set(Needles::kFound);
  EXPECT_EQ(states.After(Needles::kStart), expected);
}

TEST(SingletonStates, NoneLeadNowhere) {
  const Needles needles({"abc"}, false);
  SingletonStates states(needles, base::Bytes());
  EXPECT_FALSE(states.After(Needles::kStart).any());
}

// None is missed, and from the start none is made up.
RC_GTEST_PROP(SingletonStates, HasWhereEachStringLeads, ()) {
  const auto word =
      rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab=")));
  const auto needle = *rc::gen::nonEmpty(word);
  const auto strings = *rc::gen::container<std::vector<std::string>>(word);
  const Needles needles({needle}, false);
  std::string text;
  for (const std::string& string : strings) text += string + "\n";
  SingletonStates states(needles, AsBytes(text));
  StateSet from_start;
  for (const std::string& string : strings)
    from_start.set(Read(needles, Needles::kStart, string));
  RC_ASSERT(states.After(Needles::kStart) == from_start);
  StatesOf(needles).ForEach([&](Needles::State before) {
    for (const std::string& string : strings)
      RC_ASSERT(states.After(before).test(Read(needles, before, string)));
  });
}

}  // namespace
}  // namespace rondo::stream
