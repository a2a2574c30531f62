// The field of 256 elements, modulo x^8 + x^4 + x^3 + x^2 + 1 (0x11d), and Cauchy's
// matrix over it: each square part of it can be inverted, so that any as many shards as
// there are data shards give all others. docs/format/parity.md.
//
// Sums are exclusive ors. 2 generates all but 0.
//
// Thread rule: functions are pure.
#ifndef RONDO_TRUST_PARITY_GF256_H_
#define RONDO_TRUST_PARITY_GF256_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rondo::trust {

uint8_t GfMultiply(uint8_t a, uint8_t b);
// REQUIRES: a != 0.
uint8_t GfInverse(uint8_t a);

// What parity shard `row` takes of data shard `column`: 1 / ((data_shards + row) xor
// column). REQUIRES: column < data_shards; data_shards + row < 256.
uint8_t CauchyElement(int data_shards, int row, int column);

// Row-major.
struct GfMatrix {
  GfMatrix(int row_count, int column_count)
      : rows(row_count),
        columns(column_count),
        elements(static_cast<size_t>(row_count) * column_count) {}
  uint8_t& at(int row, int column) {
    return elements[static_cast<size_t>(row) * columns + column];
  }
  uint8_t at(int row, int column) const {
    return elements[static_cast<size_t>(row) * columns + column];
  }
  int rows;
  int columns;
  std::vector<uint8_t> elements;
};

// REQUIRES: square, and not singular. Cost: the third power of its size.
GfMatrix GfInverted(GfMatrix matrix);

}  // namespace rondo::trust

#endif  // RONDO_TRUST_PARITY_GF256_H_
