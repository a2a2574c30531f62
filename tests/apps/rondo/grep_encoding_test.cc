// rondo grep in texts that are not UTF-8.
#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::HasSubstr;

class GrepEncodingTest : public CliTest {
 protected:
  GrepEncodingTest() {
    Write("utf8", "first caf\xC3\xA9\nsecond \xF0\x9F\x98\x80\nthird\n");
    Good("(printf '\\377\\376'; iconv -t UTF-16LE utf8) >little");
    Good("(printf '\\376\\377'; iconv -t UTF-16BE utf8) >big");
    Good("iconv -t UTF-16LE utf8 >unmarked");
    Good("head -1 utf8 | iconv -t latin1 >latin1");
  }
};

TEST_F(GrepEncodingTest, Utf16WithAMarkIsFound) {
  for (const char* file : {"little", "big"}) {
    Good(std::string("rondo -k ") + file + " && gzip -k " + file);
    for (const char* form : {"", ".rondo", ".gz"}) {
      const std::string name = std::string(file) + form;
      EXPECT_EQ(Good("rondo grep -nb '\xC3\xA9$' " + name), "1:0:first caf\xC3\xA9\n");
      EXPECT_EQ(Good("rondo grep -no '[^ ]$' <" + name),
                "1:\xC3\xA9\n2:\xF0\x9F\x98\x80\n3:d\n");
      EXPECT_EQ(Good("rondo grep -c --encoding none first " + name + " || true"), "0\n");
    }
  }
}

TEST_F(GrepEncodingTest, OthersIfTheyAreNamed) {
  EXPECT_EQ(Good("rondo grep --encoding utf-16le third unmarked"), "third\n");
  EXPECT_EQ(Good("rondo grep --encoding latin1 'caf\xC3\xA9' latin1"),
            "first caf\xC3\xA9\n");
  const CommandResult result = Run("rondo grep --encoding nonsense x utf8");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("no encoding \"nonsense\""));
}

TEST_F(GrepEncodingTest, WhatIsNotValidIsReplaced) {
  // A lone surrogate, and half a unit at the end.
  Good("printf '\\377\\376a\\0\\0\\330b\\0\\n\\0c\\0d' >broken");
  EXPECT_EQ(Good("rondo grep . broken"),
            "a\xEF\xBF\xBD"
            "b\nc\xEF\xBF\xBD\n");
}

TEST_F(GrepEncodingTest, MarksInPieces) {
  EXPECT_EQ(
      Good("(head -c 1 little; sleep 0.1; tail -c +2 little) | rondo grep -c first"),
      "1\n");
  Write("one", "x");
  EXPECT_EQ(Good("rondo grep -c x <one"), "1\n");
}

}  // namespace
}  // namespace rondo::testing
