// One pass over the templates in the order of their ranks. Formats, columns, classes and
// models are numbered in the order of their first use, so that a new one is one bit and
// then what it is; an old one is named by how far back it came into being. Templates of
// one program resemble each other, so that most slots are told by three bits: the column
// that followed the last one before, the format and the model that it had there.
//
//   template <time> <integer> <integer>, the second integer like the first:
//     3 slots;  new column, new format, (seed,) new model;  the same again;  old column 1
//     back, its format, its model
//   the next template <time> <integer>:
//     2 slots;  the column that came first, its format, its model;  the column that
//     followed that, its format, its model
//
// Tested by tests/record_lens_test.cc.
#include "stream/record_tables.h"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "entropy/side_info.h"

namespace rondo::stream {
namespace {

using entropy::BitModel;
using entropy::IntModel;
using entropy::SideInfoReader;
using entropy::SideInfoWriter;
using entropy::TreeModel;
using grammar::SlotFormat;
using grammar::SlotKind;

// Limits on what a reader accepts; writers of segments within kMaxSegmentBytes keep them
// or give up the lens.
constexpr uint32_t kMaxTemplates = kMaxRecordTableBytes / 64;
constexpr uint32_t kMaxSlots = kMaxRecordTableBytes / 128;
constexpr uint32_t kMaxModels = kMaxRecordTableBytes / 600;
constexpr uint32_t kMaxNumbers = kMaxRecordTableBytes / 16;
constexpr uint32_t kMaxBodySymbols = kMaxRecordTableBytes / 12;

// References to things numbered by first use.
struct ReferenceModel {
  BitModel is_new;
  IntModel back;
};

// A 64-bit number: its token, then raw bits.
using NumberModel = TreeModel<8>;

struct TableModels {
  IntModel count;
  BitModel is_rule;
  TreeModel<8> line_byte;
  IntModel body;
  std::array<NumberModel, 17>
      rank;  // by the symbol before in the body: none, or its token / 16
  IntModel slots;
  BitModel ends_line;
  ReferenceModel format, column, of_class, model;
  BitModel same_column, same_format, same_model;
  TreeModel<4> kind;
  BitModel flag;
  IntModel width;
  IntModel time;
  IntModel class_size;
  NumberModel seed;
  NumberModel slope;
  NumberModel number;
  TreeModel<4> predictor;
  std::array<TreeModel<4>, kPredictors> source;
  TreeModel<4> second_source;
  std::array<TreeModel<8>, kPredictors> cluster;
  TreeModel<8> later_cluster;
  IntModel exceptions;
  IntModel gap;
  NumberModel bytes;
  NumberModel sequence_size;
  IntModel places;
  NumberModel first_place, place;
};

// The side of the writer. Both sides derive from the walk below, which fixes the order.
class Writer {
 public:
  static constexpr bool kReads = false;

  void Bit(BitModel& model, bool& bit) { out_.Bit(model, bit); }
  void Int(IntModel& model, uint32_t& value) { out_.Int(model, value); }
  template <int kBits>
  void Symbol(TreeModel<kBits>& model, uint32_t& symbol) {
    out_.Symbol(model, symbol);
  }
  void Number(NumberModel& model, uint64_t& value) {
    const NumberToken token = SplitNumber(value);
    out_.Symbol(model, token.token);
    if (token.raw_bits > 32) {
      out_.Raw(static_cast<uint32_t>(token.raw >> 32), token.raw_bits - 32);
    }
    const int low = std::min<int>(token.raw_bits, 32);
    if (low > 0)
      out_.Raw(static_cast<uint32_t>(token.raw & ((uint64_t{1} << low) - 1)), low);
  }
  void Histograms(entropy::ModelSet& set, uint32_t) { set.Write(out_); }
  bool Fail() { return false; }
  bool ok() const { return true; }
  void Finish(ByteVector* out) { out_.Finish(out); }

 private:
  SideInfoWriter out_;
};

class Reader {
 public:
  static constexpr bool kReads = true;

  explicit Reader(Bytes bytes) : in_(bytes) {}

  void Bit(BitModel& model, bool& bit) { bit = in_.Bit(model); }
  void Int(IntModel& model, uint32_t& value) { value = in_.Int(model); }
  template <int kBits>
  void Symbol(TreeModel<kBits>& model, uint32_t& symbol) {
    symbol = in_.Symbol(model);
  }
  void Number(NumberModel& model, uint64_t& value) {
    const uint32_t token = in_.Symbol(model);
    if (token >= kNumberTokens) {
      Fail();
      return;
    }
    const TokenRange range = RangeOfToken(token);
    uint64_t raw = 0;
    if (range.raw_bits > 32) raw = uint64_t{in_.Raw(range.raw_bits - 32)} << 32;
    const int low = std::min<int>(range.raw_bits, 32);
    if (low > 0) raw |= in_.Raw(low);
    value = range.base + raw;
  }
  void Histograms(entropy::ModelSet& set, uint32_t clusters) {
    if (!set.Read(in_, clusters, kRecordTokens, kRecordBits)) Fail();
  }
  // Sticky.
  bool Fail() { return ok_ = false; }
  bool ok() const { return ok_ && in_.ok(); }
  bool AtEnd() const { return ok() && in_.AtEnd(); }

 private:
  SideInfoReader in_;
  bool ok_ = true;
};

// Visits everything in the order of the format. The writer's side only looks; the
// reader's fills in. Every function that reads stops growing once Side::ok() is false.
template <typename Side>
class TableWalk {
 public:
  TableWalk(Side& side, RecordTables& tables, const SegmentShape& shape)
      : side_(side), tables_(tables), layout_(tables.layout), shape_(shape) {}

  void Run() {
    uint32_t templates = layout_.templates();
    side_.Int(m_->count, templates);
    if (templates == 0 || templates > kMaxTemplates) side_.Fail();
    if (side_.ok()) Sequence(templates);
    for (uint32_t t = 0; t < templates && side_.ok(); ++t) WalkTemplate(t);
    if (side_.ok()) SequenceModel();
    uint32_t clusters = layout_.histograms.contexts();
    side_.Int(m_->count, clusters);
    if (clusters == 0 || clusters > kMaxClusters || clusters <= largest_cluster_) {
      side_.Fail();
    }
    if (side_.ok()) side_.Histograms(layout_.histograms, clusters);
    side_.Number(m_->bytes, tables_.literal_bytes);
    side_.Number(m_->bytes, tables_.string_bytes);
    if (side_.ok()) OnceEnds();
    if (side_.ok()) SequenceSizes();
    if (side_.ok()) Places();
  }

 private:
  // Rules with their bodies, and where they stand among the templates by rank. Templates
  // have explicit line bytes only if there are rules, else their numbers give them.
  void Sequence(uint32_t templates) {
    RecordSequence& sequence = layout_.sequence;
    uint32_t rules = sequence.bodies.size();
    side_.Int(m_->count, rules);
    if (rules > kMaxBodySymbols / 2) side_.Fail();
    const uint32_t symbols = templates + rules;
    uint32_t seen = 0;
    for (uint32_t rank = 0; rank < symbols && side_.ok(); ++rank) {
      bool is_rule = false;
      if constexpr (!Side::kReads) is_rule = sequence.is_rule[rank];
      if (rules > 0) side_.Bit(m_->is_rule, is_rule);
      if constexpr (Side::kReads) sequence.is_rule.push_back(is_rule);
      if (!is_rule) {
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
      side_.Number(m_->rank[last], rank);
      last = 1 + SplitNumber(rank).token / 16;
      if (rank >= symbols) side_.Fail();
      if constexpr (Side::kReads) bodies.Push(static_cast<uint32_t>(rank));
    }
    if constexpr (Side::kReads) bodies.Close();
  }

  // What a reference says: which of `size` known things it is, or size for a new one.
  void Reference(ReferenceModel& model, uint32_t size, uint32_t* id) {
    bool is_new = *id == size;
    side_.Bit(model.is_new, is_new);
    if (is_new) {
      *id = size;
      return;
    }
    uint32_t back = size - 1 - *id;
    side_.Int(model.back, back);
    if (back >= size) {
      side_.Fail();
      back = 0;
    }
    *id = size == 0 ? 0 : size - 1 - back;
  }

  void WalkTemplate(uint32_t t) {
    uint32_t count = 0;
    bool ends_line = false;
    if constexpr (!Side::kReads) {
      count = layout_.slot_begin[t + 1] - layout_.slot_begin[t];
      ends_line = tables_.ends_line[t];
    }
    side_.Int(m_->slots, count);
    side_.Bit(m_->ends_line, ends_line);
    const uint32_t begin = Side::kReads ? static_cast<uint32_t>(layout_.slots.size())
                                        : layout_.slot_begin[t];
    if (count > kMaxSlots - begin) side_.Fail();
    last_column_ = kNone;
    for (uint32_t i = 0; i < count && side_.ok(); ++i) {
      if constexpr (Side::kReads) layout_.slots.emplace_back();
      WalkSlot(&layout_.slots[begin + i]);
    }
    if constexpr (Side::kReads) {
      layout_.slot_begin.push_back(static_cast<uint32_t>(layout_.slots.size()));
      tables_.ends_line.push_back(ends_line);
    }
  }

  void WalkSlot(RecordSlot* slot) {
    const bool is_new = ColumnOf(slot);
    if (!side_.ok()) return;
    // Until the column has a first slot, nothing is known of its format and model.
    if (is_new ||
        !AsBefore(m_->same_format, known_[slot->column].format, &slot->format)) {
      Format(&slot->format);
      known_[slot->column].format = slot->format;
    }
    if (!side_.ok()) return;
    if (is_new) Column(slot->is_string(), &layout_.columns[slot->column]);
    if (!side_.ok()) return;
    // Strings are ranked only in classes of strings, and numbers in those of numbers.
    const RecordClass& of = layout_.classes[layout_.columns[slot->column].of_class];
    if (of.strings != slot->is_string()) side_.Fail();
    if (is_new || !AsBefore(m_->same_model, known_[slot->column].model, &slot->model)) {
      ModelOf(slot);
      known_[slot->column].model = slot->model;
    }
    if (!side_.ok()) return;
    const Predictor predictor = layout_.models[slot->model].predictor;
    if (slot->is_string() && !UsesDictionary(predictor)) side_.Fail();
    if (!slot->is_string() && UsesRankDelta(predictor)) side_.Fail();
    if (!IsRemembered(*slot) && UsesCache(predictor)) side_.Fail();
  }

  // Whether *value is what it was before, which it then becomes.
  template <typename T>
  bool AsBefore(BitModel& model, const T& before, T* value) {
    bool same = *value == before;
    side_.Bit(model, same);
    if (same) *value = before;
    return same;
  }

  // The column of the next slot: most often the one that followed the last slot's column
  // before. Returns whether it is new.
  bool ColumnOf(RecordSlot* slot) {
    uint32_t& follower =
        last_column_ == kNone ? first_column_ : known_[last_column_].follower;
    bool is_new = false;
    if (follower == kNone || !AsBefore(m_->same_column, follower, &slot->column)) {
      Reference(m_->column, columns_, &slot->column);
      is_new = slot->column == columns_;
    }
    follower = last_column_ = slot->column;
    if (is_new) {
      ++columns_;
      known_.emplace_back();  // `follower` is gone
      if constexpr (Side::kReads) layout_.columns.emplace_back();
    }
    return is_new;
  }

  void ModelOf(RecordSlot* slot) {
    Reference(m_->model, models_, &slot->model);
    if (slot->model < models_) return;
    if (++models_ > kMaxModels) {
      side_.Fail();
      return;
    }
    if constexpr (Side::kReads) layout_.models.emplace_back();
    Model(&layout_.models[slot->model]);
  }

  void Format(SlotFormat* format) {
    uint32_t id = 0;
    if constexpr (!Side::kReads) {
      id = static_cast<uint32_t>(std::find(formats_.begin(), formats_.end(), *format) -
                                 formats_.begin());
    }
    const auto known = static_cast<uint32_t>(formats_.size());
    Reference(m_->format, known, &id);
    if (!side_.ok()) return;
    if (id < known) {
      *format = formats_[id];
      return;
    }
    auto kind = static_cast<uint32_t>(format->kind);
    uint32_t width = format->width;
    uint32_t fraction = format->fraction;
    side_.Symbol(m_->kind, kind);
    side_.Bit(m_->flag, format->is_signed);
    side_.Bit(m_->flag, format->upper);
    side_.Int(m_->width, width);
    side_.Int(m_->width, fraction);
    uint32_t pattern = format->time.pattern;
    uint32_t digits = format->time.fraction_digits;
    auto mark = static_cast<uint32_t>(format->time.fraction_mark);
    if (kind == static_cast<uint32_t>(SlotKind::kTime)) {
      side_.Int(m_->time, pattern);
      side_.Int(m_->time, digits);
      side_.Int(m_->time, mark);
    }
    if (std::max({width, fraction, pattern, digits, mark}) > 127) side_.Fail();
    if constexpr (Side::kReads) {
      format->kind = static_cast<SlotKind>(kind);
      format->width = static_cast<uint8_t>(width);
      format->fraction = static_cast<uint8_t>(fraction);
      format->time = {static_cast<uint8_t>(pattern), static_cast<uint8_t>(digits),
                      static_cast<char>(mark)};
      if (!IsValid(*format)) side_.Fail();
    }
    formats_.push_back(*format);
  }

  void Column(bool strings, RecordColumn* column) {
    Reference(m_->of_class, classes_, &column->of_class);
    if (column->of_class == classes_) {
      ++classes_;
      if constexpr (Side::kReads) layout_.classes.push_back({strings, 0, {}});
      Class(&layout_.classes[column->of_class]);
    }
    side_.Number(m_->seed, column->seed);
    uint64_t slope = ZigZag(column->slope);
    side_.Number(m_->slope, slope);
    column->slope = UnZigZag(slope);
  }

  void Class(RecordClass* of) {
    side_.Int(m_->class_size, of->size);
    // Each value takes a byte of the segment at least.
    ranked_ += of->size;
    if (ranked_ > shape_.expanded_bytes) side_.Fail();
    if (of->strings) return;
    numbers_ += of->size;
    if (numbers_ > kMaxNumbers) side_.Fail();
    for (uint32_t i = 0; i < of->size && side_.ok(); ++i) {
      uint64_t number = 0;
      if constexpr (!Side::kReads) number = of->numbers[i];
      side_.Number(m_->number, number);
      if constexpr (Side::kReads) of->numbers.push_back(number);
    }
  }

  void Cluster(TreeModel<8>& model, uint8_t* cluster) {
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
    if (model.predictor != Predictor::kRaw) side_.Fail();
    if (model.source != kOwnLast && model.source != kLineByte) side_.Fail();
    if (model.second_source != kNoSource) side_.Fail();
  }

  void OnceEnds() {
    uint64_t end = 0;
    if constexpr (Side::kReads) tables_.once_ends.resize(shape_.blocks);
    for (uint64_t& once_end : tables_.once_ends) {
      uint64_t bytes = once_end - end;
      side_.Number(m_->bytes, bytes);
      if (bytes > kMaxSegmentBytes) {
        side_.Fail();
        return;
      }
      end += bytes;
      once_end = end;
    }
  }

  void SequenceSizes() {
    uint64_t last = 0;
    if constexpr (Side::kReads) tables_.sequence_sizes.resize(shape_.blocks);
    for (uint32_t& size : tables_.sequence_sizes) {
      uint64_t difference = ZigZag(size - last);
      side_.Number(m_->sequence_size, difference);
      last += UnZigZag(difference);
      if (last > kMaxBlockBytes) {
        side_.Fail();
        return;
      }
      size = static_cast<uint32_t>(last);
    }
  }

  void Places() {
    RecordPlaces& places = tables_.places;
    if constexpr (Side::kReads) places.counts.resize(CountThings(layout_));
    uint64_t last_first = 0;
    size_t at = 0;
    for (uint8_t& count : places.counts) {
      uint32_t told = count;
      side_.Int(m_->places, told);
      if (told > kMostPlaces) side_.Fail();
      if (!side_.ok()) return;
      count = static_cast<uint8_t>(told);
      if (told == 0) continue;
      uint64_t block = Place(at++, last_first);
      last_first = block;
      for (uint32_t i = 1; i < told; ++i) block = NextPlace(at++, block);
    }
  }

  // The first block of a thing, told by the distance to that of the one before.
  uint64_t Place(size_t at, uint64_t before) {
    uint64_t distance = 0;
    if constexpr (!Side::kReads) distance = ZigZag(tables_.places.blocks[at] - before);
    side_.Number(m_->first_place, distance);
    return AddPlace(before + UnZigZag(distance));
  }

  uint64_t NextPlace(size_t at, uint64_t before) {
    uint64_t distance = 0;
    if constexpr (!Side::kReads) distance = tables_.places.blocks[at] - before - 1;
    side_.Number(m_->place, distance);
    return AddPlace(before + distance + 1);
  }

  uint64_t AddPlace(uint64_t block) {
    if constexpr (Side::kReads) {
      if (block >= shape_.blocks) side_.Fail();
      tables_.places.blocks.push_back(static_cast<uint32_t>(block));
    }
    return block;
  }

  // What the last slot of a column was like, and the column of the slot after it.
  struct KnownColumn {
    SlotFormat format;
    uint32_t model = 0;
    uint32_t follower = kNone;
  };
  static constexpr uint32_t kNone = ~uint32_t{0};

  Side& side_;
  RecordTables& tables_;
  RecordLayout& layout_;
  const SegmentShape& shape_;
  std::unique_ptr<TableModels> m_ = std::make_unique<TableModels>();
  std::vector<SlotFormat> formats_;
  std::vector<KnownColumn> known_;  // by column
  uint32_t last_column_ = kNone;    // of the slot before in the template
  uint32_t first_column_ = kNone;   // of the first slot of the template before
  uint32_t columns_ = 0;
  uint32_t classes_ = 0;
  uint32_t models_ = 0;
  uint32_t largest_cluster_ = 0;
  uint64_t ranked_ = 0;   // values of all classes
  uint64_t numbers_ = 0;  // of these, numbers
  uint64_t body_symbols_ = 0;
};

}  // namespace

ByteVector WriteRecordTables(const RecordTables& tables) {
  Writer writer;
  RecordTables copy = tables;
  TableWalk<Writer>(writer, copy,
                    SegmentShape{std::numeric_limits<uint64_t>::max(), 0, 0})
      .Run();
  ByteVector out;
  writer.Finish(&out);
  return out;
}

absl::StatusOr<RecordTables> ReadRecordTables(Bytes side_info,
                                              const SegmentShape& shape) {
  Reader reader(side_info);
  RecordTables tables;
  TableWalk<Reader>(reader, tables, shape).Run();
  if (!reader.AtEnd()) {
    return absl::DataLossError(
        absl::StrCat("record lens: tables of ", side_info.size(), " bytes are corrupt"));
  }
  if (RecordTableBytes(tables.layout) > kMaxRecordTableBytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("record lens: tables need ", RecordTableBytes(tables.layout),
                     " bytes, at most ", kMaxRecordTableBytes, " are allowed"));
  }
  return tables;
}

}  // namespace rondo::stream
