// rondo encode --format zipfs and rondo decode, as a shell sees them.
#include <string>

#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::HasSubstr;

class ZipfsTest : public CliTest {
 protected:
  ZipfsTest() {
    Write("samples", Log(60'000));
    Write("text", Log(200'000).substr(120'000, 50'000));
    InStore(
        "rondo dict train -q --format zipfs --name t samples >cid; "
        "rondo dict export -o t.car \"$(cat cid)\"");
  }
  std::string InStore(const std::string& line) {
    return Good("export XDG_DATA_HOME=\"$PWD/data\" RONDO_DICTIONARY_PATH=; " + line);
  }
  CommandResult RunIn(const std::string& line) {
    return Run("export XDG_DATA_HOME=\"$PWD/data\" RONDO_DICTIONARY_PATH=; " + line);
  }
};

TEST_F(ZipfsTest, ThereAndBack) {
  InStore(
      "rondo encode --format zipfs --dict $(cat cid) text; cp text before; "
      "rondo decode -f text.zipfs; cmp before text");
  InStore(
      "rondo encode --format zipfs --dict t.car -o greedy text; "
      "cmp greedy text.zipfs");
  InStore(
      "rondo encode --format zipfs --dict t.car --optimal <text >optimal; "
      "rondo decode -c optimal | cmp - text; rondo decode <optimal | cmp - text; "
      "rondo -dc optimal | cmp - text");
  EXPECT_LT(Read("optimal").size(), Read("greedy").size());
  EXPECT_LT(Read("optimal").size() * 3, Read("text").size());
  // An empty file, and one of bytes that no sample has.
  InStore("rondo encode --format zipfs --dict t.car </dev/null | rondo decode | wc -c");
  InStore(
      "head -c 5000 /dev/urandom >noise; rondo encode --format zipfs --dict t.car noise;"
      " rondo decode -c noise.zipfs | cmp - noise");
}

TEST_F(ZipfsTest, SourcesAreTreatedAsThoseOfScores) {
  InStore("rondo encode --format zipfs --dict t.car --rm text; test ! -e text");
  EXPECT_THAT(RunIn("rondo encode --format zipfs --dict t.car text.zipfs").err,
              HasSubstr("already ends in .zipfs"));
  InStore("rondo decode --rm text.zipfs; test ! -e text.zipfs");
  EXPECT_THAT(RunIn("rondo encode -v --format zipfs --dict t.car text").err,
              HasSubstr("50,000 -> "));
  EXPECT_THAT(RunIn("rondo encode --format zipfs --dict t.car text").err,
              HasSubstr("not overwritten"));
}

TEST_F(ZipfsTest, ADictionaryThatIsNotThere) {
  InStore("rondo encode --format zipfs --dict t.car text; rm -r data");
  const CommandResult missing = RunIn("rondo decode -c text.zipfs");
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_EQ(missing.out, "");
  EXPECT_THAT(missing.err, HasSubstr("no block " + Read("cid").substr(0, 59)));
  InStore("rondo decode -c --dict t.car text.zipfs | cmp - text");
  InStore(
      "rondo dict import -q t.car | cmp - cid; rondo decode -c text.zipfs | cmp - text");
  InStore("rondo dict train -q --format zipfs --name other -o other.car samples");
  // Another one is no harm where the right one is kept.
  InStore("rondo decode -c --dict other.car text.zipfs | cmp - text; rm -r data");
  const CommandResult wrong = RunIn("rondo decode -c --dict other.car text.zipfs");
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("other.car is "));
  EXPECT_THAT(wrong.err, HasSubstr("no block " + Read("cid").substr(0, 59)));
}

TEST_F(ZipfsTest, Damage) {
  InStore(
      "rondo encode --format zipfs --dict t.car text; head -c -1 text.zipfs >cut; "
      "cp text.zipfs more; printf x >>more; "
      "printf '\\243\\144Data\\x' >start");
  for (const char* file : {"cut", "more", "start"}) {
    const CommandResult result = RunIn(std::string("rondo decode -o out ") + file);
    EXPECT_EQ(result.exit_code, 1) << file;
    EXPECT_THAT(result.err, HasSubstr("DAG-CBOR, byte ")) << file;
    EXPECT_FALSE(Exists("out"));
  }
}

// Codes of the draft, 0, 10, 110, with a dictionary too small to write with.
TEST_F(ZipfsTest, TheCodesOfTheDraft) {
  Good(
      R"(printf '\242\144Name\143fox\150Segments\203\104The \106quick \103fox' >fox.cbor)");
  const std::string shown = InStore("rondo dict show --json fox.cbor");
  Good(R"(python3 - <<'END'
import base64, hashlib
block = open('fox.cbor', 'rb').read()
cid = b'\x01\x71\x12\x20' + hashlib.sha256(block).digest()
open('fox.zipfs', 'wb').write(b'\xa3\x64Data\x41\x5b\x64Name\x63fox\x6aDictionary\xd8\x2a\x58\x25\0' + cid)
END)");
  EXPECT_EQ(InStore("rondo decode -c --dict fox.cbor fox.zipfs"), "The quick fox");
  EXPECT_THAT(RunIn("rondo encode --format zipfs --dict fox.cbor text").err,
              HasSubstr("no segment for some bytes"));
  // The same bits by another code.
  EXPECT_EQ(InStore("rondo decode -c --unary --dict fox.cbor fox.zipfs"),
            "The quick fox");
}

}  // namespace
}  // namespace rondo::testing
