// A dictionary as it is named on the command line: by its address, or as a file; kept
// here, or at a gateway.
#ifndef RONDO_APPS_RONDO_FILES_DICTIONARY_H_
#define RONDO_APPS_RONDO_FILES_DICTIONARY_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "apps/rondo/command_line/command.h"
#include "apps/rondo/files/source.h"
#include "dictionary/block_store.h"
#include "dictionary/dictionary_object.h"
#include "dictionary/gateway/gateway_url.h"

namespace rondo::app {

// All of a file. Errors: those of Source, UsageError above `most_bytes`, with `hint`.
absl::StatusOr<std::vector<uint8_t>> ReadWhole(Source& source, uint64_t most_bytes,
                                               const std::string& hint);

// What is wrong with a dictionary or a store, as the program's errors have it: what is
// missing is no damage.
absl::Status DictionaryError(const absl::Status& status);

// Those of the command, without one those of $RONDO_IPFS_GATEWAY; there may be none.
// Errors: UsageError for what is no URL of a gateway.
absl::StatusOr<std::vector<dictionary::GatewayUrl>> GatewaysOf(const Command& command);

// The dictionary at an address in the store. If not all of it is there, and there are
// gateways, it is fetched first. Errors: UsageError if it is not to be had.
absl::StatusOr<dictionary::DictionaryObject> OpenKeptDictionary(
    const std::shared_ptr<const dictionary::BlockStore>& store,
    std::span<const dictionary::GatewayUrl> gateways, const dictionary::Cid& cid);

// The same, or one in a file: a CAR file, or the block of one alone. Errors: UsageError
// if it is neither, or is not there.
absl::StatusOr<dictionary::DictionaryObject> OpenDictionary(
    const std::shared_ptr<const dictionary::BlockStore>& store,
    std::span<const dictionary::GatewayUrl> gateways, const std::string& name);

// The dictionary at an address: one that the command names, or else one that is kept.
// Errors: UsageError, which says what the named ones are if there are any.
absl::StatusOr<dictionary::DictionaryObject> FindDictionary(
    const std::shared_ptr<const dictionary::BlockStore>& store, const Command& command,
    const std::string& address);

// An address and nothing else. Errors: UsageError.
absl::StatusOr<dictionary::Cid> ParseAddress(const std::string& text);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_FILES_DICTIONARY_H_
