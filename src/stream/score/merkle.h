// The Merkle root over the segment digests of one score: one hash that stands for all of
// its content, and from which later a proof for a single segment can be made.
// docs/format/container.md, "Merkle root".
#ifndef RONDO_STREAM_SCORE_MERKLE_H_
#define RONDO_STREAM_SCORE_MERKLE_H_

#include <cstdint>
#include <vector>

#include "base/checksum.h"

namespace rondo::stream {

// Takes leaves in order; keeps one hash per bit of their count. Not thread-safe.
class MerkleTree {
 public:
  void AddLeaf(const base::Sha256Digest& segment_digest);
  // Root of the leaves so far; of none: SHA-256 of nothing.
  base::Sha256Digest Root() const;

 private:
  // Roots of complete subtrees, larger ones first, all of different sizes: bit i of
  // leaves_ is set iff one of 2^i leaves is among them.
  std::vector<base::Sha256Digest> subtrees_;
  uint64_t leaves_ = 0;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SCORE_MERKLE_H_
