// Dictionaries from gateways into the store.
// docs/format/DICTIONARY.md, "Gateways".
#ifndef RONDO_DICTIONARY_GATEWAY_FETCH_H_
#define RONDO_DICTIONARY_GATEWAY_FETCH_H_

#include <cstdint>
#include <memory>
#include <span>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "dictionary/block_store.h"
#include "dictionary/cid.h"
#include "dictionary/gateway/gateway_url.h"
#include "dictionary/gateway/limits.h"

namespace rondo::dictionary {

struct FetchedBlocks {
  uint64_t blocks = 0;  // that came, and are in the store now
  uint64_t bytes = 0;
};

// Makes the dictionary whole in the store: what it has not, or what is damaged there, is
// asked for of each gateway, in order, until one has had the rest. Whatever they send,
// only what was checked by its address is kept, and the root last, once all of the
// dictionary is good. Errors: kNotFound if no gateway has it, kDataLoss if one sent
// something else, or it is no dictionary, kUnavailable if one could not be asked, each
// with where was looked; kResourceExhausted above a limit; those of BlockStore::Put;
// kNotFound, too, if this was built without libcurl.
// Thread rule: may be called from any thread. REQUIRES: a gateway.
absl::StatusOr<FetchedBlocks> FetchDictionary(
    std::span<const GatewayUrl> gateways, const std::shared_ptr<const BlockStore>& store,
    const Cid& root, const GatewayLimits& limits = {});

}  // namespace rondo::dictionary

#endif  // RONDO_DICTIONARY_GATEWAY_FETCH_H_
