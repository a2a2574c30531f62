// The rondo program: parse, run, one exit code.
#include <fcntl.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "apps/rondo/command_line/command.h"
#include "apps/rondo/command_line/help.h"
#include "apps/rondo/command_line/parse.h"
#include "apps/rondo/dictionary/dict.h"
#include "apps/rondo/files/score_dictionary.h"
#include "apps/rondo/files/signals.h"
#include "apps/rondo/redaction/export.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/text/errors.h"
#include "apps/rondo/trust/trust.h"
#include "apps/rondo/verbs/verbs.h"

namespace rondo::app {
namespace {

// A file must never get the number of a closed standard stream: messages would be written
// into it. What fills the gap cannot be used the way its stream is, except that messages
// to nobody are lost.
void FillClosedStandardStreams() {
  constexpr int kModes[] = {O_WRONLY, O_RDONLY, O_WRONLY};
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (::fcntl(fd, F_GETFD) < 0) ::open("/dev/null", kModes[fd]);
  }
}

int Report(const absl::Status& status) {
  if (!status.ok() && !IsClosedPipe(status)) PrintError("", status);
  return ExitCode(status);
}

int Run(const Command& command) {
  switch (command.verb) {
    case Verb::kEncode:
      return command.live ? RunEncodeLive(command) : RunEncode(command);
    case Verb::kAppend:
      return RunAppend(command);
    case Verb::kCompact:
      return RunCompact(command);
    case Verb::kDecode:
      return RunDecode(command);
    case Verb::kCat:
      return RunCat(command);
    case Verb::kGrep:
      return RunGrep(command);
    case Verb::kHead:
      return RunHead(command);
    case Verb::kTail:
      return RunTail(command);
    case Verb::kWc:
      return RunWc(command);
    case Verb::kStat:
      return RunStat(command);
    case Verb::kList:
      return RunList(command);
    case Verb::kVerify:
      return RunVerify(command);
    case Verb::kSalvage:
      return RunSalvage(command);
    case Verb::kRepair:
      return RunRepair(command);
    case Verb::kExport:
      return RunExport(command);
    case Verb::kDict:
      return RunDict(command);
    case Verb::kHelp:
      return Report(PrintByPager(HelpPage(command.face)));
    case Verb::kVersion:
      return Report(Print(absl::StrCat(VersionText(), "\n")));
  }
  return kExitUsage;
}

int Main(const std::string& program, const std::vector<std::string>& arguments) {
  FillClosedStandardStreams();
  InstallSignalHandlers();
  // Typed alone at a terminal: a newcomer, not a pipe.
  if (arguments.empty() && ::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0) {
    return Report(PrintByPager(HelpPage(Face::kGzip)));
  }
  auto command = ParseCommand(program, arguments);
  if (!command.ok()) {
    PrintError("", command.status());
    PrintNote("rondo", absl::StrCat("try ", HelpCommand(arguments)));
    return kExitUsage;
  }
  if (const absl::Status status = FindDictionaries(&*command); !status.ok()) {
    PrintError(absl::StrJoin(command->dictionaries, ", "), status);
    return ExitCode(status);
  }
  return Run(*command);
}

}  // namespace
}  // namespace rondo::app

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  return rondo::app::Main(argc > 0 ? argv[0] : "rondo", arguments);
}
