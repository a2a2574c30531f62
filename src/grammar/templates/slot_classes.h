// Classes of columns: columns whose values overlap share one dictionary.
//
// A class lists the values that occur often enough, most frequent first (the planner may
// reorder them); the rank of a
// value in that list is what is coded. Times, and numbers that hardly ever repeat, have
// no dictionary.
//
// Thread rule: plain data.
#ifndef RONDO_GRAMMAR_TEMPLATES_SLOT_CLASSES_H_
#define RONDO_GRAMMAR_TEMPLATES_SLOT_CLASSES_H_

#include <cstdint>
#include <vector>

#include "grammar/templates/table.h"

namespace rondo::grammar {

struct SlotClass {
  std::vector<uint64_t> values;  // of strings: their numbers in TemplateTable::strings
  bool strings = false;
};

// Invariant: value ranks[p] of the class of the column of values[p] is values[p], or
// ranks[p] is kNoRank. A string without a rank occurs once in its class.
struct SlotClasses {
  static constexpr uint32_t kNoRank = ~uint32_t{0};

  std::vector<SlotClass> classes;
  std::vector<uint32_t> class_of_column;
  std::vector<uint32_t> ranks;  // of every value of the table
};

// Cost: two hash look-ups a value, about 100 ns; 4 bytes a value and 24 a distinct value.
// Without `join` every column has a class of its own.
SlotClasses MakeClasses(const TemplateTable& table, bool join = true);

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_TEMPLATES_SLOT_CLASSES_H_
