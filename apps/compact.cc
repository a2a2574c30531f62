// rondo compact: one score with full segments from many small ones, in place of them.
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "apps/atomic_output.h"
#include "apps/console.h"
#include "apps/feed.h"
#include "apps/progress.h"
#include "apps/score.h"
#include "apps/source.h"
#include "apps/verbs.h"
#include "base/status_macros.h"
#include "rondo/appender.h"
#include "rondo/encoder.h"
#include "rondo/live.h"
#include "rondo/reader.h"

namespace rondo::app {
namespace {

// The old file goes only when the new one was read back: every segment has a digest of
// what was encoded.
absl::Status CheckCopy(const Command& command, const Reader& old, AtomicOutput& output) {
  RONDO_ASSIGN_OR_RETURN(std::unique_ptr<RandomAccessFile> written, output.Written());
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Reader> copy,
                         Reader::Open(std::move(written), command.decode_options()));
  if (copy->size() != old.size() || copy->lines() != old.lines()) {
    return absl::InternalError("the new score does not hold what the old one does");
  }
  return copy->Verify();
}

absl::Status CompactFile(const Command& command, const std::string& file) {
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                         Source::Open(file, Source::Accept::kRegularFiles));
  // Nobody adds to the file while it is replaced.
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Appender> lock, Appender::Open(file));
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<LogTail> tail, LogTail::Find(file));
  RONDO_ASSIGN_OR_RETURN(const Score score, OpenScore(command, file));
  RONDO_ASSIGN_OR_RETURN(
      const std::unique_ptr<AtomicOutput> output,
      AtomicOutput::Create(file, source->attributes_to_keep(), /*replace=*/true));
  RONDO_ASSIGN_OR_RETURN(
      const std::unique_ptr<Encoder> encoder,
      MakeEncoder(command.encode_options(),
                  [&](std::span<const uint8_t> bytes) { return output->Write(bytes); }));
  Progress progress(command, file, score.reader->size());
  RONDO_RETURN_IF_ERROR(
      score.reader->Read(0, score.reader->size(), [&](std::span<const uint8_t> bytes) {
        ReportEncoding(encoder->stats(), progress);
        return encoder->Write(bytes);
      }));
  RONDO_RETURN_IF_ERROR(encoder->Finish());
  progress.Stop();
  if (tail->expanded_bytes() == 0 && encoder->stats().bytes_out >= score.stored_bytes) {
    if (command.verbose) PrintNote(file, "left as it is: it would not become smaller");
    return absl::OkStatus();
  }
  RONDO_RETURN_IF_ERROR(CheckCopy(command, *score.reader, *output));
  RONDO_RETURN_IF_ERROR(output->Commit());
  RONDO_RETURN_IF_ERROR(tail->Remove());
  if (command.verbose) {
    PrintNote(file, EncodingFigures(encoder->stats(), progress.seconds()));
  }
  return absl::OkStatus();
}

}  // namespace

int RunCompact(const Command& command) {
  return ForEachFile(command,
                     [&](const std::string& file) { return CompactFile(command, file); });
}

}  // namespace rondo::app
