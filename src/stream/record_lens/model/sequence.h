// The order in which templates follow each other, as a sequence of symbols: templates
// and, where that pays, rules of a grammar over them (Re-Pair).
//
//   lines  A B C A B C D A B C   ->   R R D R   with   R = A B C
//
// Symbols are ranked by how often they are coded; what is coded is a rank. Templates are
// numbered, and rules likewise, in the order of their ranks.
//
// Thread rule: plain data.
#ifndef RONDO_STREAM_RECORD_LENS_MODEL_SEQUENCE_H_
#define RONDO_STREAM_RECORD_LENS_MODEL_SEQUENCE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "grammar/grammar.h"

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

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_MODEL_SEQUENCE_H_
