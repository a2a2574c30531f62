// The code of a record segment: how its blocks are coded. One pass over what the shapes
// name, in their order: classes, columns, slots. Models are numbered in the order of
// their first use, as the shapes number columns.
//
// Tested by tests/stream/record_lens/lens_test.cc.
#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "stream/record_lens/model/lent.h"
#include "stream/record_lens/model/side.h"
#include "stream/record_lens/model/tables.h"

namespace rondo::stream {
namespace {

using entropy::BitModel;
using entropy::IntModel;
using entropy::SymbolModel;

// Limits on what a reader accepts; writers of segments within kMaxSegmentBytes keep them
// or give up the lens.
constexpr uint32_t kMaxModels = kMaxRecordTableBytes / 600;
constexpr uint32_t kMaxNumbers = kMaxRecordTableBytes / 16;
constexpr uint32_t kMaxBodySymbols = kMaxRecordTableBytes / 12;

struct CodeModels {
  IntModel count;
  FlagModel is_rule;
  SymbolModel<8> line_byte;
  IntModel body;
  std::array<IntModel, 17>
      rank;  // by the symbol before in the body: none, or its token / 16
  IntModel number;
  IntModel seed;
  IntModel slope;
  ReferenceModel model;
  BitModel same_model;
  BitModel feeds_cache;
  SymbolModel<4> predictor;
  std::array<SymbolModel<4>, kPredictors> source;
  SymbolModel<4> second_source;
  std::array<SymbolModel<8>, kPredictors> cluster;
  SymbolModel<8> later_cluster;
  IntModel exceptions;
  IntModel gap;
  IntModel sequence_size;
  IntModel lent_clusters;
  IntModel lent_cluster;
};

// As ShapeWalk in shape_tables.cc.
template <typename Side>
class CodeWalk {
 public:
  CodeWalk(Side& side, RecordTables& tables, const SegmentExtent& extent)
      : side_(side), tables_(tables), layout_(tables.layout), extent_(extent) {}

  void Run() {
    Sequence(layout_.templates());
    if (side_.ok()) SequenceSizes();
    for (RecordClass& value_class : layout_.classes) {
      if (!value_class.strings && side_.ok()) Numbers(&value_class);
    }
    for (RecordColumn& column : layout_.columns) {
      if (side_.ok()) Column(&column);
    }
    model_of_column_.assign(layout_.columns.size(), kNone);
    // Most that can come; what is not filled in is not touched either.
    if constexpr (Side::kReads) {
      layout_.models.reserve(std::min<size_t>(kMaxModels, layout_.slots.size()) + 1);
    }
    for (RecordSlot& slot : layout_.slots) {
      if (side_.ok()) WalkSlot(&slot);
    }
    if (side_.ok()) SequenceModel();
    if (side_.ok() && tables_.lent != nullptr) LentClusters();
    if (side_.ok()) Clusters();
  }

 private:
  // Rules with their bodies, and where they stand among the templates by rank. Templates
  // have explicit line bytes only if there are rules, else their numbers give them.
  void Sequence(uint32_t templates) {
    RecordSequence& sequence = layout_.sequence;
    uint32_t rules = sequence.bodies.size();
    side_.Int(m_->count, rules);
    if (rules > kMaxBodySymbols / 2) side_.Fail();
    if (!side_.ok()) return;
    const uint32_t symbols = templates + rules;
    if constexpr (Side::kReads) sequence.is_rule.resize(symbols);
    if (rules > 0) Flags(side_, m_->is_rule, sequence.is_rule);
    uint32_t seen = 0;
    for (uint32_t rank = 0; rank < symbols && seen <= rules && side_.ok(); ++rank) {
      if (!sequence.is_rule[rank]) {
        LineByte(rank - seen, rules > 0);
      } else {
        Body(symbols, seen++);
      }
    }
    if (seen != rules) side_.Fail();
  }

  void LineByte(uint32_t id, bool is_explicit) {
    uint32_t byte = SplitNumber(id).token;
    if (is_explicit) {
      if constexpr (!Side::kReads) byte = layout_.sequence.line_bytes[id];
      side_.Symbol(m_->line_byte, byte);
    }
    if constexpr (Side::kReads) {
      layout_.sequence.line_bytes.push_back(static_cast<uint8_t>(byte));
    }
  }

  void Body(uint32_t symbols, uint32_t rule) {
    grammar::SymbolLists& bodies = layout_.sequence.bodies;
    uint32_t size = 0;
    if constexpr (!Side::kReads) size = static_cast<uint32_t>(bodies[rule].size());
    side_.Int(m_->body, size);
    body_symbols_ += size;
    if (size < 2 || body_symbols_ > kMaxBodySymbols) side_.Fail();
    int last = 0;  // what the symbol before was like
    for (uint32_t i = 0; i < size && side_.ok(); ++i) {
      uint64_t rank = 0;
      if constexpr (!Side::kReads) rank = bodies[rule][i];
      side_.Int(m_->rank[last], rank);
      last = 1 + SplitNumber(rank).token / 16;
      if (rank >= symbols) side_.Fail();
      if constexpr (Side::kReads) bodies.Push(static_cast<uint32_t>(rank));
    }
    if constexpr (Side::kReads) bodies.Close();
  }

  void Numbers(RecordClass* value_class) {
    numbers_ += value_class->size;
    if (numbers_ > kMaxNumbers) {
      side_.Fail();
      return;
    }
    if constexpr (Side::kReads) value_class->numbers.reserve(value_class->size);
    for (uint32_t i = 0; i < value_class->size && side_.ok(); ++i) {
      uint64_t number = 0;
      if constexpr (!Side::kReads) number = value_class->numbers[i];
      side_.Int(m_->number, number);
      if constexpr (Side::kReads) value_class->numbers.push_back(number);
    }
  }

  void Column(RecordColumn* column) {
    side_.Int(m_->seed, column->seed);
    uint64_t slope = base::ZigZag(column->slope);
    side_.Int(m_->slope, slope);
    column->slope = base::UnZigZag(slope);
  }

  // The model of a slot: most often that of the last slot of its column.
  void WalkSlot(RecordSlot* slot) {
    uint32_t& before = model_of_column_[slot->column];
    if (before == kNone || !AsBefore(side_, m_->same_model, before, &slot->model)) {
      ModelOf(slot);
      before = slot->model;
    }
    if (!side_.ok()) return;
    const Predictor predictor = layout_.models[slot->model].predictor;
    if (slot->is_string() && !UsesDictionary(predictor)) side_.Fail();
    if (!slot->is_string() && UsesRankDelta(predictor)) side_.Fail();
    if (!MayHaveCache(*slot) && TakesPartInCache(layout_.models[slot->model]))
      side_.Fail();
  }

  void ModelOf(RecordSlot* slot) {
    Reference(side_, m_->model, models_, &slot->model);
    if (slot->model < models_) return;
    if (++models_ > kMaxModels) {
      side_.Fail();
      return;
    }
    if constexpr (Side::kReads) layout_.models.emplace_back();
    Model(&layout_.models[slot->model]);
  }

  void Cluster(SymbolModel<8>& model, uint8_t* cluster) {
    uint32_t symbol = *cluster;
    side_.Symbol(model, symbol);
    *cluster = static_cast<uint8_t>(symbol);
    largest_cluster_ = std::max(largest_cluster_, symbol);
  }

  void Model(RecordModel* model) {
    auto predictor = static_cast<uint32_t>(model->predictor);
    side_.Symbol(m_->predictor, predictor);
    if (predictor >= kPredictors) {
      side_.Fail();
      return;
    }
    model->predictor = static_cast<Predictor>(predictor);
    if (!UsesCache(model->predictor)) side_.Bit(m_->feeds_cache, model->feeds_cache);
    uint32_t source = model->source;
    side_.Symbol(m_->source[predictor], source);
    model->source = static_cast<uint8_t>(source);
    uint32_t second = model->second_source;
    if (source != kNoSource) side_.Symbol(m_->second_source, second);
    model->second_source = static_cast<uint8_t>(second);
    if (predictor > static_cast<uint32_t>(Predictor::kCache)) {
      Cluster(m_->later_cluster, &model->dictionary);
    }
    if (model->predictor >= Predictor::kDictionary)
      Cluster(m_->later_cluster, &model->raw);
    FirstClusters(predictor, model);
  }

  // The cluster that most contexts have, then the exceptions.
  void FirstClusters(uint32_t predictor, RecordModel* model) {
    uint8_t usual = 0;
    uint32_t exceptions = 0;
    if constexpr (!Side::kReads) {
      std::array<int, 256> uses = {};
      for (const uint8_t cluster : model->first) ++uses[cluster];
      usual =
          static_cast<uint8_t>(std::max_element(uses.begin(), uses.end()) - uses.begin());
      exceptions = 256 - uses[usual];
    }
    Cluster(m_->cluster[predictor], &usual);
    if (model->source != kNoSource) side_.Int(m_->exceptions, exceptions);
    if constexpr (Side::kReads) model->first.fill(usual);
    uint32_t context = 0;
    for (uint32_t i = 0; i < exceptions && side_.ok(); ++i) {
      uint32_t gap = 0;
      if constexpr (!Side::kReads) {
        while (model->first[context + gap] == usual) ++gap;
      }
      side_.Int(m_->gap, gap);
      if (gap > 255 - context) {
        side_.Fail();
        return;
      }
      context += gap;
      Cluster(m_->cluster[predictor], &model->first[context]);
      if (++context > 255 && i + 1 < exceptions) side_.Fail();
    }
  }

  void SequenceModel() {
    if constexpr (Side::kReads) layout_.models.emplace_back();
    Model(&layout_.models.back());
    const RecordModel& model = layout_.models.back();
    if (model.predictor != Predictor::kRaw || model.feeds_cache) side_.Fail();
    if (model.source != kOwnLast && model.source != kLineByte) side_.Fail();
    if (model.second_source != kNoSource) side_.Fail();
  }

  // Those of which the histograms are lent.
  void LentClusters() {
    std::vector<uint32_t>& lent = tables_.lent_clusters;
    auto count = static_cast<uint32_t>(lent.size());
    side_.Int(m_->lent_clusters, count);
    if (count >= kMaxClusters) side_.Fail();
    uint32_t next = 0;
    for (uint32_t i = 0; i < count && side_.ok(); ++i) {
      uint32_t gap = 0;
      if constexpr (!Side::kReads) gap = lent[i] - next;
      side_.Int(m_->lent_cluster, gap);
      if (gap >= kMaxClusters - next) side_.Fail();
      if constexpr (Side::kReads) lent.push_back(next + gap);
      next += gap + 1;
    }
  }

  void Clusters() {
    const auto lent = static_cast<uint32_t>(tables_.lent_clusters.size());
    uint32_t own = layout_.histograms.contexts() - lent;
    if constexpr (Side::kReads) own = 0;
    side_.Int(m_->count, own);
    if (own == 0 || own > kMaxClusters - lent || own + lent <= largest_cluster_) {
      side_.Fail();
    }
    if (!side_.ok()) return;
    if constexpr (Side::kReads) {
      side_.Histograms(layout_.histograms, own);
      if (lent > 0 && side_.ok()) AppendLent();
    } else {
      entropy::ModelSet first = layout_.histograms.First(own);
      side_.Histograms(first, own);
    }
  }

  void AppendLent() {
    const absl::StatusOr<const entropy::ModelSet*> lent = tables_.lent->Histograms();
    if (!lent.ok() || tables_.lent_clusters.back() >= (*lent)->contexts()) {
      side_.Fail();
      return;
    }
    layout_.histograms.Append(**lent, tables_.lent_clusters);
  }

  void SequenceSizes() {
    uint64_t last = 0;
    if constexpr (Side::kReads) tables_.sequence_sizes.resize(extent_.blocks);
    for (uint32_t& size : tables_.sequence_sizes) {
      uint64_t difference = base::ZigZag(size - last);
      side_.Int(m_->sequence_size, difference);
      last += base::UnZigZag(difference);
      if (last > base::kMaxBlockBytes) {
        side_.Fail();
        return;
      }
      size = static_cast<uint32_t>(last);
    }
  }

  static constexpr uint32_t kNone = ~uint32_t{0};

  Side& side_;
  RecordTables& tables_;
  RecordLayout& layout_;
  const SegmentExtent& extent_;
  std::unique_ptr<CodeModels> m_ = std::make_unique<CodeModels>();
  std::vector<uint32_t> model_of_column_;  // of its last slot
  uint32_t models_ = 0;
  uint32_t largest_cluster_ = 0;
  uint64_t numbers_ = 0;  // of all classes
  uint64_t body_symbols_ = 0;
};

}  // namespace

base::ByteVector WriteRecordCode(const RecordTables& tables) {
  return WriteSide<CodeWalk>(tables);
}

absl::Status ReadRecordCode(base::Bytes code, const SegmentExtent& extent,
                            RecordTables* tables) {
  if (!ReadSide<CodeWalk>(code, extent, tables)) {
    return absl::DataLossError(
        absl::StrCat("record lens: code of ", code.size(), " bytes is corrupt"));
  }
  if (RecordTableBytes(tables->layout) > kMaxRecordTableBytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("record lens: tables need ", RecordTableBytes(tables->layout),
                     " bytes, at most ", kMaxRecordTableBytes, " are allowed"));
  }
  return absl::OkStatus();
}

}  // namespace rondo::stream
