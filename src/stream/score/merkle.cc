// The tree of Certificate Transparency (RFC 6962, section 2.1): a leaf is
// SHA-256(0x00 || digest), a node SHA-256(0x01 || left || right), and n leaves split at
// the largest power of two below n. The prefixes keep a leaf from posing as a node.
//
//   three leaves a b c:  node(node(leaf a, leaf b), leaf c)
//
// Tested by tests/stream/score/format_test.cc against the recursive definition.
#include "stream/score/merkle.h"

namespace rondo::stream {
namespace {

base::Sha256Digest Node(const base::Sha256Digest& left, const base::Sha256Digest& right) {
  base::Sha256Stream hash;
  constexpr uint8_t kNodePrefix[] = {0x01};
  hash.Update(kNodePrefix);
  hash.Update(left);
  hash.Update(right);
  return hash.Finish();
}

base::Sha256Digest Leaf(const base::Sha256Digest& digest) {
  base::Sha256Stream hash;
  constexpr uint8_t kLeafPrefix[] = {0x00};
  hash.Update(kLeafPrefix);
  hash.Update(digest);
  return hash.Finish();
}

}  // namespace

void MerkleTree::AddLeaf(const base::Sha256Digest& segment_digest) {
  base::Sha256Digest hash = Leaf(segment_digest);
  for (uint64_t rest = leaves_; (rest & 1) != 0; rest >>= 1) {
    hash = Node(subtrees_.back(), hash);
    subtrees_.pop_back();
  }
  subtrees_.push_back(hash);
  ++leaves_;
}

base::Sha256Digest MerkleTree::Root() const {
  if (subtrees_.empty()) return base::Sha256({});
  base::Sha256Digest hash = subtrees_.back();
  for (size_t i = subtrees_.size() - 1; i > 0; --i) hash = Node(subtrees_[i - 1], hash);
  return hash;
}

}  // namespace rondo::stream
