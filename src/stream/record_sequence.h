// The order in which templates follow each other, as a sequence of symbols: templates
// and, where that pays, rules of a grammar over them (Re-Pair).
//
//   lines  A B C A B C D A B C   ->   R R D R   with   R = A B C
//
// Symbols are ranked by how often they are coded; what is coded is a rank. Templates are
// numbered, and rules likewise, in the order of their ranks.
//
// Thread rule: plain data.
#ifndef RONDO_STREAM_RECORD_SEQUENCE_H_
#define RONDO_STREAM_RECORD_SEQUENCE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "grammar/grammar.h"
#include "grammar/template_table.h"

namespace rondo::stream {

// What the tables say. Without rules the symbols are the templates.
struct RecordSequence {
  std::vector<bool> is_rule;        // by rank
  grammar::SymbolLists bodies;      // by rule: ranks, two or more, without cycles
  std::vector<uint8_t> line_bytes;  // by template: the byte that a line is known by

  bool has_rules() const { return bodies.size() > 0; }
  // By rank: the number of the template or rule.
  std::vector<uint32_t> Numbers() const;
  // The ranks of the rules, each behind those in its body; nullopt if one leads back to
  // itself. Cost: linear in the bodies.
  std::optional<std::vector<uint32_t>> RulesBottomUp() const;
};

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

#endif  // RONDO_STREAM_RECORD_SEQUENCE_H_
