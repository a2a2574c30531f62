// Says lines of a segment in other words. docs/format/DICTIONARY.md, "Contexts".
//
//   phrase   "disk " 0 " is at " 1 " %"   ->   "" 1 " % of disk " 0 ""
//   line     "disk sda is at 97 %"        ->   "97 % of disk sda"
//
// Thread rule: immutable; the renditions are shared.
#ifndef RONDO_STREAM_RENDITION_LINE_RENDERER_H_
#define RONDO_STREAM_RENDITION_LINE_RENDERER_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rondo/rendition.h"
#include "rondo/templates.h"
#include "stream/lens/template_view.h"

namespace rondo::stream {

class LineRenderer {
 public:
  // For lines of these templates. Of the renditions, which must outlive it, the first
  // that has the phrase counts.
  LineRenderer(std::span<const LineTemplate> templates,
               std::span<const std::shared_ptr<const Rendition>> renditions);

  // Whether there are other words for a template, and for any.
  bool Has(uint32_t id) const { return words_[id].phrase != nullptr; }
  bool HasAny() const;

  // Appends a line of the template in other words; both without a newline. `slots`: where
  // the values stand in it. False, and nothing is appended, if they do not.
  // REQUIRES: Has(id).
  bool Render(uint32_t id, std::string_view line, std::span<const SlotSpan> slots,
              std::string* out) const;

 private:
  struct Words {
    const Rendition* rendition = nullptr;
    const Phrase* phrase = nullptr;  // null: none
  };
  std::vector<Words> words_;  // by template
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RENDITION_LINE_RENDERER_H_
