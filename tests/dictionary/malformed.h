// Objects that must be refused, each with a name that says what is wrong with it.
#ifndef RONDO_TESTS_DICTIONARY_MALFORMED_H_
#define RONDO_TESTS_DICTIONARY_MALFORMED_H_

#include <string>
#include <vector>

#include "base/byte_io.h"

namespace rondo::dictionary {

struct Malformed {
  std::string name;  // letters, digits and spaces
  base::ByteVector bytes;
};

// What is no DAG-CBOR: each kind alone, and last in a list, a map and a dictionary.
std::vector<Malformed> MalformedValues();

// DAG-CBOR that is no dictionary.
std::vector<Malformed> MalformedDictionaries();

}  // namespace rondo::dictionary

#endif  // RONDO_TESTS_DICTIONARY_MALFORMED_H_
