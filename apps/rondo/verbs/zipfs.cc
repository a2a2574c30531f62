#include "apps/rondo/verbs/zipfs.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "apps/rondo/files/dictionary.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/text/errors.h"
#include "apps/rondo/text/json.h"
#include "apps/rondo/text/text.h"
#include "base/status_macros.h"
#include "base/system_file.h"
#include "dictionary/block_store.h"
#include "dictionary/zipfs/encoder.h"
#include "dictionary/zipfs/file.h"

namespace rondo::app {
namespace {

using dictionary::DictionaryObject;
using dictionary::ZipfsDictionary;

// The file is one object, which is made in memory.
constexpr uint64_t kMaxTextBytes = uint64_t{512} << 20;
constexpr uint64_t kMaxFileBytes = uint64_t{1} << 30;

std::shared_ptr<const dictionary::BlockStore> Store() {
  return std::make_shared<const dictionary::BlockStore>(dictionary::BlockStore::OfUser());
}

// What a file is called in it, for those who wonder where it came from.
std::string NameOf(const std::string& file) {
  if (file == kStandardStream) return "";
  const std::string name = base::BaseName(file);
  return IsUtf8(name) && name.size() <= dictionary::kMaxFileNameBytes ? name : "";
}

struct Writer {
  ZipfsDictionary dictionary;
  dictionary::Cid cid;
};

absl::StatusOr<Writer> OpenWriter(const Command& command) {
  RONDO_ASSIGN_OR_RETURN(const auto gateways, GatewaysOf(command));
  RONDO_ASSIGN_OR_RETURN(const DictionaryObject object,
                         OpenDictionary(Store(), gateways, command.dictionaries.front()));
  if (object.segment_count() == 0) {
    return UsageError(
        "a dictionary without segments is not for ZIPFS files; rondo dict train --format "
        "zipfs makes one");
  }
  RONDO_ASSIGN_OR_RETURN(ZipfsDictionary dictionary, ZipfsDictionary::Load(object));
  return Writer{std::move(dictionary), object.cid()};
}

absl::Status EncodeFile(const Command& command, const SourceSet& sources,
                        const Writer& writer, const std::string& file) {
  RONDO_ASSIGN_OR_RETURN(Job job, OpenJob(command, sources, file));
  RONDO_ASSIGN_OR_RETURN(
      const std::vector<uint8_t> text,
      ReadWhole(*job.source, kMaxTextBytes, ", which is too much for a ZIPFS file"));
  const auto parse = command.zipfs.optimal ? dictionary::ZipfsParse::kOptimal
                                           : dictionary::ZipfsParse::kGreedy;
  RONDO_ASSIGN_OR_RETURN(const base::ByteVector data,
                         dictionary::EncodeZipfs(writer.dictionary, text, parse));
  const base::ByteVector bytes = dictionary::WriteZipfs({NameOf(file), writer.cid, data});
  RONDO_RETURN_IF_ERROR(job.output->Write(bytes));
  RONDO_RETURN_IF_ERROR(FinishJob(command, job));
  if (command.verbose) {
    PrintNote(DisplayName(file),
              absl::StrCat(FormatCount(text.size()), " -> ", FormatCount(bytes.size()),
                           " bytes, ratio ", FormatRatio(text.size(), bytes.size())));
  }
  return absl::OkStatus();
}

}  // namespace

int RunEncodeZipfs(const Command& command, const SourceSet& sources) {
  const auto writer = OpenWriter(command);
  if (!writer.ok()) {
    PrintError(command.dictionaries.front(), writer.status());
    return ExitCode(writer.status());
  }
  return ForEachFile(command, [&](const std::string& file) {
    return EncodeFile(command, sources, *writer, file);
  });
}

absl::StatusOr<bool> IsZipfs(Source& source) {
  RONDO_ASSIGN_OR_RETURN(const auto start, source.Peek(dictionary::kZipfsStartBytes));
  return dictionary::StartsLikeZipfs(start);
}

absl::Status DecodeZipfsFile(const Command& command, Job& job) {
  RONDO_ASSIGN_OR_RETURN(
      const std::vector<uint8_t> bytes,
      ReadWhole(*job.source, kMaxFileBytes, ", which is too much for a ZIPFS file"));
  RONDO_ASSIGN_OR_RETURN(const dictionary::ZipfsFile file, dictionary::ParseZipfs(bytes));
  const std::string address = file.dictionary.ToText();
  RONDO_ASSIGN_OR_RETURN(const DictionaryObject object,
                         FindDictionary(Store(), command, address));
  RONDO_ASSIGN_OR_RETURN(
      const ZipfsDictionary dictionary,
      ZipfsDictionary::Load(object, command.zipfs.unary ? ZipfsDictionary::Form::kUnary
                                                        : ZipfsDictionary::Form::kAuto));
  uint64_t written = 0;
  RONDO_RETURN_IF_ERROR(
      dictionary::DecodeZipfs(dictionary, file.data, [&](base::Bytes part) {
        written += part.size();
        return job.output->Write(part);
      }));
  RONDO_RETURN_IF_ERROR(FinishJob(command, job));
  if (command.verbose) {
    PrintNote(DisplayName(job.source->file()),
              absl::StrCat(FormatCount(bytes.size()), " -> ", FormatCount(written),
                           " bytes, ratio ", FormatRatio(written, bytes.size())));
  }
  return absl::OkStatus();
}

}  // namespace rondo::app
