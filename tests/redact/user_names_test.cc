// Names of users, by lines of real software.
#include <gtest/gtest.h>

#include <regex>
#include <string>

#include "redact/support.h"
#include "redact/user_finder.h"

namespace rondo::redact {
namespace {

void ExpectMarked(const std::string& marked) {
  static const std::regex kMark(R"(\{\{(.*?)\}\})");
  const std::string line = std::regex_replace(marked, kMark, "$1");
  EXPECT_EQ(Marked(line, "user"), std::regex_replace(marked, kMark, "[[user:$1]]"));
}

TEST(UserFinderTest, KnowsHowSoftwareNamesUsers) {
  for (const char* line : {
           // OpenSSH
           "sshd[1]: Accepted password for {{root}} from 10.0.0.5 port 49116 ssh2",
           "sshd[1]: Failed password for invalid user {{bob}} from 10.0.0.5 port 1 ssh2",
           "sshd[1]: Failed none for invalid user {{my pass word}} from 10.0.0.5 port 1",
           "sshd[1]: Invalid user  {{0101}} from 5.188.10.180",
           "sshd[1]: Invalid user {{user}} from 10.0.0.5",
           "sshd[1]: input_userauth_request: invalid user {{webmaster}} [preauth]",
           "sshd[1]: Disconnected from user {{alice}} 10.0.0.5 port 22",
           "sshd[1]: Connection closed by authenticating user {{root}} 10.0.0.5 port 22",
           "sshd[1]: User {{alice}} from 10.0.0.5 not allowed because not listed",
           "sshd[1]: error: maximum authentication attempts exceeded for {{www-data}} "
           "from",
           // PAM and its clients
           "authentication failure; logname= uid={{0}} euid={{0}} tty=ssh ruser= rhost=h "
           " "
           "user={{root}}",
           "pam_unix(sudo:session): session opened for user {{root}} by "
           "{{alice}}(uid={{1000}})",
           "pam_unix(cron:session): session closed for user {{root}}",
           "sudo:   {{alice}} : TTY=pts/0 ; PWD=/home/{{alice}} ; USER={{root}} ; "
           "COMMAND=ls",
           "CRON[811]: ({{root}}) CMD (test -x /usr/sbin/anacron)",
           "su[9]: Successful su for {{root by alice}}",
           "su[9]: (to {{root}}) {{alice}} on pts/1",
           "useradd[750]: new user: name={{bob}}, UID={{1001}}, GID=1001, "
           "home=/home/{{bob}}",
           "usermod[1]: add '{{bob}}' to group 'sudo'",
           "passwd[1]: password changed for {{bob}}",
           "systemd-logind[1]: New session 3 of user {{alice}}.",
           "id: uid={{1000(alice)}} gid={{1000(staff)}} groups={{1000(staff)}}",
           // Mail
           "dovecot: imap-login: Login: user=<{{alice}}>, method=PLAIN, rip=10.0.0.5",
           "dovecot: imap({{alice}})<811><x>: Logged out",
           "postfix/smtpd[1]: sasl_method=LOGIN, sasl_username={{alice}}",
           "vsftpd: [{{alice}}] OK LOGIN: Client \"10.0.0.5\"",
           // Stores and servers
           "FATAL:  password authentication failed for user \"{{alice}}\"",
           "user={{postgres}},db=postgres,app=[unknown],client=[local]",
           "Access denied for user '{{root}}'@'localhost' (using password: YES)",
           "Successfully authenticated as principal {{mms-automation}} on admin",
           "10.0.0.5 - {{alice}} [04/Mar/2024:10:00:00 +0000] \"GET / HTTP/1.1\" 200",
           "AH01617: user {{alice}}: authentication failure for \"/x\"",
           "GET /~{{alice}}/index.html",
           "GET /x?user={{alice}}&y=1",
           "dial ftp://{{alice:secret}}@host/x",
           "login as {{root}}@localhost now",
           // JSON and Windows
           R"({"userName":"{{alice smith}}","user_id": {{811}},"user":null})",
           R"({"log":"{\"user\":\"{{alice}}\",\"n\":1}"})",
           R"("AccountName":"{{NETWORK SERVICE}}","x":1)",
           R"("User":"{{CORP\\alice}}",)",
           R"(Path: C:\Users\{{alice}}\AppData)",
           R"(TargetFilename: C:\\Users\\{{alice}}\\AppData)",
           R"(Account Name:\t\t{{alice}}\r\n\tLogon ID)",
           R"(ID:\t{{S-1-5-21-1241594294-3532322041-3750271966-1104}}\r\n)",
           R"(User: {{NT AUTHORITY\LOCAL SERVICE}})",
           "Kerberos: user={{al\xffice}}",
       }) {
    ExpectMarked(line);
  }
}

TEST(UserFinderTest, TakesNoOtherWordForAName) {
  for (const char* line : {
           "pam_unix(sshd:auth): check pass; user unknown",
           "user=0.05 sys=0.01, real=0.02",
           "10.0.0.5 - - [04/Mar/2024:10:00:00 +0000] \"GET / HTTP/1.1\" 200",
           "user=-",
           "Mozilla/5.0 (User-Agent: x)",
           "user_agent=curl",
           "disconnected by user",
           "pam_unix(systemd-user:session): x",
           "cpuid = 3; apic id = 03",
           "user: ",
           "getty@tty1.service",
           "java.lang.Object@1b2c3d",
           "the principal component",
           "closed due to user request",
           "for details see http://x/y",
           "user=",
           "user",
           "ProcessGuid: {x}",
           "HKLM\\System\\CurrentControlSet",
           "\"user\":{\"x\":1}",
       }) {
    ExpectMarked(line);
  }
}

}  // namespace
}  // namespace rondo::redact
