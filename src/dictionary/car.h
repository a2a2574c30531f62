// CAR files, version 1: blocks one after another, for passing them on.
// docs/format/DICTIONARY.md, "CAR files".
//
// Thread rule: externally synchronised.
#ifndef RONDO_DICTIONARY_CAR_H_
#define RONDO_DICTIONARY_CAR_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "dictionary/block_source.h"
#include "dictionary/cid.h"

namespace rondo::dictionary {

struct CarBlock {
  Cid cid;
  base::ByteVector bytes;
};

// Reads a CAR file from start to end, one block in memory at a time.
class CarReader {
 public:
  // Fills the start of a buffer; 0 at the end.
  using Source = std::function<absl::StatusOr<size_t>(std::span<uint8_t>)>;

  // Reads the header. Errors: kInvalidArgument if it is no CAR file, kUnimplemented for
  // another version or addresses of other kinds than Cid, kDataLoss for a header that is
  // not strict DAG-CBOR or has no root, and those of `source`.
  static absl::StatusOr<CarReader> Open(Source source);

  // At least one. Whether their blocks are in the file shows at its end.
  const std::vector<Cid>& roots() const { return roots_; }

  // The next block, checked against its address; nothing at the end. Errors: kDataLoss,
  // naming the byte, for a block that its address is not of, or an end within one;
  // kResourceExhausted for one above kMaxBlockBytes; kUnimplemented for an address of
  // another kind, whose block cannot be checked.
  absl::StatusOr<std::optional<CarBlock>> Next();

 private:
  explicit CarReader(Source source) : source_(std::move(source)) {}

  absl::Status ReadHeader();
  // The length of what follows; nothing at the end.
  absl::StatusOr<std::optional<uint64_t>> ReadLength();
  absl::StatusOr<base::ByteVector> Take(uint64_t count);
  absl::StatusOr<size_t> Fill(std::span<uint8_t> buffer);

  Source source_;
  uint64_t at_ = 0;  // bytes read
  std::vector<Cid> roots_;
};

// Writes a CAR file.
class CarWriter {
 public:
  using Sink = std::function<absl::Status(base::Bytes)>;

  // Writes the header. Errors: those of `sink`. REQUIRES: a root.
  static absl::StatusOr<CarWriter> Create(std::span<const Cid> roots, Sink sink);

  // Errors: those of the sink. REQUIRES: CheckBlock(cid, block).ok().
  absl::Status Add(const Cid& cid, base::Bytes block);

 private:
  explicit CarWriter(Sink sink) : sink_(std::move(sink)) {}

  Sink sink_;
};

}  // namespace rondo::dictionary

#endif  // RONDO_DICTIONARY_CAR_H_
