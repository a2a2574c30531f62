// A dictionary as it is named on the command line: by its address, or as a file.
#ifndef RONDO_APPS_RONDO_FILES_DICTIONARY_H_
#define RONDO_APPS_RONDO_FILES_DICTIONARY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "apps/rondo/files/source.h"
#include "dictionary/block_store.h"
#include "dictionary/dictionary_object.h"

namespace rondo::app {

// All of a file. Errors: those of Source, UsageError above `most_bytes`, with `hint`.
absl::StatusOr<std::vector<uint8_t>> ReadWhole(Source& source, uint64_t most_bytes,
                                               const std::string& hint);

// What is wrong with a dictionary or a store, as the program's errors have it: what is
// missing is no damage.
absl::Status DictionaryError(const absl::Status& status);

// The dictionary at an address in the store, or in a file: a CAR file, or the block of
// one alone. Errors: UsageError if it is neither, or is not there.
absl::StatusOr<dictionary::DictionaryObject> OpenDictionary(
    const std::shared_ptr<const dictionary::BlockStore>& store, const std::string& name);

// An address and nothing else. Errors: UsageError.
absl::StatusOr<dictionary::Cid> ParseAddress(const std::string& text);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_FILES_DICTIONARY_H_
