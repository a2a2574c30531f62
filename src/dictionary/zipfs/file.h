// A ZIPFS file: a name, the address of a dictionary, and codes of its segments.
// docs/format/ZIPFS.md, "Files" and "Codes".
//
// Thread rule: plain data and pure functions.
#ifndef RONDO_DICTIONARY_ZIPFS_FILE_H_
#define RONDO_DICTIONARY_ZIPFS_FILE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "dictionary/cid.h"
#include "dictionary/dictionary_object.h"
#include "dictionary/zipfs/code.h"

namespace rondo::dictionary {

// Bytes of all segments of a dictionary for ZIPFS files.
inline constexpr uint64_t kMaxZipfsBytes = uint64_t{8} << 20;
inline constexpr uint64_t kMaxFileNameBytes = 4096;
// The entry of a dictionary that says how long its codes are.
inline constexpr char kZipfsEntry[] = "ZIPFS";

struct ZipfsFile {
  std::string name;  // of the source, as its encoder called it; UTF-8, may be empty
  Cid dictionary;
  base::Bytes data;  // a part of what was parsed
};

// Whether bytes begin as every ZIPFS file does; so many are enough to tell.
inline constexpr size_t kZipfsStartBytes = 6;
bool StartsLikeZipfs(base::Bytes bytes);

// Errors: those of DecodeDagCbor and ReadLink; kDataLoss for what is no such file.
absl::StatusOr<ZipfsFile> ParseZipfs(base::Bytes file);
// REQUIRES: a name of at most kMaxFileNameBytes, UTF-8.
base::ByteVector WriteZipfs(const ZipfsFile& file);

// The segments of a dictionary, all in memory, and its code.
class ZipfsDictionary {
 public:
  enum class Form {
    kAuto,  // that of its entry; without one unary below 256 segments, by rank from there
    kUnary,  // 2^i - 1 in i + 1 bits: i ones and a zero, as in the draft
  };

  // Errors: those of DictionaryObject::Part and ReadOwn; kDataLoss if it has no segment,
  // or if its entry does not suit it; kResourceExhausted for more than kMaxZipfsSegments
  // or kMaxZipfsBytes.
  static absl::StatusOr<ZipfsDictionary> Load(const DictionaryObject& object,
                                              Form form = Form::kAuto);

  const std::vector<base::Bytes>& segments() const { return segments_; }
  // Nothing: its code is unary.
  const std::optional<ZipfsCode>& code() const { return code_; }

 private:
  std::vector<std::shared_ptr<const base::ByteVector>> blocks_;
  std::vector<base::Bytes> segments_;  // parts of the blocks
  std::optional<ZipfsCode> code_;
};

// Calls `sink` with the bytes that the codes of `data` stand for, in order. Errors:
// kDataLoss, naming the bit, for codes of no segment, a code that the data ends within,
// padding other than up to 7 ones; kResourceExhausted above `most_bytes`; those of
// `sink`.
// Cost: about 150 MB/s of text; up to 64 KiB come out of a bit.
absl::Status DecodeZipfs(const ZipfsDictionary& dictionary, base::Bytes data,
                         const std::function<absl::Status(base::Bytes)>& sink,
                         uint64_t most_bytes = UINT64_MAX);

}  // namespace rondo::dictionary

#endif  // RONDO_DICTIONARY_ZIPFS_FILE_H_
