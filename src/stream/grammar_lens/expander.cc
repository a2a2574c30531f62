// Example: R256 = "ab" is a record with tag 2; R257 = 40 times R256 is 80 bytes in the
// pool; R258 = 20 times R257 is 1,600 bytes, more than the pool takes, so its record
// points at its body; expanding it pushes one frame and copies 80 bytes twenty times.
//
// Tested by: tests/stream/grammar_lens/expander_test.cc.

#include "stream/grammar_lens/expander.h"

#include <algorithm>
#include <array>

#include "base/huge_pages.h"
#include "base/limits.h"
#include "stream/grammar_lens/format.h"

namespace rondo::stream {
namespace {

// Wide copies may read and write this far past the end of what they copy.
constexpr size_t kPadding = 32;
// How many symbols ahead records are fetched: in large grammars most are cache misses.
constexpr ptrdiff_t kAhead = 12;

// What the pool grows by at once: it is cleared in long strokes.
constexpr size_t kPoolStep = size_t{64} << 10;

// Copies `length` bytes in steps of 32; both sides have kPadding bytes to spare. `from`
// may end where `to` begins: what is read of that is written over by the next copy, or
// means nothing.
inline void WideCopy(uint8_t* to, const uint8_t* from, size_t length) {
  for (size_t i = 0; i < length; i += 32) {
    std::array<uint8_t, 32> bytes;
    std::memcpy(bytes.data(), from + i, 32);
    std::memcpy(to + i, bytes.data(), 32);
  }
}

}  // namespace

Expander::Expander(uint64_t memory_limit_bytes)
    : memory_limit_bytes_(memory_limit_bytes), records_(256) {
  for (int byte = 0; byte < 256; ++byte) {
    records_[byte] = Record{};
    records_[byte].data[0] = static_cast<uint8_t>(byte);
    records_[byte].tag = 1;
  }
}

// Untouched pages take no memory, so the pool may be as large as it could ever become.
void Expander::Reserve(uint32_t rules, uint64_t body_symbols) {
  records_.reserve(std::min<uint64_t>(records_.size() + uint64_t{rules},
                                      memory_limit_bytes_ / sizeof(Record) + 256));
  pool_.reserve(std::min(uint64_t{rules} * kPooledBytes, memory_limit_bytes_ / 4) +
                kPooledBytes + kPoolStep + (1 + kMaxPages) * kPadding);
  bodies_.reserve(std::min(body_symbols, MostBodySymbols()));
  base::AdviseHugePages(records_.data(), records_.capacity() * sizeof(Record));
  base::AdviseHugePages(pool_.data(), pool_.capacity());
}

// Wide copies read on behind an expansion, but not into the next page's.
void Expander::Seal() { pool_bytes_ += kPadding; }

bool Expander::FitsMemory(uint64_t more_bytes) const {
  return memory_bytes() + more_bytes <= memory_limit_bytes_;
}

Expander::Added Expander::AddRule(std::span<const uint32_t> body) {
  uint64_t length = 0;
  bool as_bytes = true;
  for (const uint32_t symbol : body) {
    length += this->length(symbol);
    as_bytes &= records_[symbol].tag != Record::kBody;
    if (length > base::kMaxBlockBytes) return Added::kTooLong;
  }
  Record record = {};
  if (length <= kInlineBytes) {
    if (!FitsMemory(sizeof(Record))) return Added::kNoMemory;
    uint8_t bytes[2 * kInlineBytes + 2];
    size_t at = 0;
    for (const uint32_t symbol : body) {
      std::memcpy(bytes + at, records_[symbol].data, kInlineBytes);
      at += records_[symbol].tag;
    }
    std::memcpy(record.data, bytes, kInlineBytes);
    record.tag = static_cast<uint8_t>(length);
  } else if (as_bytes && length <= kPooledBytes && FitsPool()) {
    if (!FitsMemory(sizeof(Record) + length)) return Added::kNoMemory;
    record.set_words(static_cast<uint32_t>(pool_bytes_), static_cast<uint32_t>(length),
                     0);
    record.tag = Record::kPooled;
    AddToPool(body, length);
  } else {
    if (!FitsMemory(sizeof(Record) + body.size() * 4) ||
        bodies_.size() + body.size() > MostBodySymbols()) {
      return Added::kNoMemory;
    }
    record.set_words(static_cast<uint32_t>(bodies_.size()), static_cast<uint32_t>(length),
                     static_cast<uint32_t>(body.size()));
    record.tag = Record::kBody;
    bodies_.insert(bodies_.end(), body.begin(), body.end());
  }
  records_.push_back(record);
  return Added::kYes;
}

Expander::Added Expander::AddBytes(std::span<const uint8_t> bytes) {
  Record record = {};
  if (bytes.size() <= kInlineBytes) {
    if (!FitsMemory(sizeof(Record))) return Added::kNoMemory;
    std::memcpy(record.data, bytes.data(), bytes.size());
    record.tag = static_cast<uint8_t>(bytes.size());
  } else {
    if (!FitsPool() || !FitsMemory(sizeof(Record) + bytes.size())) {
      return Added::kNoMemory;
    }
    record.set_words(static_cast<uint32_t>(pool_bytes_),
                     static_cast<uint32_t>(bytes.size()), 0);
    record.tag = Record::kPooled;
    std::memcpy(PoolRoom(bytes.size()), bytes.data(), bytes.size());
    pool_bytes_ += bytes.size();
  }
  records_.push_back(record);
  return Added::kYes;
}

uint8_t* Expander::PoolRoom(size_t length) {
  if (pool_.size() < pool_bytes_ + length + kPadding) {
    pool_.resize(pool_bytes_ + length + kPadding + kPoolStep);
  }
  return pool_.data() + pool_bytes_;
}

// REQUIRES: the symbols are stored as bytes, `length` in all.
void Expander::AddToPool(std::span<const uint32_t> body, size_t length) {
  uint8_t* to = PoolRoom(length);
  for (const uint32_t symbol : body) {
    const Record& part = records_[symbol];
    if (part.tag == Record::kPooled) {
      WideCopy(to, pool_.data() + part.offset(), part.length());
      to += part.length();
    } else {
      std::memcpy(to, part.data, sizeof part.data);
      to += part.tag;
    }
  }
  pool_bytes_ += length;
}

Expander::Filled Expander::Expand(std::span<const uint32_t> sequence, uint64_t skip,
                                  std::span<uint8_t> out) const {
  uint8_t* at = out.data();
  uint8_t* const end = at + out.size();
  const Record* const records = records_.data();
  std::vector<Frame> open;  // lists around the current one
  Frame list = {sequence.data(), sequence.data() + sequence.size()};
  while (at < end) {
    // The fast path: whole short records while a wide store stays inside the output.
    if (skip == 0) {
      while (list.next < list.end && static_cast<size_t>(end - at) >= 16) {
        if (list.end - list.next > kAhead)
          __builtin_prefetch(records + list.next[kAhead]);
        const Record& record = records[*list.next];
        if (record.tag > kInlineBytes) {
          if (record.tag == Record::kBody ||
              static_cast<size_t>(end - at) < record.length() + kPadding) {
            break;
          }
          WideCopy(at, pool_.data() + record.offset(), record.length());
          at += record.length();
        } else {
          std::memcpy(at, &record, 16);
          at += record.tag;
        }
        ++list.next;
      }
    }
    if (list.next == list.end) {
      if (open.empty()) break;
      list = open.back();
      open.pop_back();
      continue;
    }
    if (at == end) return Filled::kPart;
    const Record& record = records[*list.next++];
    const uint32_t length = record.length();
    if (skip >= length) {
      skip -= length;
      continue;
    }
    if (record.tag == Record::kBody) {
      if (list.next != list.end) open.push_back(list);
      const uint32_t* body = bodies_.data() + record.offset();
      list = {body, body + record.body_size()};
      continue;
    }
    const uint8_t* bytes =
        record.tag == Record::kPooled ? pool_.data() + record.offset() : record.data;
    const size_t part = std::min<size_t>(length - skip, end - at);
    std::memcpy(at, bytes + skip, part);
    at += part;
    if (skip + part < length) return Filled::kPart;
    skip = 0;
  }
  if (at < end) return Filled::kNo;
  return list.next == list.end && open.empty() ? Filled::kExactly : Filled::kPart;
}

}  // namespace rondo::stream
