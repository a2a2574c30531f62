// Tested by tests/stream/record_lens/stream_order_test.cc.
#include "stream/record_lens/model/block_streams.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace rondo::stream {
BlockStreams::BlockStreams(const StreamOrder& order)
    : order_(order),
      lines_of_(order.templates(), 0),
      begin_of_model_(order.models(), 0),
      values_of_model_(order.models(), 0),
      begin_of_slot_(order.slots()),
      template_of_slot_(order.slots()),
      next_of_model_(order.slots()),
      next_of_chain_(order.slots()),
      seen_(order.steps(), 0),
      first_of_step_(order.steps()),
      last_of_step_(order.steps()),
      index_of_step_(order.steps()),
      places_(order.steps() / 64 + 1, 0),
      list_begin_(order.templates()),
      slots_of_template_(order.templates(), kNoSlot) {}

void BlockStreams::Start(std::span<const uint32_t> lines) {
  for (const uint32_t id : templates_) lines_of_[id] = 0;
  for (const uint32_t step : steps_) {
    if (order_.is_stream(step)) values_of_model_[step] = 0;
  }
  templates_.clear();
  steps_.clear();
  has_line_lists_ = false;
  ++block_;
  lines_ = lines;
  numbers_.resize(lines.size());
  for (size_t i = 0; i < lines.size(); ++i) {
    const uint32_t id = lines[i];
    if (lines_of_[id] == 0) templates_.push_back(id);
    numbers_[i] = lines_of_[id]++;
  }
  std::ranges::sort(templates_);
  for (const uint32_t id : templates_) {
    for (uint32_t s = order_.slot_begin(id); s < order_.slot_end(id); ++s) {
      template_of_slot_[s] = id;
      AddSlot(order_.model_of(s), s, &next_of_model_);
      values_of_model_[order_.model_of(s)] += lines_of_[id];
      if (order_.chain_of(s) != kNoSlot)
        AddSlot(order_.StepOfChain(order_.chain_of(s)), s, &next_of_chain_);
    }
  }
  SortSteps();
  values_ = 0;
  for (uint32_t i = 0; i < steps_.size(); ++i) {
    const uint32_t step = steps_[i];
    index_of_step_[step] = i;
    if (!order_.is_stream(step)) continue;
    begin_of_model_[step] = values_;
    ForEachSlot(step, [this](uint32_t s) {
      begin_of_slot_[s] = values_;
      values_ += lines_of_slot(s);
    });
  }
}

// By a bit for each place of the order: they are many, and most blocks have many of them.
void BlockStreams::SortSteps() {
  for (const uint32_t step : steps_) {
    const uint32_t place = order_.place(step);
    places_[place / 64] |= uint64_t{1} << (place % 64);
  }
  size_t size = 0;
  for (uint32_t i = 0; i < places_.size(); ++i) {
    for (uint64_t bits = std::exchange(places_[i], 0); bits != 0; bits &= bits - 1) {
      steps_[size++] =
          order_.step_at(64 * i + static_cast<uint32_t>(std::countr_zero(bits)));
    }
  }
}

void BlockStreams::AddSlot(uint32_t step, uint32_t slot, std::vector<uint32_t>* next) {
  if (has(step)) {
    (*next)[last_of_step_[step]] = slot;
  } else {
    seen_[step] = block_;
    first_of_step_[step] = slot;
    steps_.push_back(step);
  }
  last_of_step_[step] = slot;
}

std::span<const uint32_t> BlockStreams::LinesOf(uint32_t id) {
  if (!has_line_lists_) {
    has_line_lists_ = true;
    line_lists_.resize(lines_.size());
    uint32_t at = 0;
    for (const uint32_t other : templates_) {
      list_begin_[other] = at;
      at += lines_of_[other];
    }
    for (uint32_t i = 0; i < lines_.size(); ++i) {
      line_lists_[list_begin_[lines_[i]] + numbers_[i]] = i;
    }
  }
  return std::span(line_lists_).subspan(list_begin_[id], lines_of_[id]);
}

uint32_t BlockStreams::LinesAmong(uint32_t lines, uint32_t id) {
  if (lines == lines_.size()) return lines_of_[id];
  const std::span<const uint32_t> all = LinesOf(id);
  return static_cast<uint32_t>(std::ranges::lower_bound(all, lines) - all.begin());
}

void BlockStreams::SortKeys(uint32_t step) {
  keys_.clear();
  ForEachSlot(step, [&](uint32_t s) {
    for (const uint32_t line : LinesOf(template_of(s))) {
      keys_.push_back(uint64_t{line} << 32 | s);
    }
  });
  std::ranges::sort(keys_);
}

uint64_t BlockStreams::memory_bytes() const {
  return (numbers_.capacity() + line_lists_.capacity() + templates_.capacity() +
          steps_.capacity() + lines_of_.size() * 3 + begin_of_model_.size() * 2 +
          begin_of_slot_.size() * 4 + seen_.size() * 5) *
             sizeof(uint32_t) +
         keys_.capacity() * sizeof(uint64_t);
}

}  // namespace rondo::stream
