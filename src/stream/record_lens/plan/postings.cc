// One pass over lines and values notes the first blocks of each thing. A block costs
// about as many bits as its distance to the first block of the thing before: few where
// strings are ranked by first use.
//
//   blocks of "alice" 3 4, of "bob" 3 4 5 6 7, of "carol" 5:
//   counts 2 0 1, blocks 3 4 5; "bob" may be anywhere
//
// Tested by tests/stream/record_lens/postings_test.cc.
#include "stream/record_lens/plan/postings.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <numeric>

#include "stream/record_lens/plan/walk.h"

namespace rondo::stream {
namespace {

// Of a count, and of a block beside its distance.
constexpr uint64_t kCountBits = 1;
constexpr uint64_t kBlockBits = 3;

struct Places {
  uint8_t count = 0;  // kMostPostings + 1: too many
  std::array<uint32_t, kMostPostings> blocks;

  void Add(uint32_t block) {
    if (count > kMostPostings || (count > 0 && blocks[count - 1] == block)) return;
    if (count < kMostPostings) blocks[count] = block;
    ++count;
  }
  bool told() const { return count > 0 && count <= kMostPostings; }
};

// Things that are told together or not at all: [begin, end).
struct Group {
  uint32_t begin;
  uint32_t end;
  uint64_t bits;
};

uint64_t CostOf(std::span<const Places> things) {
  uint64_t bits = kCountBits * things.size();
  int64_t last = 0;
  for (const Places& postings : things) {
    if (!postings.told()) continue;
    for (uint32_t i = 0; i < postings.count; ++i) {
      bits += kBlockBits + std::bit_width(static_cast<uint64_t>(
                               std::abs(int64_t{postings.blocks[i]} - last)));
      last = postings.blocks[i];
    }
    last = postings.blocks[0];
  }
  return bits;
}

// The first thing of each class of strings; of the others, whatever.
std::vector<uint32_t> FirstThings(const RecordLayout& layout) {
  std::vector<uint32_t> first;
  uint32_t next = layout.templates();
  for (const RecordClass& value_class : layout.classes) {
    first.push_back(next);
    if (value_class.strings) next += value_class.size;
  }
  return first;
}

std::vector<Places> NoteBlocks(const RecordData& data, const RecordLayout& layout) {
  const grammar::TemplateTable& table = data.table;
  const std::vector<uint32_t> first = FirstThings(layout);
  std::vector<Places> things(CountThings(layout));
  uint32_t block = 0;
  size_t value = 0;
  for (uint32_t line = 0; line < table.line_template.size(); ++line) {
    while (line >= table.block_lines[block]) ++block;
    const uint32_t id = data.sequence.number_of_template[table.line_template[line]];
    things[id].Add(block);
    for (uint32_t s = layout.slot_begin[id]; s < layout.slot_begin[id + 1];
         ++s, ++value) {
      const RecordSlot& slot = layout.slots[s];
      const uint32_t rank = data.classes.ranks[value];
      if (!slot.is_string() || rank == kNoRank) continue;
      things[first[layout.columns[slot.column].of_class] + rank].Add(block);
    }
  }
  return things;
}

}  // namespace

RecordPostings FindPostings(const RecordData& data, const RecordLayout& layout,
                            uint64_t budget_bytes) {
  std::vector<Places> things = NoteBlocks(data, layout);
  const auto cost = [&](uint32_t begin, uint32_t end) {
    return Group{begin, end, CostOf(std::span(things).subspan(begin, end - begin))};
  };
  std::vector<Group> groups;
  const std::vector<uint32_t> first = FirstThings(layout);
  for (size_t c = 0; c < first.size(); ++c) {
    const RecordClass& value_class = layout.classes[c];
    if (value_class.strings && value_class.size > 0)
      groups.push_back(cost(first[c], first[c] + value_class.size));
  }
  std::ranges::stable_sort(groups, {}, &Group::bits);
  groups.insert(groups.begin(), cost(0, layout.templates()));
  uint64_t bits = 0;
  for (const Group& group : groups) {
    bits += group.bits;
    if (bits <= budget_bytes * 8) continue;
    for (uint32_t i = group.begin; i < group.end; ++i) things[i].count = 0;
  }
  RecordPostings postings;
  for (const Places& posting : things) {
    postings.counts.push_back(posting.told() ? posting.count : 0);
    postings.blocks.insert(postings.blocks.end(), posting.blocks.begin(),
                           posting.blocks.begin() + postings.counts.back());
  }
  return postings;
}

}  // namespace rondo::stream
