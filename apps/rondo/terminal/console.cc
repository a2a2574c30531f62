#include "apps/rondo/terminal/console.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "apps/rondo/files/fd_writer.h"
#include "apps/rondo/text/errors.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

bool IsSet(const char* variable) {
  const char* const value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

// As git does it: less ends by itself if everything fits, and leaves the text behind.
// `cat` is no pager, and neither is what does not run.
bool ShowByPager(const std::string& text) {
  const char* command = IsSet("RONDO_PAGER") ? std::getenv("RONDO_PAGER")
                        : IsSet("PAGER")     ? std::getenv("PAGER")
                                             : "less";
  if (std::string_view(command) == "cat") return false;
  const std::string line = absl::StrCat("command -v ", command, " >/dev/null 2>&1 && ",
                                        "LESS=${LESS-FRX} exec ", command);
  FILE* const pager = ::popen(line.c_str(), "w");
  if (pager == nullptr) return false;
  std::fwrite(text.data(), 1, text.size(),
              pager);  // whoever leaves early has seen enough
  return ::pclose(pager) == 0;
}

}  // namespace

bool ShowsColor() {
  const char* const terminal = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) != 0 && terminal != nullptr &&
         std::string_view(terminal) != "dumb" && !IsSet("NO_COLOR");
}

absl::Status PrintByPager(const std::string& text) {
  if (::isatty(STDOUT_FILENO) != 0 && ShowByPager(text)) return absl::OkStatus();
  return Print(text);
}

absl::Status Print(const std::string& text) {
  FdWriter writer(STDOUT_FILENO, "standard output");
  RONDO_RETURN_IF_ERROR(writer.WriteText(text));
  return writer.Flush();
}

void PrintError(const std::string& name, const absl::Status& status) {
  const std::string message(status.message());
  // What the library says of a system call names the file: "cannot open FILE: ...".
  const bool named =
      name.empty() || absl::StrContains(message, absl::StrCat(" ", name, ": "));
  const std::string head = named ? "" : absl::StrCat(name, ": ");
  std::fprintf(stderr, "rondo: %s%s\n", head.c_str(), message.c_str());
}

void PrintNote(const std::string& name, const std::string& text) {
  std::fprintf(stderr, "%s: %s\n", name.c_str(), text.c_str());
}

std::string DisplayName(const std::string& file) {
  return file == kStandardStream ? "(standard input)" : file;
}

int ForEachFile(const Command& command,
                const std::function<absl::Status(const std::string& file)>& work) {
  int exit_code = kExitGood;
  for (const std::string& file : command.files) {
    const absl::Status status = work(file);
    if (IsClosedPipe(status)) break;
    if (!status.ok()) PrintError(DisplayName(file), status);
    exit_code = std::max(exit_code, ExitCode(status));
  }
  return exit_code;
}

}  // namespace rondo::app
