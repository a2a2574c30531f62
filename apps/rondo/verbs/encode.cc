// rondo encode: a score from each file.
#include <memory>
#include <optional>
#include <string>

#include "apps/rondo/command_line/folder_times.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/terminal/progress.h"
#include "apps/rondo/trust/parity.h"
#include "apps/rondo/verbs/feed.h"
#include "apps/rondo/verbs/job.h"
#include "apps/rondo/verbs/verbs.h"
#include "apps/rondo/verbs/zipfs.h"
#include "base/status_macros.h"
#include "rondo/encoder.h"

namespace rondo::app {
namespace {

absl::Status EncodeFile(const Command& command, const SourceSet& sources,
                        const std::string& file) {
  RONDO_ASSIGN_OR_RETURN(Job job, OpenJob(command, sources, file));
  // How much there is in what is packed nobody knows.
  Progress progress(command, file, command.unpack ? std::nullopt : job.source->size());
  const Encoder* running = nullptr;  // Create already writes the first bytes
  ParityOutput output(command, *job.output);
  const ByteSink sink = [&](std::span<const uint8_t> bytes) {
    if (running != nullptr) ReportEncoding(running->stats(), progress);
    return output.Write(bytes);
  };
  EncodeOptions options = command.encode_options();
  if (!command.no_name) options.modified = job.source->modified();
  RONDO_RETURN_IF_ERROR(SayFolderTimes(file, &options));
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Encoder> encoder,
                         Encoder::Create(options, sink));
  running = encoder.get();
  RONDO_RETURN_IF_ERROR(Feed(command, *job.source, *encoder, progress));
  RONDO_RETURN_IF_ERROR(encoder->Finish());
  RONDO_RETURN_IF_ERROR(output.AddParity());
  RONDO_RETURN_IF_ERROR(FinishJob(command, job));
  progress.Stop();
  if (command.verbose) {
    PrintNote(DisplayName(file), EncodingFigures(encoder->stats(), progress.seconds()));
  }
  return absl::OkStatus();
}

}  // namespace

int RunEncode(const Command& command) {
  const SourceSet sources(command.files);
  if (command.zipfs.wanted) return RunEncodeZipfs(command, sources);
  return ForEachFile(command, [&](const std::string& file) {
    return EncodeFile(command, sources, file);
  });
}

}  // namespace rondo::app
