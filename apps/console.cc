#include "apps/console.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "apps/errors.h"
#include "apps/fd_writer.h"
#include "base/status_macros.h"

namespace rondo::app {

absl::Status Print(const std::string& text) {
  FdWriter writer(STDOUT_FILENO, "standard output");
  const auto* data = reinterpret_cast<const uint8_t*>(text.data());
  RONDO_RETURN_IF_ERROR(writer.Write({data, text.size()}));
  return writer.Flush();
}

void PrintError(const std::string& name, const absl::Status& status) {
  const std::string message(status.message());
  std::fprintf(stderr, "rondo: %s%s%s\n", name.c_str(), name.empty() ? "" : ": ",
               message.c_str());
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
