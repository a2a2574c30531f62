// Starts with one group for each frame and splits groups recursively by the value of one
// field, as long as that makes the description shorter. As one template, n lines with k
// fields cost
//
//   100 + 4k  +  sum over varying fields of  n H + 20 bits a distinct value + 20
//
// with H the entropy of the field. Splitting on a field pays n H(field) for choosing
// among the parts and then the parts as templates. So independent fields stay together,
// and fields that decide what stands in others are split on:
//
//   "open file a"  "open file b"  "close file a"  "lost link x"  "lost link y"
//   -> split on field 1:  "{open,close} file {a,b}"   "lost link {x,y}"
//
// Items in a varying field are part of its text, which costs kItemBits more than a slot
// of their own would.
//
// Templates that are known already (known.h) cost no bits of their own: rows of one stay
// together unless splitting them pays in spite of that.
//
// The groups of a frame are split on an explicit stack; every split makes parts with
// fewer rows. Decisions look at the kMaxRows heaviest rows and the kMaxCandidates fields
// with the fewest values.
//
// Tested by tests/grammar/templates/table_test.cc.
#include "grammar/templates/split.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "grammar/hash_index.h"
#include "grammar/templates/fields.h"

namespace rondo::grammar {
namespace {

constexpr double kFieldBits = 4;
constexpr double kValueBits = 20;
constexpr double kVaryingBits = 20;
constexpr double kItemBits = 8;
constexpr size_t kMaxRows = 4096;
constexpr size_t kMaxCandidates = 12;

// Numbers distinct strings in the order in which they come.
class Interner {
 public:
  uint32_t Id(std::string_view text) {
    const uint32_t id =
        index_.FindOrAdd(HashOf(text), [&](uint32_t i) { return texts_[i] == text; });
    if (id == texts_.size()) texts_.push_back(text);
    return id;
  }
  std::string_view text(uint32_t id) const { return texts_[id]; }
  uint32_t size() const { return index_.size(); }

 private:
  HashIndex index_;
  std::vector<std::string_view> texts_;
};

uint32_t ItemsIn(std::string_view field) {
  uint32_t items = 0;
  for (size_t i = 0; i < field.size(); i += MarkerBytes(field[i])) {
    items += ValuesOfMarker(field[i]) > 0;
  }
  return items;
}

// The skeletons of one frame as a table of field ids.
struct Table {
  size_t fields = 0;
  std::vector<uint32_t> skeletons;  // of each row
  std::vector<uint32_t> weights;    // lines of each row
  std::vector<uint32_t> cells;      // rows * fields
  uint32_t cell(uint32_t row, size_t field) const { return cells[row * fields + field]; }
};

using Rows = std::vector<uint32_t>;

double EntropyBits(double count, double total) {
  return count > 0 ? count * std::log2(total / count) : 0;
}

class Splitter {
 public:
  Splitter(const RecordLines& records, const RecordFeatures& features,
           const KnownTemplates& known, std::vector<TemplateGroup>* groups)
      : records_(records), features_(features), known_(known), groups_(*groups) {}

  void Run() {
    MakeTables();
    const std::vector<uint32_t> known = known_.Match(records_);
    for (const Table& table : tables_) {
      const Rows rest = EmitKnown(table, known);
      if (!rest.empty()) SplitTable(table, rest);
    }
    std::sort(groups_.begin(), groups_.end(),
              [](const TemplateGroup& a, const TemplateGroup& b) {
                return a.skeletons[0] < b.skeletons[0];
              });
  }

 private:
  void MakeTables() {
    std::vector<std::string> frames;  // owns what the interner refers to
    frames.reserve(records_.skeletons.size());
    Interner frame_ids;
    std::vector<FieldRange> fields;
    for (uint32_t s = 0; s < records_.skeletons.size(); ++s) {
      const std::string_view text = records_.text(records_.skeletons[s]);
      FieldsOf(text, &fields);
      frames.push_back(FrameOf(text, fields));
      const uint32_t id = frame_ids.Id(frames.back());
      if (id == tables_.size()) tables_.push_back({fields.size(), {}, {}, {}});
      Table& table = tables_[id];
      table.skeletons.push_back(s);
      table.weights.push_back(records_.skeletons[s].lines);
      for (const FieldRange& field : fields) {
        table.cells.push_back(
            fields_.Id(text.substr(field.begin, field.end - field.begin)));
      }
    }
    items_.resize(fields_.size());
    for (uint32_t i = 0; i < fields_.size(); ++i) items_[i] = ItemsIn(fields_.text(i));
    counts_.assign(fields_.size(), 0);
  }

  // The rows of known templates become groups, where these cost no more than what splits
  // would make of them. Returns the other rows. `known`: by skeleton.
  Rows EmitKnown(const Table& table, const std::vector<uint32_t>& known) {
    Rows rest;
    std::map<uint32_t, Rows> of_known;
    for (uint32_t row = 0; row < table.skeletons.size(); ++row) {
      const uint32_t id = known[table.skeletons[row]];
      (id == KnownTemplates::kNone ? rest : of_known[id]).push_back(row);
    }
    for (const auto& [id, rows] : of_known) {
      if (rows.size() > 1 && BestSplit(table, rows, 0) >= 0) {
        rest.insert(rest.end(), rows.begin(), rows.end());
      } else {
        Emit(table, rows, id);
      }
    }
    std::ranges::sort(rest);
    return rest;
  }

  void SplitTable(const Table& table, Rows all) {
    std::vector<Rows> stack = {std::move(all)};
    while (!stack.empty()) {
      const Rows rows = std::move(stack.back());
      stack.pop_back();
      const int field = features_.split_templates && rows.size() > 1
                            ? BestSplit(table, rows, TemplateBits(table))
                            : -1;
      if (field < 0) {
        Emit(table, rows, KnownTemplates::kNone);
      } else {
        for (Rows& part : Partition(table, rows, field)) stack.push_back(std::move(part));
      }
    }
  }

  // Rows by the value of a field, in the order of first rows.
  std::vector<Rows> Partition(const Table& table, const Rows& rows, size_t field) {
    std::vector<Rows> parts;
    for (const uint32_t row : rows) {
      uint64_t& part = counts_[table.cell(row, field)];
      if (part == 0) {
        parts.emplace_back();
        part = parts.size();
      }
      parts[part - 1].push_back(row);
    }
    for (const uint32_t row : rows) counts_[table.cell(row, field)] = 0;
    return parts;
  }

  struct FieldCost {
    double bits = 0;
    double entropy_bits = 0;  // n H alone
    uint32_t distinct = 1;
  };

  FieldCost CostOfField(const Table& table, std::span<const uint32_t> rows,
                        size_t field) {
    FieldCost cost;
    values_.clear();
    double lines = 0;
    double item_bits = 0;
    for (const uint32_t row : rows) {
      const uint32_t value = table.cell(row, field);
      if (counts_[value] == 0) values_.push_back(value);
      counts_[value] += table.weights[row];
      lines += table.weights[row];
      item_bits += kItemBits * items_[value] * table.weights[row];
    }
    for (const uint32_t value : values_) {
      cost.entropy_bits += EntropyBits(static_cast<double>(counts_[value]), lines);
      counts_[value] = 0;
    }
    cost.distinct = static_cast<uint32_t>(values_.size());
    if (cost.distinct > 1) {
      cost.bits =
          cost.entropy_bits + kValueBits * cost.distinct + kVaryingBits + item_bits;
    }
    return cost;
  }

  double TemplateBits(const Table& table) const {
    return features_.template_bits + kFieldBits * static_cast<double>(table.fields);
  }

  double CostAsOne(const Table& table, std::span<const uint32_t> rows) {
    double bits = TemplateBits(table);
    if (rows.size() == 1) return bits;
    for (size_t field = 0; field < table.fields; ++field) {
      bits += CostOfField(table, rows, field).bits;
    }
    return bits;
  }

  // The field to split on, or -1 to keep the rows together, as a template of so many
  // bits.
  int BestSplit(const Table& table, const Rows& all_rows, double template_bits) {
    Rows rows = all_rows;
    if (rows.size() > kMaxRows) {
      std::stable_sort(rows.begin(), rows.end(), [&](uint32_t a, uint32_t b) {
        return table.weights[a] > table.weights[b];
      });
      rows.resize(kMaxRows);
    }
    struct Candidate {
      uint32_t distinct;
      size_t field;
      double entropy_bits;
    };
    std::vector<Candidate> candidates;
    double best = template_bits;
    for (size_t field = 0; field < table.fields; ++field) {
      const FieldCost cost = CostOfField(table, rows, field);
      best += cost.bits;
      if (cost.distinct > 1)
        candidates.push_back({cost.distinct, field, cost.entropy_bits});
    }
    std::stable_sort(
        candidates.begin(), candidates.end(),
        [](const Candidate& a, const Candidate& b) { return a.distinct < b.distinct; });
    if (candidates.size() > kMaxCandidates) candidates.resize(kMaxCandidates);
    int best_field = -1;
    for (const Candidate& candidate : candidates) {
      double bits = candidate.entropy_bits;
      for (const Rows& part : Partition(table, rows, candidate.field)) {
        bits += CostAsOne(table, part);
        if (bits >= best) break;
      }
      if (bits < best) {
        best = bits;
        best_field = static_cast<int>(candidate.field);
      }
    }
    return best_field;
  }

  // `known`: whose outline the group has, or kNone.
  void Emit(const Table& table, const Rows& rows, uint32_t known) {
    TemplateGroup group;
    group.known = known;
    for (const uint32_t row : rows) {
      group.skeletons.push_back(table.skeletons[row]);
      group.lines += table.weights[row];
    }
    if (known != KnownTemplates::kNone) group.varies = known_.outline(known).varies;
    for (size_t field = group.varies.size(); field < table.fields; ++field) {
      const uint32_t first = table.cell(rows[0], field);
      group.varies.push_back(std::any_of(rows.begin(), rows.end(), [&](uint32_t row) {
        return table.cell(row, field) != first;
      }));
    }
    groups_.push_back(std::move(group));
  }

  const RecordLines& records_;
  const RecordFeatures features_;
  const KnownTemplates& known_;
  std::vector<TemplateGroup>& groups_;
  std::vector<Table> tables_;  // by frame
  Interner fields_;
  std::vector<uint32_t> items_;   // by field id
  std::vector<uint64_t> counts_;  // by field id; zero between uses
  std::vector<uint32_t> values_;
};

}  // namespace

std::vector<TemplateGroup> SplitTemplates(const RecordLines& records,
                                          const RecordFeatures& features,
                                          const KnownTemplates& known) {
  std::vector<TemplateGroup> groups;
  Splitter(records, features, known, &groups).Run();
  return groups;
}

}  // namespace rondo::grammar
