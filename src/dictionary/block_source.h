// Where blocks come from: a store, a file, the network.
#ifndef RONDO_DICTIONARY_BLOCK_SOURCE_H_
#define RONDO_DICTIONARY_BLOCK_SOURCE_H_

#include <map>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/byte_io.h"
#include "dictionary/cid.h"

namespace rondo::dictionary {

// No block is larger: a limit that others who pass blocks on have, too.
inline constexpr uint64_t kMaxBlockBytes = uint64_t{2} << 20;

// Thread rule: Get may be called from any thread.
class BlockSource {
 public:
  virtual ~BlockSource() = default;

  // The block at an address, which was checked against it. Errors: kNotFound, with the
  // address and where it was looked for; kDataLoss if what is there is something else.
  virtual absl::StatusOr<base::ByteVector> Get(const Cid& cid) const = 0;
};

// Blocks in memory. Add before any thread reads.
class MemoryBlocks : public BlockSource {
 public:
  // Keeps a block; returns its address.
  Cid Add(Codec codec, base::ByteVector block) {
    const Cid cid = Cid::Of(codec, block);
    blocks_.emplace(cid, std::move(block));
    return cid;
  }

  absl::StatusOr<base::ByteVector> Get(const Cid& cid) const override {
    const auto found = blocks_.find(cid);
    if (found != blocks_.end()) return found->second;
    return absl::NotFoundError(absl::StrCat("block ", cid.ToText(), " is not among the ",
                                            blocks_.size(), " that are at hand"));
  }

  const std::map<Cid, base::ByteVector>& blocks() const { return blocks_; }

 private:
  std::map<Cid, base::ByteVector> blocks_;
};

}  // namespace rondo::dictionary

#endif  // RONDO_DICTIONARY_BLOCK_SOURCE_H_
