// rondo head, rondo tail: the first or last lines or bytes of a score, or of what another
// compressor made.
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "apps/rondo/files/fd_writer.h"
#include "apps/rondo/files/follow.h"
#include "apps/rondo/files/output.h"
#include "apps/rondo/files/score.h"
#include "apps/rondo/files/source.h"
#include "apps/rondo/files/text_source.h"
#include "apps/rondo/redaction/rendition.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/text/errors.h"
#include "apps/rondo/text/text.h"
#include "apps/rondo/verbs/verbs.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

constexpr uint64_t kDefaultLines = 10;

using TextWriter = std::function<absl::Status(std::string_view)>;

// The units of `size` that the command asks for, `count` being what it says.
Extent Part(const Command& command, uint64_t count, uint64_t size) {
  if (command.verb == Verb::kHead) {
    return {0, command.all_but ? size - std::min(count, size) : std::min(count, size)};
  }
  if (!command.from_start) return {size - std::min(count, size), size};
  return {std::min(count == 0 ? 0 : count - 1, size), size};
}

absl::StatusOr<Extent> BytesAtTheEnd(const Command& command, const Reader& reader) {
  if (command.byte_count) return Part(command, *command.byte_count, reader.size());
  const Extent lines =
      Part(command, command.line_count.value_or(kDefaultLines), reader.lines());
  Extent bytes;
  RONDO_ASSIGN_OR_RETURN(bytes.from, reader.LineOffset(lines.from));
  RONDO_ASSIGN_OR_RETURN(bytes.to, reader.LineOffset(lines.to));
  return bytes;
}

// Of what another compressor made, no more is expanded than is printed.
absl::Status ReadHeadOfPacked(const Command& command, Source& source,
                              const TextWriter& write) {
  uint64_t bytes = command.byte_count.value_or(UINT64_MAX);
  uint64_t lines = command.line_count.value_or(kDefaultLines);
  if (command.byte_count) lines = UINT64_MAX;
  if (bytes == 0 || lines == 0) return absl::OkStatus();
  return ReadText(source, command.decode_options(),
                  [&](std::string_view text) -> absl::StatusOr<bool> {
                    text = text.substr(0, bytes);
                    size_t end = 0;
                    while (end < text.size() && lines > 0) {
                      end = std::min(text.find('\n', end), text.size() - 1) + 1;
                      lines -= text[end - 1] == '\n';
                    }
                    bytes -= end;
                    RONDO_RETURN_IF_ERROR(write(text.substr(0, end)));
                    return bytes > 0 && lines > 0;
                  });
}

absl::Status PrintHeadOfPacked(const Command& command, Source& source, FdWriter& out) {
  const TextWriter write = [&](std::string_view text) { return out.WriteText(text); };
  if (!command.redacted) return ReadHeadOfPacked(command, source, write);
  RONDO_ASSIGN_OR_RETURN(const auto redactor, MakeRedactor(command, nullptr));
  RONDO_RETURN_IF_ERROR(ReadHeadOfPacked(command, source, [&](std::string_view text) {
    return redactor->Add(text, write);
  }));
  return redactor->Finish(write);
}

absl::Status PrintName(const std::string& file, bool* first, FdWriter& out) {
  const char* before = std::exchange(*first, false) ? "==> " : "\n==> ";
  return out.WriteText(absl::StrCat(before, DisplayName(file), " <==\n"));
}

int RunPart(const Command& command) {
  TellOfRendition(command);
  FdWriter out(STDOUT_FILENO, "standard output");
  const bool named = (command.files.size() > 1 || command.verbose) && !command.quiet;
  bool first = true;
  const int exit_code =
      ForEachFile(command, [&](const std::string& file) -> absl::Status {
        RONDO_RETURN_IF_ERROR(RefuseOwnOutput(file, kStandardStream));
        RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                               Source::Open(file, Source::Accept::kAnything));
        RONDO_RETURN_IF_ERROR(RefuseTerminal(*source, command));
        RONDO_ASSIGN_OR_RETURN(const bool packed, IsPacked(*source));
        if (packed && command.follow) return UsageError("-f follows scores");
        if (packed && command.verb == Verb::kHead && !command.all_but &&
            command.context.empty()) {
          if (named) RONDO_RETURN_IF_ERROR(PrintName(file, &first, out));
          return PrintHeadOfPacked(command, *source, out);
        }
        RONDO_ASSIGN_OR_RETURN(const Score score, OpenText(command, *source));
        RONDO_ASSIGN_OR_RETURN(const Extent bytes, BytesAtTheEnd(command, *score.reader));
        if (named) RONDO_RETURN_IF_ERROR(PrintName(file, &first, out));
        const ByteSink sink = [&](std::span<const uint8_t> part) {
          return out.Write(part);
        };
        RONDO_ASSIGN_OR_RETURN(Player player, Player::Create(command, *score.reader));
        RONDO_RETURN_IF_ERROR(player.Play(bytes.from, bytes.to, sink));
        if (!command.follow) return player.Finish(sink);
        return Follow(
            file, score.reader->size(),
            [&](std::span<const uint8_t> part) { return player.Add(part, sink); }, out);
      });
  const absl::Status status = out.Flush();
  if (!status.ok() && !IsClosedPipe(status)) PrintError("", status);
  return std::max(exit_code, ExitCode(status));
}

}  // namespace

int RunHead(const Command& command) { return RunPart(command); }
int RunTail(const Command& command) { return RunPart(command); }

}  // namespace rondo::app
