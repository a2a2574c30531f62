// Lines as templates with slots: what the record lens codes.
//
//   template 5:  "Jun 14 " <time> " combo sshd[" <integer> "]: " <string> "\n"
//   line:        template 5, values 14310961, 19939, string 77
//
// Template 0 holds one string and a newline: lines that have no template of their own. If
// there are lines without a newline, another one is for them. So any line is covered.
//
// Thread rule: plain data.
#ifndef RONDO_GRAMMAR_TEMPLATES_TABLE_H_
#define RONDO_GRAMMAR_TEMPLATES_TABLE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/templates/features.h"
#include "grammar/templates/known.h"
#include "grammar/templates/lines.h"
#include "grammar/templates/slot_format.h"

namespace rondo::grammar {

inline constexpr uint32_t kRawLineTemplate = 0;  // the line, then a newline

struct TemplateSlot {
  SlotFormat format;
  uint32_t column = 0;
};

struct Template {
  std::vector<TemplateSlot> slots;
  std::vector<std::string>
      literals;  // literals[i] stands before slot i; one more at the end
  uint32_t lines = 0;
};

// Distinct strings, end to end.
class StringTable {
 public:
  uint32_t size() const { return static_cast<uint32_t>(ends_.size()) - 1; }
  std::string_view operator[](uint32_t i) const {
    return {text_.data() + ends_[i], static_cast<size_t>(ends_[i + 1] - ends_[i])};
  }
  void Add(std::string_view text) {
    text_.append(text);
    ends_.push_back(text_.size());
  }

 private:
  std::string text_;
  std::vector<uint64_t> ends_ = {0};
};

// Invariants: values of line i are values[value_begin(i)...], one for each slot of its
// template, in order; a string's value is its index in `strings`. Columns are numbered
// 0..columns-1; slots of the same column hold values of the same meaning, in equal
// formats up to widths.
struct TemplateTable {
  std::vector<Template> templates;
  std::vector<uint32_t> line_template;
  std::vector<uint64_t> values;  // of all lines, in line order
  StringTable strings;
  uint32_t columns = 0;
  std::vector<uint32_t> block_lines;  // lines before the end of each block
};

// Consumes the records' items as it goes; the segment must still be there.
// Lines of templates that are known get those, mostly.
// Cost: about 3 ns a byte of log; 8 bytes a value.
TemplateTable MakeTemplates(const RecordLines& records,
                            const RecordFeatures& features = {},
                            const std::vector<KnownTemplate>& known = {});

// Appends the text of a line. values: of its slots. False if a value is out of range.
bool RenderLine(const Template& line_template, const uint64_t* values,
                const StringTable& strings, std::string* out);

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_TEMPLATES_TABLE_H_
