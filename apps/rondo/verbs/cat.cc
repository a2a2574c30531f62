// rondo cat: what a score holds, or the file of another compressor, or a part of it.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "apps/rondo/command_line/folder_times.h"
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
#include "rondo/reader.h"

namespace rondo::app {
namespace {

// The bytes that the command asks for.
absl::StatusOr<Extent> AskedBytes(const Command& command, const Reader& reader) {
  if (command.bytes) return ResolveByteRange(*command.bytes, reader.size());
  RONDO_ASSIGN_OR_RETURN(const Extent lines,
                         ResolveLineRange(*command.lines, reader.lines()));
  Extent bytes;
  RONDO_ASSIGN_OR_RETURN(bytes.from, reader.LineOffset(lines.from));
  RONDO_ASSIGN_OR_RETURN(bytes.to, reader.LineOffset(lines.to));
  return bytes;
}

absl::Status CatTimes(const Command& command, const std::string& file,
                      const ByteSink& sink) {
  RONDO_ASSIGN_OR_RETURN(const Score score, OpenText(command, file));
  RONDO_ASSIGN_OR_RETURN(const TimeSet times, TimesOfFile(command, file, score.modified));
  RONDO_ASSIGN_OR_RETURN(const std::vector<LineRun> runs,
                         score.reader->LinesInTime(times));
  RONDO_ASSIGN_OR_RETURN(Player player, Player::Create(command, *score.reader));
  for (const LineRun& run : runs) {
    RONDO_RETURN_IF_ERROR(player.Play(run.from, run.to, sink));
  }
  return player.Finish(sink);
}

absl::Status CatPart(const Command& command, const std::string& file,
                     const ByteSink& sink) {
  RONDO_ASSIGN_OR_RETURN(const Score score, OpenText(command, file));
  RONDO_ASSIGN_OR_RETURN(const Extent bytes, AskedBytes(command, *score.reader));
  RONDO_ASSIGN_OR_RETURN(Player player, Player::Create(command, *score.reader));
  RONDO_RETURN_IF_ERROR(player.Play(bytes.from, bytes.to, sink));
  return player.Finish(sink);
}

// Needs no index, and no temporary copy of a pipe.
absl::Status CatWhole(const Command& command, const std::string& file,
                      const ByteSink& sink) {
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                         Source::Open(file, Source::Accept::kAnything));
  RONDO_RETURN_IF_ERROR(RefuseTerminal(*source, command));
  const DecodeOptions options = command.decode_options();
  RONDO_ASSIGN_OR_RETURN(const bool packed, IsPacked(*source));
  if (!packed) return DecodeAll(*source, options, sink).status();
  return ReadText(*source, options, [&](std::string_view text) -> absl::StatusOr<bool> {
    RONDO_RETURN_IF_ERROR(sink(AsBytes(text)));
    return true;
  });
}

// A score's index says what is hidden.
absl::Status CatRendition(const Command& command, const std::string& file,
                          const ByteSink& sink) {
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                         Source::Open(file, Source::Accept::kAnything));
  RONDO_RETURN_IF_ERROR(RefuseTerminal(*source, command));
  return ReadRendition(command, *source, sink);
}

}  // namespace

int RunCat(const Command& command) {
  const std::string name = command.output.empty() ? kStandardStream : command.output;
  for (const std::string& file : command.files) {
    const absl::Status status = RefuseOwnOutput(file, name);
    if (status.ok()) continue;
    PrintError(DisplayName(file), status);
    return ExitCode(status);
  }
  auto output = OpenOutput(command, name, nullptr);
  if (!output.ok()) {
    PrintError("", output.status());
    return ExitCode(output.status());
  }
  const ByteSink sink = [&](std::span<const uint8_t> part) {
    return (*output)->Write(part);
  };
  const auto work = command.since || command.until                 ? CatTimes
                    : command.bytes || command.lines               ? CatPart
                    : command.redacted || !command.context.empty() ? CatRendition
                                                                   : CatWhole;
  TellOfRendition(command);
  const int exit_code = ForEachFile(
      command, [&](const std::string& file) { return work(command, file, sink); });
  // What came before an error is still shown on standard output; a file must be whole.
  if (exit_code != kExitGood && name != kStandardStream) return exit_code;
  const absl::Status status = (*output)->Commit();
  if (!status.ok() && !IsClosedPipe(status)) PrintError("", status);
  return std::max(exit_code, ExitCode(status));
}

}  // namespace rondo::app
