// Dictionaries from and to CAR files, and from bare blocks.
// docs/format/DICTIONARY.md, "CAR files".
#ifndef RONDO_DICTIONARY_TRANSFER_H_
#define RONDO_DICTIONARY_TRANSFER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "dictionary/block_store.h"
#include "dictionary/car.h"
#include "dictionary/dictionary_object.h"

namespace rondo::dictionary {

// Keeps every block of a CAR file in the store, and returns the dictionaries that are its
// roots, all of whose parts are in the store now. Errors: those of CarReader and of
// BlockStore::Put, after which blocks that came before may be kept; those of
// DictionaryObject for a root that is no dictionary or not whole.
absl::StatusOr<std::vector<DictionaryObject>> ImportCar(
    CarReader::Source source, const std::shared_ptr<const BlockStore>& store);

// Writes a CAR file of dictionaries, each block once. Errors: those of
// DictionaryObject::Block and of `sink`. REQUIRES: a dictionary.
absl::Status ExportCar(std::span<const DictionaryObject> dictionaries,
                       const CarWriter::Sink& sink);

// The dictionary in a CAR file in memory, which has one root, and all of it. Errors:
// those of CarReader and of DictionaryObject; kInvalidArgument for several roots. Cost:
// the blocks once more.
absl::StatusOr<DictionaryObject> DictionaryOfCar(base::Bytes car);

// The dictionary in a file in memory: a CAR file with one root, which has all of it, or
// the block of a dictionary alone. Errors: kInvalidArgument for what is neither, those of
// CarReader and of DictionaryObject. Cost: the blocks once more.
absl::StatusOr<DictionaryObject> DictionaryOfFile(base::Bytes file);

}  // namespace rondo::dictionary

#endif  // RONDO_DICTIONARY_TRANSFER_H_
