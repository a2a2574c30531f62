// The dictionary that some of the golden scores need. It stands beside them, as the block
// that it is: dictionary.cbor.
//
// Thread rule: free functions without state.
#ifndef RONDO_TESTS_GOLDEN_DICTIONARY_H_
#define RONDO_TESTS_GOLDEN_DICTIONARY_H_

#include <memory>

#include "base/byte_io.h"
#include "rondo/dictionary.h"

namespace rondo::testing {

// As the encoder of today makes it: records with text, and a grammar.
base::ByteVector GoldenDictionary();

// Sentences that its parts know, each with a newline.
std::string StoryOfTheDictionary();

// REQUIRES: it is one.
std::shared_ptr<const Dictionary> OpenGoldenDictionary(base::Bytes block);

}  // namespace rondo::testing

#endif  // RONDO_TESTS_GOLDEN_DICTIONARY_H_
