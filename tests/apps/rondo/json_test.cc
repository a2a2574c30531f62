#include "apps/rondo/text/json.h"

#include <gtest/gtest.h>

namespace rondo::app {
namespace {

TEST(Json, EscapesStrings) {
  EXPECT_EQ(JsonString("plain"), "\"plain\"");
  EXPECT_EQ(JsonString("a\"b\\c"), "\"a\\\"b\\\\c\"");
  EXPECT_EQ(JsonString("a\nb\x01"), "\"a\\u000ab\\u0001\"");
  EXPECT_EQ(JsonString("h\xC3\xB6her \xE2\x82\xAC \xF0\x9F\x8E\xB5"),
            "\"h\xC3\xB6her \xE2\x82\xAC \xF0\x9F\x8E\xB5\"");
}

TEST(Json, ReplacesWhatIsNotUtf8) {
  // A lone continuation, an overlong slash, a surrogate, a cut-off character.
  EXPECT_EQ(JsonString("\x80"), "\"\xEF\xBF\xBD\"");
  EXPECT_EQ(JsonString("\xC0\xAF"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
  EXPECT_EQ(JsonString("\xED\xA0\x80").size(), 2u + 3 * 3);
  EXPECT_EQ(JsonString("a\xE2\x82"), "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST(Json, WritesObjects) {
  JsonObject json;
  EXPECT_EQ(json.Text(), "{}");
  json.Add("bytes", uint64_t{18446744073709551615u});
  json.Add("lens", std::string("stored"));
  json.AddRatio("ratio", 10, 4);
  json.AddRatio("none", 10, 0);
  json.AddArray("parts", {"1", "2"});
  EXPECT_EQ(json.Text(),
            "{\"bytes\":18446744073709551615,\"lens\":\"stored\",\"ratio\":2.5000,"
            "\"none\":null,\"parts\":[1,2]}");
}

}  // namespace
}  // namespace rondo::app
