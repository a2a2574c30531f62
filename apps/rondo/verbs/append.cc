// rondo append: the data of more files behind that of a score, all of it or nothing.
#include <sys/stat.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "apps/rondo/command_line/folder_times.h"
#include "apps/rondo/files/output.h"
#include "apps/rondo/files/signals.h"
#include "apps/rondo/files/source.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/terminal/progress.h"
#include "apps/rondo/text/errors.h"
#include "apps/rondo/text/text.h"
#include "apps/rondo/verbs/feed.h"
#include "apps/rondo/verbs/verbs.h"
#include "base/status_macros.h"
#include "rondo/appender.h"
#include "rondo/encoder.h"
#include "rondo/live.h"
#include "rondo/reader.h"

namespace rondo::app {
namespace {

absl::Status OfFile(const std::string& file, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat(file, ": ", status.message()));
}

// A file that is not there yet goes again when the program is interrupted.
class NewFileGuard {
 public:
  explicit NewFileGuard(const std::string& file) {
    struct stat existing = {};
    if (::lstat(file.c_str(), &existing) != 0) RemoveOnSignal(file.c_str());
  }
  ~NewFileGuard() { RemoveOnSignal(nullptr); }
  NewFileGuard(const NewFileGuard&) = delete;
  NewFileGuard& operator=(const NewFileGuard&) = delete;
};

// Times are what they are in what stands before, if that says how it writes them.
absl::Status GoOnWithTimes(const Command& command, const std::string& target,
                           EncodeOptions* options) {
  RONDO_RETURN_IF_ERROR(SayFolderTimes(target, options));
  RONDO_ASSIGN_OR_RETURN(auto file, RandomAccessFile::Open(target));
  if (file->size() > 0) {
    RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Reader> reader,
                           Reader::Open(std::move(file), command.decode_options()));
    RONDO_ASSIGN_OR_RETURN(const std::vector<SegmentInfo> segments, reader->Segments());
    KeepTimes(segments, 0, reader->size(), options);
    options->before = TextBefore(*reader, reader->size());
  }
  return absl::OkStatus();
}

absl::Status Append(const Command& command) {
  const std::string& target = command.files.front();
  if (target == kStandardStream) return UsageError("append needs the file to add to");
  const NewFileGuard guard(target);
  auto appender = Appender::Open(target);
  RONDO_RETURN_IF_ERROR(appender.status());
  for (size_t i = 1; i < command.files.size(); ++i) {
    const absl::Status status = RefuseOwnOutput(command.files[i], target);
    if (!status.ok()) return OfFile(command.files[i], status);
  }
  if ((*appender)->unfinished_bytes() > 0 && !command.quiet) {
    PrintNote(target,
              absl::StrCat("cut off ", FormatSize((*appender)->unfinished_bytes()),
                           " that an earlier addition did not finish"));
  }
  for (const std::string& orphan : (*appender)->orphans()) {
    if (command.quiet) break;
    PrintNote(orphan,
              absl::StrCat("does not follow on ", target, "; left by another log"));
  }
  const ByteSink sink = [&](std::span<const uint8_t> bytes) {
    return (*appender)->Write(bytes);
  };
  EncodeOptions options = command.encode_options();
  options.for_append = true;
  // What comes last is the newest.
  if (!command.no_name) options.modified = Source::ModifiedOf(command.files.back());
  RONDO_RETURN_IF_ERROR(GoOnWithTimes(command, target, &options));
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Encoder> encoder,
                         Encoder::Create(options, sink));
  // What a writer of a live log left behind when it was killed comes first.
  RONDO_RETURN_IF_ERROR((*appender)->FindTail().status());
  RONDO_RETURN_IF_ERROR((*appender)->ReadTail(
      [&](std::span<const uint8_t> bytes) { return encoder->Write(bytes); }));
  Progress progress(command, target, std::nullopt);
  for (size_t i = 1; i < command.files.size(); ++i) {
    const auto source = Source::Open(command.files[i], Source::Accept::kAnything);
    if (!source.ok()) return OfFile(command.files[i], source.status());
    RONDO_RETURN_IF_ERROR(Feed(command, **source, *encoder, progress));
  }
  RONDO_RETURN_IF_ERROR(encoder->Finish());
  // A file that was not there is made of nothing too: a score of no bytes.
  const bool adds = encoder->stats().bytes_in > 0 || (*appender)->size() == 0;
  if (adds) {
    const SignalBlock block;  // a file that has something in it stays
    RONDO_RETURN_IF_ERROR((*appender)->Commit());
    RemoveOnSignal(nullptr);
  }
  RONDO_RETURN_IF_ERROR((*appender)->RemoveTail());
  progress.Stop();
  if (command.verbose) {
    PrintNote(target, EncodingFigures(encoder->stats(), progress.seconds()));
  }
  return absl::OkStatus();
}

}  // namespace

int RunAppend(const Command& command) {
  const absl::Status status = Append(command);
  if (!status.ok() && !IsClosedPipe(status)) PrintError(command.files.front(), status);
  return ExitCode(status);
}

}  // namespace rondo::app
