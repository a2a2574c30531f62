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
#include "stream/record_lens/plan/clusters.h"
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
// What postings and counts may take of the blocks: 1.6 and 0.12 %.
constexpr uint64_t kPostingsShare = 64;
constexpr uint64_t kCountsShare = 850;

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
    ContextCounter counter(tables.layout);
    walker.Run(counter);
    ClusterContexts(&counter, features, &tables);
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
                                  const Lender* lender,
                                  const grammar::RecordFeatures& features) {
  JoinedRecords best;
  best.code = Encode(segment, block_ends, level, features, lender, &best.blocks);
  if (level < kTriesTemplates) return best;
  for (const auto& [template_bits, min_lines] : kTemplateCosts) {
    grammar::RecordFeatures other = features;
    other.template_bits = template_bits;
    other.min_lines = min_lines;
    JoinedRecords records;
    records.code = Encode(segment, block_ends, level, other, lender, &records.blocks);
    if (records.code.size_bytes() < best.code.size_bytes()) best = std::move(records);
  }
  return best;
}

}  // namespace rondo::stream
