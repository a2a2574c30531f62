#include "redact/pseudonyms.h"

#include <gtest/gtest.h>

#include <string>

namespace rondo::redact {
namespace {

constexpr char kKey[] = "0123456789abcdef";

std::string NameOf(Pseudonyms& pseudonyms, const std::string& name,
                   const std::string& value) {
  std::string out;
  EXPECT_TRUE(pseudonyms.Append(name, value, &out).ok());
  return out;
}

TEST(PseudonymsTest, NumbersValuesOfEachNameAsTheyCome) {
  const auto names = NumberedPseudonyms(1 << 20);
  EXPECT_EQ(NameOf(*names, "ip", "10.0.0.5"), "<ip-1>");
  EXPECT_EQ(NameOf(*names, "user", "10.0.0.5"), "<user-1>");
  EXPECT_EQ(NameOf(*names, "ip", "10.0.0.6"), "<ip-2>");
  EXPECT_EQ(NameOf(*names, "ip", "10.0.0.5"), "<ip-1>");
}

TEST(PseudonymsTest, TakesForTheSameWhatIsTheSame) {
  const auto names = NumberedPseudonyms(1 << 20);
  EXPECT_EQ(NameOf(*names, "ip", "10.0.0.5"), NameOf(*names, "ip", "::FFFF:10.0.0.5"));
  EXPECT_EQ(NameOf(*names, "email", "A@b.com"), NameOf(*names, "email", "a@B.com"));
  EXPECT_EQ(NameOf(*names, "hex", "AB"), NameOf(*names, "hex", "ab"));
  EXPECT_NE(NameOf(*names, "user", "Bob"), NameOf(*names, "user", "bob"));
  EXPECT_NE(NameOf(*names, "ip", "::ffff:1"), NameOf(*names, "ip", "1"));
}

TEST(PseudonymsTest, EndsWhereItsMemoryEnds) {
  const auto names = NumberedPseudonyms(3 * kBytesOfValue);
  std::string out;
  for (const char* value : {"a", "b", "c", "a"}) {
    EXPECT_TRUE(names->Append("user", value, &out).ok());
  }
  const std::string before = out;
  EXPECT_EQ(names->Append("user", "d", &out).code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(out, before);
}

// printf 'ip\00010.0.0.5' | openssl dgst -sha256 -hmac 0123456789abcdef
TEST(PseudonymsTest, KeyedNamesAreHmacSha256) {
  const auto names = KeyedPseudonyms(kKey);
  ASSERT_TRUE(names.ok());
  EXPECT_EQ(NameOf(**names, "ip", "10.0.0.5"), "<ip-733dbd263b>");
  EXPECT_EQ(NameOf(**names, "ip", "10.0.0.5"), "<ip-733dbd263b>");
  EXPECT_NE(NameOf(**names, "hex", "10.0.0.5").substr(5), "733dbd263b>");
  const auto others = KeyedPseudonyms("0123456789abcdeg");
  ASSERT_TRUE(others.ok());
  EXPECT_NE(NameOf(**others, "ip", "10.0.0.5"), "<ip-733dbd263b>");
  EXPECT_FALSE((*names)->NeedsAllBefore());
}

TEST(PseudonymsTest, RefusesKeysThatCanBeGuessed) {
  EXPECT_EQ(KeyedPseudonyms("short").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(KeyedPseudonyms(std::string(kMaxKeyBytes + 1, 'x')).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace rondo::redact
