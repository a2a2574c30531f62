#include "dictionary/cid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "dictionary/random_value.h"

namespace rondo::dictionary {
namespace {

using ::testing::HasSubstr;

// As the reference implementation writes them.
constexpr char kEmptyMap[] =
    "bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua";
constexpr char kRawNothing[] =
    "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";

TEST(Cid, KnownAddresses) {
  EXPECT_EQ(Cid::Of(Codec::kDagCbor, FromHex("a0")).ToText(), kEmptyMap);
  EXPECT_EQ(Cid::Of(Codec::kRaw, {}).ToText(), kRawNothing);
  const auto parsed = Cid::Parse(kEmptyMap);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(*parsed, Cid::Of(Codec::kDagCbor, FromHex("a0")));
  EXPECT_EQ(parsed->ToBytes().size(), kCidBytes);
  EXPECT_EQ(parsed->ToText().size(), kCidLetters);
}

RC_GTEST_PROP(Cid, ThereAndBack, (const std::vector<uint8_t>& block, bool raw)) {
  const Cid cid = Cid::Of(raw ? Codec::kRaw : Codec::kDagCbor, block);
  const auto parsed = Cid::Parse(cid.ToText());
  const auto read = Cid::FromBytes(cid.ToBytes());
  RC_ASSERT(parsed.ok() && read.ok());
  RC_ASSERT(*parsed == cid);
  RC_ASSERT(*read == cid);
  RC_ASSERT(CheckBlock(cid, block).ok());
}

TEST(Cid, OneFormOnly) {
  const std::string good = kEmptyMap;
  for (size_t i = 0; i < good.size(); ++i) {
    EXPECT_FALSE(Cid::Parse(good.substr(0, i)).ok()) << i;
    for (const char letter : {'a', 'q', '7', 'A', '1', '=', ' '}) {
      std::string bent = good;
      bent[i] = letter;
      const auto parsed = Cid::Parse(bent);
      if (parsed.ok()) {
        EXPECT_EQ(parsed->ToText(), bent);
      }
    }
  }
  for (const std::string& bad : {good + "a", good + "=", "B" + good.substr(1),
                                 "z" + good.substr(1), " " + good, good + "\n"}) {
    EXPECT_FALSE(Cid::Parse(bad).ok()) << bad;
  }
}

TEST(Cid, OtherKindsAreToldApart) {
  const std::string digest(64, '0');
  struct Case {
    std::string hex;
    absl::StatusCode code;
    const char* says;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"1220" + digest, absl::StatusCode::kUnimplemented, "version 0"},
           {"0171 1320" + digest, absl::StatusCode::kUnimplemented, "0x13"},
           {"0170 1220" + digest, absl::StatusCode::kUnimplemented, "codec 0x70"},
           {"0271 1220" + digest, absl::StatusCode::kInvalidArgument, "version 2"},
           {"0171 121f" + digest, absl::StatusCode::kInvalidArgument, "31 bytes"},
           {"0171 1220" + digest + "00", absl::StatusCode::kInvalidArgument, "behind"},
           {"0171 1220" + digest.substr(2), absl::StatusCode::kInvalidArgument, "early"},
           {"8100 71 1220" + digest, absl::StatusCode::kInvalidArgument, "early"},
           {"0171 12 ff7f" + digest, absl::StatusCode::kInvalidArgument, "16383"},
           {"", absl::StatusCode::kInvalidArgument, "early"}}) {
    const auto cid = Cid::FromBytes(FromHex(c.hex));
    EXPECT_EQ(cid.status().code(), c.code) << c.hex;
    EXPECT_THAT(std::string(cid.status().message()), HasSubstr(c.says)) << c.hex;
  }
}

TEST(Cid, AWrongBlockIsNamedByBothAddresses) {
  const Cid cid = Cid::Of(Codec::kRaw, {});
  const absl::Status status = CheckBlock(cid, FromHex("00"));
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr(cid.ToText()));
  EXPECT_THAT(std::string(status.message()),
              HasSubstr(Cid::Of(Codec::kRaw, FromHex("00")).ToText()));
}

}  // namespace
}  // namespace rondo::dictionary
