// A plan is made in three steps.
//
//   1. Order of dictionaries: see record_order.cc.
//   2. Models: a slot of a frequent template has a model of its own; the slots of rarer
//      templates share one for each column, and the rest one for each kind of slot.
//   3. Predictors: one walk counts, for each model, the tokens under every predictor; the
//      order-0 cost gives the best difference, the dictionary and the cache as finalists.
//   4. Contexts: for each model, each finalist, and each source of a context byte, the
//      conditional entropy over a sample of the model's values, plus what its cells would
//      cost in histograms, decides.
//
// Costs are estimates in bits. Context bytes of other slots are those of their best
// predictor of step 3, so that models can be decided one at a time.
//
// Tested by tests/record_lens_test.cc.
#include "stream/record_plan.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <optional>

#include "stream/record_cost.h"
#include "stream/record_order.h"

namespace rondo::stream {
namespace {

using grammar::SlotKind;
using grammar::Template;

// Lines that a template needs for models of its own, and slots that a column needs.
constexpr uint32_t kMinOwnLines = 48;
constexpr uint32_t kMaxOwnTemplates = 8192;  // at most so many have as many lines
constexpr uint32_t kMinColumnValues = 24;

// Values of a model that the search for contexts looks at.
constexpr uint32_t kSample = 8192;
// What a used context, and a token used in it, cost in maps and histograms.
constexpr double kContextBits = 4;
constexpr double kCellBits = 4;
constexpr double kTokenBits = 6;            // the same without contexts
constexpr int64_t kColumnBits = 100;        // of a column, with its first block
constexpr int64_t kSlopeBits = 24;          // of a column in the tables
constexpr double kDictionaryTokenBits = 5;  // of a number in a dictionary
constexpr double kPredictorBits = 10;       // for anything but the plain value
// A second source is looked for where first tokens cost more than so many bits, and taken
// if it saves such a part of them.
constexpr double kSecondSourceBits = 500;
constexpr double kSecondSourceGain = 0.03;
// A finalist that costs more than so many times the best one is out.
constexpr double kFinalistFactor = 2;
constexpr double kFinalistSlackBits = 64;
// All rows of histograms together: what the counts of the encoder may take.
constexpr uint32_t kMaxRows = 1u << 17;

constexpr int kDifferences = 9;  // predictors before kDictionary
enum Finalist : int { kBestDifference, kRanked, kDelta, kCached, kFinalists };

// Token counts of a model under all predictors.
enum CountOf : int {
  kDictionaryFirst = kDifferences,
  kRankDeltaFirst,
  kCacheFirst,
  kDictionaryAfterCache,
  kRankDeltaAfterCache,
  kRawAfterDictionary,  // or after the difference of ranks
  kRawAfterCache,
  kRawAfterBoth,
  kCounts,
};
struct ModelCounts {
  std::array<TokenCounts, kCounts> of;
};

constexpr uint32_t kNone = ~uint32_t{0};

struct ModelPlan {
  uint32_t values = 0;
  bool strings = false;
  bool times = false;         // some slot holds times, which have no cache
  uint32_t of_class = kNone;  // of one of its columns
  Predictor best_difference = Predictor::kRaw;
  Predictor cached = Predictor::kCache;
  std::array<double, kFinalists> order0 = {};  // bits without contexts
  std::array<double, kFinalists> beside = {};  // of these, not in the first token
};

class Planner {
 public:
  Planner(RecordData* data, const grammar::RecordFeatures& features)
      : data_(*data), table_(data->table), features_(features) {}

  RecordLayout Run() {
    NumberTemplates();
    by_use_.assign(layout_.classes.size(), false);
    if (features_.first_use_ranks) by_use_ = OrderDictionaries(layout_, &data_);
    SplitColumns();
    SeedColumns();
    MakeModels();
    CountTokens();
    MeasureDictionaries();
    for (uint32_t m = 0; m < plans_.size(); ++m) ChoosePredictor(m);
    counts_.clear();
    counts_.shrink_to_fit();
    FindContextBytes();
    for (uint32_t m = 0; m < plans_.size(); ++m) ChooseContext(m);
    RecordModel sequence;
    sequence.source = SequenceSource();
    layout_.models.push_back(sequence);
    KeepUsedNumbers();
    KeepUsedSeeds();
    return std::move(layout_);
  }

 private:
  void NumberTemplates() {
    data_.sequence = PlanSequence(table_, features_.sequence_rules);
    layout_.sequence = data_.sequence.sequence;
    for (const uint32_t t : data_.sequence.template_of_number) {
      for (const grammar::TemplateSlot& slot : table_.templates[t].slots) {
        layout_.slots.push_back({slot.format, Number(slot.column), 0});
        lines_of_slot_.push_back(table_.templates[t].lines);
      }
      layout_.slot_begin.push_back(static_cast<uint32_t>(layout_.slots.size()));
    }
  }

  // The last symbol, or the last line, before each symbol: whichever tells more about it.
  uint8_t SequenceSource() {
    const SequencePlan& plan = data_.sequence;
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
        last_line = LineByte(line - 1);
      }
    }
    const auto bits = [&](const std::vector<uint8_t>& contexts) {
      const ConditionalCost cost = cost_.Measure(contexts, tokens);
      return cost.entropy_bits + kCellBits * cost.cells;
    };
    return bits(lines) < bits(symbols) ? kLineByte : kOwnLast;
  }

  uint8_t LineByte(uint32_t line) const {
    const uint32_t id = data_.sequence.number_of_template[table_.line_template[line]];
    return layout_.sequence.line_bytes[id];
  }

  // Columns, and their classes, are numbered anew in the order of their first use.
  uint32_t Number(uint32_t table_column) {
    column_number_.resize(table_.columns, kNone);
    class_number_.resize(data_.classes.classes.size(), kNone);
    uint32_t& column = column_number_[table_column];
    if (column != kNone) return column;
    column = static_cast<uint32_t>(layout_.columns.size());
    const uint32_t of = data_.classes.class_of_column[table_column];
    if (class_number_[of] == kNone) {
      class_number_[of] = static_cast<uint32_t>(layout_.classes.size());
      const grammar::SlotClass& from = data_.classes.classes[of];
      layout_.classes.push_back(
          {from.strings, static_cast<uint32_t>(from.values.size()), {}});
      data_.layout_classes.push_back(of);
    }
    layout_.columns.push_back({class_number_[of], 0, 0});
    return column;
  }

  // Calls visit(slot, index of the value, index of the slot in its line, line).
  template <typename Visit>
  void ForEachValue(Visit visit) {
    size_t at = 0;
    for (uint32_t line = 0; line < table_.line_template.size(); ++line) {
      const uint32_t id = data_.sequence.number_of_template[table_.line_template[line]];
      const uint32_t begin = layout_.slot_begin[id];
      for (uint32_t s = begin; s < layout_.slot_begin[id + 1]; ++s) {
        visit(s, at++, s - begin, line);
      }
    }
  }

  // Slots of one column may hold things of different size (the counters of several
  // servers, say). One whose numbers are nearer to its own last number gets a column of
  // its own.
  void SplitColumns() {
    struct Costs {
      uint64_t last = 0;
      int64_t saved_bits = 0;
    };
    std::vector<Costs> own(layout_.slots.size());
    std::vector<uint64_t> last(layout_.columns.size(), 0);
    ForEachValue([&](uint32_t s, size_t at, uint32_t, uint32_t) {
      const std::optional<uint64_t> number = NumberAt(s, at);
      if (!number) return;
      uint64_t& shared = last[layout_.slots[s].column];
      own[s].saved_bits += std::bit_width(ZigZag(*number - shared)) -
                           std::bit_width(ZigZag(*number - own[s].last));
      shared = own[s].last = *number;
    });
    std::vector<RecordColumn> columns;
    std::vector<uint32_t> number(layout_.columns.size(), kNone);
    for (size_t s = 0; s < layout_.slots.size(); ++s) {
      uint32_t& column = layout_.slots[s].column;
      const bool split = own[s].saved_bits > kColumnBits + lines_of_slot_[s] / 4;
      const auto next = static_cast<uint32_t>(columns.size());
      if (split || number[column] == kNone) columns.push_back(layout_.columns[column]);
      if (!split && number[column] == kNone) number[column] = next;
      column = split ? next : number[column];
    }
    layout_.columns = std::move(columns);
  }

  // What the column of slot s learns from the value: a number, or the rank of a string;
  // nothing if ranks are in no order.
  std::optional<uint64_t> NumberAt(uint32_t s, size_t at) const {
    const RecordSlot& slot = layout_.slots[s];
    if (!slot.is_string()) return table_.values[at];
    const uint32_t rank = data_.classes.ranks[at];
    if (rank == kNoRank || !by_use_[layout_.columns[slot.column].of_class])
      return std::nullopt;
    return rank;
  }

  // Numbers of a column that grow (times, counters) start each block on the line from the
  // column's first to its last number, if that is nearer in sum than the first.
  void SeedColumns() {
    const size_t size = layout_.columns.size();
    std::vector<bool> seeded(size, false);
    std::vector<uint64_t> last(size, 0);
    for (RecordColumn& column : layout_.columns) column.seed = 0;
    ForEachValue([&](uint32_t s, size_t at, uint32_t, uint32_t) {
      const RecordSlot& slot = layout_.slots[s];
      const std::optional<uint64_t> number = NumberAt(s, at);
      if (!number) return;
      if (!seeded[slot.column]) layout_.columns[slot.column].seed = *number;
      seeded[slot.column] = true;
      last[slot.column] = *number;
    });
    const auto blocks = static_cast<int64_t>(table_.block_lines.size());
    std::vector<int64_t> saved_bits(size, 0);
    std::vector<uint32_t> block_of(size, kNone);
    for (size_t c = 0; c < size; ++c) {
      RecordColumn& column = layout_.columns[c];
      column.slope =
          static_cast<uint64_t>(static_cast<int64_t>(last[c] - column.seed) / blocks);
    }
    uint32_t block = 0;
    ForEachValue([&](uint32_t s, size_t at, uint32_t, uint32_t line) {
      const RecordSlot& slot = layout_.slots[s];
      while (line >= table_.block_lines[block]) ++block;
      const std::optional<uint64_t> number = NumberAt(s, at);
      if (!number || block_of[slot.column] == block) return;
      block_of[slot.column] = block;
      const RecordColumn& column = layout_.columns[slot.column];
      saved_bits[slot.column] +=
          std::bit_width(ZigZag(*number - column.seed)) -
          std::bit_width(ZigZag(*number - column.Start(block).last));
    });
    for (size_t c = 0; c < size; ++c) {
      if (saved_bits[c] <= kSlopeBits) layout_.columns[c].slope = 0;
    }
  }

  void MakeModels() {
    std::vector<uint64_t> column_values(layout_.columns.size(), 0);
    for (size_t s = 0; s < layout_.slots.size(); ++s) {
      column_values[layout_.slots[s].column] += lines_of_slot_[s];
    }
    const uint32_t min_lines = std::max<uint32_t>(
        kMinOwnLines,
        static_cast<uint32_t>(table_.line_template.size() / kMaxOwnTemplates));
    std::map<std::pair<int, uint32_t>, uint32_t> shared;
    for (size_t s = 0; s < layout_.slots.size(); ++s) {
      RecordSlot& slot = layout_.slots[s];
      uint32_t model = static_cast<uint32_t>(plans_.size());
      if (lines_of_slot_[s] < min_lines) {
        const auto key = column_values[slot.column] >= kMinColumnValues
                             ? std::make_pair(-1, slot.column)
                             : std::make_pair(static_cast<int>(slot.format.kind), 0u);
        model = shared.emplace(key, model).first->second;
      }
      if (model == plans_.size()) {
        plans_.emplace_back();
        plans_.back().strings = slot.is_string();
      }
      plans_[model].values += lines_of_slot_[s];
      plans_[model].times |= slot.format.kind == SlotKind::kTime;
      slot.model = model;
    }
  }

  // What the walks of the planner remember; starts anew with each block.
  void StartBlock(uint64_t block) {
    for (size_t i = 0; i < columns_.size(); ++i)
      columns_[i] = layout_.columns[i].Start(block);
    for (ValueCache& cache : caches_) cache.Clear();
  }

  // Calls visit(slot, at, index in line, line) with the state as it is before the value.
  template <typename Visit>
  void Walk(Visit visit) {
    columns_.resize(layout_.columns.size());
    uint32_t next_start = 0;
    size_t block = 0;
    ForEachValue([&](uint32_t s, size_t at, uint32_t index, uint32_t line) {
      while (line >= next_start && block <= table_.block_lines.size()) {
        StartBlock(block);
        next_start = block < table_.block_lines.size()
                         ? table_.block_lines[block]
                         : std::numeric_limits<uint32_t>::max();
        ++block;
      }
      if (index == 0) numbers_.Clear();
      const RecordSlot& slot = layout_.slots[s];
      visit(slot, at, index, line);
      ColumnState& column = columns_[slot.column];
      if (!slot.is_string()) {
        column.Set(table_.values[at]);
        numbers_.Push(table_.values[at]);
      } else if (data_.classes.ranks[at] != kNoRank) {
        column.last = data_.classes.ranks[at];
      }
    });
  }

  NumberToken Difference(Predictor predictor, const RecordSlot& slot,
                         uint64_t value) const {
    const uint64_t expected = Expected(predictor, columns_[slot.column], numbers_);
    return SplitNumber(Residual(predictor, value, expected, slot.format.is_signed));
  }

  static NumberToken Ranked(uint32_t rank) {
    return rank == kNoRank ? NumberToken{kMissToken, 0, 0} : SplitNumber(rank);
  }

  NumberToken RankDelta(const RecordSlot& slot, uint32_t rank) const {
    if (rank == kNoRank) return {kMissToken, 0, 0};
    return SplitNumber(ZigZag(rank - columns_[slot.column].last));
  }

  void CountTokens() {
    counts_.resize(plans_.size());
    places_.resize(table_.values.size());
    caches_.resize(layout_.classes.size());
    Walk([this](const RecordSlot& slot, size_t at, uint32_t, uint32_t) {
      const uint64_t value = table_.values[at];
      auto& of = counts_[slot.model].of;
      NumberToken raw = {kMissToken, 0, 0};
      if (!slot.is_string()) {
        for (int p = 0; p < kDifferences; ++p) {
          const NumberToken token = Difference(static_cast<Predictor>(p), slot, value);
          if (p == 0) raw = token;
          of[p].Add(token);
        }
      }
      const uint32_t rank = data_.classes.ranks[at];
      const NumberToken ranked = Ranked(rank);
      const NumberToken delta = RankDelta(slot, rank);
      of[kDictionaryFirst].Add(ranked);
      of[kRankDeltaFirst].Add(delta);
      if (rank == kNoRank) of[kRawAfterDictionary].Add(raw);
      places_[at] = Place(slot, value, rank);
      of[kCacheFirst].Add({places_[at], 0, 0});
      if (places_[at] != kMissToken) return;
      of[kDictionaryAfterCache].Add(ranked);
      of[kRankDeltaAfterCache].Add(delta);
      of[kRawAfterCache].Add(raw);
      if (rank == kNoRank) of[kRawAfterBoth].Add(raw);
    });
    caches_ = {};
  }

  // The place of a value in its cache, which it then joins, or kMissToken.
  uint8_t Place(const RecordSlot& slot, uint64_t value, uint32_t rank) {
    if (slot.format.kind == SlotKind::kTime) return kMissToken;
    ValueCache& cache = caches_[layout_.columns[slot.column].of_class];
    const int place = cache.Find(value);
    if (place < 0) {
      cache.Insert({value, rank});
      return kMissToken;
    }
    cache.Touch(place);
    return static_cast<uint8_t>(place);
  }

  // What the numbers of a model's dictionary take in the tables: its share of those of
  // its class. Strings stand in the text under any predictor.
  double DictionaryBits(uint32_t m) const {
    if (plans_[m].strings || plans_[m].of_class == kNone) return 0;
    const uint32_t of = plans_[m].of_class;
    return dictionary_bits_[of] * plans_[m].values / std::max(1.0, class_values_[of]);
  }

  void MeasureDictionaries() {
    dictionary_bits_.assign(layout_.classes.size(), 0);
    class_values_.assign(layout_.classes.size(), 0);
    for (size_t c = 0; c < layout_.classes.size(); ++c) {
      if (layout_.classes[c].strings) continue;
      for (const uint64_t number :
           data_.classes.classes[data_.layout_classes[c]].values) {
        dictionary_bits_[c] += SplitNumber(number).raw_bits + kDictionaryTokenBits;
      }
    }
    for (size_t s = 0; s < layout_.slots.size(); ++s) {
      const uint32_t of = layout_.columns[layout_.slots[s].column].of_class;
      ModelPlan& plan = plans_[layout_.slots[s].model];
      class_values_[of] += lines_of_slot_[s];
      plan.of_class = of;
    }
  }

  void ChoosePredictor(uint32_t m) {
    ModelPlan& plan = plans_[m];
    const auto& of = counts_[m].of;
    const auto cost = [&](int which) { return of[which].Bits(kTokenBits); };
    constexpr double kNever = std::numeric_limits<double>::infinity();
    plan.order0.fill(kNever);
    if (!plan.strings) {
      for (int p = 0; p < (features_.differences ? kDifferences : 1); ++p) {
        const double bits = cost(p) + (p == 0 ? 0 : kPredictorBits);
        if (bits >= plan.order0[kBestDifference]) continue;
        plan.order0[kBestDifference] = bits;
        plan.best_difference = static_cast<Predictor>(p);
      }
      const int best = static_cast<int>(plan.best_difference);
      plan.beside[kBestDifference] = of[best].raw_bits;
    }
    const double dictionary = DictionaryBits(m);
    // What follows a miss of a string is its spelling, the same for every predictor.
    const double after_rank = (plan.strings ? 0 : cost(kRawAfterDictionary)) + dictionary;
    const auto without_cache = [&](Finalist finalist, int first) {
      plan.beside[finalist] = after_rank + of[first].raw_bits + kPredictorBits;
      plan.order0[finalist] = plan.beside[finalist] + of[first].TokenBits(kTokenBits);
    };
    without_cache(kRanked, kDictionaryFirst);
    const bool deltas = plan.strings && features_.first_use_ranks;
    if (deltas) without_cache(kDelta, kRankDeltaFirst);
    const double both = (plan.strings ? 0 : cost(kRawAfterBoth)) + dictionary;
    const std::array<std::pair<double, Predictor>, 3> cached = {{
        {plan.strings ? kNever : cost(kRawAfterCache), Predictor::kCache},
        {cost(kDictionaryAfterCache) + both, Predictor::kCacheDictionary},
        {deltas ? cost(kRankDeltaAfterCache) : kNever, Predictor::kCacheRankDelta},
    }};
    const auto& [after_cache, predictor] =
        *std::min_element(cached.begin(), cached.end());
    plan.cached = predictor;
    plan.beside[kCached] = after_cache + kPredictorBits;
    plan.order0[kCached] = plan.beside[kCached] + of[kCacheFirst].TokenBits(kTokenBits);
    if (plan.times || !features_.caches) plan.order0[kCached] = kNever;
    models_choice_.push_back(static_cast<Finalist>(
        std::min_element(plan.order0.begin(), plan.order0.end()) - plan.order0.begin()));
  }

  // First tokens of the finalists and context bytes of all values, grouped for step 3.
  void FindContextBytes() {
    const size_t size = table_.values.size();
    differences_.resize(size);
    rank_deltas_.resize(size);
    bytes_.resize(size);
    numbers_at_.resize(size);
    slots_before_.resize(size);
    line_of_.resize(size);
    begin_of_model_.assign(plans_.size() + 1, 0);
    for (uint32_t m = 0; m < plans_.size(); ++m) {
      begin_of_model_[m + 1] = begin_of_model_[m] + plans_[m].values;
    }
    values_of_model_.resize(size);
    std::vector<uint32_t> fill(begin_of_model_.begin(), begin_of_model_.end() - 1);
    Walk([&](const RecordSlot& slot, size_t at, uint32_t index, uint32_t line) {
      const ModelPlan& plan = plans_[slot.model];
      const uint64_t value = table_.values[at];
      const uint32_t rank = data_.classes.ranks[at];
      rank_deltas_[at] = RankDelta(slot, rank).token;
      if (!plan.strings) {
        differences_[at] = Difference(plan.best_difference, slot, value).token;
      }
      if (!plan.strings && models_choice_[slot.model] == kBestDifference) {
        bytes_[at] = differences_[at];
      } else {
        bytes_[at] = plan.strings ? RankByte(rank) : ValueByte(value);
      }
      numbers_at_[at] = !plan.strings;
      slots_before_[at] = static_cast<uint8_t>(std::min<uint32_t>(index, kMaxSlotsBack));
      line_of_[at] = line;
      values_of_model_[fill[slot.model]++] = static_cast<uint32_t>(at);
    });
    line_bytes_.resize(table_.line_template.size());
    first_of_block_.assign(table_.line_template.size() + 1, false);
    for (uint32_t line = 0; line < line_bytes_.size(); ++line) {
      line_bytes_[line] = LineByte(line);
    }
    first_of_block_[0] = true;
    for (const uint32_t end : table_.block_lines) first_of_block_[end] = true;
  }

  uint8_t FirstToken(Finalist finalist, size_t at) const {
    switch (finalist) {
      case kBestDifference:
        return differences_[at];
      case kRanked:
        return Ranked(data_.classes.ranks[at]).token;
      case kDelta:
        return rank_deltas_[at];
      default:
        return places_[at];
    }
  }

  // Context bytes of the sampled values of a model under a source. A line's first value
  // of a model in a block sees 0 as the last; near enough is to look at line borders
  // only.
  void SampleContexts(std::span<const uint32_t> sample, uint8_t source, Finalist finalist,
                      const ModelPlan& plan, std::vector<uint8_t>* contexts) {
    contexts->resize(sample.size());
    // What the last value leaves: see RecordWalker.
    const bool leaves_token = UsesRankDelta(PredictorOf(plan, finalist));
    uint8_t last = 0;
    uint32_t last_line = 0;
    for (size_t i = 0; i < sample.size(); ++i) {
      const uint32_t at = sample[i];
      const uint32_t line = line_of_[at];
      uint8_t context = 0;
      if (source == kOwnLast) {
        if (line != last_line && first_of_block_[line]) last = 0;
        last_line = line;
        context = last;
        last = leaves_token ? FirstToken(finalist, at) : bytes_[at];
      } else if (source == kLineByte) {
        context = line_bytes_[line];
      } else if (source == kLastLineByte) {
        context = first_of_block_[line] ? 0 : line_bytes_[line - 1];
      } else if (source != kNoSource) {
        const int back = source - kOwnLast;
        const bool known =
            slots_before_[at] >= back && !(plan.strings && numbers_at_[at - back]);
        context = known ? bytes_[at - back] : 0;
      }
      (*contexts)[i] = context;
    }
  }

  static Predictor PredictorOf(const ModelPlan& plan, Finalist finalist) {
    switch (finalist) {
      case kBestDifference:
        return plan.best_difference;
      case kRanked:
        return Predictor::kDictionary;
      case kDelta:
        return Predictor::kRankDelta;
      default:
        return plan.cached;
    }
  }

  struct ContextChoice {
    double bits = std::numeric_limits<double>::infinity();
    double entropy_bits = 0;  // of the first tokens
    Finalist finalist = kBestDifference;
    uint8_t source = kNoSource;
    uint8_t second_source = kNoSource;
    uint32_t contexts = 1;
  };

  void ChooseContext(uint32_t m) {
    const ModelPlan& plan = plans_[m];
    const std::span<const uint32_t> all(values_of_model_.data() + begin_of_model_[m],
                                        plan.values);
    const auto sample = all.first(std::min<size_t>(all.size(), kSample));
    const double scale = sample.empty() ? 1
                                        : static_cast<double>(all.size()) /
                                              static_cast<double>(sample.size());
    const double limit =
        *std::min_element(plan.order0.begin(), plan.order0.end()) * kFinalistFactor +
        kFinalistSlackBits;
    ContextChoice best;
    best.finalist = models_choice_[m];
    // Keeps the choice if the tokens given contexts_ cost less than with the best so far.
    const auto consider = [&](ContextChoice choice, double handicap) {
      const ConditionalCost cost = cost_.Measure(contexts_, tokens_);
      choice.entropy_bits = cost.entropy_bits * scale;
      choice.contexts = cost.contexts;
      choice.bits = choice.entropy_bits + kCellBits * cost.cells +
                    kContextBits * cost.contexts + plan.beside[choice.finalist];
      if (choice.bits + handicap < best.bits && rows_ + cost.contexts <= kMaxRows) {
        best = choice;
      }
    };
    const auto sample_tokens = [&](Finalist finalist) {
      tokens_.resize(sample.size());
      for (size_t i = 0; i < sample.size(); ++i)
        tokens_[i] = FirstToken(finalist, sample[i]);
    };
    for (int f = 0; f < kFinalists; ++f) {
      if (plan.order0[f] > limit) continue;
      const auto finalist = static_cast<Finalist>(f);
      sample_tokens(finalist);
      for (uint8_t source = 0; source < (features_.contexts ? kSources : 1); ++source) {
        SampleContexts(sample, source, finalist, plan, &contexts_);
        consider({0, 0, finalist, source, kNoSource, 0}, 0);
      }
    }
    if (features_.second_sources && best.source != kNoSource &&
        best.entropy_bits > kSecondSourceBits) {
      const ContextChoice single = best;
      sample_tokens(single.finalist);
      SampleContexts(sample, single.source, single.finalist, plan, &first_contexts_);
      for (uint8_t second = 1; second < kSources; ++second) {
        if (second == single.source) continue;
        SampleContexts(sample, second, single.finalist, plan, &contexts_);
        for (size_t i = 0; i < contexts_.size(); ++i) {
          contexts_[i] = MixContexts(first_contexts_[i], contexts_[i]);
        }
        ContextChoice choice = single;
        choice.second_source = second;
        consider(choice, best.second_source == kNoSource
                             ? kSecondSourceGain * single.entropy_bits
                             : 0);
      }
    }
    rows_ += best.contexts;
    RecordModel model;
    model.source = best.source;
    model.second_source = best.second_source;
    model.predictor = PredictorOf(plan, best.finalist);
    layout_.models.push_back(model);
  }

  // Starts of columns to which no difference is taken need not be stored.
  void KeepUsedSeeds() {
    std::vector<bool> used(layout_.columns.size(), false);
    for (const RecordSlot& slot : layout_.slots) {
      const Predictor predictor = layout_.models[slot.model].predictor;
      if (predictor == Predictor::kColumnDelta || predictor == Predictor::kColumnStride ||
          UsesRankDelta(predictor)) {
        used[slot.column] = true;
      }
    }
    for (size_t c = 0; c < used.size(); ++c) {
      if (!used[c]) layout_.columns[c].seed = layout_.columns[c].slope = 0;
    }
  }

  // Dictionaries of numbers that no model uses need not be stored.
  void KeepUsedNumbers() {
    std::vector<bool> used(layout_.classes.size(), false);
    for (const RecordSlot& slot : layout_.slots) {
      if (UsesDictionary(layout_.models[slot.model].predictor)) {
        used[layout_.columns[slot.column].of_class] = true;
      }
    }
    for (size_t c = 0; c < layout_.classes.size(); ++c) {
      RecordClass& of = layout_.classes[c];
      if (!used[c]) of.size = 0;
      if (used[c] && !of.strings) {
        of.numbers = data_.classes.classes[data_.layout_classes[c]].values;
      }
    }
    if (std::find(used.begin(), used.end(), false) == used.end()) return;
    ForEachValue([&](uint32_t s, size_t at, uint32_t, uint32_t) {
      if (!used[layout_.columns[layout_.slots[s].column].of_class]) {
        data_.classes.ranks[at] = kNoRank;
      }
    });
  }

  RecordData& data_;
  const grammar::TemplateTable& table_;
  const grammar::RecordFeatures features_;
  RecordLayout layout_;
  std::vector<uint32_t> column_number_;  // by column of the table
  std::vector<uint32_t> class_number_;
  std::vector<bool> by_use_;  // by class: its strings are ranked by first use
  std::vector<uint32_t> lines_of_slot_;
  std::vector<ModelPlan> plans_;
  std::vector<Finalist> models_choice_;  // by order-0 cost
  std::vector<double> dictionary_bits_;  // by class, of numbers
  std::vector<double> class_values_;     // by class, how many values its columns have
  std::vector<ModelCounts> counts_;
  std::vector<ColumnState> columns_;
  std::vector<ValueCache> caches_;
  LineNumbers numbers_;

  // By value.
  std::vector<uint8_t> places_;
  std::vector<uint8_t> differences_;
  std::vector<uint8_t> rank_deltas_;
  std::vector<uint8_t> bytes_;
  std::vector<bool> numbers_at_;       // unknown to the strings of their line
  std::vector<uint8_t> slots_before_;  // in its line, at most kMaxSlotsBack
  std::vector<uint32_t> line_of_;
  // Values grouped by model, in line order.
  std::vector<uint32_t> values_of_model_;
  std::vector<uint32_t> begin_of_model_;
  // By line.
  std::vector<uint8_t> line_bytes_;
  std::vector<bool> first_of_block_;

  std::vector<uint8_t> contexts_;
  std::vector<uint8_t> first_contexts_;
  std::vector<uint8_t> tokens_;
  ConditionalCounter cost_;
  uint64_t rows_ = 0;
};

}  // namespace

RecordLayout PlanRecords(RecordData* data, const grammar::RecordFeatures& features) {
  return Planner(data, features).Run();
}

}  // namespace rondo::stream
