// For where there is no ISA-L.
//
// Tested by tests/trust/parity_test.cc.
#include <algorithm>
#include <array>

#include "trust/parity/linear_map.h"

namespace rondo::trust {

LinearMap::LinearMap(const GfMatrix& matrix)
    : rows_(matrix.rows), columns_(matrix.columns), tables_(matrix.elements) {}

void LinearMap::Apply(size_t bytes, std::span<const uint8_t* const> in,
                      std::span<uint8_t* const> out) const {
  std::array<uint8_t, 256> multiples;
  for (int row = 0; row < rows_; ++row) {
    std::fill_n(out[row], bytes, uint8_t{0});
    for (int column = 0; column < columns_; ++column) {
      const uint8_t factor = tables_[static_cast<size_t>(row) * columns_ + column];
      for (int i = 0; i < 256; ++i) {
        multiples[i] = GfMultiply(static_cast<uint8_t>(i), factor);
      }
      for (size_t i = 0; i < bytes; ++i) out[row][i] ^= multiples[in[column][i]];
    }
  }
}

}  // namespace rondo::trust
