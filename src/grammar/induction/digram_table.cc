// An entry stands at its home, the slot that its hash names, or behind it with no free
// slot between. When one is removed, the next one behind that may stand there moves up,
// which frees its slot in turn:
//
//   home  0 0 1 3        remove the first:   0 1 . 3    (the 3 is at home and stays)
//
// Knuth: The Art of Computer Programming 3, 6.4, algorithm R.
// Tested by tests/grammar/induction/sequitur_test.cc.
#include "grammar/induction/digram_table.h"

namespace rondo::grammar {

void DigramTable::Remove(Place place) {
  --size_;
  const size_t mask = slots_.size() - 1;
  size_t hole = place;
  for (size_t i = Next(hole); slots_[i].node != kNone; i = Next(i)) {
    const size_t from_home = (i - Home(slots_[i].hash)) & mask;
    const size_t from_hole = (i - hole) & mask;
    if (from_home < from_hole) continue;
    slots_[hole] = slots_[i];
    hole = i;
  }
  slots_[hole].node = kNone;
}

void DigramTable::Grow() {
  std::vector<Slot> old;
  old.reserve(slots_.size() * 2);
  base::AdviseHugePages(old.data(), slots_.size() * 2 * sizeof(Slot));
  old.resize(slots_.size() * 2);
  std::swap(old, slots_);
  --shift_;
  for (const Slot& slot : old) {
    if (slot.node != kNone) Put(slot);
  }
}

}  // namespace rondo::grammar
