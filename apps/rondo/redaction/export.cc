// rondo export: a score of a rendition, in which the values are not any more. What is
// read is expanded, redacted line by line and encoded anew; nothing else of it gets into
// the new score, nor does the list of what was hidden.
//
// Tested by tests/apps/rondo/redaction/redaction_test.cc.
#include "apps/rondo/redaction/export.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "apps/rondo/command_line/folder_times.h"
#include "apps/rondo/files/output.h"
#include "apps/rondo/files/score.h"
#include "apps/rondo/files/source.h"
#include "apps/rondo/files/text_source.h"
#include "apps/rondo/redaction/rendition.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/terminal/progress.h"
#include "base/status_macros.h"
#include "rondo/encoder.h"
#include "rondo/live.h"

namespace rondo::app {
namespace {

absl::Status ExportFile(const Command& command, const std::string& file) {
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                         Source::Open(file, Source::Accept::kAnything));
  RONDO_RETURN_IF_ERROR(RefuseTerminal(*source, command));
  RONDO_ASSIGN_OR_RETURN(const std::string name, OutputName(command, file));
  RONDO_RETURN_IF_ERROR(RefuseOwnOutput(file, name));
  RONDO_ASSIGN_OR_RETURN(
      const std::unique_ptr<Output> output,
      OpenOutput(command, name, source->is_named_file() ? source.get() : nullptr));
  Progress progress(command, file, std::nullopt);
  EncodeOptions options = command.encode_options();
  options.modified = source->modified();
  if (IsScoreFile(*source)) {
    RONDO_ASSIGN_OR_RETURN(const Score score, OpenScore(command, *source));
    options.modified = score.modified;
    RONDO_ASSIGN_OR_RETURN(const std::vector<SegmentInfo> segments,
                           score.reader->Segments());
    KeepTimes(segments, 0, score.reader->size(), &options);
  }
  RONDO_RETURN_IF_ERROR(SayFolderTimes(file, &options));
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Encoder> encoder,
                         Encoder::Create(options, [&](std::span<const uint8_t> bytes) {
                           return output->Write(bytes);
                         }));
  RONDO_RETURN_IF_ERROR(
      ReadRendition(command, *source, [&](std::span<const uint8_t> bytes) {
        const EncodeStats stats = encoder->stats();
        progress.Update(stats.bytes_in, stats.bytes_coded, stats.bytes_out);
        return encoder->Write(bytes);
      }));
  RONDO_RETURN_IF_ERROR(encoder->Finish());
  RONDO_RETURN_IF_ERROR(output->Commit());
  progress.Stop();
  return absl::OkStatus();
}

}  // namespace

int RunExport(const Command& command) {
  return ForEachFile(command,
                     [&](const std::string& file) { return ExportFile(command, file); });
}

}  // namespace rondo::app
