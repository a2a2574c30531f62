#include "apps/rondo/files/score_dictionary.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "apps/rondo/files/dictionary.h"
#include "apps/rondo/text/errors.h"
#include "base/mutex.h"
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

// Keeps the one that was found last: many files need the same. Thread-safe.
class Finder {
 public:
  explicit Finder(const Command& command) : command_(command) {}

  absl::StatusOr<std::shared_ptr<const Dictionary>> Find(const std::string& address) {
    const base::MutexLock lock(&mutex_);
    if (last_ == nullptr || last_->address() != address) {
      RONDO_ASSIGN_OR_RETURN(last_, FindAnew(address));
    }
    return last_;
  }

 private:
  absl::StatusOr<std::shared_ptr<const Dictionary>> FindAnew(
      const std::string& address) const {
    const std::string& named = command_.dictionary;
    if (named.empty()) return Open(command_, address);
    RONDO_ASSIGN_OR_RETURN(std::shared_ptr<const Dictionary> given,
                           Open(command_, named));
    if (given->address() == address) return given;
    // A file of several scores may need others, too.
    absl::StatusOr<std::shared_ptr<const Dictionary>> found = Open(command_, address);
    if (found.ok()) return found;
    return UsageError(
        absl::StrCat(named, " is ", given->address(), "; ", found.status().message()));
  }

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
  if (command->dictionary.empty() || !EncodesScores(*command)) return absl::OkStatus();
  RONDO_ASSIGN_OR_RETURN(command->encode_with, Open(*command, command->dictionary));
  return absl::OkStatus();
}

}  // namespace rondo::app
