// Tested by tests/stream/record_lens/lens_test.cc.
#include "stream/record_lens/decode/block.h"

#include "absl/strings/str_cat.h"

namespace rondo::stream {

using entropy::RansCursor;

absl::Status BlockError(const BlockJob& job) {
  return absl::DataLossError(
      absl::StrCat("record lens: block ", job.block, " of the segment does not decode"));
}

void RecordBlock::Start(const BlockJob& job) {
  singleton_text_ = singletons_.Of(job.block);
  singleton_at_ = 0;
  singleton_strings_.clear();
  ++block_;
  block_in_segment_ = job.block;
  for (ValueCache& cache : caches_) cache.Clear();
  std::fill(own_last_.begin(), own_last_.end(), 0);
  strings_.clear();
  // A line that did not decode may have left something.
  std::fill(string_bytes_.begin(), string_bytes_.end(), 0);
  lines_with_strings_ = 0;
  line_byte_ = last_line_byte_ = 0;
  out_.resize(size_t{job.expanded_bytes} + 2 * kLineSlack);
  end_ = out_.data() + job.expanded_bytes;
}

// Each symbol stands for a line or more, which takes a byte or more of the block.
bool RecordBlock::ReadSymbols(RansCursor& cursor, const BlockJob& job) {
  symbols_.clear();
  good_ = true;
  if (job.block >= code_.sequence_sizes.size()) return false;
  const uint32_t size = code_.sequence_sizes[job.block];
  if (size == 0 || size > job.expanded_bytes) return false;
  symbols_.resize(size);
  // What the loop needs, in registers.
  const uint8_t* const clusters = code_.context_clusters.data() + code_.sequence_first;
  const uint8_t* const last_bytes = code_.sequence.last_bytes();
  const uint64_t ranks = code_.sequence.symbols();
  const bool own_last = code_.sequence_own_last;
  const auto table = table_;
  RansCursor at = cursor;
  uint8_t context = 0;
  for (uint32_t& symbol : symbols_) {
    const uint32_t token = table.Get(at, kTokenLane, clusters[context]);
    const uint64_t rank = Number(at, token);
    if (rank >= ranks || at.overrun()) return false;
    symbol = static_cast<uint32_t>(rank);
    context = own_last ? static_cast<uint8_t>(token) : last_bytes[rank];
  }
  cursor = at;
  return good_;
}

bool RecordBlock::ExpandSymbols(const BlockJob& job) {
  lines_.clear();
  slots_ = 0;
  return std::ranges::all_of(
      symbols_, [&](uint32_t rank) { return AppendLines(rank, job.expanded_bytes); });
}

// The lines that a rank stands for. False if they, or their slots, are more than `most`
// in all: each takes a byte or more of the block.
bool RecordBlock::AppendLines(uint32_t rank, uint32_t most) {
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
    if (lines_.size() > most || slots_ > most) return false;
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

// What a string knows of the numbers of its line is 0, so that string_bytes_ holds but
// zeros between lines.
bool RecordBlock::ReadStrings(RansCursor& cursor, size_t end) {
  for (; lines_with_strings_ < end; ++lines_with_strings_) {
    const uint32_t id = lines_[lines_with_strings_];
    last_line_byte_ = line_byte_;
    line_byte_ = code_.sequence.line_byte(id);
    const TemplateShape& shape = shapes_.templates[id];
    uint8_t* const bytes = string_bytes_.data() + kMaxSlotsBack;
    for (uint32_t i = shape.string_begin; i < shape.string_end; ++i) {
      const uint32_t s = shapes_.string_slots[i];
      if (!DecodeString(cursor, code_.slots[s], bytes + (s - shape.slot_begin)) ||
          cursor.overrun()) {
        return false;
      }
    }
    for (uint32_t i = shape.string_begin; i < shape.string_end; ++i) {
      bytes[shapes_.string_slots[i] - shape.slot_begin] = 0;
    }
  }
  return good_;
}

void RecordBlock::StartLines() {
  line_byte_ = last_line_byte_ = 0;
  next_string_ = strings_.data();
}

bool RecordBlock::DecodeString(RansCursor& cursor, const SlotCode& slot, uint8_t* byte) {
  uint32_t token = FirstToken(cursor, slot, byte);
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
    value = kSingleton | singleton_strings_.size();
    if (token == kMissToken) {
      if (!TakeSingleton()) return false;
    } else {
      value = Number(cursor, token);
      if (UsesRankDelta(slot.predictor))
        value = Column(slot.column).last + base::UnZigZag(value);
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
    strings_.push_back({static_cast<uint32_t>(value & ~kSingleton), *byte, true});
    return true;
  }
  if (slot.follows_rank) Column(slot.column).last = rank;
  strings_.push_back({slot.first_value + rank, *byte, false});
  return true;
}

// Takes the next string of the block's text.
bool RecordBlock::TakeSingleton() {
  const void* const newline = std::memchr(singleton_text_.data() + singleton_at_, '\n',
                                          singleton_text_.size() - singleton_at_);
  if (newline == nullptr) return false;
  const uint64_t stop = static_cast<const uint8_t*>(newline) - singleton_text_.data();
  singleton_strings_.push_back({static_cast<uint32_t>(singleton_at_),
                                static_cast<uint32_t>(stop - singleton_at_)});
  singleton_at_ = stop + 1;
  return true;
}

bool RecordBlock::Expand(const BlockJob& job, std::vector<LineMark>* marks) {
  RansCursor cursor = Load(job);
  if (!ReadSymbols(cursor, job) || !ExpandSymbols(job)) return false;
  Start(job);
  if (!ReadStrings(cursor, lines_.size())) return false;
  StartLines();
  const uint8_t* const stop = begin() + job.from + job.out.size();
  LineWriter out = {begin(), end()};
  size_t line = 0;
  for (; out.at < stop; ++line) {
    const auto offset = static_cast<uint32_t>(out.at - begin());
    if (line == lines_.size() || !DecodeLine(cursor, lines_[line], out)) return false;
    if (marks != nullptr) marks->push_back({offset, lines_[line]});
  }
  const bool whole = job.from == 0 && job.out.size() == job.expanded_bytes;
  if (whole && (line < lines_.size() || !IsComplete(cursor, out.at))) return false;
  if (!job.out.empty()) std::memcpy(job.out.data(), begin() + job.from, job.out.size());
  return true;
}

}  // namespace rondo::stream
