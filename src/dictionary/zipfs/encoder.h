// The Data of a ZIPFS file. docs/format/ZIPFS.md, "Encoding".
//
// Thread rule: pure functions.
#ifndef RONDO_DICTIONARY_ZIPFS_ENCODER_H_
#define RONDO_DICTIONARY_ZIPFS_ENCODER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "dictionary/zipfs/file.h"

namespace rondo::dictionary {

enum class ZipfsParse {
  kGreedy,   // at each place the first segment that stands there
  kOptimal,  // the fewest bits
};

// Codes of segments that are `text` one after another, the last byte filled with ones.
// Errors: kFailedPrecondition if not each of the 256 bytes is a segment, or if the code is
// unary: such a dictionary is for reading only. Cost: 15 and 10 MB/s
// of a log, and that of a SegmentTrie.
absl::StatusOr<base::ByteVector> EncodeZipfs(const ZipfsDictionary& dictionary,
                                             base::Bytes text, ZipfsParse parse);

}  // namespace rondo::dictionary

#endif  // RONDO_DICTIONARY_ZIPFS_ENCODER_H_
