// What the record lens may do, and what templates are thought to cost. Everything is on;
// a benchmark turns one thing off at a time to see what it gains. Any combination gives
// scores that every reader expands.
#ifndef RONDO_GRAMMAR_TEMPLATES_FEATURES_H_
#define RONDO_GRAMMAR_TEMPLATES_FEATURES_H_

#include <cstdint>

namespace rondo::grammar {

struct RecordFeatures {
  bool typed_items = true;  // numbers, times, addresses; else fields are text
  bool split_templates =
      true;                    // by cost; else a template for each sequence of separators
  bool shared_columns = true;  // columns, and their values, over several templates
  bool differences = true;     // of numbers to others; else the numbers themselves
  bool first_use_ranks = true;  // strings ranked by first use, and differences of ranks
  bool caches = true;           // of recent values
  bool contexts = true;         // for values; else one histogram for each slot
  bool second_sources = true;   // contexts of two sources
  bool sequence_rules = true;   // a grammar over the templates of lines
  bool for_others = false;     // what the tables are for is others that build on them: so
                               // histograms have what is likely to occur there, too
  double template_bits = 100;  // of each template, in the search for templates
  uint32_t min_lines = 4;      // of a template
};

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_TEMPLATES_FEATURES_H_
