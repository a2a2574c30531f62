// The record lens on logs made to its measure: templates whose fields hold one type each,
// mostly well-behaved, now and then at the edge of what the type can say.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "stream/lens/lens.h"
#include "stream/record_lens/lens.h"
#include "support/random_log.h"
#include "time/timestamp.h"

namespace rondo::stream {
namespace {

using rondo::testing::AsBytes;
using rondo::testing::BlockEnds;

enum FieldType {
  kInt,
  kFixed,
  kSigned,
  kDecimal,
  kHex,
  kIp,
  kUuid,
  kTime,
  kWord,
  kBytes
};
constexpr int kFieldTypes = 10;

struct Field {
  int type = 0;       // FieldType
  int separator = 0;  // stands before it
  int format = 0;     // of times: the pattern; of hexadecimal numbers: the case
};

constexpr std::string_view kSeparators[] = {
    " ",  "\t", "  ", "\"", "[",        "](",  "{",    "}:",      ",",    ";",       "=",
    "<",  ">",  "'",  "|",  "\r",       ":",   "-",    ".",       "/",    "_",       "",
    "\\", "0x", "--", "+",  "\xc3\xa9", " - ", "key=", "\x1b[3m", "\xff", "\xf0\x9f"};
constexpr std::string_view kLineEnds[] = {"\n", "\n", "\n", "\r\n", "\n\n", " \n", ""};

constexpr std::string_view kEdges[][9] = {
    {"0", "00", "-0", "18446744073709551615", "18446744073709551616",
     "9999999999999999999", "10000000000000000000", "9223372036854775808", "+7"},
    {"000", "00000000000000000000", "0000000000000000001", "1", "0x", "", "1000", "-001",
     "0000000000000000"},
    {"-0", "--1", "-00", "-9223372036854775808", "-9223372036854775807",
     "-9223372036854775809", "-9999999999999999999", "9223372036854775807", "- 1"},
    {"-0.0", "0.0", "1.", ".5", "1.50", "00.1", "1.2.3", "-0.10",
     "123456789012345678.123456789012345678"},
    {"0x0", "0xg", "0xFf", "deadbeefdeadbeef", "deadbeefdeadbeef0", "000000000000000a",
     "0X1F", "abcdef", "ABCDEF"},
    {"255.255.255.255", "256.0.0.1", "01.2.3.4", "1.2.3", "1.2.3.4.5", "0.0.0.0",
     "1.2.3.4:80", "1..2.3", "999.1.1.1"},
    {"00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
     "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "fffffffF-ffff-ffff-ffff-ffffffffffff",
     "00000000-0000-0000-0000-00000000000", "00000000-0000-0000-0000", "-", "g", ""},
    {"2023-02-29 00:00:00", "2024-02-30T12:00:00", "24:00:00", "23:59:60",
     "Feb 30 00:00:00", "31/Apr/2015:18:05:04", "99/99/9999", "2023-13-01",
     "Mon Dec 04 05:04:03 2005"},
    {"", "x", "a1b2c3", "%s", "\\n", "~", "\x7f", "<int>", "\xef\xbb\xbf"},
    {std::string_view("\0", 1), std::string_view("a\0b", 3), "\x01", "\x06\x01\x02\x03",
     "\xff\xfe", "\x08", "\x1f", "\xc3", "\xed\xa0\x80"}};

class LogWriter {
 public:
  explicit LogWriter(uint32_t seed) : random_(seed) {}

  void AddLine(const std::vector<Field>& shape, uint32_t edges_in_256, std::string* log) {
    for (const Field& field : shape) {
      *log += kSeparators[field.separator];
      *log += Below(256) < edges_in_256 ? Edge(field) : Plain(field);
    }
    *log += kLineEnds[Below(256) < edges_in_256 ? Below(std::size(kLineEnds)) : 0];
  }

  uint32_t Below(uint32_t n) { return static_cast<uint32_t>(random_() % n); }

 private:
  std::string Edge(const Field& field) {
    return std::string(kEdges[field.type][Below(9)]);
  }

  std::string Plain(const Field& field) {
    switch (field.type) {
      case kInt:
        return std::to_string(random_() >> Below(32));
      case kFixed:
        return Digits(3);
      case kSigned:
        return (Below(2) == 0 ? "-" : "") + std::to_string(1 + Below(1000));
      case kDecimal:
        return std::to_string(Below(100)) + "." + Digits(1 + Below(3));
      case kHex:
        return (field.format % 2 == 0 ? "0x" : "") + Hex(6, field.format % 3 == 0);
      case kIp:
        return "10." + std::to_string(Below(256)) + ".0." + std::to_string(Below(9));
      case kUuid: {
        const bool upper = field.format % 2 == 0;
        return Hex(8, upper) + "-" + Hex(4, upper) + "-" + Hex(4, upper) + "-" +
               Hex(4, upper) + "-" + Hex(12, upper);
      }
      case kTime:
        return Time(field.format);
      case kWord:
        return "word" + std::string(Below(4), 'a');
      default:
        return std::string(1 + Below(3), static_cast<char>(128 + Below(128)));
    }
  }

  std::string Digits(uint32_t count) {
    std::string text;
    while (text.size() < count) text += static_cast<char>('0' + Below(10));
    return text;
  }
  std::string Hex(uint32_t count, bool upper) {
    std::string text;
    while (text.size() < count) {
      text += (upper ? "0123456789ABCDEF" : "0123456789abcdef")[Below(16)];
    }
    return text;
  }
  std::string Time(int pattern) {
    char text[time::kMaxTimestampBytes];
    time::TimestampFormat format = {static_cast<uint8_t>(pattern), 3, ','};
    if (!IsValid(format)) format = {static_cast<uint8_t>(pattern), 0, '.'};
    time_ += Below(5000);
    return std::string(text, time::RenderTimestamp(format, time_, text));
  }

  std::mt19937 random_;
  uint64_t time_ = 1000;
};

std::vector<std::vector<Field>> DrawShapes() {
  const auto field = rc::gen::build<Field>(
      rc::gen::set(&Field::type, rc::gen::inRange(0, kFieldTypes)),
      rc::gen::set(&Field::separator,
                   rc::gen::inRange(0, static_cast<int>(std::size(kSeparators)))),
      rc::gen::set(
          &Field::format,
          rc::gen::inRange(0, static_cast<int>(time::TimestampPatterns().size()))));
  return *rc::gen::nonEmpty(rc::gen::container<std::vector<std::vector<Field>>>(
      rc::gen::container<std::vector<Field>>(field)));
}

// Codes a text in one segment and decodes its blocks, last first.
std::string ThereAndBack(const std::string& text, const std::vector<uint64_t>& ends) {
  const EncodedSegment encoded = EncodeRecordLens(AsBytes(text), ends, 6);
  const SegmentExtent extent = {text.size(), static_cast<uint32_t>(ends.size()),
                                uint64_t{256} << 20};
  auto opened = OpenRecordLens(encoded.tables, extent);
  if (!opened.ok()) return std::string(opened.status().message());
  const auto decoder = (*opened)->NewDecoder();
  std::string back(text.size(), '\0');
  for (auto block = static_cast<uint32_t>(ends.size()); block-- > 0;) {
    const uint64_t payload = block == 0 ? 0 : encoded.payload_ends[block - 1];
    const uint64_t begin = block == 0 ? 0 : ends[block - 1];
    BlockJob job;
    job.block = block;
    job.payload = base::Bytes(encoded.blocks)
                      .subspan(payload, encoded.payload_ends[block] - payload);
    job.expanded_bytes = static_cast<uint32_t>(ends[block] - begin);
    job.out = {reinterpret_cast<uint8_t*>(back.data()) + begin, job.expanded_bytes};
    const absl::Status status = decoder->Expand({&job, 1});
    if (!status.ok()) return std::string(status.message());
  }
  return back;
}

RC_GTEST_PROP(RecordGeneratedTest, LogsOfAnyShapeComeBack, (uint32_t seed)) {
  const std::vector<std::vector<Field>> shapes = DrawShapes();
  LogWriter writer(seed);
  const uint32_t edges = seed % 3 == 0 ? 0 : seed % 64;
  const int lines = *rc::gen::inRange(1, 400);
  std::string log;
  for (int i = 0; i < lines; ++i) {
    writer.AddLine(shapes[writer.Below(static_cast<uint32_t>(shapes.size()))], edges,
                   &log);
  }
  RC_PRE(!log.empty());
  const uint64_t block_bytes = *rc::gen::element<uint64_t>(64, 700, 4096, 65536);
  RC_ASSERT(ThereAndBack(log, BlockEnds(log, block_bytes)) == log);
}

// A template for each type alone, so that each gets its slot; and all of its edges.
TEST(RecordGeneratedTest, EveryTypeWithAllItsEdges) {
  for (int type = 0; type < kFieldTypes; ++type) {
    for (int format = 0; format < static_cast<int>(time::TimestampPatterns().size());
         ++format) {
      if (type != kTime && format > 5) break;
      for (const uint32_t edges : {0u, 20u}) {
        LogWriter writer(static_cast<uint32_t>(100 * type + format));
        std::string log;
        for (int i = 0; i < 300; ++i) {
          log += "value";
          writer.AddLine({{type, 0, format}, {kWord, 0, 0}}, edges, &log);
        }
        ASSERT_EQ(ThereAndBack(log, BlockEnds(log, 2048)), log) << type << " " << format;
      }
    }
  }
}

TEST(RecordGeneratedTest, LinesOfTenMegabytesInSmallBlocks) {
  LogWriter writer(1);
  std::string digits;
  std::string separators;
  while (digits.size() < 10'000'000) digits += static_cast<char>('0' + writer.Below(10));
  while (separators.size() < 10'000'000) {
    separators += kSeparators[writer.Below(std::size(kSeparators))];
  }
  for (const std::string& line : {digits, separators, std::string(10'000'000, '\xff')}) {
    const std::string text = "before 1\n" + line + "\nbehind 2\n";
    EXPECT_TRUE(ThereAndBack(text, BlockEnds(text, 65536)) == text);
  }
}

}  // namespace
}  // namespace rondo::stream
