// Many bytes times a matrix over the field of 256 elements: what making parity and
// restoring data both are.
//
// With ISA-L (RONDO_ISAL) many bytes at once, 5 GB/s and more of sums; without it by
// tables, a byte at a time.
//
// Thread rule: immutable, thread-safe.
#ifndef RONDO_TRUST_PARITY_LINEAR_MAP_H_
#define RONDO_TRUST_PARITY_LINEAR_MAP_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "trust/parity/gf256.h"

namespace rondo::trust {

class LinearMap {
 public:
  explicit LinearMap(const GfMatrix& matrix);
  // out[r][i] = sum over c of matrix(r, c) * in[c][i], for each i < bytes. REQUIRES: as
  // many inputs as the matrix has columns, as many outputs as it has rows; none of them
  // overlap.
  void Apply(size_t bytes, std::span<const uint8_t* const> in,
             std::span<uint8_t* const> out) const;

 private:
  int rows_;
  int columns_;
  std::vector<uint8_t> tables_;  // ISA-L's, or the matrix
};

}  // namespace rondo::trust

#endif  // RONDO_TRUST_PARITY_LINEAR_MAP_H_
