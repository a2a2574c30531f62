// Tested by tests/trust/parity_test.cc.
#include <isa-l/erasure_code.h>

#include <algorithm>

#include "trust/parity/linear_map.h"

namespace rondo::trust {
namespace {

constexpr size_t kTableBytes = 32;       // of an element
constexpr size_t kMostBytes = 1u << 30;  // ISA-L counts in int

}  // namespace

LinearMap::LinearMap(const GfMatrix& matrix)
    : rows_(matrix.rows),
      columns_(matrix.columns),
      tables_(kTableBytes * matrix.elements.size()) {
  std::vector<uint8_t> elements = matrix.elements;  // ISA-L takes no const
  ec_init_tables(columns_, rows_, elements.data(), tables_.data());
}

void LinearMap::Apply(size_t bytes, std::span<const uint8_t* const> in,
                      std::span<uint8_t* const> out) const {
  std::vector<uint8_t*> from(in.size());
  std::vector<uint8_t*> to(out.begin(), out.end());
  std::ranges::transform(in, from.begin(),
                         [](const uint8_t* p) { return const_cast<uint8_t*>(p); });
  for (size_t done = 0; done < bytes; done += kMostBytes) {
    const size_t count = std::min(bytes - done, kMostBytes);
    ec_encode_data(static_cast<int>(count), columns_, rows_,
                   const_cast<uint8_t*>(tables_.data()), from.data(), to.data());
    for (uint8_t*& p : from) p += count;
    for (uint8_t*& p : to) p += count;
  }
}

}  // namespace rondo::trust
