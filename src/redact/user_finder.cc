// A name looks like any word: only what stands around it tells. kForms are the ways in
// which software says that a user follows, as expressions with one group, the name. They
// are one expression to RE2, which runs over a line once; of forms that start at the same
// place the first counts.
//
// None of them may look far ahead: a line of any length is passed over once. They are
// read as bytes, so that a name in no good UTF-8 is a name.
//
// Tested by tests/redact/recogniser_test.cc.
#include "redact/user_finder.h"

#include <re2/re2.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "redact/class_list.h"
#include "redact/letters.h"

namespace rondo::redact {
namespace {

// {name} stands for the group with the name, {open} for what may open it, {key} for what
// keys are called, {before} for what stands before them, {outcome} for what succeeds or
// fails.
constexpr const char* kForms[] = {
    // "invalid user my name from 10.0.0.5": with blanks, as typed at the prompt.
    R"(\b(?i:invalid|illegal|unknown) user +([^\s<].{0,40}?) from [0-9a-fA-F]+[.:])",
    // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one form in two lines
    R"(\b(?:{outcome}) for (?:invalid|illegal|unknown) user +([^\s<].{0,40}?) )"
    R"(from [0-9a-fA-F]+[.:])",
    // uid=1000(alice) gid=1000(staff)
    R"({before}[a-z]*[ug]id=(\d+\([^\s()]+\)))",
    R"(\bgroups=(\d+\([^\s()]+\)))",
    // "userName":"alice smith", user='alice', and in JSON within JSON \"user\":\"alice\"
    R"({before}(?i:{key})\\*["']?(?:=|\s*:\s*|\s=\s)\\*["']((?:[^"'\\]|\\[^"'])+))",
    // Account Name:\t\talice\r\n, a message of Windows in JSON
    R"((?:{before}|\\[tnr])(?i:account name|user ?name|user|logon account):(?:\\[tnr])+([^\\"\s]+(?: [^\\"\s]+)?))",
    // User: NT AUTHORITY\LOCAL SERVICE
    R"((?:{before}|\\[tnr])(?i:user):? (NT (?:AUTHORITY|SERVICE)\\\\?\w+(?: SERVICE)?))",
    // user=alice, user=<alice>, user: alice, user = alice
    R"({before}(?i:{key})\\*["']?(?:=|\s*:\s+|\s=\s){open}{name})",
    R"({before}(?i:{key}):{name})",
    R"({before}(?:[\w.]*[._])?login\\*["']?(?:=|\s*:\s*\\*["']){open}{name})",
    // X-Remote-User: alice
    R"((?i:remote|forwarded|auth)-user[=:] ?{name})",
    // Failed password for invalid user bob, maximum attempts exceeded for bob
    R"(\b(?:{outcome}) for (?:(?:invalid|illegal|unknown) )?(?:user +)?{open}{name})",
    // for user alice, of user alice, disconnected from user alice
    R"(\b(?i:invalid|illegal|unknown|authenticating|from|for|of|by|as|to|target|local)"
    R"(|remote|nonexistent) user +{open}{name})",
    // user "alice", role [alice]
    R"(\b(?i:user(?:name)?|role|login|account) ["'\[]([^"'\[\]<>]+)["'\]])",
    // User alice from 10.0.0.5 not allowed, user alice: authentication failure
    R"(\b[Uu]ser {name}(?: from| not| authenticated| may| logged| log| does| failed)"
    R"(| connected| disconnected|: ?auth))",
    // session opened for user root by alice(uid=1000)
    R"(\bby {name}\(uid=)",
    // su: Successful su for root by alice, (to root) alice on pts/0, + pts/0 alice-root
    R"(\bsu(?:\[\d+\])?: [-+] \S+ ([\w.]+[-:][\w.]+))",
    R"(\bsu for ([\w.-]+(?: by [\w.-]+)?))",
    R"(\(to ([^\s()<>]+)\))",
    R"(\) {name} on (?:pts|tty|/dev|none))",
    // sudo:   alice : TTY=pts/0
    R"(\bsudo(?:\[\d+\])?: +{name} : )",
    // CRON[811]: (root) CMD (run-parts)
    R"(\(([^\s()<>]+)\) (?:CMD|RELOAD|LIST|REPLACE|BEGIN EDIT|END EDIT|AUTH|MAIL)\b)",
    // new user: name=alice, delete user 'alice', add 'alice' to group 'sudo'
    R"(\b(?:new|delete|remove|create) (?:user|group):? (?:name=)?{open}{name})",
    R"(\badd(?:ed)? '([^'<>]+)' to\b)",
    // imap(alice): of dovecot, [alice] OK LOGIN of vsftpd
    R"(\b(?:imap|pop3|lmtp|lda|managesieve|indexer-worker|doveadm)\(([^\s()<>]+)\))",
    R"(\[([^\s\[\]<>]+)\] (?:OK|FAIL) (?:LOGIN|UPLOAD|DOWNLOAD|MKDIR|DELETE|RENAME))",
    // as principal alice
    R"(\bas principal {open}{name})",
    // /home/alice/x, C:\Users\alice, /~alice/
    R"((?:/home/|/Users/|[A-Z]:\\+Users\\+|/~)([^\s/\\"'<>()\[\]{},;:&?|=*$%]+))",
    // "DOMAIN\alice", in JSON with two; S-1-5-21-...-1001
    R"((?:^|["'=(])([A-Z][A-Z0-9-]*[A-Z0-9]\\\\?[A-Za-z][\w.$-]+)(?:["'\s,;)]|$))",
    R"((?:\b|\\[tnr])(S-1-5-21(?:-\d+)+))",
    // ftp://alice:password@host
    R"(\b[a-z][a-z0-9+.-]*://([^\s/@:"'<>]+(?::[^\s/@"'<>]*)?)@)",
    // alice@host without a point, alice@10.0.0.5, 'alice'@'localhost'
    R"((?:^|[\s"'(=,;:\[])([A-Za-z_][A-Za-z0-9_+-]*)'?@'?)"
    R"((?:[A-Za-z][A-Za-z0-9-]*(?:[^A-Za-z0-9_.@-]|\.\s|\.?$)|\d+\.\d+\.\d+\.\d+|\[|<))",
    // The third field of the common log format: 10.0.0.5 - alice [04/Mar/2024:10:00:00
    R"(\S ([^\s"\[\]<>]+) \[\d\d/[A-Z][a-z][a-z]/\d\d\d\d:)",
};

// What is said to succeed or fail for a user.
constexpr char kOutcome[] =
    R"(password|publickey|none|hostbased|keyboard-interactive(?:/pam)?|gssapi[a-z-]*)"
    R"(|exceeded|failures?|logins?|session|rhosts|changed|expired)";
// With a domain of Windows, if there is one: CORP\alice.
constexpr char kName[] =
    R"(([^\s"'<>()\[\]{},;&|=:\\/][^\s"'<>()\[\]{},;&|=:\\]*(?:\\\\?[^\s"'<>()\[\]{},;&|=:\\]+)?))";
// Not within a word with hyphens: "systemd-user:session".
constexpr char kBefore[] = R"((?:^|[^\w.-]))";
constexpr char kOpen[] = R"(["'\[<]?)";
constexpr char kKey[] =
    R"([\w.]*(?:user[._]?names?|users?|user[._]?ids?|log_?name|account_?names?)"
    R"(|principals?(?:_?name)?)|(?:[\w.]*[._])?(?:usr|accounts?|acct)"
    R"(|(?:[aersof]|fs|login)?uid))";

std::string OneExpression() {
  std::vector<std::string> forms;
  for (const char* form : kForms) {
    forms.push_back(absl::StrReplaceAll(form, {{"{name}", kName},
                                               {"{open}", kOpen},
                                               {"{key}", kKey},
                                               {"{before}", kBefore},
                                               {"{outcome}", kOutcome}}));
  }
  return absl::StrJoin(forms, "|");
}

// What stands where a name might, and is none.
bool IsNoName(std::string_view text) {
  constexpr std::string_view kNoNames[] = {
      "-",       "--",      "null",    "(null)",    "nil",      "none",        "None",
      "unknown", "true",    "false",   "undefined", "from",     "is",          "not",
      "with",    "has",     "was",     "and",       "for",      "the",         "to",
      "name",    "does",    "did",     "will",      "can",      "may",         "must",
      "invalid", "illegal", "logged",  "request",   "requests", "input",       "space",
      "mode",    "agent",   "data",    "error",     "code",     "interaction", "memory",
      "stack",   "address", "account", "accounts",  "preauth",  "interface"};
  if (std::ranges::find(kNoNames, text) != std::end(kNoNames)) return true;
  // "user=0.05 sys=0.01": seconds.
  const bool is_decimal =
      std::ranges::all_of(text, [](char c) { return IsDigit(c) || c == '.'; }) &&
      std::ranges::count(text, '.') == 1;
  return is_decimal ||
         std::ranges::none_of(text, [](char c) { return IsWord(c) || c < 0; });
}

// Compiled once: it takes milliseconds.
const re2::RE2& Forms() {
  static const re2::RE2& forms = *[] {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_encoding(re2::RE2::Options::EncodingLatin1);
    options.set_max_mem(kMaxExpressionMemoryBytes);
    return new re2::RE2(OneExpression(), options);
  }();
  return forms;
}

}  // namespace

std::optional<Value> UserFinder::Next(std::string_view line, size_t from) const {
  constexpr size_t kGroups = 1 + std::size(kForms);
  const re2::StringPiece text(line.data(), line.size());
  while (from < line.size()) {
    re2::StringPiece found[kGroups];
    if (!Forms().Match(text, from, line.size(), re2::RE2::UNANCHORED, found, kGroups)) {
      return std::nullopt;
    }
    const auto* const group = std::find_if(
        found + 1, found + kGroups, [](const auto& piece) { return piece.data(); });
    if (group == found + kGroups) return std::nullopt;
    const size_t start = static_cast<size_t>(group->data() - line.data());
    size_t end = start + group->size();
    while (end > start && (line[end - 1] == '.' || line[end - 1] == '!')) --end;
    if (!IsNoName(line.substr(start, end - start))) {
      return Value{start, end, static_cast<size_t>(ValueClass::kUser)};
    }
    // It may be what says that a name follows: "for invalid user bob".
    from = std::max(start, from + 1);
  }
  return std::nullopt;
}

}  // namespace rondo::redact
