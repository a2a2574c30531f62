// Text that small texts are likely to repeat, for zstd to refer to.
//
// Lines that more texts have stand further back, where they cost least to refer to; what
// does not fit falls off the front. zstd's tables are those that suit the texts, so that
// a small frame needs none of its own.
//
//   texts   "a\nb\n"  "b\nc\n"      ->   "a\nc\nb\n", behind zstd's tables
//
// Thread rule: pure.
#ifndef RONDO_STREAM_DICTIONARY_SHARED_TEXT_H_
#define RONDO_STREAM_DICTIONARY_SHARED_TEXT_H_

#include <vector>

#include "base/byte_io.h"

namespace rondo::stream {

// A dictionary as zstd formats them, of which the packed entry takes at most so many
// bytes; empty if the texts are too few or too short for one. The texts have newlines at
// their ends.
// Cost: about 300 ns a byte of the texts.
base::ByteVector MakeSharedText(const std::vector<base::ByteVector>& texts,
                                uint64_t most_packed_bytes);

// The entry of a text, packed. REQUIRES: 1 .. kMaxDictionaryTextBytes bytes.
void AppendDictionaryText(base::Bytes text, base::ByteVector* out);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_DICTIONARY_SHARED_TEXT_H_
