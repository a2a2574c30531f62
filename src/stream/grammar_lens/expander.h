// The interpreter: expands symbols to bytes.
//
// Every symbol has a 16-byte record. Short expansions stand in the record itself and are
// copied with one wide store; longer ones stand in a pool; those too long for the pool
// keep their body, which is walked with an explicit stack. So expansion never recurses
// and memory is bounded by the caller's limit, not by what the grammar could derive.
//
// Thread rule: one thread adds rules. Symbols that were known at a Seal may be used by
// others meanwhile, if rules keep to what was reserved.
#ifndef RONDO_STREAM_GRAMMAR_LENS_EXPANDER_H_
#define RONDO_STREAM_GRAMMAR_LENS_EXPANDER_H_

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "base/byte_io.h"

namespace rondo::stream {

class Expander {
 public:
  // Expansions up to this length stand in the record; up to kPooledBytes in the pool
  // while it has room.
  static constexpr uint32_t kInlineBytes = 15;
  static constexpr uint32_t kPooledBytes = 512;

  // Knows the 256 bytes. Rules may take up to `memory_limit_bytes` together.
  explicit Expander(uint64_t memory_limit_bytes);

  // Takes address space for so many rules, whose bodies have so many symbols in all, so
  // that tables grow without being moved.
  void Reserve(uint32_t rules, uint64_t body_symbols);
  // What is known may be used from now on while more rules are added.
  void Seal();

  enum class Added {
    kYes,
    kTooLong,   // no: the expansion is longer than a block may be, which no score needs
    kNoMemory,  // no: the rules would take more than the limit
  };
  // Symbol 256 + r for the r-th rule that is added. Body symbols must be known already.
  Added AddRule(std::span<const uint32_t> body);
  // A rule that expands to these bytes, at most kPooledBytes of them, which are not this
  // expander's.
  Added AddBytes(std::span<const uint8_t> bytes);

  // Fetches what AddRule and Expand read of a symbol, known or soon to be.
  void Prefetch(uint32_t symbol) const { __builtin_prefetch(records_.data() + symbol); }

  uint32_t symbols() const { return static_cast<uint32_t>(records_.size()); }
  // Bytes that the symbol expands to, >= 1.
  uint32_t length(uint32_t symbol) const { return records_[symbol].length(); }

  enum class Filled {
    kNo,       // the symbols end before `out` does
    kPart,     // symbols or parts of one are left
    kExactly,  // up to the last byte of the last symbol
  };
  // Fills `out` with the symbols' bytes from `skip` on. Symbols before the stretch are
  // passed over by their length.
  // REQUIRES: every symbol < symbols(); `out` is not empty.
  // Cost: a wide store per symbol.
  Filled Expand(std::span<const uint32_t> sequence, uint64_t skip,
                std::span<uint8_t> out) const;

  // A symbol as it is stored: as its bytes, or as its body. The other one is empty.
  struct Form {
    std::span<const uint8_t> bytes;
    std::span<const uint32_t> body;
  };
  // Valid until the next rule is added.
  Form form(uint32_t symbol) const {
    const Record& record = records_[symbol];
    if (record.tag == Record::kBody) {
      return {{}, {bodies_.data() + record.offset(), record.body_size()}};
    }
    if (record.tag == Record::kPooled) {
      return {{pool_.data() + record.offset(), record.length()}, {}};
    }
    return {std::span(record.data).first(record.tag), {}};
  }

  uint64_t memory_bytes() const {
    return records_.size() * sizeof(Record) + pool_bytes_ +
           bodies_.size() * sizeof(uint32_t);
  }

 private:
  // tag <= kInlineBytes: the expansion's length, its bytes in data. Otherwise data holds
  // an offset (of the pool, or of the body), the expanded length, and the body's length.
  struct Record {
    static constexpr uint8_t kPooled = 16;
    static constexpr uint8_t kBody = 17;
    uint8_t data[15];
    uint8_t tag;

    uint32_t word(int i) const {
      uint32_t value;
      std::memcpy(&value, data + 4 * i, sizeof value);
      return value;
    }
    void set_words(uint32_t a, uint32_t b, uint32_t c) {
      std::memcpy(data, &a, 4);
      std::memcpy(data + 4, &b, 4);
      std::memcpy(data + 8, &c, 4);
    }
    uint32_t offset() const { return word(0); }
    uint32_t length() const { return tag <= kInlineBytes ? tag : word(1); }
    uint32_t body_size() const { return word(2); }
  };
  static_assert(sizeof(Record) == 16);

  // A place in a list of symbols that is being expanded.
  struct Frame {
    const uint32_t* next;
    const uint32_t* end;
  };

  bool FitsMemory(uint64_t more_bytes) const;
  bool FitsPool() const {
    return pool_bytes_ <= memory_limit_bytes_ / 4 &&
           pool_bytes_ <= UINT32_MAX - kPooledBytes;
  }
  // Room in the pool for `length` more bytes.
  uint8_t* PoolRoom(size_t length);
  void AddToPool(std::span<const uint32_t> body, size_t length);
  // Bodies take half of the memory at the most, and never more than a GiB, for which
  // address space is taken at once.
  uint64_t MostBodySymbols() const {
    return std::min(memory_limit_bytes_ / 2 / sizeof(uint32_t), uint64_t{1} << 28);
  }

  const uint64_t memory_limit_bytes_;
  std::vector<Record> records_;   // by symbol
  base::ByteVector pool_;         // longer than used, by kPadding at least, if it is
  size_t pool_bytes_ = 0;         // used
  std::vector<uint32_t> bodies_;  // of rules with tag kBody
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_GRAMMAR_LENS_EXPANDER_H_
