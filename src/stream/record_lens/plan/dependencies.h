// What the streams and chains of a segment wait for, while the planner chooses: a choice
// that would make something wait for itself is refused (model/stream_order.h).
//
// Chains are planned with a cache where a class may get one; if it gets none, its chain
// falls apart into columns, which can only take cycles away.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_LENS_PLAN_DEPENDENCIES_H_
#define RONDO_STREAM_RECORD_LENS_PLAN_DEPENDENCIES_H_

#include <array>
#include <cstdint>
#include <vector>

#include "stream/record_lens/model/layout.h"
#include "stream/record_lens/model/stream_order.h"

namespace rondo::stream {

class Dependencies {
 public:
  // `layout`: slots, with their models, and columns; must outlive the object.
  // `in_cache`: by model, whether it may take part in a cache.
  Dependencies(const RecordLayout& layout, const std::vector<bool>& in_cache);

  // The byte of the model's values is their first token from now on, not made of values.
  void SetDifference(uint32_t model) { codes_difference_[model] = true; }

  // Lets values of a model be differences to the number `back` + 1 before in the line.
  // False, and nothing changes, if something would wait for itself.
  bool AddLineDelta(uint32_t model, int back);
  // Lets the model have a source of contexts, likewise.
  bool AddSource(uint32_t model, uint8_t source);

 private:
  uint32_t StepOfChain(uint32_t slot) const { return models_ + chain_of_slot_[slot]; }
  // Adds that `step` waits for `others`, unless one of them waits for it.
  bool Add(std::vector<std::pair<uint32_t, uint32_t>> waits);
  bool Reaches(uint32_t from, uint32_t to);

  const RecordLayout& layout_;
  const uint32_t models_;
  std::vector<uint32_t> template_begin_;  // by slot: where those of its template begin
  std::vector<std::array<uint32_t, kLineDeltas>> line_slots_;
  std::vector<uint32_t> chain_of_slot_;
  std::vector<std::vector<uint32_t>> slots_of_model_;
  std::vector<bool> codes_difference_;        // by model
  std::vector<std::vector<uint32_t>> waits_;  // by step: streams, then chains
  std::vector<uint32_t> visited_;             // by step: the last search that came to it
  uint32_t search_ = 0;
  std::vector<uint32_t> open_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_PLAN_DEPENDENCIES_H_
