// The dictionaries that a reader was given a way to find.
#ifndef RONDO_STREAM_DICTIONARY_FOUND_DICTIONARIES_H_
#define RONDO_STREAM_DICTIONARY_FOUND_DICTIONARIES_H_

#include "rondo/dictionary.h"
#include "stream/segment/lenders.h"

namespace rondo::stream {

// A source that asks `find` once for each dictionary that it meets first or again after
// another. Without `find` its error says what is missing. Thread-safe.
DictionarySource FoundDictionaries(DictionaryFinder find);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_DICTIONARY_FOUND_DICTIONARIES_H_
