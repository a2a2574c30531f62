// Whether bytes are text as DAG-CBOR takes it.
#ifndef RONDO_DICTIONARY_UTF8_H_
#define RONDO_DICTIONARY_UTF8_H_

#include <cstddef>

#include "base/byte_io.h"

namespace rondo::dictionary {

// How many bytes at the start are UTF-8 (RFC 3629: shortest forms, no surrogates, nothing
// past U+10FFFF); bytes.size() if all are. Cost: one pass.
size_t ValidUtf8Prefix(base::Bytes bytes);

}  // namespace rondo::dictionary

#endif  // RONDO_DICTIONARY_UTF8_H_
