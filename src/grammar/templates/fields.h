// The fields of a skeleton: the stretches between separators.
//
//   "user <number>, (x)\n"    fields "user" "<number>" "x"; frame "* *, (*)\n"
//
// Thread rule: pure functions.
#ifndef RONDO_GRAMMAR_TEMPLATES_FIELDS_H_
#define RONDO_GRAMMAR_TEMPLATES_FIELDS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rondo::grammar {

// A field, as offsets into the skeleton's text.
struct FieldRange {
  uint32_t begin;
  uint32_t end;  // end > begin: empty fields are none
};

// The fields of a skeleton in order.
void FieldsOf(std::string_view skeleton, std::vector<FieldRange>* fields);

// The separators of a skeleton with these fields, and a zero byte for each field.
std::string FrameOf(std::string_view skeleton, std::span<const FieldRange> fields);

// The first value of each field of a skeleton's lines, and the number of values.
void FieldValuesOf(std::string_view skeleton, std::span<const FieldRange> fields,
                   std::vector<uint32_t>* values);

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_TEMPLATES_FIELDS_H_
