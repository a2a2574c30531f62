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

// Copies `length` bytes in steps of 32; both sides have kPadding bytes to spare.
inline void WideCopy(uint8_t* to, const uint8_t* from, size_t length) {
  for (size_t i = 0; i < length; i += 32) std::memcpy(to + i, from + i, 32);
}

}  // namespace

Expander::Expander(uint64_t memory_limit_bytes)
    : memory_limit_bytes_(memory_limit_bytes), records_(256), pool_(kPadding) {
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
                kPooledBytes + (1 + kMaxPages) * kPadding);
  bodies_.reserve(std::min(body_symbols, MostBodySymbols()));
  base::AdviseHugePages(records_.data(), records_.capacity() * sizeof(Record));
  base::AdviseHugePages(pool_.data(), pool_.capacity());
}

// Wide copies read on behind an expansion, but not into the next page's.
void Expander::Seal() { pool_.resize(pool_.size() + kPadding); }

bool Expander::FitsMemory(uint64_t more_bytes) const {
  return records_.size() * sizeof(Record) + pool_.size() + bodies_.size() * 4 +
             more_bytes <=
         memory_limit_bytes_;
}

Expander::Added Expander::AddRule(std::span<const uint32_t> body) {
  uint64_t length = 0;
  for (const uint32_t symbol : body) {
    length += this->length(symbol);
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
  } else if (length <= kPooledBytes && pool_.size() <= memory_limit_bytes_ / 4 &&
             pool_.size() <= UINT32_MAX - kPooledBytes) {
    if (!FitsMemory(sizeof(Record) + length)) return Added::kNoMemory;
    const size_t offset = pool_.size() - kPadding;
    pool_.resize(pool_.size() + length);
    record.set_words(static_cast<uint32_t>(offset), static_cast<uint32_t>(length), 0);
    record.tag = Record::kPooled;
    // Not straight into the pool: a wide copy may read on into what it writes.
    std::array<uint8_t, kPooledBytes> bytes;
    Expand(body, 0, std::span(bytes).first(length));
    std::copy_n(bytes.begin(), length, pool_.begin() + offset);
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
