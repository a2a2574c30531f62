// Tested by tests/grammar/templates/known_test.cc.
#include "grammar/templates/fields.h"

#include "grammar/templates/tokens.h"

namespace rondo::grammar {

void FieldsOf(std::string_view skeleton, std::vector<FieldRange>* fields) {
  fields->clear();
  uint32_t begin = 0;
  bool inside = false;
  const auto size = static_cast<uint32_t>(skeleton.size());
  for (uint32_t i = 0; i < size; i += static_cast<uint32_t>(MarkerBytes(skeleton[i]))) {
    const bool separator = IsFieldSeparator(static_cast<uint8_t>(skeleton[i]));
    if (separator && inside) fields->push_back({begin, i});
    if (!separator && !inside) begin = i;
    inside = !separator;
  }
  if (inside) fields->push_back({begin, size});
}

std::string FrameOf(std::string_view skeleton, std::span<const FieldRange> fields) {
  std::string frame;
  uint32_t at = 0;
  for (const FieldRange& field : fields) {
    frame.append(skeleton, at, field.begin - at).push_back('\0');
    at = field.end;
  }
  frame.append(skeleton, at);
  return frame;
}

void FieldValuesOf(std::string_view skeleton, std::span<const FieldRange> fields,
                   std::vector<uint32_t>* values) {
  values->clear();
  uint32_t value = 0;
  for (const FieldRange& field : fields) {
    values->push_back(value);
    for (uint32_t i = field.begin; i < field.end; i += MarkerBytes(skeleton[i])) {
      value += ValuesOfMarker(skeleton[i]);
    }
  }
  values->push_back(value);
}

}  // namespace rondo::grammar
