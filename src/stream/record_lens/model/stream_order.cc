// Streams are taken in waves: all that wait for nothing any more, once the wave before is
// made (Kahn 1962). In a wave, those of one kind of slots stand together, and of these
// those of one class, since a search often wants all of them and nothing else. Chains
// follow as soon as nothing keeps them. Both sides do so alike: nothing of it is stored.
//
// Tested by tests/stream/record_lens/stream_order_test.cc.
#include "stream/record_lens/model/stream_order.h"

#include <algorithm>
#include <utility>

namespace rondo::stream {

std::vector<std::array<uint32_t, kLineDeltas>> LineSlots(const RecordLayout& layout) {
  std::vector<std::array<uint32_t, kLineDeltas>> slots;
  slots.reserve(layout.slots.size());
  for (uint32_t id = 0; id < layout.templates(); ++id) {
    std::array<uint32_t, kLineDeltas> last;
    last.fill(kNoSlot);
    for (uint32_t s = layout.slot_begin[id]; s < layout.slot_begin[id + 1]; ++s) {
      slots.push_back(last);
      if (layout.slots[s].is_string()) continue;
      std::copy_backward(last.begin(), last.end() - 1, last.end());
      last.front() = s;
    }
  }
  return slots;
}

std::vector<uint32_t> ChainsOfSlots(const RecordLayout& layout,
                                    const std::vector<bool>& in_cache) {
  std::vector<bool> has_part(layout.columns.size(), false);
  for (const RecordSlot& slot : layout.slots) {
    if (in_cache[slot.model]) has_part[slot.column] = true;
  }
  std::vector<uint32_t> chain_of_class(layout.classes.size(), kNoSlot);
  std::vector<uint32_t> chain_of_column(layout.columns.size(), kNoSlot);
  std::vector<uint32_t> chains;
  chains.reserve(layout.slots.size());
  uint32_t next = 0;
  for (const RecordSlot& slot : layout.slots) {
    const uint32_t of_class = layout.columns[slot.column].of_class;
    uint32_t& chain =
        has_part[slot.column] ? chain_of_class[of_class] : chain_of_column[slot.column];
    if (chain == kNoSlot) chain = next++;
    chains.push_back(chain);
  }
  return chains;
}

// Those that are plain are none, and the others numbered anew.
void StreamOrder::FindChains(const RecordLayout& layout) {
  std::vector<bool> in_cache;
  for (const RecordModel& model : layout.models)
    in_cache.push_back(TakesPartInCache(model));
  std::vector<bool> follows_rank(layout.columns.size(), false);
  for (const RecordSlot& slot : layout.slots) {
    if (UsesRankDelta(layout.models[slot.model].predictor))
      follows_rank[slot.column] = true;
  }
  chain_of_slot_ = ChainsOfSlots(layout, in_cache);
  std::vector<ChainKind> kinds;
  for (uint32_t s = 0; s < layout.slots.size(); ++s) {
    const RecordSlot& slot = layout.slots[s];
    const Predictor predictor = layout.models[slot.model].predictor;
    const bool follows =
        (predictor > Predictor::kRaw && predictor < Predictor::kDictionary) ||
        follows_rank[slot.column];
    if (chain_of_slot_[s] == kinds.size()) kinds.push_back(ChainKind::kPlain);
    ChainKind& kind = kinds[chain_of_slot_[s]];
    kind = std::max(kind, in_cache[slot.model] ? ChainKind::kCache
                          : follows            ? ChainKind::kColumns
                                               : ChainKind::kPlain);
  }
  std::vector<uint32_t> numbers;
  for (const ChainKind kind : kinds) {
    numbers.push_back(kind == ChainKind::kPlain ? kNoSlot
                                                : static_cast<uint32_t>(kinds_.size()));
    if (kind != ChainKind::kPlain) kinds_.push_back(kind);
  }
  for (uint32_t& chain : chain_of_slot_) chain = numbers[chain];
}

void StreamOrder::FindSources(const RecordLayout& layout) {
  for (uint32_t id = 0; id < templates(); ++id) {
    for (uint32_t s = slot_begin(id); s < slot_end(id); ++s) {
      const RecordModel& model = layout.models[model_of(s)];
      std::array<uint32_t, 2>& steps = source_steps_.emplace_back();
      steps.fill(kNoStep);
      for (const auto& [step, source] : {std::pair{&steps[0], model.source},
                                         std::pair{&steps[1], model.second_source}}) {
        const uint32_t from = SourceSlot(source, s, slot_begin(id));
        if (from == kNoSlot) continue;
        // The byte of a difference is its token, which needs no chain.
        const uint32_t stream = model_of(from);
        *step = layout.models[stream].predictor < Predictor::kDictionary
                    ? stream
                    : LastStepOf(from);
      }
    }
  }
}

std::optional<StreamOrder> StreamOrder::Make(const RecordLayout& layout) {
  StreamOrder order;
  order.models_ = layout.sequence_model();
  order.slot_begin_ = layout.slot_begin;
  order.FindChains(layout);
  std::vector<uint64_t> keys(order.models_, ~uint64_t{0});
  const auto line_slots = LineSlots(layout);
  for (uint32_t s = 0; s < layout.slots.size(); ++s) {
    const RecordSlot& slot = layout.slots[s];
    const Predictor predictor = layout.models[slot.model].predictor;
    order.line_slot_.push_back(
        IsLineDelta(predictor) ? line_slots[s][LineDeltaBack(predictor)] : kNoSlot);
    const uint64_t key = uint64_t{static_cast<uint8_t>(slot.format.kind)} << 32 |
                         layout.columns[slot.column].of_class;
    keys[slot.model] = std::min(keys[slot.model], key);
    order.model_of_slot_.push_back(slot.model);
  }
  order.FindSources(layout);
  order.place_.resize(order.models_ + order.kinds_.size());
  if (!order.Sort(keys)) return std::nullopt;
  return order;
}

template <typename Visit>
void StreamOrder::ForEachWait(const Visit& visit) const {
  for (uint32_t s = 0; s < slots(); ++s) {
    const auto visit_step = [&](uint32_t step) {
      ForEachWait(step, s, [&](uint32_t other) { visit(step, other); });
    };
    visit_step(model_of(s));
    if (chain_of(s) != kNoSlot) visit_step(LastStepOf(s));
  }
}

bool StreamOrder::Sort(const std::vector<uint64_t>& keys) {
  const auto steps = static_cast<uint32_t>(place_.size());
  // Who waits for a step, grouped by it: counted first, and then put there.
  std::vector<uint32_t> begin(steps + 1, 0);
  std::vector<uint32_t> left(steps, 0);
  ForEachWait([&](uint32_t step, uint32_t other) {
    ++left[step];
    ++begin[other + 1];
  });
  for (uint32_t i = 0; i < steps; ++i) begin[i + 1] += begin[i];
  std::vector<uint32_t> waiting(begin.back());
  std::vector<uint32_t> next(begin.begin(), begin.end() - 1);
  ForEachWait([&](uint32_t step, uint32_t other) { waiting[next[other]++] = step; });
  std::vector<uint32_t> wave;
  for (uint32_t step = 0; step < steps; ++step) {
    if (left[step] == 0) wave.push_back(step);
  }
  std::vector<uint32_t> next_wave;
  while (!wave.empty()) {
    std::ranges::sort(wave, {},
                      [&](uint32_t stream) { return std::pair(keys[stream], stream); });
    next_wave.clear();
    for (const uint32_t stream : wave) {
      size_t at = step_at_.size();
      step_at_.push_back(stream);
      for (; at < step_at_.size(); ++at) {
        const uint32_t step = step_at_[at];
        place_[step] = static_cast<uint32_t>(at);
        for (uint32_t i = begin[step]; i < begin[step + 1]; ++i) {
          const uint32_t other = waiting[i];
          if (--left[other] > 0) continue;
          (is_stream(other) ? next_wave : step_at_).push_back(other);
        }
      }
    }
    wave.swap(next_wave);
  }
  if (step_at_.size() != steps) return false;
  feeds_stream_.assign(steps, false);
  for (uint32_t at = steps; at-- > 0;) {
    const uint32_t step = step_at_[at];
    for (uint32_t i = begin[step]; i < begin[step + 1]; ++i)
      feeds_stream_[step] |= is_stream(waiting[i]) || feeds_stream_[waiting[i]];
  }
  return true;
}

}  // namespace rondo::stream
