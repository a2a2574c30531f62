// Templates that are known before a segment is seen, and which skeletons are of them.
//
//   known      "user " <string> " logged in from port " <integer> "\n"
//   skeleton   "user ann logged in from port <number>\n"      is of it: field 1 varies
//
// Thread rule: immutable once it is made.
#ifndef RONDO_GRAMMAR_TEMPLATES_KNOWN_H_
#define RONDO_GRAMMAR_TEMPLATES_KNOWN_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "grammar/templates/fields.h"
#include "grammar/templates/lines.h"
#include "grammar/templates/slot_format.h"

namespace rondo::grammar {

struct KnownTemplate {
  std::vector<std::string> literals;  // as those of a Template
  std::vector<SlotFormat> formats;    // of its slots; valid
};

class KnownTemplates {
 public:
  static constexpr uint32_t kNone = ~uint32_t{0};

  // What a template says of the lines that are of it.
  struct Outline {
    std::string skeleton;  // of a line of it; varying fields hold anything
    std::vector<FieldRange> fields;
    std::vector<bool> varies;       // by field: its whole text is a slot
    std::vector<bool> item_varies;  // by item of the fields that do not: it is slots
    // A value that is not: which of its field's values it is, and what it is.
    struct Constant {
      uint32_t field;
      uint32_t ordinal;
      uint64_t value;
      uint8_t width;
    };
    std::vector<Constant> constants;
  };

  // Templates of which no line can be made, and those that are one string, are left out.
  // Cost: about a microsecond for each.
  explicit KnownTemplates(const std::vector<KnownTemplate>& templates);

  // For each skeleton the outline that all of its lines have, or kNone. If there are
  // several, the one in which the fewest fields vary.
  // Cost: linear in the distinct skeletons, and in the lines if some outlines have
  // constants.
  std::vector<uint32_t> Match(const RecordLines& records) const;

  const Outline& outline(uint32_t i) const { return outlines_[i]; }
  size_t size() const { return outlines_.size(); }

 private:
  std::vector<Outline> outlines_;
  std::unordered_map<std::string, std::vector<uint32_t>> of_frame_;
};

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_TEMPLATES_KNOWN_H_
