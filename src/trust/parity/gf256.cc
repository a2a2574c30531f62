// Tested by tests/trust/parity_test.cc.
#include "trust/parity/gf256.h"

#include <array>
#include <utility>

namespace rondo::trust {
namespace {

struct Tables {
  constexpr Tables() {
    unsigned power = 1;
    for (int i = 0; i < 255; ++i) {
      exp[i] = exp[i + 255] = static_cast<uint8_t>(power);
      log[power] = static_cast<uint8_t>(i);
      power <<= 1;
      if (power > 255) power ^= 0x11d;
    }
  }
  std::array<uint8_t, 510> exp = {};  // of 2
  std::array<uint8_t, 256> log = {};  // of 0: none
};
constexpr Tables kTables;

}  // namespace

uint8_t GfMultiply(uint8_t a, uint8_t b) {
  if (a == 0 || b == 0) return 0;
  return kTables.exp[kTables.log[a] + kTables.log[b]];
}

uint8_t GfInverse(uint8_t a) { return kTables.exp[255 - kTables.log[a]]; }

uint8_t CauchyElement(int data_shards, int row, int column) {
  return GfInverse(static_cast<uint8_t>((data_shards + row) ^ column));
}

// Gauss and Jordan: the steps that make the matrix the identity make the identity its
// inverse.
GfMatrix GfInverted(GfMatrix matrix) {
  const int size = matrix.rows;
  GfMatrix inverse(size, size);
  for (int i = 0; i < size; ++i) inverse.at(i, i) = 1;
  const auto add_multiple = [size](GfMatrix& of, int to, int from, uint8_t factor) {
    for (int i = 0; i < size; ++i) of.at(to, i) ^= GfMultiply(of.at(from, i), factor);
  };
  for (int pivot = 0; pivot < size; ++pivot) {
    for (int row = pivot; matrix.at(pivot, pivot) == 0 && row < size; ++row) {
      if (matrix.at(row, pivot) == 0) continue;
      add_multiple(matrix, pivot, row, 1);
      add_multiple(inverse, pivot, row, 1);
    }
    const uint8_t scale = GfInverse(matrix.at(pivot, pivot));
    for (int i = 0; i < size; ++i) {
      matrix.at(pivot, i) = GfMultiply(matrix.at(pivot, i), scale);
      inverse.at(pivot, i) = GfMultiply(inverse.at(pivot, i), scale);
    }
    for (int row = 0; row < size; ++row) {
      const uint8_t factor = matrix.at(row, pivot);
      if (row == pivot || factor == 0) continue;
      add_multiple(matrix, row, pivot, factor);
      add_multiple(inverse, row, pivot, factor);
    }
  }
  return inverse;
}

}  // namespace rondo::trust
