// rondo head, rondo tail: the first or last lines or bytes of a score.
#include <unistd.h>

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "apps/rondo/files/fd_writer.h"
#include "apps/rondo/files/follow.h"
#include "apps/rondo/files/output.h"
#include "apps/rondo/files/score.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/text/errors.h"
#include "apps/rondo/text/text.h"
#include "apps/rondo/verbs/verbs.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

constexpr uint64_t kDefaultLines = 10;

// The units of `size` that the command asks for, `count` being what it says.
Extent Part(const Command& command, uint64_t count, uint64_t size) {
  if (command.verb == Verb::kHead) {
    return {0, command.all_but ? size - std::min(count, size) : std::min(count, size)};
  }
  if (!command.from_start) return {size - std::min(count, size), size};
  return {std::min(count == 0 ? 0 : count - 1, size), size};
}

absl::StatusOr<Extent> AskedBytes(const Command& command, const Reader& reader) {
  if (command.byte_count) return Part(command, *command.byte_count, reader.size());
  const Extent lines =
      Part(command, command.line_count.value_or(kDefaultLines), reader.lines());
  Extent bytes;
  RONDO_ASSIGN_OR_RETURN(bytes.from, reader.LineOffset(lines.from));
  RONDO_ASSIGN_OR_RETURN(bytes.to, reader.LineOffset(lines.to));
  return bytes;
}

int RunPart(const Command& command) {
  FdWriter out(STDOUT_FILENO, "standard output");
  const bool named = command.files.size() > 1 && !command.quiet;
  bool first = true;
  const int exit_code =
      ForEachFile(command, [&](const std::string& file) -> absl::Status {
        RONDO_RETURN_IF_ERROR(RefuseOwnOutput(file, kStandardStream));
        RONDO_ASSIGN_OR_RETURN(const Score score, OpenScore(command, file));
        RONDO_ASSIGN_OR_RETURN(const Extent bytes, AskedBytes(command, *score.reader));
        if (named) {
          const char* before = first ? "==> " : "\n==> ";
          RONDO_RETURN_IF_ERROR(
              out.WriteText(absl::StrCat(before, DisplayName(file), " <==\n")));
        }
        first = false;
        RONDO_RETURN_IF_ERROR(score.reader->Read(
            bytes.from, bytes.to,
            [&](std::span<const uint8_t> part) { return out.Write(part); }));
        return command.follow ? Follow(file, score.reader->size(), out)
                              : absl::OkStatus();
      });
  const absl::Status status = out.Flush();
  if (!status.ok() && !IsClosedPipe(status)) PrintError("", status);
  return std::max(exit_code, ExitCode(status));
}

}  // namespace

int RunHead(const Command& command) { return RunPart(command); }
int RunTail(const Command& command) { return RunPart(command); }

}  // namespace rondo::app
