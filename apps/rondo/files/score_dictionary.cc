#include "apps/rondo/files/score_dictionary.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "apps/rondo/files/dictionary.h"
#include "apps/rondo/text/errors.h"
#include "base/status_macros.h"
#include "dictionary/block_store.h"
#include "rondo/dictionary.h"
#include "stream/dictionary/score_dictionary.h"

namespace rondo::app {
namespace {

// `name`: an address, or a file.
absl::StatusOr<std::shared_ptr<const Dictionary>> Open(const Command& command,
                                                       const std::string& name) {
  const auto store =
      std::make_shared<const dictionary::BlockStore>(dictionary::BlockStore::OfUser());
  RONDO_ASSIGN_OR_RETURN(const auto gateways, GatewaysOf(command));
  RONDO_ASSIGN_OR_RETURN(dictionary::DictionaryObject object,
                         OpenDictionary(store, gateways, name));
  absl::StatusOr<std::shared_ptr<const Dictionary>> opened =
      stream::ScoreDictionary::Make(std::move(object));
  if (absl::IsInvalidArgument(opened.status())) {
    return UsageError(std::string(opened.status().message()));
  }
  return opened;
}

bool EncodesScores(const Command& command) {
  return (command.verb == Verb::kEncode && !command.zipfs.wanted) ||
         command.verb == Verb::kAppend || command.verb == Verb::kCompact;
}

}  // namespace

absl::Status FindDictionaries(Command* command) {
  const std::string named = command->dictionary;
  command->find_dictionary = [named, command](const std::string& address)
      -> absl::StatusOr<std::shared_ptr<const Dictionary>> {
    if (named.empty()) return Open(*command, address);
    RONDO_ASSIGN_OR_RETURN(std::shared_ptr<const Dictionary> given,
                           Open(*command, named));
    if (given->address() == address) return given;
    // A file of several scores may need others, too.
    absl::StatusOr<std::shared_ptr<const Dictionary>> found = Open(*command, address);
    if (found.ok()) return found;
    return UsageError(
        absl::StrCat(named, " is ", given->address(), "; ", found.status().message()));
  };
  if (named.empty() || !EncodesScores(*command)) return absl::OkStatus();
  RONDO_ASSIGN_OR_RETURN(command->encode_with, Open(*command, named));
  return absl::OkStatus();
}

}  // namespace rondo::app
