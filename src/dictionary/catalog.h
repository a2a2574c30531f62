// What a store holds: its dictionaries, and what no dictionary needs.
//
// Thread rule: may be called from any thread. A block that another program adds meanwhile
// may be in the answer or not.
#ifndef RONDO_DICTIONARY_CATALOG_H_
#define RONDO_DICTIONARY_CATALOG_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "dictionary/block_store.h"
#include "dictionary/cid.h"
#include "dictionary/dictionary_object.h"

namespace rondo::dictionary {

struct DamagedBlock {
  Cid cid;
  absl::Status status;
};

struct Catalog {
  std::vector<DictionaryObject> dictionaries;  // by name, then by address
  std::vector<DamagedBlock> damaged;           // blocks that are not what they say
};

// Errors: those of BlockStore::List, and of the system for a block that cannot be read.
// Cost: every DAG-CBOR block of the store is read and hashed.
absl::StatusOr<Catalog> ReadCatalog(const std::shared_ptr<const BlockStore>& store);

struct CollectedGarbage {
  uint64_t dictionaries = 0;
  uint64_t blocks = 0;     // their roots and parts, other blocks, damaged ones
  uint64_t leftovers = 0;  // of writers that were killed
};

// Removes from the first folder of the store: the dictionaries `dropped` with the parts
// that no other one has; blocks that no dictionary of any folder needs, and damaged ones,
// if they are older than an hour, since parts are written before their root. Errors:
// kNotFound if one of `dropped` is no dictionary of the first folder, before anything is
// removed; those of ReadCatalog and of the system. Cost: that of ReadCatalog.
absl::StatusOr<CollectedGarbage> CollectGarbage(
    const std::shared_ptr<const BlockStore>& store, std::span<const Cid> dropped);

}  // namespace rondo::dictionary

#endif  // RONDO_DICTIONARY_CATALOG_H_
