// Tested by tests/stream/rendition/render_test.cc.
#include "stream/rendition/line_renderer.h"

#include <algorithm>

namespace rondo::stream {

LineRenderer::LineRenderer(std::span<const LineTemplate> templates,
                           std::span<const std::shared_ptr<const Rendition>> renditions)
    : words_(templates.size()) {
  for (size_t id = 0; id < templates.size(); ++id) {
    for (const auto& rendition : renditions) {
      words_[id] = {rendition.get(), rendition->Find(templates[id].literals)};
      if (Has(id)) break;
    }
  }
}

bool LineRenderer::HasAny() const {
  return std::ranges::any_of(words_, [](const Words& w) { return w.phrase != nullptr; });
}

bool LineRenderer::Render(uint32_t id, std::string_view line,
                          std::span<const SlotSpan> slots, std::string* out) const {
  const auto& [rendition, phrase] = words_[id];
  const auto is_within = [&](const SlotSpan& slot) {
    return slot.offset <= line.size() && slot.bytes <= line.size() - slot.offset;
  };
  if (slots.size() != phrase->order.size() || !std::ranges::all_of(slots, is_within)) {
    return false;
  }
  for (size_t i = 0; i < phrase->order.size(); ++i) {
    const uint32_t slot = phrase->order[i];
    out->append(phrase->other[i]);
    out->append(rendition->StringFor(phrase->lists[slot],
                                     line.substr(slots[slot].offset, slots[slot].bytes)));
  }
  out->append(phrase->other.back());
  return true;
}

}  // namespace rondo::stream
