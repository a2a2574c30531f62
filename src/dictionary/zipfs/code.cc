// A canonical code is known from how many codes of each length there are: they are dealt
// out in order, each one more than the last, and a zero is added where a length begins.
// With one code of 1 bit, two of 3 and, longest and last, the end among two of 3:
//
//   segment 0: 0     1: 100    2: 101    3: 110    end: 111
//
// Here the end is too short; it needs 8 bits, so that up to 7 ones, with which the last
// byte of a file is filled, are never a code.
//
// Huffman's algorithm runs on weights that are sorted already, so it needs two queues and
// no heap (van Leeuwen 1976): leaves, lightest first, and what was joined, which comes
// out in order by itself. Where weights are equal a leaf is taken before what was joined.
//
// Tested by tests/dictionary/zipfs/code_test.cc.
#include "dictionary/zipfs/code.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"

namespace rondo::dictionary {
namespace {

// Weights of the rule by rank: 2^32 / (rank + 8), as far as they are whole.
constexpr uint64_t kRankNumerator = uint64_t{1} << 32;
constexpr uint64_t kRankOffset = 8;

// Depths of the leaves, which stand in ascending order of weight.
std::vector<uint32_t> LeafDepths(const std::vector<uint64_t>& ascending) {
  const size_t leaves = ascending.size();
  std::vector<uint64_t> joined;                // weights of inner nodes
  std::vector<size_t> parent(2 * leaves - 1);  // leaves first, then inner nodes
  size_t leaf = 0, inner = 0;
  const auto take = [&] {
    const bool takes_leaf =
        leaf < leaves && (inner == joined.size() || ascending[leaf] <= joined[inner]);
    return takes_leaf ? leaf++ : leaves + inner++;
  };
  const auto weight = [&](size_t node) {
    return node < leaves ? ascending[node] : joined[node - leaves];
  };
  while (joined.size() + 1 < leaves) {
    const size_t a = take(), b = take();
    parent[a] = parent[b] = leaves + joined.size();
    joined.push_back(weight(a) + weight(b));
  }
  std::vector<uint32_t> depth(2 * leaves - 1);  // of the root, which is last: 0
  for (size_t node = 2 * leaves - 2; node-- > 0;) depth[node] = depth[parent[node]] + 1;
  depth.resize(leaves);
  return depth;
}

}  // namespace

absl::StatusOr<ZipfsCode> ZipfsCode::Create(const LengthCounts& counts) {
  ZipfsCode code;
  for (int bits = 1; bits <= kMaxCodeBits; ++bits) {
    if (counts[bits] > kMaxZipfsSegments) {
      return absl::DataLossError(absl::StrCat(counts[bits], " codes of ", bits,
                                              " bits; at most ", kMaxZipfsSegments,
                                              " are allowed"));
    }
    code.segments_ += counts[bits];
    if (counts[bits] > 0) code.max_bits_ = bits;
    if (counts[bits] > 0 && code.min_bits_ == 0) code.min_bits_ = bits;
  }
  if (code.max_bits_ < kMinEndBits || code.segments_ > kMaxZipfsSegments) {
    return absl::DataLossError(absl::StrCat("a code of ", code.segments_,
                                            " segments and at most ", code.max_bits_,
                                            " bits, expected at most ", kMaxZipfsSegments,
                                            " and ", kMinEndBits, " to ", kMaxCodeBits));
  }
  code.counts_ = counts;
  ++code.counts_[code.max_bits_];
  uint64_t next = 0, rank = 0;
  for (int bits = 1; bits <= code.max_bits_; ++bits) {
    next <<= 1;
    code.first_code_[bits] = next;
    code.first_rank_[bits] = rank;
    next += code.counts_[bits];
    rank += code.counts_[bits];
    if (next > uint64_t{1} << bits) {
      return absl::DataLossError(
          absl::StrCat("more codes of ", bits, " bits than there are"));
    }
    code.window_end_[bits] = next << (kMaxCodeBits - bits);
  }
  if (next != uint64_t{1} << code.max_bits_) {
    return absl::DataLossError("a code that is not complete");
  }
  return code;
}

absl::StatusOr<ZipfsCode> ZipfsCode::Parse(base::Bytes entry) {
  base::ByteReader reader(entry);
  LengthCounts counts = {};
  int bits = 0;
  while (reader.ok() && reader.remaining() > 0 && bits < kMaxCodeBits) {
    counts[++bits] = reader.Varint();
  }
  if (!reader.AtEnd() || bits == 0 || counts[bits] == 0) {
    return absl::DataLossError("lengths of codes that are not counts for 1 to 32 bits");
  }
  return Create(counts);
}

base::ByteVector ZipfsCode::Entry() const {
  base::ByteVector entry;
  base::ByteWriter writer(&entry);
  for (int bits = 1; bits <= max_bits_; ++bits) {
    writer.Varint(counts_[bits] - (bits == max_bits_));
  }
  return entry;
}

ZipfsCode::Word ZipfsCode::WordOf(uint64_t segment) const {
  int bits = min_bits_;
  while (segment >= first_rank_[bits] + counts_[bits]) ++bits;
  return {static_cast<uint32_t>(first_code_[bits] + (segment - first_rank_[bits])), bits};
}

ZipfsCode::Match ZipfsCode::Find(uint32_t window) const {
  int bits = min_bits_;
  while (bits < max_bits_ && window >= window_end_[bits]) ++bits;
  const uint64_t code = window >> (kMaxCodeBits - bits);
  return {first_rank_[bits] + (code - first_code_[bits]), bits};
}

LengthCounts HuffmanLengths(std::vector<uint64_t> weights, int max_bits) {
  std::ranges::reverse(weights);
  for (;;) {
    const std::vector<uint32_t> depths = LeafDepths(weights);
    const uint32_t deepest = std::ranges::max(depths);
    if (deepest <= static_cast<uint32_t>(max_bits)) {
      LengthCounts counts = {};
      for (const uint32_t depth : depths) ++counts[depth];
      --counts[deepest];  // of the end
      return counts;
    }
    for (uint64_t& weight : weights) weight = (weight + 1) / 2;
  }
}

ZipfsCode CodeByRank(uint64_t segments) {
  std::vector<uint64_t> weights(segments + 1);
  for (uint64_t rank = 0; rank <= segments; ++rank) {
    weights[rank] = kRankNumerator / (rank + kRankOffset);
  }
  return *ZipfsCode::Create(HuffmanLengths(std::move(weights)));
}

}  // namespace rondo::dictionary
