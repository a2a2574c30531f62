#include "stream/record_lens/plan/joined_blocks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "grammar/templates/lines.h"
#include "support/random_log.h"

namespace rondo::stream {
namespace {

using rondo::testing::AsBytes;

constexpr uint64_t kBlockBytes = 64 << 10;

// Lines with so many numbers, `bytes` of them together.
std::string Numbers(int numbers, size_t bytes) {
  std::string text;
  for (uint32_t line = 0; text.size() < bytes; ++line) {
    text += "a line of a log that says what it has to say, and then some numbers:";
    for (int i = 0; i < numbers; ++i) text += " " + std::to_string(line * 7919u % 997u);
    text += '\n';
  }
  return text;
}

JoinedBlocks Join(const std::string& text, const std::vector<uint64_t>& ends,
                  grammar::TemplateTable* table) {
  *table = grammar::MakeTemplates(grammar::SplitRecords(AsBytes(text), ends, {}), {});
  return JoinBlocks(AsBytes(text), ends, table);
}

TEST(JoinedBlocks, TheFewerTheValuesTheMore) {
  for (const auto& [numbers, most] :
       {std::pair{1, 4u}, std::pair{8, 2u}, std::pair{80, 2u}}) {
    const std::string text = Numbers(numbers, 40 * kBlockBytes);
    const std::vector<uint64_t> ends = CutBlocks(AsBytes(text), kBlockBytes);
    grammar::TemplateTable table;
    const JoinedBlocks joined = Join(text, ends, &table);
    EXPECT_EQ(joined.most, most) << numbers;
    EXPECT_EQ(joined.ends.size(), (ends.size() + most - 1) / most);
    EXPECT_EQ(joined.ends.back(), text.size());
    EXPECT_EQ(table.block_lines.size(), joined.ends.size());
    EXPECT_EQ(table.block_lines.back(), table.line_template.size());
  }
}

TEST(JoinedBlocks, LinesThatAreCutStayTheLastOfTheirs) {
  const std::string text = Numbers(4, 4000);
  std::vector<uint64_t> ends;
  for (uint64_t end = 500; end < text.size(); end += 500) ends.push_back(end);
  ends.push_back(text.size());
  grammar::TemplateTable table;
  const JoinedBlocks joined = Join(text, ends, &table);
  for (const uint64_t end : ends) {
    if (text[end - 1] == '\n') continue;
    EXPECT_TRUE(std::ranges::binary_search(joined.ends, end)) << end;
  }
}

TEST(JoinedBlocks, LargeBlocksStayAsTheyAre) {
  const std::string text = Numbers(1, 3 << 20);
  grammar::TemplateTable table;
  const JoinedBlocks joined = Join(text, CutBlocks(AsBytes(text), 1 << 20), &table);
  EXPECT_EQ(joined.most, 1u);
}

}  // namespace
}  // namespace rondo::stream
