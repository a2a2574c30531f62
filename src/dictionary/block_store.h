// Blocks in folders, each in a file that its address names.
// docs/format/DICTIONARY.md, "The store".
#ifndef RONDO_DICTIONARY_BLOCK_STORE_H_
#define RONDO_DICTIONARY_BLOCK_STORE_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "dictionary/block_source.h"
#include "dictionary/cid.h"

namespace rondo::dictionary {

// Thread rule: may be called from any thread, and by several programs at once: a block
// appears whole or not at all, and what an address names never changes.
class BlockStore : public BlockSource {
 public:
  // Blocks are looked for in `folders`, in order, and kept in the first of them. A folder
  // need not be there.
  explicit BlockStore(std::vector<std::string> folders) : folders_(std::move(folders)) {}

  // Of the person at hand: $XDG_DATA_HOME/rondo/dictionaries, without that variable
  // ~/.local/share/rondo/dictionaries, then each folder of $RONDO_DICTIONARY_PATH, which
  // are separated by colons. Without a home only those; the first of them is kept in.
  static BlockStore OfUser();

  const std::vector<std::string>& folders() const { return folders_; }

  // Where a damaged copy is found, the next folder is tried. Errors: those of
  // BlockSource::Get; kResourceExhausted for a file above kMaxBlockBytes.
  // Cost: a file that is read and hashed, at most 2 MiB.
  absl::StatusOr<base::ByteVector> Get(const Cid& cid) const override;

  // Whether a file of this name is in any folder; it may be damaged.
  bool Has(const Cid& cid) const;

  // Keeps the block in the first folder, which is made if need be. A sound copy that is
  // there already is left alone, a damaged one replaced. Errors: kDataLoss if it is not
  // what the address says, kResourceExhausted above kMaxBlockBytes, kFailedPrecondition
  // without a folder, those of the system.
  absl::Status Put(const Cid& cid, base::Bytes block) const;

  // The addresses of all files in the folders, sorted, each once. Errors: those of the
  // system for a folder that is there and cannot be read.
  absl::StatusOr<std::vector<Cid>> List() const;

  // Removes the block from the first folder. kNotFound if it is not there.
  absl::Status Remove(const Cid& cid) const;

  // Whether the file in the first folder is more than an hour old: what is younger may be
  // a part of what another program is writing.
  bool IsOld(const Cid& cid) const;

  // Removes what writers that were killed left in the first folder more than an hour ago.
  // Returns how many files.
  absl::StatusOr<uint64_t> RemoveLeftovers() const;

 private:
  std::vector<std::string> folders_;
};

}  // namespace rondo::dictionary

#endif  // RONDO_DICTIONARY_BLOCK_STORE_H_
