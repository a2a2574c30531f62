#include "apps/rondo/dictionary/made.h"

#include "absl/strings/str_cat.h"
#include "apps/rondo/files/output.h"
#include "apps/rondo/terminal/console.h"
#include "base/status_macros.h"
#include "dictionary/block_store.h"
#include "dictionary/dictionary_object.h"
#include "dictionary/transfer.h"

namespace rondo::app {
namespace {

using dictionary::Cid;

absl::Status Write(const Command& command, const Made& made) {
  if (command.output.empty()) {
    const dictionary::BlockStore store = dictionary::BlockStore::OfUser();
    for (const auto& [cid, block] : made.blocks->blocks()) {
      if (cid != made.root) RONDO_RETURN_IF_ERROR(store.Put(cid, block));
    }
    return store.Put(made.root, made.blocks->blocks().at(made.root));
  }
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Output> output,
                         OpenOutput(command, command.output, nullptr));
  RONDO_ASSIGN_OR_RETURN(const dictionary::DictionaryObject object,
                         dictionary::DictionaryObject::Open(made.blocks, made.root));
  RONDO_RETURN_IF_ERROR(dictionary::ExportCar(
      {&object, 1}, [&](base::Bytes bytes) { return output->Write(bytes); }));
  return output->Commit();
}

}  // namespace

absl::StatusOr<Made> MadeOf(
    const std::string& address,
    const std::vector<std::pair<std::string, std::vector<uint8_t>>>& blocks) {
  Made made;
  RONDO_ASSIGN_OR_RETURN(made.root, Cid::Parse(address));
  for (const auto& [name, block] : blocks) {
    RONDO_ASSIGN_OR_RETURN(const Cid cid, Cid::Parse(name));
    made.blocks->Add(cid.codec, {block.begin(), block.end()});
  }
  return made;
}

absl::Status Deliver(const Command& command, const Made& made) {
  RONDO_RETURN_IF_ERROR(Write(command, made));
  if (!command.quiet) PrintNote("rondo", made.summary);
  if (command.output == kStandardStream) return absl::OkStatus();
  return Print(absl::StrCat(made.root.ToText(), "\n"));
}

}  // namespace rondo::app
