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

// Whether a slot and the one before it, of this type, are the two of a UUID.
bool IsRestOfUuid(std::string_view literal, SlotKind kind, SlotType before) {
  return kind == SlotKind::kUuidTail && literal == "-" && before == SlotType::kUuid;
}

std::string_view TextOf(const RecordShapes& shapes, const Piece& piece) {
  return {reinterpret_cast<const char*>(shapes.head.data()) + piece.offset, piece.bytes};
}

}  // namespace

void AppendSlot(std::string_view literal, const grammar::SlotFormat& format,
                LineTemplate* line_template) {
  std::vector<SlotType>& slots = line_template->slots;
  if (!slots.empty() && IsRestOfUuid(literal, format.kind, slots.back())) return;
  line_template->literals.emplace_back(literal);
  slots.push_back(TypeOf(format.kind));
}

void JoinSlots(const RecordShapes& shapes, uint32_t id, std::vector<SlotSpan>* slots) {
  const uint32_t begin = shapes.templates[id].slot_begin;
  size_t joined = 0;
  SlotType before = SlotType::kString;
  for (size_t i = 0; i < slots->size(); ++i) {
    const SlotSpan span = (*slots)[i];
    const SlotShape& shape = shapes.slots[begin + i];
    if (IsRestOfUuid(TextOf(shapes, shape.literal), shape.format.kind, before)) {
      SlotSpan& head = (*slots)[joined - 1];
      head.bytes = span.offset + span.bytes - head.offset;
    } else {
      (*slots)[joined++] = span;
      before = TypeOf(shape.format.kind);
    }
  }
  slots->resize(joined);
}

std::vector<LineTemplate> ViewTemplates(const RecordShapes& shapes) {
  std::vector<LineTemplate> templates(shapes.templates.size());
  for (size_t t = 0; t < templates.size(); ++t) {
    const TemplateShape& shape = shapes.templates[t];
    for (uint32_t s = shape.slot_begin; s < shape.slot_end; ++s) {
      AppendSlot(TextOf(shapes, shapes.slots[s].literal), shapes.slots[s].format,
                 &templates[t]);
    }
    std::string_view tail = TextOf(shapes, shape.tail);
    if (tail.ends_with('\n')) tail.remove_suffix(1);
    templates[t].literals.emplace_back(tail);
  }
  return templates;
}

}  // namespace rondo::stream
