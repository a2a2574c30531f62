// Tested by tests/stream/record_lens/stream_order_test.cc.
#include "stream/record_lens/plan/dependencies.h"

#include <algorithm>
#include <utility>

namespace rondo::stream {

Dependencies::Dependencies(const RecordLayout& layout, const std::vector<bool>& in_cache)
    : layout_(layout),
      models_(static_cast<uint32_t>(in_cache.size())),
      line_slots_(LineSlots(layout)),
      chain_of_slot_(ChainsOfSlots(layout, in_cache)),
      slots_of_model_(models_),
      codes_difference_(models_, false) {
  uint32_t steps = models_;
  for (uint32_t id = 0; id < layout.templates(); ++id) {
    for (uint32_t s = layout.slot_begin[id]; s < layout.slot_begin[id + 1]; ++s) {
      template_begin_.push_back(layout.slot_begin[id]);
      slots_of_model_[layout.slots[s].model].push_back(s);
      steps = std::max(steps, StepOfChain(s) + 1);
    }
  }
  waits_.resize(steps);
  visited_.resize(steps, 0);
  for (uint32_t s = 0; s < layout.slots.size(); ++s) {
    std::vector<uint32_t>& streams = waits_[StepOfChain(s)];
    const uint32_t model = layout.slots[s].model;
    if (streams.empty() || streams.back() != model) streams.push_back(model);
  }
}

bool Dependencies::AddLineDelta(uint32_t model, int back) {
  std::vector<std::pair<uint32_t, uint32_t>> waits;
  for (const uint32_t s : slots_of_model_[model]) {
    const uint32_t from = line_slots_[s][back];
    if (from != kNoSlot && StepOfChain(from) != StepOfChain(s)) {
      waits.emplace_back(StepOfChain(s), StepOfChain(from));
    }
  }
  return Add(std::move(waits));
}

bool Dependencies::AddSource(uint32_t model, uint8_t source) {
  std::vector<std::pair<uint32_t, uint32_t>> waits;
  for (const uint32_t s : slots_of_model_[model]) {
    const uint32_t from = SourceSlot(source, s, template_begin_[s]);
    if (from == kNoSlot) continue;
    const uint32_t source_model = layout_.slots[from].model;
    waits.emplace_back(
        model, codes_difference_[source_model] ? source_model : StepOfChain(from));
  }
  return Add(std::move(waits));
}

bool Dependencies::Add(std::vector<std::pair<uint32_t, uint32_t>> waits) {
  std::ranges::sort(waits);
  waits.erase(std::unique(waits.begin(), waits.end()), waits.end());
  // One after the other, since several may make a circle together.
  for (size_t i = 0; i < waits.size(); ++i) {
    const auto [step, other] = waits[i];
    if (!Reaches(other, step)) {
      waits_[step].push_back(other);
      continue;
    }
    while (i-- > 0) waits_[waits[i].first].pop_back();
    return false;
  }
  return true;
}

bool Dependencies::Reaches(uint32_t from, uint32_t to) {
  ++search_;
  open_.assign(1, from);
  visited_[from] = search_;
  while (!open_.empty()) {
    const uint32_t step = open_.back();
    open_.pop_back();
    if (step == to) return true;
    for (const uint32_t other : waits_[step]) {
      if (visited_[other] == search_) continue;
      visited_[other] = search_;
      open_.push_back(other);
    }
  }
  return false;
}

}  // namespace rondo::stream
