// A value is coded under a byte that is known before it: what its slot held last, what
// stands in another slot of its line, the line's template. For each model, each of its
// finalists and each source of such a byte, the conditional entropy over a sample of the
// model's values, plus what its cells would cost in histograms, decides; where tokens
// stay dear, the best source is mixed with each other one.
//
//   "open 7", "close 7", "open 9", "close 9" ...: the second number costs nothing given the
//   first of the slot before it
//
// Context bytes of other slots are those of their best predictor without contexts, so
// that models can be decided one at a time: the dearest first, since a source for which
// something would wait for itself (dependencies.h) is left out.
//
// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/plan/contexts.h"

#include <algorithm>
#include <limits>
#include <span>
#include <vector>

#include "stream/record_lens/plan/cost.h"
#include "stream/record_lens/plan/values.h"

namespace rondo::stream {
namespace {

// Values of a model that the search for contexts looks at.
constexpr uint32_t kSample = 8192;
// What a used context, and a token used in it, cost in maps and histograms.
constexpr double kContextBits = 4;
constexpr double kCellBits = 4;
// A second source is looked for where first tokens cost more than so many bits, and taken
// if it saves such a part of them.
constexpr double kSecondSourceBits = 500;
constexpr double kSecondSourceGain = 0.03;
// A finalist that costs more than so many times the best one is out.
constexpr double kFinalistFactor = 2;
constexpr double kFinalistSlackBits = 64;
// All rows of histograms together: what the counts of the encoder may take.
constexpr uint32_t kMaxRows = 1u << 17;

// First tokens of the finalists and context bytes of all values, grouped by model: the
// sink of a ValueWalk.
class ValueBytes {
 public:
  ValueBytes(const RecordData& data, const PredictorPlan& plan)
      : data_(data),
        plan_(plan),
        differences_(data.table.values.size()),
        rank_deltas_(data.table.values.size()),
        bytes_(data.table.values.size()),
        slots_before_(data.table.values.size()),
        line_of_(data.table.values.size()),
        values_of_model_(data.table.values.size()),
        begin_of_model_(plan.models.size() + 1, 0) {
    for (size_t m = 0; m < plan.models.size(); ++m) {
      begin_of_model_[m + 1] = begin_of_model_[m] + plan.models[m].values;
      codes_difference_.push_back(plan.models[m].Best().predictor <
                                  Predictor::kDictionary);
    }
    next_of_model_.assign(begin_of_model_.begin(), begin_of_model_.end() - 1);
    NoteLines();
  }

  void Block() {}

  void Add(const ValueWalk& walk, const ValueWalk::Value& value) {
    const RecordSlot& slot = value.slot;
    const size_t at = value.at;
    const uint32_t rank = data_.classes.ranks[at];
    rank_deltas_[at] = walk.RankDelta(slot, rank).token;
    if (plan_.models[slot.model].strings) {
      bytes_[at] = RankByte(rank);
    } else {
      const uint64_t number = data_.table.values[at];
      const Predictor difference = plan_.models[slot.model].finalists.front().predictor;
      differences_[at] = walk.Difference(difference, slot, number).token;
      bytes_[at] = codes_difference_[slot.model] ? differences_[at] : ValueByte(number);
    }
    slots_before_[at] =
        static_cast<uint8_t>(std::min<uint32_t>(value.index, kMaxSlotsBack));
    line_of_[at] = value.line;
    values_of_model_[next_of_model_[slot.model]++] = static_cast<uint32_t>(at);
  }

  // The values of a model in line order.
  std::span<const uint32_t> OfModel(uint32_t m) const {
    return {values_of_model_.data() + begin_of_model_[m], plan_.models[m].values};
  }

  // The first tokens of values under a finalist of their model.
  void Tokens(std::span<const uint32_t> values, Predictor predictor,
              std::vector<uint8_t>* tokens) const {
    tokens->resize(values.size());
    for (size_t i = 0; i < values.size(); ++i) {
      (*tokens)[i] = FirstToken(predictor, values[i]);
    }
  }

  // The context bytes of values of one model under a source. A line's first value of a
  // model in a block sees 0 as the last; near enough is to look at line borders only.
  void Contexts(std::span<const uint32_t> values, uint8_t source, Predictor predictor,
                std::vector<uint8_t>* contexts) const {
    contexts->resize(values.size());
    if (source == kOwnLast) return OwnLast(values, predictor, contexts);
    for (size_t i = 0; i < values.size(); ++i) {
      (*contexts)[i] = ByteOf(source, values[i]);
    }
  }

 private:
  void NoteLines() {
    const size_t lines = data_.table.line_template.size();
    line_bytes_.resize(lines);
    for (uint32_t line = 0; line < lines; ++line) {
      line_bytes_[line] = LineByte(data_, line);
    }
    first_of_block_.assign(lines + 1, false);
    first_of_block_[0] = true;
    for (const uint32_t end : data_.table.block_lines) first_of_block_[end] = true;
  }

  uint8_t FirstToken(Predictor predictor, size_t at) const {
    if (UsesCache(predictor)) return plan_.places[at];
    if (predictor == Predictor::kRankDelta) return rank_deltas_[at];
    if (predictor == Predictor::kDictionary) {
      return RankToken(data_.classes.ranks[at]).token;
    }
    return differences_[at];
  }

  // In a stream of several slots the value before is another one: near enough, too.
  void OwnLast(std::span<const uint32_t> values, Predictor predictor,
               std::vector<uint8_t>* contexts) const {
    uint8_t last = 0;
    uint32_t last_line = 0;
    for (size_t i = 0; i < values.size(); ++i) {
      const uint32_t line = line_of_[values[i]];
      if (line != last_line && first_of_block_[line]) last = 0;
      last_line = line;
      (*contexts)[i] = last;
      last = FirstToken(predictor, values[i]);
    }
  }

  // Of any source but kOwnLast.
  uint8_t ByteOf(uint8_t source, uint32_t at) const {
    if (source == kNoSource) return 0;
    const uint32_t line = line_of_[at];
    if (source == kLineByte) return line_bytes_[line];
    if (source == kLastLineByte) return first_of_block_[line] ? 0 : line_bytes_[line - 1];
    const int back = source - kOwnLast;
    return slots_before_[at] >= back ? bytes_[at - back] : 0;
  }

  const RecordData& data_;
  const PredictorPlan& plan_;
  // By value.
  std::vector<uint8_t> differences_;
  std::vector<uint8_t> rank_deltas_;
  std::vector<uint8_t> bytes_;
  std::vector<uint8_t> slots_before_;  // in its line, at most kMaxSlotsBack
  std::vector<uint32_t> line_of_;
  // Values grouped by model, in line order.
  std::vector<uint32_t> values_of_model_;
  std::vector<uint32_t> begin_of_model_;
  std::vector<uint32_t> next_of_model_;
  std::vector<bool> codes_difference_;  // by model, if without contexts
  // By line.
  std::vector<uint8_t> line_bytes_;
  std::vector<bool> first_of_block_;
};

class ContextChooser {
 public:
  ContextChooser(const ValueBytes& bytes, const grammar::RecordFeatures& features,
                 Dependencies* dependencies)
      : bytes_(bytes), features_(features), dependencies_(*dependencies) {}

  RecordModel Choose(uint32_t m, const ModelPlan& plan) {
    const std::span<const uint32_t> all = bytes_.OfModel(m);
    sample_ = all.first(std::min<size_t>(all.size(), kSample));
    scale_ = sample_.empty()
                 ? 1
                 : static_cast<double>(all.size()) / static_cast<double>(sample_.size());
    Choice choice = Single(m, plan);
    if (features_.second_sources && choice.source != kNoSource &&
        choice.entropy_bits > kSecondSourceBits) {
      choice = Second(m, plan, choice);
    }
    rows_ += choice.contexts;
    RecordModel model;
    model.source = choice.source;
    model.second_source = choice.second_source;
    model.predictor = choice.finalist.predictor;
    if (model.predictor < Predictor::kDictionary) dependencies_.SetDifference(m);
    return model;
  }

 private:
  struct Choice {
    Finalist finalist;
    uint8_t source = kNoSource;
    uint8_t second_source = kNoSource;
    double bits = std::numeric_limits<double>::infinity();
    double entropy_bits = 0;  // of the first tokens
    uint32_t contexts = 1;
  };

  static bool IsSlot(uint8_t source) { return source > kOwnLast && source < kLineByte; }
  // Whether the model may have the source, which it then has.
  bool Add(uint32_t m, uint8_t source) {
    return !IsSlot(source) || dependencies_.AddSource(m, source);
  }

  Choice Single(uint32_t m, const ModelPlan& plan) {
    const double limit = plan.Best().bits * kFinalistFactor + kFinalistSlackBits;
    choices_.clear();
    for (const Finalist& finalist : plan.finalists) {
      if (finalist.bits > limit) continue;
      bytes_.Tokens(sample_, finalist.predictor, &tokens_);
      for (uint8_t source = 0; source < (features_.contexts ? kSources : 1); ++source) {
        if (plan.is_alone && IsSlot(source)) continue;
        bytes_.Contexts(sample_, source, finalist.predictor, &contexts_);
        Choice choice;
        choice.finalist = finalist;
        choice.source = source;
        Measure(choice);
      }
    }
    return *std::ranges::find_if(
        choices_, [&](const Choice& choice) { return Add(m, choice.source); });
  }

  // The choice with a second source, if one is worth it.
  Choice Second(uint32_t m, const ModelPlan& plan, const Choice& single) {
    const Predictor predictor = single.finalist.predictor;
    bytes_.Tokens(sample_, predictor, &tokens_);
    bytes_.Contexts(sample_, single.source, predictor, &first_contexts_);
    choices_.clear();
    for (uint8_t second = 1; second < kSources; ++second) {
      if (second == single.source || (plan.is_alone && IsSlot(second))) continue;
      bytes_.Contexts(sample_, second, predictor, &contexts_);
      for (size_t i = 0; i < contexts_.size(); ++i) {
        contexts_[i] = MixContexts(first_contexts_[i], contexts_[i]);
      }
      Choice choice = single;
      choice.second_source = second;
      Measure(choice);
    }
    for (const Choice& choice : choices_) {
      if (choice.bits + kSecondSourceGain * single.entropy_bits >= single.bits) break;
      if (Add(m, choice.second_source)) return choice;
    }
    return single;
  }

  // Adds the choice to the others, by bits, with what tokens_ given contexts_ cost.
  void Measure(Choice choice) {
    const ConditionalCost cost = cost_.Measure(contexts_, tokens_);
    choice.entropy_bits = cost.entropy_bits * scale_;
    choice.contexts = cost.contexts;
    choice.bits = choice.entropy_bits + kCellBits * cost.cells +
                  kContextBits * cost.contexts + choice.finalist.beside;
    if (rows_ + cost.contexts > kMaxRows && choice.source != kNoSource) return;
    choices_.insert(std::ranges::upper_bound(choices_, choice.bits, {}, &Choice::bits),
                    choice);
  }

  const ValueBytes& bytes_;
  const grammar::RecordFeatures& features_;
  Dependencies& dependencies_;
  ConditionalCounter cost_;
  uint64_t rows_ = 0;  // of all models so far
  // Of the model.
  std::span<const uint32_t> sample_;
  double scale_ = 1;             // values for each of the sample
  std::vector<Choice> choices_;  // the cheapest first
  std::vector<uint8_t> contexts_;
  std::vector<uint8_t> first_contexts_;
  std::vector<uint8_t> tokens_;
};

// The last symbol, or the last line, before each symbol: whichever tells more about it.
uint8_t SequenceSource(const RecordData& data) {
  const SequencePlan& plan = data.sequence;
  std::vector<uint8_t> tokens;
  std::vector<uint8_t> symbols;
  std::vector<uint8_t> lines;
  uint32_t line = 0;
  for (uint32_t block = 0; block < plan.blocks.size(); ++block) {
    uint8_t last_symbol = 0;
    uint8_t last_line = 0;
    for (const uint32_t rank : plan.blocks[block]) {
      symbols.push_back(last_symbol);
      lines.push_back(last_line);
      tokens.push_back(last_symbol = SplitNumber(rank).token);
      line += plan.lines_of_rank[rank];
      last_line = LineByte(data, line - 1);
    }
  }
  ConditionalCounter counter;
  const auto bits = [&](const std::vector<uint8_t>& contexts) {
    const ConditionalCost cost = counter.Measure(contexts, tokens);
    return cost.entropy_bits + kCellBits * cost.cells;
  };
  return bits(lines) < bits(symbols) ? kLineByte : kOwnLast;
}

}  // namespace

void ChooseContexts(const RecordData& data, const PredictorPlan& plan,
                    const grammar::RecordFeatures& features, RecordLayout* layout,
                    Dependencies* dependencies) {
  ValueBytes bytes(data, plan);
  ValueWalk(data, *layout).Run(bytes);
  ContextChooser chooser(bytes, features, dependencies);
  layout->models.resize(plan.models.size());
  for (const uint32_t m : plan.by_cost) {
    layout->models[m] = chooser.Choose(m, plan.models[m]);
  }
  const std::vector<bool> with_cache = ClassesWithCache(*layout);
  for (const RecordSlot& slot : layout->slots) {
    RecordModel& model = layout->models[slot.model];
    if (plan.in_cache[slot.model] && !UsesCache(model.predictor) &&
        with_cache[layout->columns[slot.column].of_class]) {
      model.feeds_cache = true;
    }
  }
  RecordModel sequence;
  sequence.source = SequenceSource(data);
  layout->models.push_back(sequence);
}

}  // namespace rondo::stream
