// Dictionaries whose blocks a user of the library has.
#ifndef RONDO_STREAM_DICTIONARY_GIVEN_BLOCKS_H_
#define RONDO_STREAM_DICTIONARY_GIVEN_BLOCKS_H_

#include <string>

#include "absl/status/statusor.h"
#include "dictionary/dictionary_object.h"
#include "rondo/dictionary.h"

namespace rondo::stream {

// The object at an address. Errors: those of `get`, of Cid::Parse and of
// DictionaryObject::Open. Blocks are checked.
absl::StatusOr<dictionary::DictionaryObject> OpenGivenObject(const std::string& address,
                                                             const BlockGetter& get);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_DICTIONARY_GIVEN_BLOCKS_H_
