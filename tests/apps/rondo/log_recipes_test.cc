// The recipes of docs/LOGS.md with the programs that they are for, where those are
// installed.
#include <gmock/gmock.h>

#include "support/cli_fixture.h"

namespace rondo::testing {
namespace {

using ::testing::ElementsAre;

class LogRecipesTest : public CliTest {
 protected:
  bool Has(const std::string& program) const {
    return Run("PATH=$PATH:/usr/sbin command -v " + program).exit_code == 0;
  }
  // Shell: `await TEXT FILE` waits until the score FILE has it.
  static constexpr char kAwait[] =
      "PATH=$PATH:/usr/sbin; await() { for i in $(seq 400); do "
      "rondo grep -q -- \"$1\" $2 2>/dev/null && return; sleep 0.02; done; echo never: "
      "$1; }; ";
};

TEST_F(LogRecipesTest, LogrotateCompresses) {
  // scripts/test installs it; who builds without that script may lack it.
  if (!Has("logrotate")) GTEST_SKIP() << "logrotate is not installed";
  const std::string rondo = RONDO_PROGRAM_FOLDER "/rondo";
  Write("rotate.conf", "\"" + Path("app.log") +
                           "\" {\n rotate 5\n compress\n compresscmd " + rondo +
                           "\n compressext .rondo\n compressoptions -6\n "
                           "uncompresscmd " RONDO_PROGRAM_FOLDER "/unrondo\n}\n");
  Write("app.log", "first\n");
  Good(
      "chmod 640 app.log rotate.conf; PATH=$PATH:/usr/sbin;"
      "logrotate -f -s \"$PWD/state\" rotate.conf;"
      "echo second >app.log; logrotate -f -s \"$PWD/state\" rotate.conf");
  EXPECT_EQ(Good("rondo cat app.log.1.rondo"), "second\n");
  EXPECT_EQ(Good("rondo cat app.log.2.rondo"), "first\n");
}

TEST_F(LogRecipesTest, LogrotateRotatesALiveLog) {
  // scripts/test installs it; who builds without that script may lack it.
  if (!Has("logrotate")) GTEST_SKIP() << "logrotate is not installed";
  Write("rotate.conf", "\"" + Path("app.rondo") +
                           "\" {\n rotate 5\n nocompress\n nocreate\n postrotate\n"
                           "  kill -HUP $(cat '" +
                           Path("pid") + "')\n endscript\n}\n");
  Good("chmod 640 rotate.conf");
  // What is written before the signal is heeded belongs to the old score.
  const CommandResult result = Run(
      std::string(kAwait) +
      "rotate() { logrotate -f -s \"$PWD/state\" rotate.conf;"
      "  for i in $(seq 400); do test -s app.rondo && break; sleep 0.02; done; };"
      "mkfifo pipe; rondo encode --live --flush 50ms -o app.rondo pipe & echo $! >pid; "
      "exec 3>pipe;"
      "echo first >&3; await first app.rondo; rotate;"
      "echo second >&3; await second app.rondo; rotate;"
      "echo third >&3; await third app.rondo; exec 3>&-; wait; rm pipe pid state "
      "rotate.conf");
  EXPECT_EQ(result.out + result.err, "");
  EXPECT_EQ(Good("rondo cat app.rondo"), "third\n");
  EXPECT_EQ(Good("rondo cat app.rondo.1"), "second\n");
  EXPECT_EQ(Good("rondo cat app.rondo.2"), "first\n");
  EXPECT_THAT(Names(), ElementsAre("app.rondo", "app.rondo.1", "app.rondo.2"));
}

TEST_F(LogRecipesTest, RsyslogWritesALiveLog) {
  // Not among the packages of scripts/test: it would start a service where it is
  // installed.
  if (!Has("rsyslogd") || !Has("logger")) GTEST_SKIP() << "rsyslog is not installed";
  Write("rsyslog.conf",
        "global(workDirectory=\"" + Path(".") +
            "\")\nmodule(load=\"imuxsock\" SysSock.Use=\"off\")\n"
            "module(load=\"omprog\")\ninput(type=\"imuxsock\" Socket=\"" +
            Path("socket") +
            "\")\n"
            "action(type=\"omprog\" binary=\"" RONDO_PROGRAM_FOLDER
            "/rondo encode --live -o " +
            Path("messages.rondo") +
            "\" template=\"RSYSLOG_TraditionalFileFormat\" hup.signal=\"HUP\" "
            "closeTimeout=\"60000\")\n");
  const CommandResult result = Run(
      std::string(kAwait) +
      "rsyslogd -n -f \"$PWD/rsyslog.conf\" -i \"$PWD/pid\" & daemon=$!;"
      "for i in $(seq 400); do test -S socket && break; sleep 0.02; done;"
      "logger -u socket first; await first messages.rondo; mv messages.rondo "
      "messages.rondo.1;"
      "kill -HUP $daemon; for i in $(seq 400); do test -e messages.rondo && break; sleep "
      "0.02; done;"
      "logger -u socket second; await second messages.rondo; kill $daemon; wait $daemon;"
      "for f in messages.rondo.1 messages.rondo; do rondo wc $f; rondo grep -o "
      "'first$|second$' $f;"
      "done | grep -v rondo; ls *.from-* 2>/dev/null");
  EXPECT_EQ(result.out, "first\nsecond\n") << result.err;
}

}  // namespace
}  // namespace rondo::testing
