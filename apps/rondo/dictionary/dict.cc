// rondo dict: the dictionaries at hand, in and out.
#include "apps/rondo/dictionary/dict.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "apps/rondo/dictionary/table.h"
#include "apps/rondo/files/dictionary.h"
#include "apps/rondo/files/output.h"
#include "apps/rondo/files/score_dictionary.h"
#include "apps/rondo/files/source.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/text/errors.h"
#include "apps/rondo/text/json.h"
#include "apps/rondo/text/text.h"
#include "base/status_macros.h"
#include "dictionary/block_store.h"
#include "dictionary/catalog.h"
#include "dictionary/dictionary_object.h"
#include "dictionary/gateway/fetch.h"
#include "dictionary/transfer.h"
#include "rondo/rendition.h"

namespace rondo::app {
namespace {

using dictionary::BlockStore;
using dictionary::Cid;
using dictionary::DictionaryObject;
using Store = std::shared_ptr<const BlockStore>;

uint64_t OwnBytes(const DictionaryObject& object) {
  uint64_t bytes = 0;
  for (const std::string& name : object.own_names()) bytes += object.OwnBytes(name);
  return bytes;
}

uint64_t Blocks(const DictionaryObject& object) {
  const std::vector<Cid> links = object.Links();
  return 1 + std::set<Cid>(links.begin(), links.end()).size();
}

std::string Json(const DictionaryObject& object) {
  JsonObject json;
  json.Add("cid", object.cid().ToText());
  json.Add("name", object.name());
  if (object.description()) json.Add("description", *object.description());
  json.Add("segments", object.segment_count());
  json.Add("blocks", Blocks(object));
  std::vector<std::string> own;
  for (const std::string& name : object.own_names()) {
    JsonObject entry;
    entry.Add("name", name);
    entry.Add("bytes", object.OwnBytes(name));
    own.push_back(entry.Text());
  }
  json.AddArray("rondo", own);
  return json.Text() + "\n";
}

std::string Page(const DictionaryObject& object) {
  std::string page =
      absl::StrFormat("%-13s%s\n%-13s%s\n", "address", object.cid().ToText(), "name",
                      OneLine(object.name()));
  if (object.description()) {
    absl::StrAppendFormat(&page, "%-13s%s\n", "description",
                          OneLine(*object.description()));
  }
  absl::StrAppendFormat(&page, "%-13s%s\n%-13s%s\n", "blocks",
                        FormatCount(Blocks(object)), "segments",
                        FormatCount(object.segment_count()));
  for (const std::string& name : object.own_names()) {
    absl::StrAppendFormat(&page, "%-13s%s, %s bytes\n", "Rondo", OneLine(name),
                          FormatCount(object.OwnBytes(name)));
  }
  return page;
}

absl::Status List(const Command& command, const Store& store) {
  RONDO_ASSIGN_OR_RETURN(const dictionary::Catalog catalog,
                         dictionary::ReadCatalog(store));
  if (!command.json && !catalog.dictionaries.empty()) {
    RONDO_RETURN_IF_ERROR(Print(absl::StrFormat("%-59s %11s %13s  %s\n", "address",
                                                "segments", "other bytes", "name")));
  }
  for (const DictionaryObject& object : catalog.dictionaries) {
    RONDO_RETURN_IF_ERROR(
        Print(command.json ? Json(object)
                           : absl::StrFormat("%s %11s %13s  %s\n", object.cid().ToText(),
                                             FormatCount(object.segment_count()),
                                             FormatCount(OwnBytes(object)),
                                             OneLine(object.name()))));
  }
  for (const dictionary::DamagedBlock& block : catalog.damaged) {
    PrintError("", block.status);
  }
  if (catalog.damaged.empty()) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("damaged blocks in the store: ", catalog.damaged.size()));
}

absl::Status ShowTemplates(const DictionaryObject& object) {
  RONDO_ASSIGN_OR_RETURN(const std::shared_ptr<const Dictionary> dictionary,
                         MakeScoreDictionary(object));
  RONDO_ASSIGN_OR_RETURN(const RenditionDraft draft, DraftRendition(*dictionary));
  return Print(RenditionTable(draft));
}

absl::Status ShowOne(const Command& command, const Store& store,
                     const std::string& name) {
  RONDO_ASSIGN_OR_RETURN(const auto gateways, GatewaysOf(command));
  RONDO_ASSIGN_OR_RETURN(const DictionaryObject object,
                         OpenDictionary(store, gateways, name));
  if (command.templates) return ShowTemplates(object);
  return Print(command.json ? Json(object) : Page(object));
}

// The address for a program, the name for a person.
absl::Status PrintKept(const Command& command, const DictionaryObject& object) {
  const std::string name =
      command.quiet ? "" : absl::StrCat("  ", OneLine(object.name()));
  return Print(absl::StrCat(object.cid().ToText(), name, "\n"));
}

absl::Status ImportOne(const Command& command, const Store& store,
                       const std::string& file) {
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                         Source::Open(file, Source::Accept::kAnything));
  const auto objects = dictionary::ImportCar(
      [&](std::span<uint8_t> buffer) { return source->Read(buffer); }, store);
  // A part that is not in the file is damage of the file.
  if (absl::IsNotFound(objects.status())) {
    return absl::DataLossError(objects.status().message());
  }
  RONDO_RETURN_IF_ERROR(objects.status());
  for (const DictionaryObject& object : *objects) {
    RONDO_RETURN_IF_ERROR(PrintKept(command, object));
  }
  return absl::OkStatus();
}

absl::Status FetchOne(const Command& command, const Store& store,
                      const std::string& address) {
  RONDO_ASSIGN_OR_RETURN(const Cid cid, ParseAddress(address));
  RONDO_ASSIGN_OR_RETURN(const auto gateways, GatewaysOf(command));
  if (gateways.empty()) {
    return UsageError("no gateway to ask: --gateway URL, or $RONDO_IPFS_GATEWAY");
  }
  const auto fetched = dictionary::FetchDictionary(gateways, store, cid);
  if (!fetched.ok()) return DictionaryError(fetched.status());
  if (!command.quiet) {
    PrintNote(address,
              fetched->blocks == 0
                  ? "all of it is kept already"
                  : absl::StrCat("fetched: blocks ", FormatCount(fetched->blocks),
                                 ", bytes ", FormatCount(fetched->bytes)));
  }
  RONDO_ASSIGN_OR_RETURN(const DictionaryObject object,
                         DictionaryObject::Open(store, cid));
  return PrintKept(command, object);
}

absl::Status Export(const Command& command, const Store& store) {
  RONDO_ASSIGN_OR_RETURN(const auto gateways, GatewaysOf(command));
  std::vector<DictionaryObject> objects;
  for (const std::string& text : command.dict.arguments) {
    RONDO_ASSIGN_OR_RETURN(const Cid cid, ParseAddress(text));
    RONDO_ASSIGN_OR_RETURN(DictionaryObject object,
                           OpenKeptDictionary(store, gateways, cid));
    objects.push_back(std::move(object));
  }
  const std::string name =
      command.output.empty() ? std::string(kStandardStream) : command.output;
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Output> output,
                         OpenOutput(command, name, nullptr));
  const absl::Status status = dictionary::ExportCar(
      objects, [&](base::Bytes bytes) { return output->Write(bytes); });
  if (!status.ok()) return DictionaryError(status);
  return output->Commit();
}

absl::Status VerifyOne(const Command& command, const DictionaryObject& object) {
  RONDO_RETURN_IF_ERROR(DictionaryError(object.Verify()));
  if (!command.quiet) {
    PrintNote(object.cid().ToText(),
              absl::StrCat("ok, ", FormatCount(Blocks(object)),
                           Blocks(object) == 1 ? " block" : " blocks"));
  }
  return absl::OkStatus();
}

// Every block, those that no dictionary needs, too.
absl::Status VerifyBlocks(const Store& store, std::vector<absl::Status>* bad) {
  RONDO_ASSIGN_OR_RETURN(const std::vector<Cid> cids, store->List());
  for (const Cid& cid : cids) {
    const absl::Status status = store->Get(cid).status();
    if (!status.ok()) bad->push_back(status);
  }
  return absl::OkStatus();
}

absl::Status Gc(const Command& command, const Store& store) {
  std::vector<Cid> dropped;
  for (const std::string& text : command.dict.arguments) {
    RONDO_ASSIGN_OR_RETURN(const Cid cid, ParseAddress(text));
    dropped.push_back(cid);
  }
  const auto garbage = dictionary::CollectGarbage(store, dropped);
  if (!garbage.ok()) return DictionaryError(garbage.status());
  if (command.quiet) return absl::OkStatus();
  PrintNote("rondo",
            absl::StrCat("removed: dictionaries ", FormatCount(garbage->dictionaries),
                         ", blocks ", FormatCount(garbage->blocks), ", unfinished files ",
                         FormatCount(garbage->leftovers)));
  return absl::OkStatus();
}

// Prints the error, if there is one; returns the exit code.
int Finish(const std::string& name, const absl::Status& status) {
  if (!status.ok() && !IsClosedPipe(status)) PrintError(name, status);
  return ExitCode(status);
}

int ForEachArgument(const Command& command,
                    const std::function<absl::Status(const std::string&)>& work) {
  int exit_code = kExitGood;
  for (const std::string& argument : command.dict.arguments) {
    const absl::Status status = work(argument);
    exit_code = std::max(exit_code, Finish(argument, status));
    if (IsClosedPipe(status)) break;
  }
  return exit_code;
}

int Verify(const Command& command, const Store& store) {
  if (!command.dict.arguments.empty()) {
    return ForEachArgument(command, [&](const std::string& name) -> absl::Status {
      RONDO_ASSIGN_OR_RETURN(const auto gateways, GatewaysOf(command));
      RONDO_ASSIGN_OR_RETURN(const DictionaryObject object,
                             OpenDictionary(store, gateways, name));
      return VerifyOne(command, object);
    });
  }
  std::vector<absl::Status> bad;
  const absl::Status status = VerifyBlocks(store, &bad);
  int exit_code = Finish("", status);
  for (const absl::Status& each : bad) exit_code = std::max(exit_code, Finish("", each));
  const auto catalog = dictionary::ReadCatalog(store);
  if (!catalog.ok()) return std::max(exit_code, Finish("", catalog.status()));
  for (const DictionaryObject& object : catalog->dictionaries) {
    exit_code =
        std::max(exit_code, Finish(object.cid().ToText(), VerifyOne(command, object)));
  }
  return exit_code;
}

}  // namespace

int RunDict(const Command& command) {
  using Action = DictCommand::Action;
  const auto store = std::make_shared<const BlockStore>(BlockStore::OfUser());
  switch (command.dict.action) {
    case Action::kList:
      return Finish("", List(command, store));
    case Action::kShow:
      return ForEachArgument(command, [&](const std::string& name) {
        return ShowOne(command, store, name);
      });
    case Action::kImport:
      return ForEachFile(command, [&](const std::string& file) {
        return ImportOne(command, store, file);
      });
    case Action::kExport:
      return Finish("", Export(command, store));
    case Action::kFetch:
      return ForEachArgument(command, [&](const std::string& address) {
        return FetchOne(command, store, address);
      });
    case Action::kVerify:
      return Verify(command, store);
    case Action::kGc:
      return Finish("", Gc(command, store));
    case Action::kTrain:
      return RunDictTrain(command);
    case Action::kTranslate:
      return RunDictTranslate(command);
  }
  return kExitUsage;
}

}  // namespace rondo::app
