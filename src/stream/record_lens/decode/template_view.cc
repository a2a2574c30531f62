// Tested by tests/stream/read/templates_test.cc.
#include "stream/record_lens/decode/template_view.h"

namespace rondo::stream {
namespace {

using grammar::SlotKind;

SlotType TypeOf(SlotKind kind) {
  switch (kind) {
    case SlotKind::kString:
      return SlotType::kString;
    case SlotKind::kInteger:
    case SlotKind::kFixed:
    case SlotKind::kTagged:
      return SlotType::kInt;
    case SlotKind::kDecimal:
    case SlotKind::kTrimmed:
      return SlotType::kDecimal;
    case SlotKind::kHex:
    case SlotKind::kTaggedHex:
      return SlotType::kHex;
    case SlotKind::kIp:
      return SlotType::kIp;
    case SlotKind::kTime:
      return SlotType::kTime;
    case SlotKind::kUuidHead:
    case SlotKind::kUuidTail:
      return SlotType::kUuid;
  }
  return SlotType::kString;
}

}  // namespace

void AppendSlot(std::string_view literal, const grammar::SlotFormat& format,
                LineTemplate* line_template) {
  const SlotType type = TypeOf(format.kind);
  const bool is_rest_of_uuid = format.kind == SlotKind::kUuidTail && literal == "-" &&
                               !line_template->slots.empty() &&
                               line_template->slots.back() == SlotType::kUuid;
  if (is_rest_of_uuid) return;
  line_template->literals.emplace_back(literal);
  line_template->slots.push_back(type);
}

std::vector<LineTemplate> ViewTemplates(const RecordShapes& shapes) {
  const auto text = [&shapes](const Piece& piece) {
    return std::string_view(
        reinterpret_cast<const char*>(shapes.head.data()) + piece.offset, piece.bytes);
  };
  std::vector<LineTemplate> templates(shapes.templates.size());
  for (size_t t = 0; t < templates.size(); ++t) {
    const TemplateShape& shape = shapes.templates[t];
    for (uint32_t s = shape.slot_begin; s < shape.slot_end; ++s) {
      AppendSlot(text(shapes.slots[s].literal), shapes.slots[s].format, &templates[t]);
    }
    std::string_view tail = text(shape.tail);
    if (tail.ends_with('\n')) tail.remove_suffix(1);
    templates[t].literals.emplace_back(tail);
  }
  return templates;
}

}  // namespace rondo::stream
