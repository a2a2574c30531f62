#include "dictionary/gateway/gateway_url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rondo::dictionary {
namespace {

TEST(GatewayUrlTest, Good) {
  for (const auto& [text, url] : std::vector<std::pair<std::string, std::string>>{
           {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
           {"HTTPS://Example.org/", "https://Example.org"},
           {"https://example.org/ipfs/", "https://example.org"},
           {"https://example.org/ipfs", "https://example.org"},
           {"https://example.org/a/b//", "https://example.org/a/b"},
           {"http://[::1]:80", "http://[::1]:80"}}) {
    const auto gateway = GatewayUrl::Parse(text);
    ASSERT_TRUE(gateway.ok()) << gateway.status();
    EXPECT_EQ(gateway->text(), url);
  }
}

TEST(GatewayUrlTest, TargetsOfRequests) {
  const Cid cid = Cid::Of(Codec::kRaw, {});
  const auto gateway = GatewayUrl::Parse("http://localhost:1/x/");
  ASSERT_TRUE(gateway.ok());
  EXPECT_EQ(gateway->OfBlock(cid),
            "http://localhost:1/x/ipfs/" + cid.ToText() + "?format=raw");
  EXPECT_EQ(gateway->OfCar(cid),
            "http://localhost:1/x/ipfs/" + cid.ToText() + "?format=car&dag-scope=all");
}

TEST(GatewayUrlTest, Bad) {
  for (const char* text :
       {"", "example.org", "ftp://example.org", "file:///etc/passwd", "http://",
        "http:///x", "http://:80",
        "http://example.org:", "http://user:password@example.org", "http://example.org?x",
        "http://example.org#x", "http://example.org/a b", "http://example.org/\n",
        "http://example.org/\xc3\xa9", "http:/example.org"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(GatewayUrl::Parse(text).status())) << text;
  }
}

}  // namespace
}  // namespace rondo::dictionary
