#include "entropy/side_info.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace rondo::entropy {
namespace {

RC_GTEST_PROP(SideInfo, ValuesOfAllKindsComeBack, (std::vector<uint32_t> values)) {
  SideInfoWriter writer;
  {
    IntModel ints;
    BitModel bits;
    TreeModel<7> symbols;
    for (const uint32_t value : values) {
      writer.Int(ints, value);
      writer.Bit(bits, value & 1);
      writer.Symbol(symbols, value & 127);
      writer.Raw(value, 32);
    }
  }
  base::ByteVector stream;
  writer.Finish(&stream);
  SideInfoReader reader(stream);
  IntModel ints;
  BitModel bits;
  TreeModel<7> symbols;
  for (const uint32_t value : values) {
    RC_ASSERT(reader.Int(ints) == value);
    RC_ASSERT(reader.Bit(bits) == ((value & 1) != 0));
    RC_ASSERT(reader.Symbol(symbols) == (value & 127));
    RC_ASSERT(reader.Raw(32) == value);
  }
  RC_ASSERT(reader.AtEnd());
}

TEST(SideInfo, EveryWidthComesBack) {
  SideInfoWriter writer;
  std::vector<uint32_t> values = {0};
  for (int width = 1; width <= 32; ++width) {
    const uint32_t top = 1u << (width - 1);
    for (const uint32_t value : {top, top + (top >> 1), top + (top - 1)})
      values.push_back(value);
  }
  IntModel model;
  for (const uint32_t value : values) writer.Int(model, value);
  base::ByteVector stream;
  writer.Finish(&stream);
  SideInfoReader reader(stream);
  IntModel read_model;
  for (const uint32_t value : values) EXPECT_EQ(reader.Int(read_model), value);
  EXPECT_TRUE(reader.AtEnd());
}

TEST(SideInfo, RepeatedValuesCostNextToNothing) {
  SideInfoWriter writer;
  IntModel model;
  for (int i = 0; i < 10000; ++i) writer.Int(model, 5);
  base::ByteVector stream;
  writer.Finish(&stream);
  EXPECT_LT(stream.size(), 10000 / 8);
}

RC_GTEST_PROP(SideInfo, AnyBytesAreReadWithoutHarm, (base::ByteVector stream)) {
  SideInfoReader reader(stream);
  IntModel model;
  for (int i = 0; i < 20000; ++i) reader.Int(model);
  RC_ASSERT(!reader.ok());
  RC_ASSERT(reader.Raw(9) == 0u);
}

}  // namespace
}  // namespace rondo::entropy
