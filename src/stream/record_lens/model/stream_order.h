// In which order the values of a block are coded and made: what the encoder and the
// decoder both derive from the tables. docs/format/record_lens.md, "Streams".
//
// The values of a block are coded model by model, those of a model in one *stream*. What
// numbers they stand for may depend on the ones before them in the order of lines (the
// last number of the column, the cache of the class): the slots that depend on each other
// so form a *chain*. Values of other slots are what their stream says. A context byte may
// be that of a value of another slot of the line, so that streams wait for chains, and
// chains for their streams:
//
//   slots  0 time (model 0, difference)  1 user (model 1, cache)  2 port (model 2, raw,
//          context: the slot before)
//   steps  stream 0, chain of 0, stream 1, chain of 1, stream 2
//
// Thread rule: immutable.
#ifndef RONDO_STREAM_RECORD_LENS_MODEL_STREAM_ORDER_H_
#define RONDO_STREAM_RECORD_LENS_MODEL_STREAM_ORDER_H_

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "stream/record_lens/model/layout.h"

namespace rondo::stream {

inline constexpr uint32_t kNoSlot = ~uint32_t{0};

// The slot a source means, of slot `s` of a template whose slots begin at `begin`;
// kNoSlot if the line does not reach so far back, or the source means no slot.
inline uint32_t SourceSlot(uint8_t source, uint32_t s, uint32_t begin) {
  if (source <= kOwnLast || source >= kLineByte) return kNoSlot;
  const uint32_t back = source - kOwnLast;
  return s - begin < back ? kNoSlot : s - back;
}

// By slot: the slots of the last kLineDeltas numbers of its line, the latest first;
// kNoSlot where there are fewer. Cost: linear.
std::vector<std::array<uint32_t, kLineDeltas>> LineSlots(const RecordLayout& layout);

inline bool IsLineDelta(Predictor predictor) {
  return predictor >= Predictor::kLineDelta && predictor < Predictor::kDictionary;
}
// REQUIRES: IsLineDelta.
inline int LineDeltaBack(Predictor predictor) {
  return static_cast<int>(predictor) - static_cast<int>(Predictor::kLineDelta);
}

// By slot: its chain, if its values were to depend on others. Chains are numbered by
// their first slot. A chain is a column, or all columns of a class of which some slot
// takes part in the cache. `in_cache`: by model, whether its slots do.
std::vector<uint32_t> ChainsOfSlots(const RecordLayout& layout,
                                    const std::vector<bool>& in_cache);

// What the values of a chain need besides what their streams say.
enum class ChainKind : uint8_t {
  kPlain,    // nothing: it is no chain
  kColumns,  // the last number of the column
  kCache,    // and the cache of the class
};

class StreamOrder {
 public:
  StreamOrder() = default;
  // nullopt: something waits for itself. Cost: linear in the slots.
  static std::optional<StreamOrder> Make(const RecordLayout& layout);

  // Steps are the streams, by model, and behind them the chains.
  uint32_t models() const { return models_; }
  uint32_t steps() const { return static_cast<uint32_t>(place_.size()); }
  bool is_stream(uint32_t step) const { return step < models_; }
  uint32_t StepOfChain(uint32_t chain) const { return models_ + chain; }
  uint32_t ChainOfStep(uint32_t step) const { return step - models_; }
  // Where in the order the step stands, and which step stands there.
  uint32_t place(uint32_t step) const { return place_[step]; }
  uint32_t step_at(uint32_t place) const { return step_at_[place]; }
  // Calls visit(other) for each step that the stream or the chain of a slot waits for
  // because of that slot.
  template <typename Visit>
  void ForEachWait(uint32_t step, uint32_t slot, const Visit& visit) const {
    if (is_stream(step)) {
      for (const uint32_t source : source_steps_[slot]) {
        if (source != kNoStep) visit(source);
      }
      return;
    }
    visit(model_of(slot));
    const uint32_t from = line_slot(slot);
    if (from != kNoSlot && LastStepOf(from) != step) visit(LastStepOf(from));
  }

  uint32_t slot_begin(uint32_t id) const { return slot_begin_[id]; }
  uint32_t slot_end(uint32_t id) const { return slot_begin_[id + 1]; }
  uint32_t templates() const { return static_cast<uint32_t>(slot_begin_.size()) - 1; }
  uint32_t slots() const { return static_cast<uint32_t>(model_of_slot_.size()); }
  uint32_t model_of(uint32_t slot) const { return model_of_slot_[slot]; }
  // The slot whose number a difference within the line is taken to, or kNoSlot.
  uint32_t line_slot(uint32_t slot) const { return line_slot_[slot]; }
  // Or kNoSlot.
  uint32_t chain_of(uint32_t slot) const { return chain_of_slot_[slot]; }
  ChainKind kind(uint32_t chain) const { return kinds_[chain]; }
  // Whether some stream waits for the step, maybe by way of chains. What a chain that
  // feeds none makes of a line needs no line behind it.
  bool feeds_stream(uint32_t step) const { return feeds_stream_[step]; }
  // The step after which the values of a slot are there.
  uint32_t LastStepOf(uint32_t slot) const {
    const uint32_t chain = chain_of(slot);
    return chain == kNoSlot ? model_of(slot) : StepOfChain(chain);
  }

  uint64_t memory_bytes() const {
    return (place_.size() + step_at_.size() + slot_begin_.size() +
            5 * model_of_slot_.size()) *
               sizeof(uint32_t) +
           kinds_.size() + feeds_stream_.size();
  }

 private:
  static constexpr uint32_t kNoStep = ~uint32_t{0};

  void FindChains(const RecordLayout& layout);
  void FindSources(const RecordLayout& layout);
  // Calls visit(step, other) for all that wait for something.
  template <typename Visit>
  void ForEachWait(const Visit& visit) const;
  // `keys`: by model, what stands together in a wave.
  bool Sort(const std::vector<uint64_t>& keys);

  uint32_t models_ = 0;  // without that of the sequence
  std::vector<uint32_t> slot_begin_;
  std::vector<uint32_t> model_of_slot_;
  std::vector<uint32_t> line_slot_;
  // By slot: where the bytes come from that its stream has as contexts.
  std::vector<std::array<uint32_t, 2>> source_steps_;
  std::vector<uint32_t> chain_of_slot_;
  std::vector<ChainKind> kinds_;  // by chain
  std::vector<uint32_t> place_;
  std::vector<uint32_t> step_at_;
  std::vector<uint8_t> feeds_stream_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_MODEL_STREAM_ORDER_H_
