// rondo dict train: a dictionary of samples, for scores or for ZIPFS files.
#include "dictionary/zipfs/train.h"

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "apps/rondo/dictionary/dict.h"
#include "apps/rondo/dictionary/made.h"
#include "apps/rondo/files/dictionary.h"
#include "apps/rondo/files/source.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/text/errors.h"
#include "apps/rondo/text/json.h"
#include "apps/rondo/text/text.h"
#include "base/status_macros.h"
#include "base/system_file.h"
#include "dictionary/dictionary_writer.h"
#include "rondo/dictionary.h"

namespace rondo::app {
namespace {

using dictionary::Cid;

constexpr uint64_t kMaxSampleFileBytes = uint64_t{1} << 30;
// Of a sample that is too large, pieces of this size from all over it.
constexpr size_t kPieceBytes = 64u << 10;

// As much of the files as training takes, each by its share.
std::vector<base::Bytes> Choose(const std::vector<std::vector<uint8_t>>& files) {
  uint64_t total = 0;
  for (const auto& file : files) total += file.size();
  std::vector<base::Bytes> samples(files.begin(), files.end());
  if (total <= dictionary::kMaxSampleBytes) return samples;
  samples.clear();
  const uint64_t stride = (total + dictionary::kMaxSampleBytes - 1) /
                          dictionary::kMaxSampleBytes * kPieceBytes;
  uint64_t next = 0;  // of all files end to end
  uint64_t begin = 0;
  for (const auto& file : files) {
    const base::Bytes bytes = file;
    for (; next < begin + bytes.size(); next += stride) {
      const base::Bytes rest = bytes.subspan(next - begin);
      samples.push_back(rest.first(std::min(rest.size(), kPieceBytes)));
    }
    begin += bytes.size();
  }
  return samples;
}

std::string NameOf(const Command& command) {
  if (!command.dict.name.empty()) return command.dict.name;
  const std::string sample = base::BaseName(command.dict.arguments[0]);
  return IsUtf8(sample) ? sample : "samples";
}

absl::StatusOr<Made> TrainForZipfs(const Command& command,
                                   const std::vector<std::vector<uint8_t>>& files) {
  RONDO_ASSIGN_OR_RETURN(dictionary::TrainedZipfs trained,
                         dictionary::TrainZipfs(Choose(files), command.dict.size_bytes));
  trained.contents.name = NameOf(command);
  if (!command.dict.description.empty()) {
    trained.contents.description = command.dict.description;
  }
  Made made;
  RONDO_ASSIGN_OR_RETURN(made.root,
                         dictionary::WriteDictionary(
                             trained.contents, [&](const Cid& cid, base::Bytes block) {
                               made.blocks->Add(cid.codec, {block.begin(), block.end()});
                               return absl::OkStatus();
                             }));
  const std::string gain =
      trained.held_out_bytes == 0
          ? "too little to measure its gain"
          : absl::StrCat("of samples that were held out, ",
                         FormatCount(trained.held_out_bytes), " bytes become ",
                         FormatCount(trained.coded_bytes), " with --optimal");
  made.summary =
      absl::StrCat(FormatCount(trained.contents.segments.size()), " segments; ", gain);
  return made;
}

absl::StatusOr<Made> TrainForScores(const Command& command,
                                    const std::vector<std::vector<uint8_t>>& files) {
  const std::vector<std::span<const uint8_t>> samples(files.begin(), files.end());
  RONDO_ASSIGN_OR_RETURN(
      const TrainedDictionary trained,
      TrainDictionary(samples, {.name = NameOf(command),
                                .description = command.dict.description,
                                .size_bytes = command.dict.size_bytes,
                                .context = command.dict.context}));
  RONDO_ASSIGN_OR_RETURN(Made made, MadeOf(trained.address, trained.blocks));
  uint64_t bytes = 0;
  for (const auto& [address, block] : trained.blocks) bytes += block.size();
  const std::string gain =
      trained.held_out_bytes == 0
          ? "too few samples to measure its gain"
          : absl::StrCat("of samples that were held out, ",
                         FormatCount(trained.held_out_bytes), " bytes become ",
                         FormatCount(trained.coded_bytes), " with it, ",
                         FormatCount(trained.plain_bytes), " without");
  made.summary = absl::StrCat(
      FormatCount(bytes), " bytes, ",
      trained.parts == 1 ? "" : absl::StrCat("for ", trained.parts, " kinds of data, "),
      gain);
  return made;
}

absl::Status Train(const Command& command,
                   const std::vector<std::vector<uint8_t>>& files) {
  const absl::StatusOr<Made> made = command.zipfs.wanted ? TrainForZipfs(command, files)
                                                         : TrainForScores(command, files);
  if (absl::IsInvalidArgument(made.status())) {
    return UsageError(std::string(made.status().message()));
  }
  RONDO_RETURN_IF_ERROR(made.status());
  return Deliver(command, *made);
}

}  // namespace

int RunDictTrain(const Command& command) {
  std::vector<std::vector<uint8_t>> files;
  const int exit_code =
      ForEachFile(command, [&](const std::string& file) -> absl::Status {
        RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                               Source::Open(file, Source::Accept::kAnything));
        RONDO_ASSIGN_OR_RETURN(
            std::vector<uint8_t> bytes,
            ReadWhole(*source, kMaxSampleFileBytes, " of a sample: take parts of it"));
        files.push_back(std::move(bytes));
        return absl::OkStatus();
      });
  if (exit_code != kExitGood) return exit_code;
  const absl::Status status = Train(command, files);
  if (!status.ok() && !IsClosedPipe(status)) PrintError("", status);
  return ExitCode(status);
}

}  // namespace rondo::app
