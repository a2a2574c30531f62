// The templates of a record segment as people read them.
//
// Thread rule: pure.
#ifndef RONDO_STREAM_RECORD_LENS_DECODE_TEMPLATE_VIEW_H_
#define RONDO_STREAM_RECORD_LENS_DECODE_TEMPLATE_VIEW_H_

#include <string_view>
#include <vector>

#include "grammar/templates/slot_format.h"
#include "rondo/templates.h"
#include "stream/lens/template_view.h"
#include "stream/record_lens/model/shapes.h"

namespace rondo::stream {

// Appends a slot and the literal before it. The two slots of a UUID become one.
void AppendSlot(std::string_view literal, const grammar::SlotFormat& format,
                LineTemplate* line_template);

// The same of where they stand in a line of a template: those of UUIDs become one.
void JoinSlots(const RecordShapes& shapes, uint32_t id, std::vector<SlotSpan>* slots);

// By id, without counts and examples; literals hold no newline.
std::vector<LineTemplate> ViewTemplates(const RecordShapes& shapes);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_DECODE_TEMPLATE_VIEW_H_
