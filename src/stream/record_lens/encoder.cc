// The encoder of the record lens: lines -> templates and values (src/grammar) -> plan ->
// counts -> clusters -> blocks.
//
// The walk over all tokens (plan/walk.h) runs twice. The first run counts them in rows:
// one row for each model, stage and context byte that occurs. The rows are clustered;
// each cluster becomes one histogram. The second run writes the tokens under their
// clusters' histograms.
//
// A context whose own cluster saves less than kExceptionBits over the usual cluster of
// its model uses that one, since the tables list exceptions.
//
// Tested by tests/stream/record_lens/lens_test.cc.
#include <algorithm>
#include <numeric>
#include <utility>

#include "entropy/cluster.h"
#include "stream/grammar_lens/lens.h"
#include "stream/record_lens/block_writer.h"
#include "stream/record_lens/lens.h"
#include "stream/record_lens/model/tables.h"
#include "stream/record_lens/plan/counts.h"
#include "stream/record_lens/plan/joined_blocks.h"
#include "stream/record_lens/plan/lent.h"
#include "stream/record_lens/plan/plan.h"
#include "stream/record_lens/plan/postings.h"
#include "stream/record_lens/plan/walk.h"
#include "stream/record_lens/text_writer.h"

namespace rondo::stream {
namespace {

// From this level on, several costs of templates are tried besides the usual ones.
constexpr int kTriesTemplates = 8;
constexpr std::pair<double, uint32_t> kTemplateCosts[] = {{40, 4}, {60, 8}, {250, 4}};
constexpr double kExceptionBits = 12;
constexpr int kClusterPasses = 3;
// What postings and counts may take of the blocks: 1.6 and 0.12 %.
constexpr uint64_t kPostingsShare = 64;
constexpr uint64_t kCountsShare = 850;

// Row of a token: model * kRowsOfModel + context, or one of the two later stages.
constexpr uint32_t kRowsOfModel = 258;
uint64_t RowKey(uint32_t model, Stage stage, uint8_t context) {
  return uint64_t{model} * kRowsOfModel + (stage == kFirstStage ? context : 255u + stage);
}

class ClusterCounter {
 public:
  explicit ClusterCounter(const RecordLayout& layout)
      : row_of_(layout.models.size() * kRowsOfModel, kNone) {}

  void Block() {}
  void NewString(uint32_t) {}
  void Raw(uint64_t, int) {}
  void EndStream(bool) {}
  void Token(int, uint32_t model, Stage stage, uint8_t context, uint8_t token) {
    uint32_t& row = row_of_[RowKey(model, stage, context)];
    if (row == kNone) {
      row = static_cast<uint32_t>(keys.size());
      keys.push_back(RowKey(model, stage, context));
      counts_.resize(counts_.size() + kRecordTokens);
    }
    ++counts_[size_t{row} * kRecordTokens + token];
  }

  // The rows in the order of their keys, which `keys` then has too.
  entropy::SparseRows Rows() {
    std::sort(keys.begin(), keys.end());
    entropy::SparseRows rows;
    rows.columns = kRecordTokens;
    for (const uint64_t key : keys) {
      const uint32_t* const counts =
          counts_.data() + size_t{row_of_[key]} * kRecordTokens;
      for (uint32_t token = 0; token < kRecordTokens; ++token) {
        if (counts[token] > 0) rows.entries.push_back({token, counts[token]});
      }
      rows.begin.push_back(rows.entries.size());
    }
    return rows;
  }

  std::vector<uint64_t> keys;

 private:
  static constexpr uint32_t kNone = ~uint32_t{0};
  std::vector<uint32_t> row_of_;
  std::vector<uint32_t> counts_;
};

std::vector<uint32_t> ClusterCounts(const entropy::SparseRows& rows,
                                    std::span<const uint32_t> clusters, uint32_t groups) {
  std::vector<uint32_t> counts(size_t{groups} * kRecordTokens, 0);
  for (uint32_t i = 0; i < rows.size(); ++i) {
    for (const auto& entry : rows.row(i)) {
      counts[size_t{clusters[i]} * kRecordTokens + entry.column] += entry.count;
    }
  }
  return counts;
}

// Clusterings of the rows with several numbers of groups; the cheapest is kept.
class Clustering {
 public:
  Clustering(const std::vector<uint64_t>& keys, const entropy::SparseRows& rows)
      : keys_(keys), rows_(rows) {
    for (const uint32_t groups : {6u, 20u, 60u, 128u, kMaxClusters}) {
      if (groups > 6 && groups > rows.size()) break;
      if (!Try(groups)) break;
    }
  }

  void Apply(RecordLayout* layout) const {
    for (size_t i = 0; i < keys_.size(); ++i) {
      RecordModel& model = layout->models[keys_[i] / kRowsOfModel];
      const auto row = static_cast<uint32_t>(keys_[i] % kRowsOfModel);
      const auto cluster = static_cast<uint8_t>(clusters_[i]);
      if (row > 256) {
        model.raw = cluster;
      } else if (row == 256) {
        model.dictionary = cluster;
      } else {
        model.first[row] = cluster;
      }
    }
    layout->histograms = histograms_;
  }

 private:
  // Returns whether the clustering is the best so far.
  bool Try(uint32_t groups) {
    std::vector<uint32_t> clusters = entropy::ClusterRows(rows_, groups, kClusterPasses);
    std::vector<uint32_t> counts = ClusterCounts(rows_, clusters, groups);
    double bits = DropPoorExceptions(entropy::GroupCosts(counts, groups, kRecordTokens),
                                     groups, &clusters);
    counts = ClusterCounts(rows_, clusters, groups);
    entropy::ModelSet histograms(counts, groups, kRecordTokens, kRecordBits);
    entropy::SideInfoWriter side;
    histograms.Write(side);
    base::ByteVector written;
    side.Finish(&written);
    bits += histograms.Cost(counts) + 8.0 * static_cast<double>(written.size());
    if (!clusters_.empty() && bits >= bits_) return false;
    bits_ = bits;
    clusters_ = std::move(clusters);
    histograms_ = std::move(histograms);
    return true;
  }

  // Returns the bits of the exceptions that stay.
  double DropPoorExceptions(const std::vector<float>& costs, uint32_t groups,
                            std::vector<uint32_t>* clusters) const {
    double exceptions = 0;
    std::vector<uint64_t> weight(groups);
    for (uint32_t begin = 0, end = 0; begin < rows_.size(); begin = end) {
      const uint64_t model = keys_[begin] / kRowsOfModel;
      std::fill(weight.begin(), weight.end(), 0);
      while (end < rows_.size() && keys_[end] / kRowsOfModel == model) {
        if (keys_[end] % kRowsOfModel < 256) {
          for (const auto& entry : rows_.row(end))
            weight[(*clusters)[end]] += entry.count;
        }
        ++end;
      }
      const auto usual = static_cast<uint32_t>(
          std::max_element(weight.begin(), weight.end()) - weight.begin());
      for (uint32_t i = begin; i < end && keys_[i] % kRowsOfModel < 256; ++i) {
        if ((*clusters)[i] == usual) continue;
        double saved = 0;
        for (const auto& entry : rows_.row(i)) {
          const float* const cost = costs.data() + size_t{entry.column} * groups;
          saved += entry.count * static_cast<double>(cost[usual] - cost[(*clusters)[i]]);
        }
        if (saved < kExceptionBits) {
          (*clusters)[i] = usual;
        } else {
          exceptions += kExceptionBits;
        }
      }
    }
    return exceptions;
  }

  const std::vector<uint64_t>& keys_;
  const entropy::SparseRows& rows_;
  double bits_ = 0;
  std::vector<uint32_t> clusters_;  // of each row
  entropy::ModelSet histograms_;
};

// Contexts that never occur take the usual cluster of their model, so that they are no
// exceptions. REQUIRES: the rows of a model in order, clusters applied.
void FillUnusedContexts(const std::vector<uint64_t>& keys, RecordLayout* layout) {
  std::vector<std::array<bool, 256>> used(layout->models.size());
  for (const uint64_t key : keys) {
    if (key % kRowsOfModel < 256) used[key / kRowsOfModel][key % kRowsOfModel] = true;
  }
  for (size_t m = 0; m < layout->models.size(); ++m) {
    std::array<uint32_t, 256> uses = {};
    RecordModel& model = layout->models[m];
    for (int c = 0; c < 256; ++c) uses[model.first[c]] += used[m][c];
    const auto usual =
        static_cast<uint8_t>(std::max_element(uses.begin(), uses.end()) - uses.begin());
    for (int c = 0; c < 256; ++c) {
      if (!used[m][c]) model.first[c] = usual;
    }
  }
}

void AppendLine(std::string_view text, base::ByteVector* out) {
  out->insert(out->end(), text.begin(), text.end());
  out->push_back('\n');
}

void AppendLiterals(const RecordData& data, RecordTables* tables,
                    base::ByteVector* text) {
  for (uint32_t id = 0; id < data.sequence.template_of_number.size(); ++id) {
    const grammar::Template& shape =
        data.table.templates[data.sequence.template_of_number[id]];
    if (tables->lent != nullptr && tables->known[id] != kNotLent) {
      tables->ends_line.push_back(shape.literals.back().ends_with('\n'));
      continue;
    }
    for (size_t i = 0; i + 1 < shape.literals.size(); ++i) {
      AppendLine(shape.literals[i], text);
    }
    std::string_view last = shape.literals.back();
    tables->ends_line.push_back(last.ends_with('\n'));
    if (last.ends_with('\n')) last.remove_suffix(1);
    AppendLine(last, text);
  }
  tables->literal_bytes = text->size();
}

void AppendStrings(const RecordData& data, RecordTables* tables, base::ByteVector* text) {
  for (size_t c = 0; c < tables->layout.classes.size(); ++c) {
    const RecordClass& value_class = tables->layout.classes[c];
    if (!value_class.strings) continue;
    const std::vector<uint32_t> none;
    const std::vector<uint32_t>& lent =
        tables->lent == nullptr ? none : tables->lent_strings[c];
    for (uint32_t rank = 0; rank < value_class.size; ++rank) {
      if (!lent.empty() && lent[rank] != kNotLent) continue;
      const uint64_t value = data.classes.classes[data.layout_classes[c]].values[rank];
      AppendLine(data.table.strings[static_cast<uint32_t>(value)], text);
    }
  }
  tables->string_bytes = text->size() - tables->literal_bytes;
}

// What records a lender lends, or null.
const LentRecords* RecordsOf(const Lender* lender) {
  if (lender == nullptr) return nullptr;
  const absl::StatusOr<const LentRecords*> lent = lender->tables->SharedRecords();
  return lent.ok() ? *lent : nullptr;
}

// Unless `joined` is null, blocks are joined, and it says how.
EncodedSegment Encode(base::Bytes segment, std::span<const uint64_t> block_ends,
                      int level, const grammar::RecordFeatures& features,
                      const Lender* lender, JoinedBlocks* joined) {
  const LentRecords* const lent = RecordsOf(lender);
  std::vector<grammar::KnownTemplate> known;
  if (lent != nullptr) known = KnownTemplatesOf(*lent);
  RecordData data;
  data.table = grammar::MakeTemplates(
      grammar::SplitRecords(segment, block_ends, features), features, known);
  if (joined != nullptr) {
    *joined = JoinBlocks(segment, block_ends, &data.table);
    block_ends = joined->ends;
  }
  data.classes = grammar::MakeClasses(data.table, features.shared_columns);
  RecordTables tables;
  tables.layout = PlanRecords(&data, features);
  if (RecordTableBytes(tables.layout) > kMaxRecordTableBytes) {
    return EncodeGrammarLens(segment, block_ends, level);
  }
  if (lent != nullptr) FindLent(data, *lent, &tables);
  RecordWalker walker(data, tables.layout);
  {
    ClusterCounter counter(tables.layout);
    walker.Run(counter);
    const entropy::SparseRows rows = counter.Rows();
    Clustering(counter.keys, rows).Apply(&tables.layout);
    FillUnusedContexts(counter.keys, &tables.layout);
  }

  EncodedSegment encoded;
  encoded.lens = Lens::kRecord;
  BlockWriter writer(data, tables.layout);
  walker.Run(writer);
  writer.Finish(&encoded);

  base::ByteVector text;
  AppendLiterals(data, &tables, &text);
  AppendStrings(data, &tables, &text);
  text.insert(text.end(), writer.singletons().begin(), writer.singletons().end());
  tables.singleton_ends = writer.singleton_ends();
  for (size_t i = 0; i < data.sequence.blocks.size(); ++i) {
    tables.sequence_sizes.push_back(
        static_cast<uint32_t>(data.sequence.blocks[i].size()));
  }
  tables.postings =
      FindPostings(data, tables.layout, encoded.blocks.size() / kPostingsShare);
  tables.counts = FindCounts(data, tables.layout, encoded.blocks.size() / kCountsShare);
  base::ByteWriter out(&encoded.tables);
  for (const base::ByteVector& part :
       {WriteRecordShapes(tables), WriteRecordCode(tables)}) {
    out.Varint(part.size());
    out.Append(part);
  }
  LentText lent_text;
  if (tables.lent != nullptr) {
    lent_text = {lender->rules.get(), tables.lent->frame_dictionary()};
  }
  encoded.rules = WriteRecordText(text, level, lent_text, &encoded.tables);
  encoded.builds_on = tables.lent != nullptr;
  return encoded;
}

}  // namespace

EncodedSegment EncodeRecordLens(base::Bytes segment, std::span<const uint64_t> block_ends,
                                int level, const grammar::RecordFeatures& features) {
  return Encode(segment, block_ends, level, features, nullptr, nullptr);
}

JoinedRecords EncodeJoinedRecords(base::Bytes segment,
                                  std::span<const uint64_t> block_ends, int level,
                                  const Lender* lender) {
  JoinedRecords best;
  best.code = Encode(segment, block_ends, level, {}, lender, &best.blocks);
  if (level < kTriesTemplates) return best;
  for (const auto& [template_bits, min_lines] : kTemplateCosts) {
    grammar::RecordFeatures other;
    other.template_bits = template_bits;
    other.min_lines = min_lines;
    JoinedRecords records;
    records.code = Encode(segment, block_ends, level, other, lender, &records.blocks);
    if (records.code.size_bytes() < best.code.size_bytes()) best = std::move(records);
  }
  return best;
}

}  // namespace rondo::stream
