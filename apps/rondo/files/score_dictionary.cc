#include "apps/rondo/files/score_dictionary.h"

#include <memory>
#include <string>
#include <utility>

#include "apps/rondo/files/dictionary.h"
#include "apps/rondo/text/errors.h"
#include "base/mutex.h"
#include "base/status_macros.h"
#include "dictionary/block_store.h"
#include "dictionary/catalog.h"
#include "rondo/dictionary.h"
#include "stream/dictionary/score_dictionary.h"

namespace rondo::app {
namespace {

absl::StatusOr<std::shared_ptr<const Dictionary>> ForScores(
    absl::StatusOr<dictionary::DictionaryObject> object) {
  if (!object.ok()) return object.status();
  return MakeScoreDictionary(*std::move(object));
}

std::shared_ptr<const dictionary::BlockStore> Store() {
  return std::make_shared<const dictionary::BlockStore>(dictionary::BlockStore::OfUser());
}

// Keeps the one that was found last: many files need the same. Thread-safe.
class Finder {
 public:
  explicit Finder(const Command& command) : command_(command) {}

  absl::StatusOr<std::shared_ptr<const Dictionary>> Find(const std::string& address) {
    const base::MutexLock lock(&mutex_);
    if (last_ == nullptr || last_->address() != address) {
      RONDO_ASSIGN_OR_RETURN(last_,
                             ForScores(FindDictionary(Store(), command_, address)));
    }
    return last_;
  }

 private:
  const Command& command_;
  base::Mutex mutex_;
  std::shared_ptr<const Dictionary> last_;  // guarded by mutex_
};

bool EncodesScores(const Command& command) {
  return (command.verb == Verb::kEncode && !command.zipfs.wanted) ||
         command.verb == Verb::kAppend || command.verb == Verb::kCompact;
}

}  // namespace

absl::Status FindDictionaries(Command* command) {
  const auto finder = std::make_shared<Finder>(*command);
  command->find_dictionary = [finder](const std::string& address) {
    return finder->Find(address);
  };
  if (!EncodesScores(*command)) return absl::OkStatus();
  const auto store = Store();
  RONDO_ASSIGN_OR_RETURN(const auto gateways, GatewaysOf(*command));
  for (const std::string& name : command->dictionaries) {
    RONDO_ASSIGN_OR_RETURN(auto named, ForScores(OpenDictionary(store, gateways, name)));
    command->encode_with.push_back(std::move(named));
  }
  if (!command->all_dictionaries) return absl::OkStatus();
  RONDO_ASSIGN_OR_RETURN(dictionary::Catalog kept, dictionary::ReadCatalog(store));
  for (dictionary::DictionaryObject& object : kept.dictionaries) {
    // Others are for ZIPFS files.
    auto for_scores = stream::ScoreDictionary::Make(std::move(object));
    if (for_scores.ok()) command->encode_with.push_back(*std::move(for_scores));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const Dictionary>> MakeScoreDictionary(
    dictionary::DictionaryObject object) {
  absl::StatusOr<std::shared_ptr<const Dictionary>> made =
      stream::ScoreDictionary::Make(std::move(object));
  if (!absl::IsInvalidArgument(made.status())) return made;
  return UsageError(std::string(made.status().message()));
}

}  // namespace rondo::app
