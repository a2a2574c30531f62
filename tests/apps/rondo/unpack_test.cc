// Files of other compressors, as their own tools read them: by grep, then by cat, head,
// tail, wc, and encode and append if they are told to.
#include <string>

#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::HasSubstr;

class UnpackTest : public CliTest {
 protected:
  UnpackTest() { Write("log", "one\ntwo x\nthree\n"); }

  // By name, as standard input and from a pipe.
  void ExpectReads(const std::string& file, const std::string& found) {
    EXPECT_EQ(Good("rondo grep -n x " + file), found) << file;
    EXPECT_EQ(Good("rondo grep -n x <" + file), found) << file;
    EXPECT_EQ(Good("cat " + file + " | rondo grep -n x -"), found) << file;
  }
  void ExpectError(const std::string& file, const std::string& message) {
    for (const char* options : {"", "-c ", "-v "}) {
      const CommandResult result =
          Run("rondo grep " + std::string(options) + "nothing " + file);
      EXPECT_EQ(result.exit_code, 2) << file;
      EXPECT_THAT(result.err, HasSubstr(message)) << file;
    }
  }
  // Of these bytes, written as printf takes them.
  void Bytes(const std::string& file, const std::string& escaped) {
    Good("printf '" + escaped + "' >" + file);
  }
};

TEST_F(UnpackTest, EveryFormat) {
  Good("xz -k log; xz -k --format=lzma log; bzip2 -k log; lz4 -q log log.lz4");
  Good("zip -q log.zip log; lzip -k log; compress -c log >log.Z || true");
  Good(
      "lz4 -q -l log old.lz4; xz -k -c -9e log >best.xz; xz -c --check=none log "
      ">none.xz");
  Good(
      "zip -q -0 stored.zip log; zip -q -Z bzip2 packed.zip log; zip -q - log "
      ">piped.zip");
  for (const char* file :
       {"log.xz", "log.lzma", "log.bz2", "log.lz4", "log.zip", "log.lz", "log.Z",
        "old.lz4", "best.xz", "none.xz", "stored.zip", "packed.zip", "piped.zip"}) {
    ExpectReads(file, "2:two x\n");
  }
}

TEST_F(UnpackTest, SeveralStreams) {
  Write("more", "x\n");
  Good(
      "for tool in 'gzip' 'zstd -q' 'xz' 'bzip2' 'lz4 -q' 'lzip'; do"
      " (cat log | $tool -c; cat more | $tool -c) >\"both.${tool%% *}\"; done");
  Good("zip -q both.zip log more");
  for (const char* tool : {"gzip", "zstd", "xz", "bzip2", "lz4", "lzip", "zip"}) {
    ExpectReads(std::string("both.") + tool, "2:two x\n4:x\n");
  }
}

TEST_F(UnpackTest, StreamsOfNoBytes) {
  for (const char* tool : {"gzip", "zstd -q", "xz", "bzip2", "lz4 -q", "lzip"}) {
    Good(": | " + std::string(tool) + " -c >empty");
    EXPECT_EQ(Good("rondo grep -c '' empty || test $? = 1"), "0\n") << tool;
    Good("cat log | " + std::string(tool) + " -c >>empty");
    ExpectReads("empty", "2:two x\n");
  }
}

TEST_F(UnpackTest, GzipHeadersAndPadding) {
  // FHCRC, FEXTRA, FNAME and FCOMMENT: all that a header can have but FTEXT.
  Good(R"(python3 -c '
import gzip, struct, zlib
head = b"\x1f\x8b\x08\x1e\0\0\0\0\0\3" + b"\4\0abcd" + b"name\0" + b"comment\0"
head += struct.pack("<H", zlib.crc32(head) & 0xffff)
body = gzip.compress(open("log", "rb").read(), mtime=0)[10:]
open("full.gz", "wb").write(head + body)
open("bad.gz", "wb").write(head[:-1] + b"\0" + body)
')");
  ExpectReads("full.gz", "2:two x\n");
  ExpectError("bad.gz", "damaged");
  Good("gzip -c log >padded.gz; head -c 1000000 /dev/zero >>padded.gz");
  ExpectReads("padded.gz", "2:two x\n");
  Good("gzip -c log >trailed.gz; echo more x >>trailed.gz");
  EXPECT_EQ(Run("rondo grep x trailed.gz").out, "two x\n");
  ExpectError("trailed.gz", "something else");
}

TEST_F(UnpackTest, ZstdFrames) {
  Good("zstd -qc --no-content-size log >unsized; zstd -qc --long=27 log >long");
  Good("zstd -qc --no-check log >unchecked; cat log | zstd -qc >streamed");
  Bytes("skip", R"(\120\052\115\030\003\000\000\000abc)");
  Good("cat skip log >/dev/null; zstd -qc log >plain; cat skip skip plain skip >skipped");
  Good("lz4 -qc log >plain4; cat skip plain4 >skipped4");
  for (const char* file :
       {"unsized", "long", "unchecked", "streamed", "skipped", "skipped4"}) {
    ExpectReads(file, "2:two x\n");
  }
  EXPECT_EQ(Run("rondo grep -c x skip").out, "0\n");
  Good("head -c 9 skip >cut");
  ExpectError("cut", "ends too early");
  Write("long", Log(300'000));
  Good("zstd -q --train long -B1000 --maxdict=4000 -o words 2>/dev/null");
  Good("zstd -qc -D words log >needy");
  ExpectError("needy", "dictionary");
}

TEST_F(UnpackTest, MemoryIsLimitedBeforeItIsTaken) {
  // A dictionary of 4 GiB and one of 64 MiB, a window of 2 GiB.
  Bytes("huge.lzma",
        R"(\135\377\377\377\377\377\377\377\377\377\377\377\377\000\000\000)");
  ExpectError("huge.lzma", "-M");
  Good("xz -c -9e log >best.xz");
  EXPECT_THAT(Run("rondo grep -M 16M x best.xz").err, HasSubstr("-M"));
  EXPECT_EQ(Good("rondo grep -M 80M x best.xz"), "two x\n");
  Bytes("huge.zst", R"(\050\265\057\375\000\250\000\000\000\000)");
  EXPECT_THAT(Run("rondo grep -M 16M x huge.zst").err, HasSubstr("-M"));
  EXPECT_EQ(Run("rondo grep -M 16M x huge.zst").exit_code, 2);
}

TEST_F(UnpackTest, CutShort) {
  Write("long", Log(300'000));
  for (const char* tool : {"gzip", "zstd -q", "xz --block-size=30000", "bzip2 -1",
                           "lz4 -q", "lzip -b 100000"}) {
    Good(std::string(tool) +
         " -c long >whole; head -c $(($(stat -c %s whole) - 5)) whole >cut");
    // What there is of it is found, counted, and then said to be too little.
    const CommandResult lines = Run("rondo grep -n '' cut");
    EXPECT_EQ(lines.exit_code, 2) << tool;
    EXPECT_THAT(lines.out, HasSubstr("1:" + Log(300'000).substr(0, 20))) << tool;
    EXPECT_THAT(lines.err, HasSubstr("cut: ")) << tool;
    EXPECT_THAT(Run("rondo grep '' cut 2>&1 | tail -n 1").out, HasSubstr("rondo: cut: "));
    const CommandResult count = Run("rondo grep -c '' cut");
    EXPECT_EQ(count.exit_code, 2) << tool;
    EXPECT_GT(std::stoi("0" + count.out), 100) << tool;
  }
}

TEST_F(UnpackTest, OfAnArchiveThatIsCutAllThatCanBe) {
  Write("long", Log(150'000));
  Good("zip -q long.zip long; head -c $(($(stat -c %s long.zip) / 2)) long.zip >cut");
  const CommandResult count = Run("rondo grep -c '' cut");
  EXPECT_EQ(count.exit_code, 2);
  const int lines = std::stoi(Good("wc -l <long"));
  EXPECT_GT(std::stoi("0" + count.out), lines / 4);
  EXPECT_THAT(Run("rondo grep -n '' cut").out, HasSubstr("1:" + Log(1000).substr(0, 20)));
  Good(R"(python3 -c '
data = bytearray(open("long.zip", "rb").read())
data[14] ^= 1
open("bent", "wb").write(data)
')");
  const CommandResult bent = Run("rondo grep -c '' bent");
  EXPECT_EQ(bent.exit_code, 2);
  EXPECT_EQ(bent.out, std::to_string(lines) + "\n");
  EXPECT_THAT(bent.err, HasSubstr("zip data"));
}

TEST_F(UnpackTest, NeverASilentNo) {
  Bytes("x.lzo", R"(\211LZO\000\015\012\032\012)");
  Bytes("x.7z", R"(7z\274\257\047\034\000\004)");
  Bytes("x.rar", R"(Rar!\032\007\001\000)");
  Bytes("x.z", R"(\037\036abc)");
  for (const char* file : {"x.lzo", "x.7z", "x.rar", "x.z"}) {
    ExpectError(file, "cannot read");
  }
  Good("zip -q -P secret secret.zip log");
  ExpectError("secret.zip", "zip data");
}

TEST_F(UnpackTest, CutAnywhere) {
  for (const char* tool : {"gzip", "zstd -q", "xz", "bzip2", "lz4 -q"}) {
    Good(std::string(tool) + " -c log >whole");
    Write("cut.sh",
          "for n in $(seq 4 $(($(stat -c %s whole) - 1))); do head -c $n whole >cut; "
          "rondo grep -c nothing cut >/dev/null 2>&1; test $? = 2 || echo $n; done");
    EXPECT_EQ(Good("sh cut.sh"), "") << tool;
  }
}

TEST_F(UnpackTest, BehindTheLastStream) {
  for (const char* tool : {"bzip2", "lzip"}) {  // which leave it alone
    Good(std::string(tool) + " -c log >more; echo something x >>more");
    ExpectReads("more", "2:two x\n");
  }
  for (const char* tool : {"gzip", "zstd -q", "xz", "lz4 -q"}) {  // which complain
    Good(std::string(tool) + " -c log >more; echo something x >>more");
    const CommandResult result = Run("rondo grep x more");
    EXPECT_EQ(result.out, "two x\n") << tool;
    EXPECT_EQ(result.exit_code, 2) << tool;
  }
}

// What only begins like a format is a text.
TEST_F(UnpackTest, Texts) {
  for (const char* text : {"BZhang x\n", "PK x\n", "LZ x\n", "Rar! x\n", "(x\n", "7z x\n",
                           "]x\n", "P*M x\n"}) {
    Write("text", text);
    EXPECT_EQ(Good("rondo grep x text"), text);
  }
}

// ---- Other verbs than grep ----

class PackedTest : public CliTest {
 protected:
  PackedTest() {
    Write("log", Log(400'000));
    Good(
        "gzip -k log; zstd -qk log; xz -k1 log; bzip2 -k log; lz4 -q log log.lz4; "
        "zip -q log.zip log");
  }
  static constexpr const char* kFiles[] = {"log.gz",  "log.zst", "log.xz",
                                           "log.bz2", "log.lz4", "log.zip"};
};

TEST_F(PackedTest, PartsAreThoseOfTheText) {
  for (const std::string file : kFiles) {
    SCOPED_TRACE(file);
    EXPECT_EQ(Good("rondo cat " + file), Read("log"));
    EXPECT_EQ(Good("rondo head -n 2000 <" + file), Good("head -n 2000 log"));
    EXPECT_EQ(Good("rondo tail " + file), Good("tail log"));
  }
  EXPECT_EQ(Good("cat log.gz | rondo cat"), Read("log"));
  for (const char* part :
       {"head", "head -n 0", "head -c 5", "head -c 300000", "head -n -5",
        "head -n 999999", "tail -n 4000", "tail -c +5", "tail -n +3000"}) {
    const std::string line = std::string(part) + " log";
    EXPECT_EQ(Good("rondo " + line + ".gz"), Good(line)) << part;
  }
  EXPECT_EQ(Good("rondo cat --lines 10:20 log.gz"), Good("sed -n 10,20p log"));
  EXPECT_EQ(Good("rondo cat --bytes -5: <log.gz"), Good("tail -c 5 log"));
  EXPECT_EQ(Good("rondo wc <log.gz"), Good("wc -lc <log | xargs"));
  const std::string first = Good("head -n 1 log");
  EXPECT_EQ(Good("rondo head -n1 log.gz log.xz"),
            "==> log.gz <==\n" + first + "\n==> log.xz <==\n" + first);
}

TEST_F(PackedTest, HeadReadsNoMoreThanItPrints) {
  Good("head -c 20000 log.gz >cut.gz");
  EXPECT_EQ(Good("rondo head -n 5 cut.gz"), Good("head -n 5 log"));
  const CommandResult all = Run("rondo cat cut.gz");
  EXPECT_EQ(all.exit_code, 1);
  EXPECT_THAT(Read("log"), ::testing::StartsWith(all.out));
  EXPECT_GT(all.out.size(), 20'000u);
  EXPECT_EQ(Run("rondo tail cut.gz").exit_code, 1);
}

TEST_F(PackedTest, TextsAreNoScoresAsBefore) {
  for (const char* verb : {"cat", "head", "tail", "wc", "cat --lines 1"}) {
    EXPECT_EQ(Run(std::string("rondo ") + verb + " log").exit_code, 1) << verb;
  }
  Good("printf '7z\\274\\257\\047\\034\\000\\004' >x.7z");
  EXPECT_THAT(Run("rondo cat x.7z").err, HasSubstr("cannot read 7z"));
  EXPECT_EQ(Run("rondo tail -f log.gz").exit_code, 2);
}

TEST_F(PackedTest, EncodeKeepsTheBytesUnlessItIsTold) {
  Good("mkdir a && cp log.gz a/log.gz && rondo encode a/log.gz");
  EXPECT_EQ(Good("rondo decode -c a/log.gz.rondo"), Read("log.gz"));
  Good("rm a/log.gz.rondo && rondo encode --unpack --rm a/log.gz");
  EXPECT_EQ(Good("ls a"), "log.rondo\n");
  EXPECT_EQ(Good("rondo cat a/log.rondo"), Read("log"));
  for (const std::string file : kFiles) {
    EXPECT_EQ(Good("rondo encode --unpack -c " + file + " | rondo -dc"), Read("log"));
  }
  Good("rondo encode --unpack -o plain.rondo log");
  EXPECT_EQ(Good("rondo cat plain.rondo"), Read("log"));
  Good("tar -czf a/tree.tgz log && rondo encode --unpack a/tree.tgz");
  EXPECT_EQ(Good("rondo cat a/tree.tar.rondo | tar -xO"), Read("log"));
  // Damage is no shorter text.
  Good("rm -r a; head -c 20000 log.gz >cut.gz");
  EXPECT_EQ(Run("rondo encode --unpack -o cut.rondo cut.gz").exit_code, 1);
  EXPECT_FALSE(Exists("cut.rondo"));
  EXPECT_EQ(Run("rondo encode --unpack --live -o x.rondo log.gz").exit_code, 2);
}

TEST_F(PackedTest, AppendToo) {
  Good("rondo append --unpack all.rondo log.gz log log.xz");
  EXPECT_EQ(Good("rondo cat all.rondo"), Good("cat log log log"));
}

}  // namespace
}  // namespace rondo::testing
