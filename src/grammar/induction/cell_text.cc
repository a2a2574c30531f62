#include "grammar/induction/cell_text.h"

#include <algorithm>

namespace rondo::grammar {

void CellText::Compact() {
  size_t kept = 0;
  for (size_t i = 0; i < cells_.size(); ++kept) {
    const Symbol symbol = cells_[i];
    cells_[kept] = symbol;  // kept <= i
    i += symbol == kSeparator ? 1 : widths_[symbol];
  }
  cells_.resize(kept);
  std::fill(widths_.begin(), widths_.end(), 1);
}

}  // namespace rondo::grammar
