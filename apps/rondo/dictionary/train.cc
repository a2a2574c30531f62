// rondo dict train: a dictionary for ZIPFS files, of samples.
#include "dictionary/zipfs/train.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "apps/rondo/dictionary/dict.h"
#include "apps/rondo/files/dictionary.h"
#include "apps/rondo/files/output.h"
#include "apps/rondo/files/source.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/text/errors.h"
#include "apps/rondo/text/json.h"
#include "apps/rondo/text/text.h"
#include "base/status_macros.h"
#include "base/system_file.h"
#include "dictionary/block_store.h"
#include "dictionary/dictionary_writer.h"
#include "dictionary/transfer.h"

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

absl::Status Write(const Command& command, const Cid& root,
                   const std::shared_ptr<dictionary::MemoryBlocks>& blocks) {
  if (command.output.empty()) {
    const dictionary::BlockStore store = dictionary::BlockStore::OfUser();
    for (const auto& [cid, block] : blocks->blocks()) {
      if (cid != root) RONDO_RETURN_IF_ERROR(store.Put(cid, block));
    }
    return store.Put(root, blocks->blocks().at(root));
  }
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Output> output,
                         OpenOutput(command, command.output, nullptr));
  RONDO_ASSIGN_OR_RETURN(const dictionary::DictionaryObject object,
                         dictionary::DictionaryObject::Open(blocks, root));
  RONDO_RETURN_IF_ERROR(dictionary::ExportCar(
      {&object, 1}, *blocks, [&](base::Bytes bytes) { return output->Write(bytes); }));
  return output->Commit();
}

absl::Status Train(const Command& command,
                   const std::vector<std::vector<uint8_t>>& files) {
  auto made = dictionary::TrainZipfs(Choose(files), command.dict.size_bytes);
  if (absl::IsInvalidArgument(made.status())) {
    return UsageError(std::string(made.status().message()));
  }
  RONDO_ASSIGN_OR_RETURN(dictionary::TrainedZipfs trained, std::move(made));
  const std::string sample = base::BaseName(command.dict.arguments[0]);
  trained.contents.name = !command.dict.name.empty() ? command.dict.name
                          : IsUtf8(sample)           ? sample
                                                     : "samples";
  if (!command.dict.description.empty()) {
    trained.contents.description = command.dict.description;
  }
  const auto blocks = std::make_shared<dictionary::MemoryBlocks>();
  RONDO_ASSIGN_OR_RETURN(const Cid root,
                         dictionary::WriteDictionary(
                             trained.contents, [&](const Cid& cid, base::Bytes block) {
                               blocks->Add(cid.codec, {block.begin(), block.end()});
                               return absl::OkStatus();
                             }));
  RONDO_RETURN_IF_ERROR(Write(command, root, blocks));
  if (!command.quiet) {
    const std::string gain =
        trained.held_out_bytes == 0
            ? "too little to measure its gain"
            : absl::StrCat("of samples that were held out, ",
                           FormatCount(trained.held_out_bytes), " bytes become ",
                           FormatCount(trained.coded_bytes), " with --optimal");
    PrintNote("rondo", absl::StrCat(FormatCount(trained.contents.segments.size()),
                                    " segments; ", gain));
  }
  if (command.output == kStandardStream) return absl::OkStatus();
  return Print(absl::StrCat(root.ToText(), "\n"));
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
