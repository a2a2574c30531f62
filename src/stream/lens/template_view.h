// What a lens that knows templates says of the lines of its blocks.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_LENS_TEMPLATE_VIEW_H_
#define RONDO_STREAM_LENS_TEMPLATE_VIEW_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rondo/templates.h"
#include "stream/lens/block_job.h"

namespace rondo::stream {

// Where a line, or what a block has of it, begins in its block, and which of the lens's
// templates it has.
struct LineMark {
  uint32_t offset = 0;
  uint32_t id = 0;
};

// Where in its line a value stands.
struct SlotSpan {
  uint32_t offset = 0;
  uint32_t bytes = 0;
};

class TemplateView {
 public:
  virtual ~TemplateView() = default;
  // Expands one whole block; *marks becomes those of its lines, in order, the first at 0.
  virtual absl::Status ExpandLines(const BlockJob& job, std::vector<LineMark>* marks) = 0;
  // Where the slots of a line of that block stand in it, in order, as Templates has them.
  // REQUIRES: ExpandLines said yes, and gave so many marks.
  virtual void FindSlots(size_t line, std::vector<SlotSpan>* slots) = 0;
  // The templates that marks name, without counts and examples; literals hold no newline.
  virtual absl::StatusOr<std::vector<LineTemplate>> Templates() = 0;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_LENS_TEMPLATE_VIEW_H_
