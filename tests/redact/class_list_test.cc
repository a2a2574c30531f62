#include "redact/class_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace rondo::redact {
namespace {

using ::testing::HasSubstr;

std::string TextOf(const std::string& text) {
  const auto list = ClassList::Parse(text);
  return list.ok() ? list->Text() : std::string(list.status().message());
}

TEST(ClassListTest, ReadsWhatItWrites) {
  EXPECT_EQ(TextOf("ip,email,uuid,hex"), "uuid,email,ip,hex");
  EXPECT_EQ(TextOf("number,user,ip,ip"), "ip,user,number");
  EXPECT_EQ(TextOf(R"(/a\/b,c/=x1,ip,/\d{2,3}/=ip)"), R"(ip,/a\/b,c/=x1,/\d{2,3}/=ip)");
  EXPECT_EQ(ClassList::Default().Text(), "uuid,email,ip,hex");
}

TEST(ClassListTest, SaysWhatThereIs) {
  EXPECT_THAT(TextOf("ip,phone"), HasSubstr("no class \"phone\"; there are ip, email"));
  EXPECT_THAT(TextOf(""), HasSubstr("no class \"\""));
  EXPECT_THAT(TextOf("ip,"), HasSubstr("no class \"\""));
  EXPECT_THAT(TextOf("ip, email"), HasSubstr("no class \" email\""));
  EXPECT_THAT(TextOf("/x"), HasSubstr("no /=NAME"));
  EXPECT_THAT(TextOf("/x/"), HasSubstr("no /=NAME"));
  EXPECT_THAT(TextOf("/x/=A"), HasSubstr("is no name"));
  EXPECT_THAT(TextOf("/x/=" + std::string(25, 'a')), HasSubstr("is no name"));
  EXPECT_THAT(TextOf("/(/=x"), HasSubstr("missing )"));
  EXPECT_THAT(TextOf("ip\n"), HasSubstr("control characters"));
}

TEST(ClassListTest, HasLimits) {
  EXPECT_THAT(TextOf("/" + std::string(kMaxListBytes, 'a') + "/=x"), HasSubstr("bytes"));
  std::string many = "ip";
  for (size_t i = 0; i <= kMaxExpressions; ++i) many += ",/" + std::to_string(i) + "/=x";
  EXPECT_THAT(TextOf(many), HasSubstr("more than 16 expressions"));
  EXPECT_THAT(TextOf("/((\\pL{500}){2}){900}/=x"), HasSubstr("/: "));
}

TEST(ClassListTest, MergesListsOfSeveralParts) {
  auto list = ClassList::Parse("ip,/a/=x");
  const auto other = ClassList::Parse("user,/a/=x,/b/=y");
  ASSERT_TRUE(list.ok() && other.ok());
  ASSERT_TRUE(list->Merge(*other).ok());
  EXPECT_EQ(list->Text(), "ip,user,/a/=x,/b/=y");
}

}  // namespace
}  // namespace rondo::redact
