// The decoder of the record lens. Tables are read when the first block is asked for.
//
// A block is its sequence, which gives the template of every line, and then a loop over
// lines: literals are copied and slots decoded, in turn, into a buffer of the block's size.
// So a search knows of which templates a block has lines before it decodes any. What a slot
// needs is gathered in one place (SlotCode) when the tables are loaded.
//
// Hostile streams: every copy is checked against the room left, every number against its
// format, and every line must be as long as it has slots, so that work is bounded by the
// size of the block.
//
// Tested by tests/record_lens_test.cc and tests/record_scan_test.cc.
#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "entropy/rans.h"
#include "stream/record_layout.h"
#include "stream/record_lens.h"
#include "stream/record_line.h"
#include "stream/record_scan.h"
#include "stream/record_tables.h"
#include "stream/record_templates.h"
#include "stream/record_text.h"

namespace rondo::stream {
namespace {

using entropy::RansCursor;

constexpr int kTokenLane = 0;
constexpr int kRawLane = 1;
constexpr size_t kSlack = kLineSlack;
constexpr uint32_t kNoCache = ~uint32_t{0};
// Values of caches that stand for strings of the block, not of a dictionary.
constexpr uint64_t kOnceString = uint64_t{1} << 32;

// A slot with all that decoding it needs. 48 bytes.
struct SlotCode {
  Piece literal;  // before the slot
  uint32_t column;
  uint32_t model;
  uint32_t cache;         // kNoCache if no slot of its class needs it
  uint32_t first_value;   // of its class: into strings or numbers
  uint32_t class_size;
  Predictor predictor;
  uint8_t source;
  uint8_t second_source;
  uint8_t dictionary;
  uint8_t raw;
  uint32_t first;  // into context_clusters_
  bool is_string;
  bool follows_rank;  // a string, and some slot of its column is coded by kRankDelta
  grammar::SlotFormat format;
};

struct TemplateCode {
  uint32_t slot_begin;
  uint32_t slot_end;
  Piece tail;  // the last literal
  bool ends_line;
};

constexpr auto kRanges = [] {
  std::array<TokenRange, 256> ranges{};
  for (uint32_t token = 0; token < kNumberTokens; ++token) ranges[token] = RangeOfToken(token);
  return ranges;
}();

class RecordDecoder final : public SegmentDecoder {
 public:
  RecordDecoder(Bytes side_info, Bytes text, const SegmentShape& shape)
      : side_info_(side_info), coded_text_(text), shape_(shape) {}

  absl::Status Expand(std::span<const BlockJob> jobs) override {
    if (!loaded_) RONDO_RETURN_IF_ERROR(Load());
    for (size_t i = 0, read = 0; i < jobs.size(); ++i) {
      if (i == read) {
        while (read < jobs.size() && jobs[read].block == jobs[i].block + (read - i)) ++read;
        if (!ReadOnce(jobs.subspan(i, read - i))) return Failure(jobs[i]);
      }
      if (!DecodeBlock(jobs[i])) return Failure(jobs[i]);
    }
    return absl::OkStatus();
  }

  // Blocks are passed over undecoded, lines unrendered; see record_scan.h.
  absl::Status ExpandMatching(std::span<const BlockJob> jobs, const Needles& needles,
                              bool after_newline, bool whole_blocks,
                              std::vector<BlockPart>* parts,
                              uint64_t* counted) override {
    if (!needles.has_automaton()) {
      return SegmentDecoder::ExpandMatching(jobs, needles, after_newline, whole_blocks,
                                            parts, counted);
    }
    if (!loaded_) RONDO_RETURN_IF_ERROR(Load());
    if (!scan_.has_value() || &scan_->needles() != &needles) MakeScan(needles);
    bool has_once = false;
    for (const BlockJob& job : jobs) {
      const auto read_once = [&] { return has_once = has_once || ReadOnce(jobs); };
      bool once = false;
      if (scan_->may_be_in_once()) {
        if (!read_once()) return Failure(job);
        once = scan_->FindsInOnce(OnceText(job));
      }
      if (after_newline && !once && scan_->may_pass_over_blocks()) continue;
      const size_t parts_before = parts->size();
      RansCursor cursor = buffer_.Load(job.payload);
      if (!ReadSequence(cursor, job)) return Failure(job);
      const size_t end = EndOfInterest(once, after_newline, counted != nullptr);
      if (end > 0) {
        if (!read_once() ||
            !ScanLines(job, cursor, end, once, after_newline, parts, counted)) {
          return Failure(job);
        }
      }
      if (counted != nullptr) *counted += CountSure(end);
      after_newline = templates_[lines_.back()].ends_line;
      if (!whole_blocks || parts->size() == parts_before) continue;
      parts->resize(parts_before);
      parts->push_back(
          {.block = job.block, .from = 0, .to = job.expanded_bytes, .newlines = 0});
      if (!DecodeBlock(job)) return Failure(job);
    }
    return absl::OkStatus();
  }

  absl::Status ExpandLines(const BlockJob& job, std::vector<LineMark>* marks) override {
    marks->clear();
    marks_ = marks;
    const absl::Status status = Expand({&job, 1});
    marks_ = nullptr;
    return status;
  }

  absl::StatusOr<std::vector<LineTemplate>> Templates() override {
    if (!loaded_) RONDO_RETURN_IF_ERROR(Load());
    const auto text = [this](const Piece& piece) {
      return std::string_view(reinterpret_cast<const char*>(head_.data()) + piece.offset,
                              piece.bytes);
    };
    std::vector<LineTemplate> shapes(templates_.size());
    for (size_t t = 0; t < shapes.size(); ++t) {
      for (uint32_t s = templates_[t].slot_begin; s < templates_[t].slot_end; ++s) {
        AppendSlot(text(slots_[s].literal), slots_[s].format, &shapes[t]);
      }
      std::string_view tail = text(templates_[t].tail);
      if (tail.ends_with('\n')) tail.remove_suffix(1);
      shapes[t].literals.emplace_back(tail);
    }
    return shapes;
  }

  uint64_t memory_bytes() const override {
    if (!loaded_) return 0;
    return head_.size() + slots_.size() * sizeof(SlotCode) +
           strings_.size() * sizeof(Piece) + numbers_.size() * 8 +
           caches_.size() * sizeof(ValueCache) + context_clusters_.size() +
           text_->memory_bytes() + uint64_t{clusters_} * ((1u << kRecordBits) + 1024) +
           (scan_.has_value() ? scan_->memory_bytes() : 0);
  }

 private:
  // ---- Tables.

  absl::Status Load() {
    RONDO_ASSIGN_OR_RETURN(RecordTables tables, ReadRecordTables(side_info_, shape_));
    const uint64_t head_bytes = tables.literal_bytes + tables.string_bytes;
    if (tables.literal_bytes > kMaxSegmentBytes || tables.string_bytes > kMaxSegmentBytes ||
        head_bytes > 64 * shape_.expanded_bytes + (1u << 20)) {
      return absl::DataLossError(absl::StrCat("record lens: ", head_bytes, " bytes of text"));
    }
    if (shape_.memory_limit_bytes > 0 && head_bytes > shape_.memory_limit_bytes) {
      return absl::ResourceExhaustedError(
          absl::StrCat("record lens: ", head_bytes, " bytes of text, the limit is ",
                       shape_.memory_limit_bytes));
    }
    if (tables.text_bytes() > 0) {
      RONDO_ASSIGN_OR_RETURN(text_, RecordText::Open(coded_text_, tables.text_bytes(),
                                                     shape_.memory_limit_bytes));
    }
    head_.assign(head_bytes + kSlack, 0);
    if (head_bytes > 0) RONDO_RETURN_IF_ERROR(text_->Read(0, {head_.data(), head_bytes}));
    once_begin_ = head_bytes;
    once_ends_ = std::move(tables.once_ends);
    sequence_sizes_ = std::move(tables.sequence_sizes);
    RONDO_RETURN_IF_ERROR(MakeCodes(tables));
    loaded_ = true;
    if (shape_.memory_limit_bytes > 0 && memory_bytes() > shape_.memory_limit_bytes) {
      return absl::ResourceExhaustedError(
          absl::StrCat("record lens: tables of ", memory_bytes(), " bytes, the limit is ",
                       shape_.memory_limit_bytes));
    }
    return absl::OkStatus();
  }

  // The lines of head_[begin, end), which must be `count`.
  absl::Status SplitHead(uint64_t begin, uint64_t end, uint64_t count,
                         std::vector<Piece>* pieces) const {
    uint64_t at = begin;
    while (at < end && pieces->size() <= count) {
      const void* const newline = std::memchr(head_.data() + at, '\n', end - at);
      if (newline == nullptr) break;
      const uint64_t stop = static_cast<const uint8_t*>(newline) - head_.data();
      pieces->push_back({static_cast<uint32_t>(at), static_cast<uint32_t>(stop - at)});
      at = stop + 1;
    }
    if (at == end && pieces->size() == count) return absl::OkStatus();
    return absl::DataLossError(
        absl::StrCat("record lens: text does not hold ", count, " strings"));
  }

  absl::Status MakeCodes(const RecordTables& tables) {
    const RecordLayout& layout = tables.layout;
    const uint64_t slots = layout.slots.size();
    std::vector<Piece> literals;
    RONDO_RETURN_IF_ERROR(
        SplitHead(0, tables.literal_bytes, slots + layout.templates(), &literals));
    std::vector<uint32_t> first_value;
    uint64_t strings = 0;
    for (const RecordClass& of : layout.classes) {
      first_value.push_back(static_cast<uint32_t>(of.strings ? strings : numbers_.size()));
      if (of.strings) {
        strings += of.size;
      } else {
        numbers_.insert(numbers_.end(), of.numbers.begin(), of.numbers.end());
      }
    }
    RONDO_RETURN_IF_ERROR(SplitHead(tables.literal_bytes, head_.size() - kSlack, strings,
                                    &strings_));
    const std::vector<uint32_t> first_cluster = PackModels(layout);
    std::vector<uint32_t> cache_of_class(layout.classes.size(), kNoCache);
    const std::vector<bool> with_cache = ClassesWithCache(layout);
    std::vector<bool> follows_rank(layout.columns.size(), false);
    for (const RecordSlot& slot : layout.slots) {
      if (UsesRankDelta(layout.models[slot.model].predictor)) follows_rank[slot.column] = true;
    }
    uint32_t caches = 0;
    size_t literal = 0;
    for (uint32_t t = 0; t < layout.templates(); ++t) {
      TemplateCode code = {layout.slot_begin[t], layout.slot_begin[t + 1], {},
                           tables.ends_line[t]};
      for (uint32_t s = code.slot_begin; s < code.slot_end; ++s) {
        const RecordSlot& slot = layout.slots[s];
        const RecordModel& model = layout.models[slot.model];
        const uint32_t of = layout.columns[slot.column].of_class;
        uint32_t cache = kNoCache;
        if (with_cache[of] && IsRemembered(slot)) {
          if (cache_of_class[of] == kNoCache) cache_of_class[of] = caches++;
          cache = cache_of_class[of];
        }
        slots_.push_back({literals[literal++], slot.column, slot.model, cache,
                          first_value[of], layout.classes[of].size, model.predictor,
                          model.source, model.second_source, model.dictionary, model.raw,
                          first_cluster[slot.model], slot.is_string(),
                          follows_rank[slot.column], slot.format});
      }
      code.tail = literals[literal++];
      code.tail.bytes += tables.ends_line[t];
      templates_.push_back(code);
    }
    sequence_first_ = first_cluster.back();
    sequence_own_last_ = layout.models.back().source == kOwnLast;
    sequence_ = layout.sequence;
    uint32_t rules = 0;
    for (uint32_t rank = 0; rank < sequence_.is_rule.size(); ++rank) {
      number_of_rank_.push_back(sequence_.is_rule[rank] ? rules++ : rank - rules);
    }
    starts_ = layout.columns;
    columns_.resize(starts_.size());
    column_block_.assign(starts_.size(), 0);
    own_last_.resize(layout.models.size());
    caches_.resize(caches);
    clusters_ = layout.histograms.contexts();
    table_ = entropy::DecodeTable(layout.histograms);
    return absl::OkStatus();
  }

  // The clusters of all contexts of all models end to end; where each model begins.
  std::vector<uint32_t> PackModels(const RecordLayout& layout) {
    std::vector<uint32_t> first;
    for (const RecordModel& model : layout.models) {
      first.push_back(static_cast<uint32_t>(context_clusters_.size()));
      const size_t contexts = model.source == kNoSource ? 1 : 256;
      context_clusters_.insert(context_clusters_.end(), model.first.begin(),
                               model.first.begin() + contexts);
    }
    return first;
  }

  void MakeScan(const Needles& needles) {
    scan_.emplace(needles, head_, strings_, !once_ends_.empty() && once_ends_.back() > 0);
    std::vector<RecordScan::Slot> slots;
    for (const TemplateCode& code : templates_) {
      slots.clear();
      for (uint32_t s = code.slot_begin; s < code.slot_end; ++s) {
        const SlotCode& slot = slots_[s];
        slots.push_back({slot.literal, slot.format, slot.first_value, slot.class_size});
      }
      scan_->AddTemplate(slots, code.tail, code.ends_line);
    }
  }

  // ---- Blocks.

  absl::Status Failure(const BlockJob& job) const {
    RONDO_RETURN_IF_ERROR(text_status_);
    return absl::DataLossError(
        absl::StrCat("record lens: block ", job.block, " of the segment does not decode"));
  }

  // Where the strings of a block that occur once begin, behind once_begin_.
  uint64_t OnceBegin(uint32_t block) const { return block == 0 ? 0 : once_ends_[block - 1]; }

  // Loads the strings that occur once in blocks that follow each other.
  bool ReadOnce(std::span<const BlockJob> jobs) {
    for (const BlockJob& job : jobs) {
      if (job.block >= once_ends_.size()) return false;
      // A string that occurs once stands in the block, a newline more in the text.
      const uint64_t bytes = once_ends_[job.block] - OnceBegin(job.block);
      if (bytes > 2 * uint64_t{job.expanded_bytes} + kSlack) return false;
    }
    once_read_ = OnceBegin(jobs.front().block);
    const uint64_t bytes = once_ends_[jobs.back().block] - once_read_;
    once_.resize(bytes + kSlack);
    if (bytes == 0) return true;
    text_status_ = text_->Read(once_begin_ + once_read_, {once_.data(), bytes});
    return text_status_.ok();
  }

  // REQUIRES: ReadOnce of the block.
  Bytes OnceText(const BlockJob& job) const {
    const uint64_t begin = OnceBegin(job.block);
    return Bytes(once_).subspan(begin - once_read_, once_ends_[job.block] - begin);
  }

  // Starts the state anew. REQUIRES: ReadOnce of the block.
  void StartBlock(const BlockJob& job) {
    once_at_ = OnceBegin(job.block) - once_read_;
    once_end_ = once_ends_[job.block] - once_read_;
    once_strings_.clear();
    ++block_;
    block_in_segment_ = job.block;
    for (ValueCache& cache : caches_) cache.Clear();
    std::fill(own_last_.begin(), own_last_.end(), 0);
    line_byte_ = last_line_byte_ = 0;
    out_.resize(size_t{job.expanded_bytes} + 2 * kSlack);
    at_ = out_.data();
    end_ = at_ + job.expanded_bytes;
  }

  bool DecodeBlock(const BlockJob& job) {
    RansCursor cursor = buffer_.Load(job.payload);
    if (!ReadSequence(cursor, job)) return false;
    StartBlock(job);
    const uint8_t* const stop = out_.data() + job.from + job.out.size();
    LineWriter out = {at_, end_};
    size_t line = 0;
    for (; out.at < stop; ++line) {
      const auto offset = static_cast<uint32_t>(out.at - out_.data());
      if (line == lines_.size() || !DecodeLine(cursor, lines_[line], out)) return false;
      if (marks_ != nullptr) marks_->push_back({offset, lines_[line]});
    }
    at_ = out.at;
    const bool whole = job.from == 0 && job.out.size() == job.expanded_bytes;
    if (whole && (line < lines_.size() || !BlockIsComplete(cursor))) return false;
    if (!job.out.empty()) {
      std::memcpy(job.out.data(), out_.data() + job.from, job.out.size());
    }
    return true;
  }

  bool BlockIsComplete(const RansCursor& cursor) const {
    return at_ == end_ && cursor.AtEnd() && once_at_ == once_end_;
  }

  // Lines before this one have to be decoded: the last one that a search may want, and
  // that is not counted alone for its template, comes right before it.
  size_t EndOfInterest(bool once, bool after_newline, bool count) const {
    for (size_t i = lines_.size(); i > 0; --i) {
      const uint32_t id = lines_[i - 1];
      if (scan_->MayHold(id, once) && !(count && scan_->Holds(id))) return i;
      if (!templates_[id].ends_line) return i;
    }
    return after_newline ? 0 : 1;
  }

  // The lines from `first` on that hold a needle by their template.
  uint64_t CountSure(size_t first) const {
    uint64_t sure = 0;
    for (size_t i = first; i < lines_.size(); ++i) sure += scan_->Holds(lines_[i]);
    return sure;
  }

  // Adds the parts of lines [0, end) that a search may want. `once`: a string that occurs
  // once holds a needle.
  bool ScanLines(const BlockJob& job, RansCursor& cursor, size_t end, bool once,
                 bool after_newline, std::vector<BlockPart>* parts, uint64_t* counted) {
    StartBlock(job);
    uint32_t newlines = 0;
    const size_t first_part = parts->size();
    for (size_t line = 0; line < end; ++line) {
      const uint32_t id = lines_[line];
      uint8_t* const begin = at_;
      bool wanted;
      if (!ScanLine(cursor, id, once, after_newline, counted, &wanted)) return false;
      if (wanted) {
        const auto from = static_cast<uint32_t>(begin - out_.data());
        if (parts->size() == first_part || parts->back().to != from) {
          parts->push_back({job.block, from, from, newlines});
        }
        parts->back().to = static_cast<uint32_t>(at_ - out_.data());
      }
      after_newline = templates_[id].ends_line;
      newlines += after_newline;
    }
    if (end == lines_.size() && !BlockIsComplete(cursor)) return false;
    for (size_t i = first_part; i < parts->size(); ++i) {
      const BlockPart& part = (*parts)[i];
      std::memcpy(job.out.data() + part.from, out_.data() + part.from, part.to - part.from);
    }
    return true;
  }

  // A line that is not whole is wanted whatever it holds. Unless `counted` is null, others
  // are counted instead.
  bool ScanLine(RansCursor& cursor, uint32_t id, bool once, bool after_newline,
                uint64_t* counted, bool* wanted) {
    LineWriter writer = {at_, end_};
    *wanted = true;
    if (!after_newline || !templates_[id].ends_line) {
      if (!DecodeLine(cursor, id, writer)) return false;
      at_ = writer.at;
      return true;
    }
    const bool sure = counted != nullptr && scan_->Holds(id);
    if (sure || !scan_->MayHold(id, once)) {
      LineMeasure measure = {*scan_, at_, end_};
      *wanted = false;
      if (sure) ++*counted;
      if (!DecodeLine(cursor, id, measure)) return false;
      at_ = measure.at;
      return true;
    }
    walk_.Start(*scan_, templates_[id].slot_end - templates_[id].slot_begin, at_, end_);
    if (!DecodeLine(cursor, id, walk_)) return false;
    *wanted = walk_.found();
    at_ = walk_.at;
    if (*wanted && counted != nullptr) {
      ++*counted;
      *wanted = false;
    }
    return !*wanted || walk_.Write(&writer);
  }

  // Fills lines_ with the templates of the block's lines: one or more.
  bool ReadSequence(RansCursor& cursor, const BlockJob& job) {
    lines_.clear();
    good_ = true;
    if (job.block >= sequence_sizes_.size()) return false;
    uint8_t last_token = 0;
    uint8_t line_byte = 0;
    for (uint32_t i = sequence_sizes_[job.block]; i > 0; --i) {
      const uint8_t context = sequence_own_last_ ? last_token : line_byte;
      const uint32_t token =
          table_.Get(cursor, kTokenLane, context_clusters_[sequence_first_ + context]);
      const uint64_t rank = Number(cursor, token);
      if (rank >= number_of_rank_.size() || cursor.overrun()) return false;
      if (!AppendLines(static_cast<uint32_t>(rank), job.expanded_bytes)) return false;
      last_token = static_cast<uint8_t>(token);
      line_byte = sequence_.line_bytes[lines_.back()];
    }
    return good_ && !lines_.empty();
  }

  // The lines that a rank stands for. False if there are more than `most` in all: each
  // takes a byte or more of the block.
  bool AppendLines(uint32_t rank, uint32_t most) {
    open_.clear();
    while (true) {
      // Rules have no cycles, and every body has two symbols or more.
      while (sequence_.is_rule[rank]) {
        open_.push_back(sequence_.bodies[number_of_rank_[rank]]);
        rank = TakeFromBody();
      }
      if (lines_.size() >= most) return false;
      lines_.push_back(number_of_rank_[rank]);
      if (open_.empty()) return true;
      rank = TakeFromBody();
    }
  }

  uint32_t TakeFromBody() {
    grammar::SymbolSpan& body = open_.back();
    const uint32_t rank = body.front();
    body = body.subspan(1);
    if (body.empty()) open_.pop_back();
    return rank;
  }

  // `out`: see record_line.h.
  template <typename Out>
  bool DecodeLine(RansCursor& cursor, uint32_t id, Out& out) {
    last_line_byte_ = line_byte_;
    line_byte_ = sequence_.line_bytes[id];
    const TemplateCode& code = templates_[id];
    const uint8_t* const begin = out.at;
    numbers_of_line_.Clear();
    bytes_.resize(kMaxSlotsBack + (code.slot_end - code.slot_begin));
    uint8_t* byte = bytes_.data() + kMaxSlotsBack;
    for (uint32_t s = code.slot_begin; s < code.slot_end; ++s) {
      const SlotCode& slot = slots_[s];
      if (!out.Literal(s + id, head_.data(), slot.literal) ||
          !DecodeSlot(cursor, s, byte, out)) {
        return false;
      }
      ++byte;
      if (cursor.overrun()) return false;
    }
    if (!out.Literal(code.slot_end + id, head_.data(), code.tail)) return false;
    // Every slot but that of an empty raw line is a byte or more.
    return good_ && out.at > begin &&
           out.at - begin >= int64_t{code.slot_end} - code.slot_begin;
  }

  uint64_t Number(RansCursor& cursor, uint32_t token) {
    const TokenRange range = kRanges[token];
    good_ &= token < kNumberTokens;
    if (range.raw_bits == 0) return range.base;
    uint64_t raw = 0;
    if (range.raw_bits > 32) {
      raw = uint64_t{cursor.GetBits(kRawLane, range.raw_bits - 32)} << 32;
      return range.base + (raw | cursor.GetBits(kRawLane, 32));
    }
    return range.base + cursor.GetBits(kRawLane, range.raw_bits);
  }

  uint8_t ByteOf(uint8_t source, const SlotCode& slot, const uint8_t* byte) const {
    switch (source) {
      case kNoSource: return 0;
      case kOwnLast: return own_last_[slot.model];
      case kLineByte: return line_byte_;
      case kLastLineByte: return last_line_byte_;
      default: return byte[-(source - kOwnLast)];
    }
  }

  uint8_t Context(const SlotCode& slot, const uint8_t* byte) const {
    const uint8_t first = ByteOf(slot.source, slot, byte);
    if (slot.second_source == kNoSource) return first;
    return MixContexts(first, ByteOf(slot.second_source, slot, byte));
  }

  ColumnState& Column(uint32_t id) {
    if (column_block_[id] != block_) {
      column_block_[id] = block_;
      columns_[id] = starts_[id].Start(block_in_segment_);
    }
    return columns_[id];
  }

  template <typename Out>
  bool DecodeSlot(RansCursor& cursor, uint32_t s, uint8_t* byte, Out& out) {
    const SlotCode& slot = slots_[s];
    const uint32_t cluster = context_clusters_[slot.first + Context(slot, byte)];
    const uint32_t token = table_.Get(cursor, kTokenLane, cluster);
    if (slot.is_string) return DecodeString(cursor, slot, token, byte, out);
    ColumnState& column = Column(slot.column);
    uint64_t value;
    if (slot.predictor < Predictor::kDictionary) {
      const uint64_t number = Number(cursor, token);
      const uint64_t expected = Expected(slot.predictor, column, numbers_of_line_);
      value = slot.predictor == Predictor::kRaw && !slot.format.is_signed
                  ? number
                  : expected + UnZigZag(number);
      *byte = static_cast<uint8_t>(token);
    } else {
      value = RankedNumber(cursor, slot, token);
      *byte = ValueByte(value);
    }
    own_last_[slot.model] = *byte;
    if (slot.cache != kNoCache && !UsesCache(slot.predictor)) {
      caches_[slot.cache].Remember({value, kNoRank});
    }
    column.Set(value);
    numbers_of_line_.Push(value);
    return out.Number(s, slot.format, value);
  }

  // A number under a cache or a dictionary.
  uint64_t RankedNumber(RansCursor& cursor, const SlotCode& slot, uint32_t token) {
    ValueCache* const cache = UsesCache(slot.predictor) ? &caches_[slot.cache] : nullptr;
    if (cache != nullptr) {
      if (token != kMissToken) {
        if (token >= static_cast<uint32_t>(cache->size())) return Bad();
        return cache->Touch(static_cast<int>(token)).value;
      }
      if (slot.predictor == Predictor::kCacheDictionary) {
        token = table_.Get(cursor, kTokenLane, slot.dictionary);
      }
    }
    uint64_t value;
    uint32_t rank = kNoRank;
    if (token != kMissToken) {
      const uint64_t number = Number(cursor, token);
      if (number >= slot.class_size) return Bad();
      rank = static_cast<uint32_t>(number);
      value = numbers_[slot.first_value + rank];
    } else {
      token = table_.Get(cursor, kTokenLane, slot.raw);
      value = Number(cursor, token);
      if (slot.format.is_signed) value = UnZigZag(value);
    }
    if (cache != nullptr) cache->Insert({value, rank});
    return value;
  }

  uint64_t Bad() {
    good_ = false;
    return 0;
  }

  template <typename Out>
  bool DecodeString(RansCursor& cursor, const SlotCode& slot, uint32_t token, uint8_t* byte,
                    Out& out) {
    ValueCache* const cache = UsesCache(slot.predictor) ? &caches_[slot.cache] : nullptr;
    const auto first = static_cast<uint8_t>(token);
    uint64_t value;
    uint32_t rank;
    if (cache != nullptr && token != kMissToken) {
      if (token >= static_cast<uint32_t>(cache->size())) return false;
      const ValueCache::Entry entry = cache->Touch(static_cast<int>(token));
      value = entry.value;
      rank = entry.rank;
    } else {
      if (cache != nullptr) token = table_.Get(cursor, kTokenLane, slot.dictionary);
      rank = kNoRank;
      value = kOnceString | once_strings_.size();
      if (token == kMissToken) {
        if (!OnceString()) return false;
      } else {
        value = Number(cursor, token);
        if (UsesRankDelta(slot.predictor)) value = Column(slot.column).last + UnZigZag(value);
        if (value >= slot.class_size) return false;
        rank = static_cast<uint32_t>(value);
      }
      if (cache != nullptr) {
        cache->Insert({value, rank});
      } else if (slot.cache != kNoCache) {
        caches_[slot.cache].Remember({value, rank});
      }
    }
    *byte = RankByte(rank);
    own_last_[slot.model] = UsesRankDelta(slot.predictor) ? first : *byte;
    if (rank == kNoRank) {
      return out.OnceString(once_.data(), once_strings_[value & ~kOnceString]);
    }
    if (slot.follows_rank) Column(slot.column).last = rank;
    const uint32_t string = slot.first_value + rank;
    return out.String(string, head_.data(), strings_[string]);
  }

  // Takes the next string of the block's text.
  bool OnceString() {
    const void* const newline =
        std::memchr(once_.data() + once_at_, '\n', once_end_ - once_at_);
    if (newline == nullptr) return false;
    const uint64_t stop = static_cast<const uint8_t*>(newline) - once_.data();
    once_strings_.push_back(
        {static_cast<uint32_t>(once_at_), static_cast<uint32_t>(stop - once_at_)});
    once_at_ = stop + 1;
    return true;
  }

  const Bytes side_info_;
  const Bytes coded_text_;
  const SegmentShape shape_;
  bool loaded_ = false;

  // Tables.
  std::unique_ptr<RecordText> text_;
  ByteVector head_;  // literals and strings, and kSlack bytes
  std::vector<Piece> strings_;
  std::vector<uint64_t> numbers_;
  std::vector<SlotCode> slots_;
  std::vector<TemplateCode> templates_;
  std::vector<uint8_t> context_clusters_;
  RecordSequence sequence_;
  std::vector<uint32_t> number_of_rank_;  // of the template or rule
  uint32_t sequence_first_ = 0;           // into context_clusters_
  bool sequence_own_last_ = false;
  std::vector<RecordColumn> starts_;
  uint64_t once_begin_ = 0;
  std::vector<uint64_t> once_ends_;
  std::vector<uint32_t> sequence_sizes_;
  uint32_t clusters_ = 0;
  entropy::DecodeTable table_;

  std::optional<RecordScan> scan_;  // for the last needles

  // The block.
  LineWalk walk_;
  std::vector<LineMark>* marks_ = nullptr;  // during ExpandLines
  entropy::RansBuffer buffer_;
  absl::Status text_status_;
  std::vector<uint8_t> out_;  // expanded bytes and slack
  uint8_t* at_ = nullptr;
  uint8_t* end_ = nullptr;
  bool good_ = true;  // sticky, for functions that return values
  uint64_t block_ = 0;  // counts blocks decoded, to tell stale columns
  uint32_t block_in_segment_ = 0;
  std::vector<ColumnState> columns_;
  std::vector<uint64_t> column_block_;
  std::vector<ValueCache> caches_;
  std::vector<uint8_t> own_last_;
  std::vector<uint8_t> bytes_;
  LineNumbers numbers_of_line_;
  uint8_t line_byte_ = 0;
  uint8_t last_line_byte_ = 0;
  std::vector<uint32_t> lines_;            // templates of the block's lines
  std::vector<grammar::SymbolSpan> open_;  // rest of the body of each open rule
  ByteVector once_;          // of the last ReadOnce, and kSlack bytes
  uint64_t once_read_ = 0;   // where it begins, behind once_begin_
  uint64_t once_end_ = 0;
  uint64_t once_at_ = 0;
  std::vector<Piece> once_strings_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<SegmentDecoder>> OpenRecordLens(Bytes tables,
                                                               const SegmentShape& shape) {
  ByteReader reader(tables);
  const Bytes side_info = reader.Take(reader.Varint());
  if (!reader.ok()) return absl::DataLossError("record lens: tables are truncated");
  const Bytes text = tables.subspan(reader.position());
  return std::make_unique<RecordDecoder>(side_info, text, shape);
}

}  // namespace rondo::stream
