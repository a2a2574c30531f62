// The dictionaries that scores are encoded with and need.
#ifndef RONDO_APPS_RONDO_FILES_SCORE_DICTIONARY_H_
#define RONDO_APPS_RONDO_FILES_SCORE_DICTIONARY_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "apps/rondo/command_line/command.h"
#include "dictionary/dictionary_object.h"
#include "rondo/dictionary.h"

namespace rondo::app {

// Sets how the command's scores find theirs: among those of --dict, else in the store, or
// from the gateways. The command must stay where it is. If it encodes scores, opens those
// of --dict, and those of the store if it is to take all. Errors: those of OpenDictionary
// and ReadCatalog; UsageError for one that is not for scores.
absl::Status FindDictionaries(Command* command);

// One for scores. Errors: UsageError if the object has nothing for them; kDataLoss.
absl::StatusOr<std::shared_ptr<const Dictionary>> MakeScoreDictionary(
    dictionary::DictionaryObject object);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_FILES_SCORE_DICTIONARY_H_
