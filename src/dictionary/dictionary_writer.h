// Makes a dictionary out of what it holds: one block, or a root and parts.
// docs/format/DICTIONARY.md, "Objects" and "Parts".
//
// Thread rule: pure functions, but for what is done with the blocks.
#ifndef RONDO_DICTIONARY_DICTIONARY_WRITER_H_
#define RONDO_DICTIONARY_DICTIONARY_WRITER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "dictionary/cid.h"
#include "dictionary/dictionary_object.h"

namespace rondo::dictionary {

struct DictionaryContents {
  std::string name;                        // UTF-8, 1 to kMaxNameBytes
  std::optional<std::string> description;  // UTF-8, 1 to kMaxDescriptionBytes
  std::vector<base::ByteVector> segments;  // the one with the shortest code first
  // Rondo's own part, by names of 1 to kMaxNameBytes.
  std::map<std::string, base::ByteVector> own;
};

struct DictionarySizes {
  uint64_t single_block_bytes = kSingleBlockBytes;  // at most kSingleBlockBytes
  // Of a part; what is smaller than a quarter of it stays in the root.
  // At most 1 MiB. A larger segment is a part alone.
  uint64_t part_bytes = 256u << 10;
};

// Gets each block with its address, parts before the root.
using BlockSink = std::function<absl::Status(const Cid&, base::Bytes)>;

// Writes the dictionary; returns the address of its root, which is the same for the same
// contents and sizes. Errors: kInvalidArgument for contents that break the limits of
// dictionary_object.h or are not UTF-8, kResourceExhausted if the root would be larger
// than kSingleBlockBytes, those of `sink`.
absl::StatusOr<Cid> WriteDictionary(const DictionaryContents& contents,
                                    const BlockSink& sink,
                                    const DictionarySizes& sizes = {});

}  // namespace rondo::dictionary

#endif  // RONDO_DICTIONARY_DICTIONARY_WRITER_H_
