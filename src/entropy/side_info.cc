// An integer is coded as its bit width (0 for 0, 1 for 1, 2 for 2..3, ...), the two bits
// below its leading one, and the rest raw:
//
//   value 0    width 0
//   value 1    width 1
//   value 6    width 3, then 1, 0                 (binary 1|10)
//   value 77   width 7, then 0, 0, then raw 1101  (binary 1|00|1101)
//
// Tested by: tests/entropy/side_info_test.cc.

#include "entropy/side_info.h"

#include <algorithm>
#include <bit>

namespace rondo::entropy {
namespace {

constexpr int kWidthBits = 6;

}  // namespace

int SideInfoWriter::WidthAndTop(IntModel& model, uint32_t value) {
  const int width = std::bit_width(value);
  uint32_t node = 1;
  for (int i = kWidthBits - 1; i >= 0; --i) {
    const bool bit = width >> i & 1;
    Bit(model.width_[node], bit);
    node = node * 2 + bit;
  }
  int below = std::max(width - 1, 0);
  uint32_t top = 1;
  for (int i = 0; i < 2 && below > 0; ++i) {
    --below;
    const bool bit = value >> below & 1;
    Bit(model.top_[width][top], bit);
    top = top * 2 + bit;
  }
  return below;
}

void SideInfoWriter::Int(IntModel& model, uint32_t value) {
  const int below = WidthAndTop(model, value);
  if (below > 0) Raw(value & ((1u << below) - 1), below);
}

uint32_t SideInfoReader::WidthAndTop(IntModel& model, int* below) {
  *below = 0;
  if (cursor_.overrun()) return 0;
  static_assert(kWidthBits + 2 <= RansCursor::kMaxOpsBetweenChecks);
  RansCursor cursor = cursor_;  // in registers
  uint32_t node = 1;
  for (int i = 0; i < kWidthBits; ++i) node = node * 2 + Bit(cursor, model.width_[node]);
  const int width = std::min<int>(node - (1 << kWidthBits), IntModel::kMaxWidth);
  *below = std::max(width - 1, 0);
  uint32_t top = width == 0 ? 0 : 1;
  for (int i = 0; i < 2 && *below > 0; ++i) {
    --*below;
    top = top * 2 + Bit(cursor, model.top_[width][top]);
  }
  cursor_ = cursor;
  return top;
}

uint32_t SideInfoReader::Int(IntModel& model) {
  int below = 0;
  const uint32_t top = WidthAndTop(model, &below);
  return below == 0 ? top : top << below | Raw(below);
}

}  // namespace rondo::entropy
