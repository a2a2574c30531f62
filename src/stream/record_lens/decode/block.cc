// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/decode/block.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "grammar/templates/slot_text.h"
#include "time/decimal.h"

namespace rondo::stream {

absl::Status BlockError(const BlockJob& job) {
  return absl::DataLossError(
      absl::StrCat("record lens: block ", job.block, " of the segment does not decode"));
}

uint64_t RecordBlock::memory_bytes() const {
  return payload_.capacity() + bundles_.capacity() * sizeof(Bundle) +
         (symbols_.capacity() + lines_.capacity() + line_ends_.capacity()) * 4 +
         tokens_.capacity() + open_.capacity() * sizeof(grammar::SymbolSpan) +
         values_.memory_bytes() + sizeof(times_) +
         (line_bytes_.capacity() + guesses_.capacity()) * 8 + line_text_.capacity();
}

// Each symbol stands for a line or more, which takes a byte or more of the block.
bool RecordBlock::ReadSymbols(const BlockJob& job) {
  block_in_segment_ = job.block;
  expanded_bytes_ = job.expanded_bytes;
  symbols_.clear();
  payload_.resize(job.payload.size() + Bundle::kPaddingBytes);
  std::ranges::copy(job.payload, payload_.begin());
  if (!Bundle::ReadAll(base::Bytes(payload_).first(job.payload.size()),
                       shapes_.has_singletons(), job.expanded_bytes, &bundles_) ||
      job.block >= code_.sequence_sizes.size()) {
    return false;
  }
  const uint32_t size = code_.sequence_sizes[job.block];
  if (size == 0 || size > job.expanded_bytes) return false;
  Bundle& bundle = bundles_.front();
  if (!bundle.Open()) return false;
  const Bundle::Table table = code_.table.view<kRecordBits>();
  const StreamCode& code = code_.streams.back();
  const uint8_t* const clusters = code_.context_clusters.data() + code.first;
  const uint64_t ranks = code_.sequence.symbols();
  symbols_.resize(size);
  if (code.source == kOwnLast) {
    tokens_.resize(size);
    if (!bundle.Tokens(table, clusters, nullptr, kFirstSourceFactor, tokens_))
      return false;
    for (uint32_t i = 0; i < size; ++i) {
      const uint64_t rank = bundle.Number(tokens_[i]);
      if (rank >= ranks) return false;
      symbols_[i] = static_cast<uint32_t>(rank);
    }
  } else {
    // The context is a line that a symbol ends in, for which its raw bits are needed.
    const uint8_t* const last_bytes = code_.sequence.last_bytes();
    uint8_t context = 0;
    for (uint32_t& symbol : symbols_) {
      const uint64_t rank =
          bundle.Number(static_cast<uint8_t>(bundle.Token(table, clusters[context])));
      if (rank >= ranks || !bundle.ok()) return false;
      symbol = static_cast<uint32_t>(rank);
      context = last_bytes[rank];
    }
  }
  return bundle.Close();
}

bool RecordBlock::ExpandSymbols() {
  lines_.clear();
  slots_ = 0;
  return std::ranges::all_of(symbols_,
                             [&](uint32_t rank) { return AppendLines(rank); }) &&
         values_.Start(block_in_segment_, lines_, bundles_);
}

// The lines that a rank stands for. False if they, or their slots, are more than the
// block can have: each takes a byte or more of it.
bool RecordBlock::AppendLines(uint32_t rank) {
  open_.clear();
  while (true) {
    // Rules have no cycles, and every body has two symbols or more.
    while (code_.sequence.Lines(rank).empty()) {
      open_.push_back(code_.sequence.Body(rank));
      rank = TakeFromBody();
    }
    for (const uint32_t id : code_.sequence.Lines(rank)) {
      slots_ += shapes_.templates[id].slot_end - shapes_.templates[id].slot_begin;
      lines_.push_back(id);
    }
    if (lines_.size() > expanded_bytes_ || slots_ > expanded_bytes_) return false;
    if (open_.empty()) return true;
    rank = TakeFromBody();
  }
}

uint32_t RecordBlock::TakeFromBody() {
  grammar::SymbolSpan& body = open_.back();
  const uint32_t rank = body.front();
  body = body.subspan(1);
  if (body.empty()) open_.pop_back();
  return rank;
}

uint64_t RecordBlock::LiteralBytes(const TemplateShape& shape) const {
  uint64_t bytes = shape.tail.bytes;
  for (uint32_t s = shape.slot_begin; s < shape.slot_end; ++s)
    bytes += code_.slots[s].literal.bytes;
  return bytes;
}

// Of each line that has the slot; without the literal before it.
void RecordBlock::AddSlotBytes(uint32_t s, std::span<uint64_t> bytes) const {
  const SlotCode& slot = code_.slots[s];
  const uint64_t* const values = values_.data() + values_.streams().begin(s);
  if (slot.is_string) {
    const Piece* const strings = shapes_.strings.data() + slot.first_value;
    for (size_t i = 0; i < bytes.size(); ++i) {
      bytes[i] += BlockValues::IsSingleton(values[i])
                      ? values_.Singleton(values[i]).size()
                      : strings[values[i]].bytes;
    }
  } else if (slot.format.kind == grammar::SlotKind::kInteger && !slot.format.is_signed) {
    for (size_t i = 0; i < bytes.size(); ++i)
      bytes[i] += static_cast<uint32_t>(time::DigitsOf(values[i]));
  } else {
    for (size_t i = 0; i < bytes.size(); ++i)
      bytes[i] += grammar::RenderedBytes(slot.format, values[i]);
  }
}

// Template by template and slot by slot, so that what a slot is need not be found out for
// every value.
std::span<const uint32_t> RecordBlock::MeasureLines(uint32_t lines) {
  line_ends_.resize(lines);
  for (const uint32_t id : templates()) {
    const TemplateShape& shape = shapes_.templates[id];
    const std::span<const uint32_t> list =
        LinesOf(id).first(values_.streams().LinesAmong(lines, id));
    if (list.empty()) continue;
    line_bytes_.assign(list.size(), LiteralBytes(shape));
    for (uint32_t s = shape.slot_begin; s < shape.slot_end; ++s)
      AddSlotBytes(s, line_bytes_);
    const uint64_t least = std::max(shape.slot_end - shape.slot_begin, 1u);
    for (size_t i = 0; i < list.size(); ++i) {
      const uint64_t bytes = line_bytes_[i];
      if (bytes < least || bytes > expanded_bytes_) return {};
      line_ends_[list[i]] = static_cast<uint32_t>(bytes);
    }
  }
  uint64_t end = 0;
  for (uint32_t& line_end : line_ends_) {
    end += line_end;
    if (end > expanded_bytes_) return {};
    line_end = static_cast<uint32_t>(end);
  }
  return line_ends_;
}

uint64_t RecordBlock::ValueBytes(const SlotCode& slot, uint64_t value) const {
  if (!slot.is_string) return grammar::RenderedBytes(slot.format, value);
  return BlockValues::IsSingleton(value)
             ? values_.Singleton(value).size()
             : shapes_.strings[slot.first_value + value].bytes;
}

void RecordBlock::FindSlots(size_t line, std::vector<SlotSpan>* slots) const {
  slots->clear();
  const TemplateShape& shape = shapes_.templates[lines_[line]];
  const uint64_t* const values =
      values_.data() + values_.streams().number(static_cast<uint32_t>(line));
  uint32_t at = 0;
  for (uint32_t s = shape.slot_begin; s < shape.slot_end; ++s) {
    const SlotCode& slot = code_.slots[s];
    at += slot.literal.bytes;
    const auto bytes =
        static_cast<uint32_t>(ValueBytes(slot, values[values_.streams().begin(s)]));
    slots->push_back({at, bytes});
    at += bytes;
  }
}

bool RecordBlock::WriteLine(size_t line, LineWriter* out) const {
  LineWriter at = *out;  // in registers
  const BlockStreams& streams = values_.streams();
  const TemplateShape shape = shapes_.templates[lines_[line]];
  const uint8_t* const head = shapes_.head.data();
  const SlotCode* const slots = code_.slots.data();
  const uint64_t* const values =
      values_.data() + streams.number(static_cast<uint32_t>(line));
  at.StartLine();
  for (uint32_t s = shape.slot_begin; s < shape.slot_end; ++s) {
    const SlotCode& slot = slots[s];
    if (!at.Text(head + slot.literal.offset, slot.literal.bytes)) return false;
    const uint64_t value = values[streams.begin(s)];
    if (!slot.is_string) {
      if (!at.Number(slot.format, value)) return false;
    } else if (BlockValues::IsSingleton(value)) {
      const base::Bytes text = values_.Singleton(value);
      if (!at.Text(text.data(), static_cast<uint32_t>(text.size()))) return false;
    } else {
      const Piece& piece = shapes_.strings[slot.first_value + value];
      if (!at.Text(head + piece.offset, piece.bytes)) return false;
    }
  }
  if (!at.Text(head + shape.tail.offset, shape.tail.bytes)) return false;
  *out = at;
  return at.EndLine(shape.slot_end - shape.slot_begin);
}

bool RecordBlock::PutLine(size_t line, const BlockJob& job, uint32_t limit,
                          uint32_t* at) {
  if (*at >= job.from && *at - job.from + kLineSlack < job.out.size()) {
    uint8_t* const begin = job.out.data() + (*at - job.from);
    const uint8_t* const end = job.out.data() + job.out.size() - kLineSlack;
    LineWriter out = {.at = begin, .end = end, .times = &times_};
    if (WriteLine(line, &out)) {
      *at += static_cast<uint32_t>(out.at - begin);
      return *at <= limit;
    }
  }
  return PutPartOfLine(line, job, limit, at);
}

// What begins before the job's bytes, or ends less than kLineSlack before their end, or
// behind it, goes through a text of its own.
bool RecordBlock::PutPartOfLine(size_t line, const BlockJob& job, uint32_t limit,
                                uint32_t* at) {
  line_text_.resize(std::max(line_text_.size(), limit - *at + kLineSlack));
  uint8_t* const text = line_text_.data();
  LineWriter out = {.at = text, .end = text + (limit - *at), .times = &times_};
  if (!WriteLine(line, &out)) return false;
  const auto stop = static_cast<uint32_t>(*at + (out.at - text));
  const uint32_t from = std::max(*at, job.from);
  const uint64_t to = std::min<uint64_t>(stop, job.from + job.out.size());
  if (from < to)
    std::memcpy(job.out.data() + (from - job.from), text + (from - *at), to - from);
  *at = stop;
  return true;
}

bool RecordBlock::Expand(const BlockJob& job, std::vector<LineMark>* marks) {
  if (!ReadSymbols(job) || !ExpandSymbols()) return false;
  if (job.out.size() != job.expanded_bytes) return ExpandPart(job);
  values_.WantAll();
  if (!values_.Make()) return false;
  uint32_t at = 0;
  for (size_t line = 0; line < lines_.size(); ++line) {
    const uint32_t begin = at;
    if (!PutLine(line, job, job.expanded_bytes, &at)) return false;
    if (marks != nullptr) marks->push_back({begin, lines_[line]});
  }
  return at == job.expanded_bytes && values_.SplitSingletons();
}

// Which lines the part ends in is known when lines are measured, for which their values
// must be made. So it is guessed; if too few lines were made, the block is read again.
bool RecordBlock::ExpandPart(const BlockJob& job) {
  const uint64_t stop = job.from + job.out.size();
  const auto all = static_cast<uint32_t>(lines_.size());
  std::span<const uint32_t> ends;
  for (uint32_t lines = LinesFor(stop);; lines = all) {
    values_.WantLines(lines);
    if (!values_.Make()) return false;
    ends = MeasureLines(lines);
    if (ends.empty()) return false;
    if (ends.back() >= stop) break;
    if (lines == all || !ReadSymbols(job) || !ExpandSymbols()) return false;
  }
  size_t line = std::ranges::upper_bound(ends, job.from) - ends.begin();
  uint32_t at = line == 0 ? 0 : ends[line - 1];
  for (; at < stop; ++line) {
    if (!PutLine(line, job, ends[line], &at)) return false;
  }
  return true;
}

// How many lines of the block most likely have so many bytes. What is no literal is
// shared out among the slots evenly; a sixteenth of the block more is made.
uint32_t RecordBlock::LinesFor(uint64_t bytes) {
  constexpr uint64_t kScale = 256;
  guesses_.resize(shapes_.templates.size());
  uint64_t literals = 0;
  for (const uint32_t id : templates()) {
    guesses_[id] = LiteralBytes(shapes_.templates[id]);
    literals += guesses_[id] * values_.streams().lines_of(id);
  }
  const uint64_t rest = expanded_bytes_ - std::min<uint64_t>(literals, expanded_bytes_);
  const uint64_t of_slot = rest * kScale / std::max<uint64_t>(slots_, 1);
  for (const uint32_t id : templates()) {
    const TemplateShape& shape = shapes_.templates[id];
    guesses_[id] = guesses_[id] * kScale + of_slot * (shape.slot_end - shape.slot_begin);
  }
  const uint64_t enough = (bytes + expanded_bytes_ / 16) * kScale;
  uint64_t reached = 0;
  for (size_t line = 0; line < lines_.size(); ++line) {
    reached += guesses_[lines_[line]];
    if (reached >= enough) return static_cast<uint32_t>(line) + 1;
  }
  return static_cast<uint32_t>(lines_.size());
}

}  // namespace rondo::stream
