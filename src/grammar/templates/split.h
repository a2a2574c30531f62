// Templates by cost: which lines share a template, and which of its fields vary.
//
// A line's skeleton is fields between separators. Lines with the same separators (a
// frame) are a table with one column for each field; a template is a set of rows of that
// table, in which a field either has one skeleton (static: its items become slots) or
// varies (its whole text becomes one string slot).
//
// Thread rule: pure function.
#ifndef RONDO_GRAMMAR_TEMPLATES_SPLIT_H_
#define RONDO_GRAMMAR_TEMPLATES_SPLIT_H_

#include <cstdint>
#include <vector>

#include "grammar/templates/known.h"
#include "grammar/templates/lines.h"

namespace rondo::grammar {

struct TemplateGroup {
  std::vector<uint32_t> skeletons;  // ascending
  std::vector<bool> varies;         // for each field
  uint32_t lines = 0;
  uint32_t known = KnownTemplates::kNone;  // whose outline it has
};

// Partitions the skeletons. Groups come in the order of their first skeletons. Skeletons
// of known templates are groups as those have it, unless splitting them is cheaper.
// Cost: a few passes over the distinct skeletons for every level of splitting.
// Without features.split_templates a frame is one group.
std::vector<TemplateGroup> SplitTemplates(const RecordLines& records,
                                          const RecordFeatures& features,
                                          const KnownTemplates& known);

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_TEMPLATES_SPLIT_H_
