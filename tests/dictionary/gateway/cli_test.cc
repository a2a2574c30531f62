// Dictionaries from a gateway, as a shell sees it.
#include <optional>
#include <string>
#include <vector>

#include "dictionary/gateway/hostile_gateway.h"
#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class GatewayCliTest : public CliTest {
 protected:
  GatewayCliTest() {
    Write("text", Log(60'000));
    cid_ = Good(Served("rondo dict train -q --format zipfs --size 4K --name logs text"));
    cid_.pop_back();
    Good(Served("rondo encode -q --format zipfs --dict " + cid_ + " text"));
    gateway_.emplace(Path("served/rondo/dictionaries"), Path("log"));
  }

  static std::string With(const std::string& store, const std::string& line) {
    return "export XDG_DATA_HOME=\"$PWD/" + store +
           "\" RONDO_DICTIONARY_PATH= no_proxy=127.0.0.1; unset RONDO_IPFS_GATEWAY; " +
           line;
  }
  static std::string Served(const std::string& line) { return With("served", line); }
  static std::string Here(const std::string& line) { return With("here", line); }
  std::string Option(const std::string& mode) const {
    return " --gateway " + gateway_->Url(mode) + " ";
  }

  std::string cid_;
  std::optional<HostileGateway> gateway_;
};

TEST_F(GatewayCliTest, DecodeFetchesAndKeeps) {
  Good(Here("rondo decode -q -o back" + Option("good") + "text.zipfs; cmp back text"));
  // Now without.
  Good(Here("rondo decode -c text.zipfs | cmp - text"));
  EXPECT_EQ(gateway_->Requests().size(), 1u);
}

TEST_F(GatewayCliTest, GatewaysOfTheEnvironment) {
  Good(Here("export RONDO_IPFS_GATEWAY='" + gateway_->Url("gone") + "  " +
            gateway_->Url("good") + "'; rondo decode -c text.zipfs | cmp - text"));
  EXPECT_EQ(gateway_->Requests().size(), 2u);
  // An option is instead of them.
  const CommandResult result =
      Run(With("third", "export RONDO_IPFS_GATEWAY=" + gateway_->Url("good") +
                            "; rondo decode -c text.zipfs" + Option("gone")));
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(gateway_->Requests().size(), 3u);
}

TEST_F(GatewayCliTest, EncodeFetches) {
  Good(Here("rondo encode -q --format zipfs --dict " + cid_ + Option("good") +
            "-o again.zipfs text; cmp again.zipfs text.zipfs"));
}

TEST_F(GatewayCliTest, DictVerbs) {
  const CommandResult fetched = Run(Here("rondo dict fetch" + Option("good") + cid_));
  EXPECT_EQ(fetched.exit_code, 0);
  EXPECT_EQ(fetched.out, cid_ + "  logs\n");
  EXPECT_THAT(fetched.err, HasSubstr(cid_ + ": fetched: blocks 1, bytes "));
  EXPECT_THAT(Run(Here("rondo dict fetch" + Option("good") + cid_)).err,
              HasSubstr("all of it is kept already"));
  Good(With("a", "rondo dict show" + Option("good") + cid_));
  Good(With("b", "rondo dict verify -q" + Option("good") + cid_));
  Good(With("c", "rondo dict export -o x.car" + Option("good") + cid_));
  EXPECT_EQ(gateway_->Requests().size(), 4u);
}

TEST_F(GatewayCliTest, WhatIsMissingIsNamedWithWhatWasAnswered) {
  for (const std::string& line :
       std::vector<std::string>{"rondo decode -c" + Option("gone") + "text.zipfs",
                                "rondo dict fetch" + Option("gone") + cid_,
                                "rondo dict show" + Option("gone") + cid_,
                                "rondo dict export" + Option("gone") + cid_}) {
    const CommandResult result = Run(Here(line));
    EXPECT_EQ(result.exit_code, 2) << line;
    EXPECT_EQ(result.out, "") << line;
    EXPECT_THAT(result.err, AllOf(HasSubstr("no block " + cid_ + "; looked in "),
                                  HasSubstr("/here/rondo/dictionaries; " +
                                            gateway_->Url("gone") + " answered 404\n")))
        << line;
  }
  const CommandResult lie = Run(Here("rondo decode -c" + Option("html") + "text.zipfs"));
  EXPECT_EQ(lie.exit_code, 1);
  EXPECT_THAT(lie.err, HasSubstr("answered with 18 bytes of something else (text/html)"));
  EXPECT_FALSE(Exists("here"));
}

TEST_F(GatewayCliTest, UsageErrors) {
  for (const std::string& line : std::vector<std::string>{
           "rondo dict fetch", "rondo dict fetch " + cid_, "rondo dict fetch nonsense",
           "rondo dict fetch --gateway x " + cid_, "rondo dict list --gateway http://x",
           "rondo dict fetch --gateway file:///etc/passwd " + cid_,
           "rondo dict fetch --gateway '' " + cid_,
           "rondo encode --gateway http://x text",
           "RONDO_IPFS_GATEWAY=ftp://x rondo decode -c text.zipfs"}) {
    const CommandResult result = Run(Here(line));
    EXPECT_EQ(result.exit_code, 2) << line;
    EXPECT_EQ(result.out, "") << line;
    EXPECT_THAT(result.err, HasSubstr("rondo: ")) << line;
  }
}

}  // namespace
}  // namespace rondo::testing
