// Where the values of one block stand: by model, within that by slot, within that in the
// order of lines.
//
//   lines    A B A A      template A: slots 0 (model 1), 1 (model 0); B: slot 2 (model 1)
//   values   [A.1 A.1 A.1] [A.0 A.0 A.0, B.2]     stream of model 0, then of model 1
//
// The value of slot s in the i-th line of its template has the index begin(s) + i.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_LENS_MODEL_BLOCK_STREAMS_H_
#define RONDO_STREAM_RECORD_LENS_MODEL_BLOCK_STREAMS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "stream/record_lens/model/stream_order.h"

namespace rondo::stream {

class BlockStreams {
 public:
  // Must outlive it.
  explicit BlockStreams(const StreamOrder& order);

  // The templates of the lines of a block, instead of what it had before.
  // Cost: a few ns a line and a slot of the templates that occur.
  void Start(std::span<const uint32_t> lines);

  // Which of its template's lines in the block a line is.
  uint32_t number(uint32_t line) const { return numbers_[line]; }
  uint32_t lines_of(uint32_t id) const { return lines_of_[id]; }
  // The templates that occur, by number.
  std::span<const uint32_t> templates() const { return templates_; }
  // How many values there are in all, and in the stream of a model from which index on.
  uint32_t values() const { return values_; }
  uint32_t stream_begin(uint32_t model) const { return begin_of_model_[model]; }
  uint32_t stream_size(uint32_t model) const { return values_of_model_[model]; }
  // REQUIRES: its template occurs.
  uint32_t begin(uint32_t slot) const { return begin_of_slot_[slot]; }
  uint32_t template_of(uint32_t slot) const { return template_of_slot_[slot]; }
  uint32_t lines_of_slot(uint32_t slot) const { return lines_of_[template_of(slot)]; }
  // The steps that have values, in order: streams, and chains.
  std::span<const uint32_t> steps() const { return steps_; }
  bool has(uint32_t step) const { return seen_[step] == block_; }
  // Which of steps() it is. REQUIRES: it has values.
  uint32_t index(uint32_t step) const { return index_of_step_[step]; }

  // Calls visit(slot) for each slot of a step.
  template <typename Visit>
  void ForEachSlot(uint32_t step, const Visit& visit) const {
    const bool stream = order_.is_stream(step);
    const std::vector<uint32_t>& next = stream ? next_of_model_ : next_of_chain_;
    for (uint32_t s = first_of_step_[step];; s = next[s]) {
      visit(s);
      if (s == last_of_step_[step]) break;
    }
  }
  bool has_one_slot(uint32_t step) const {
    return first_of_step_[step] == last_of_step_[step];
  }
  uint32_t first_slot(uint32_t step) const { return first_of_step_[step]; }

  // The lines of a template that occurs. Cost: linear in the block's lines, once.
  std::span<const uint32_t> LinesOf(uint32_t id);
  // How many of them are among the first `lines` of the block. Cost: logarithmic.
  uint32_t LinesAmong(uint32_t lines, uint32_t id);
  // Calls visit(slot, index) for each value of a chain in the first `lines` lines, in the
  // order of lines, and of slots in a line. Cost: 1 to 3 ns a value; where few lines have
  // one, a little more.
  template <typename Visit>
  void ForEachInLines(uint32_t step, uint32_t lines, const Visit& visit);

  uint64_t memory_bytes() const;

 private:
  // Lines are looked through for those of a chain if that many values make it worth it;
  // else its values are sorted.
  static constexpr size_t kLinesForValue = 24;

  void SortSteps();
  void SortKeys(uint32_t step);
  void AddSlot(uint32_t step, uint32_t slot, std::vector<uint32_t>* next);

  const StreamOrder& order_;
  std::span<const uint32_t> lines_;
  uint64_t block_ = 0;  // counts blocks, to tell what is stale
  uint32_t values_ = 0;
  std::vector<uint32_t> numbers_;   // by line
  std::vector<uint32_t> lines_of_;  // by template, 0 if it does not occur
  std::vector<uint32_t> templates_;
  std::vector<uint32_t> begin_of_model_;  // by model
  std::vector<uint32_t> values_of_model_;
  std::vector<uint32_t> begin_of_slot_;  // by slot
  std::vector<uint32_t> template_of_slot_;
  std::vector<uint32_t> next_of_model_;  // by slot: the next of its stream
  std::vector<uint32_t> next_of_chain_;
  std::vector<uint64_t> seen_;  // by step: the block that it last occurred in
  std::vector<uint32_t> first_of_step_;
  std::vector<uint32_t> last_of_step_;
  std::vector<uint32_t> index_of_step_;
  std::vector<uint32_t> steps_;
  std::vector<uint64_t> places_;  // scratch of SortSteps: a bit each, zeros between calls
  bool has_line_lists_ = false;
  std::vector<uint32_t> line_lists_;         // lines by template
  std::vector<uint32_t> list_begin_;         // by template
  std::vector<uint32_t> slots_of_template_;  // kNoSlot between calls
  std::vector<uint64_t> keys_;               // scratch of SortKeys: line, slot
};

template <typename Visit>
void BlockStreams::ForEachInLines(uint32_t step, uint32_t lines, const Visit& visit) {
  if (has_one_slot(step)) {
    const uint32_t s = first_slot(step);
    const uint32_t end = begin(s) + LinesAmong(lines, template_of(s));
    for (uint32_t i = begin(s); i < end; ++i) visit(s, i);
    return;
  }
  size_t values = 0;
  ForEachSlot(step, [&](uint32_t s) { values += lines_of_slot(s); });
  if (values * kLinesForValue < lines_.size()) {
    SortKeys(step);
    for (const uint64_t key : keys_) {
      if (key >> 32 >= lines) break;
      const auto s = static_cast<uint32_t>(key);
      visit(s, begin(s) + numbers_[key >> 32]);
    }
    return;
  }
  // Slots of a template follow each other in the chain, too.
  ForEachSlot(step, [&](uint32_t s) {
    uint32_t& first = slots_of_template_[template_of(s)];
    if (first == kNoSlot) first = s;
  });
  // In registers, whatever `visit` writes.
  const uint32_t last = last_of_step_[step];
  const uint32_t* const slots = slots_of_template_.data();
  const uint32_t* const next = next_of_chain_.data();
  const uint32_t* const begins = begin_of_slot_.data();
  const uint32_t* const templates = template_of_slot_.data();
  const uint32_t* number = numbers_.data();
  for (const uint32_t id : lines_.first(lines)) {
    for (uint32_t s = slots[id]; s != kNoSlot; s = next[s]) {
      visit(s, begins[s] + *number);
      if (s == last || templates[next[s]] != id) break;
    }
    ++number;
  }
  ForEachSlot(step, [&](uint32_t s) { slots_of_template_[template_of(s)] = kNoSlot; });
}

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_MODEL_BLOCK_STREAMS_H_
