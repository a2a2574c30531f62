// Decides how the order of templates is coded: one by one or by rules over them,
// whichever costs less. A step of the planner (plan.h).
//
// Thread rule: pure.
#ifndef RONDO_STREAM_RECORD_LENS_PLAN_SEQUENCE_H_
#define RONDO_STREAM_RECORD_LENS_PLAN_SEQUENCE_H_

#include <cstdint>
#include <vector>

#include "grammar/grammar.h"
#include "grammar/templates/table.h"
#include "stream/record_lens/model/sequence.h"

namespace rondo::stream {

// What the encoder knows besides.
struct SequencePlan {
  RecordSequence sequence;
  std::vector<uint32_t> number_of_template;  // by template of the table
  std::vector<uint32_t> template_of_number;
  grammar::SymbolLists blocks;          // ranks
  std::vector<uint32_t> lines_of_rank;  // how many lines a symbol stands for
};

// Cost: about 100 ns a line.
// Without `rules` the sequence is that of the templates.
SequencePlan PlanSequence(const grammar::TemplateTable& table, bool rules);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_PLAN_SEQUENCE_H_
