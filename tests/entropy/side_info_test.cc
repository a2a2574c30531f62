#include "entropy/side_info.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <limits>
#include <vector>

namespace rondo::entropy {
namespace {

// A NibbleModel as the page has it, a start at a time.
class PlainNibbleModel {
 public:
  PlainNibbleModel() {
    for (int i = 0; i <= 16; ++i) starts_[i] = 2048 * i;
  }
  uint32_t start(uint32_t choice) const { return static_cast<uint32_t>(starts_[choice]); }
  uint32_t Find(uint32_t position) const {
    uint32_t choice = 0;
    while (position >= start(choice + 1)) ++choice;
    return choice;
  }
  void Update(int choice) {
    const int step = uses_ < 1 ? 1 : uses_ < 3 ? 2 : uses_ < 7 ? 3 : uses_ < 15 ? 4 : 5;
    ++uses_;
    for (int i = 1; i < 16; ++i) {
      const int certain = i <= choice ? 16 * i : 32768 - 16 * (16 - i);
      starts_[i] += (certain - starts_[i]) >> step;
    }
  }

 private:
  std::array<int, 17> starts_;
  int uses_ = 0;
};

RC_GTEST_PROP(NibbleModel, IsThatOfThePage, (std::vector<uint8_t> choices)) {
  NibbleModel model;
  PlainNibbleModel plain;
  for (const uint8_t choice : choices) {
    for (uint32_t i = 0; i <= NibbleModel::kChoices; ++i) {
      RC_ASSERT(model.start(i) == plain.start(i));
    }
    const uint32_t position = *rc::gen::inRange(0, kLine);
    RC_ASSERT(model.Find(position) == plain.Find(position));
    model.Update(choice % 16);
    plain.Update(choice % 16);
  }
}

// Runs draw the starts as far as they go.
RC_GTEST_PROP(NibbleModel, LeavesEveryChoiceSomeWidth, (std::vector<uint8_t> choices)) {
  NibbleModel model;
  for (const uint8_t choice : choices) {
    for (int i = 0; i < 200; ++i) {
      model.Update(choice % 16);
      for (uint32_t c = 0; c < NibbleModel::kChoices; ++c) {
        RC_ASSERT(model.start(c + 1) >= model.start(c) + kLeastWidth);
      }
    }
    RC_ASSERT(model.Find(0) == 0u);
    RC_ASSERT(model.Find(kLine - 1) == 15u);
  }
}

TEST(BitModel, LeavesBothBitsSomeWidth) {
  BitModel model;
  for (const bool bit : {true, false, true}) {
    for (int i = 0; i < 2000; ++i) {
      model.Update(bit);
      ASSERT_GE(model.width(), uint32_t{kLeastWidth});
      ASSERT_LE(model.width(), uint32_t{kLine - kLeastWidth});
    }
  }
}

RC_GTEST_PROP(SideInfo, ValuesOfAllKindsComeBack, (std::vector<uint64_t> values)) {
  SideInfoWriter writer;
  {
    IntModel ints;
    BitModel bits;
    SymbolModel<4> nibbles;
    SymbolModel<8> symbols;
    for (const uint64_t value : values) {
      writer.Int(ints, value);
      writer.Bit(bits, value & 1);
      writer.Symbol(nibbles, value & 15);
      writer.Symbol(symbols, value & 255);
      writer.Raw(static_cast<uint32_t>(value), 32);
      writer.Int(ints, value & 65535);
    }
  }
  base::ByteVector stream;
  writer.Finish(&stream);
  SideInfoReader reader(stream);
  IntModel ints;
  BitModel bits;
  SymbolModel<4> nibbles;
  SymbolModel<8> symbols;
  for (const uint64_t value : values) {
    RC_ASSERT(reader.Int64(ints) == value);
    RC_ASSERT(reader.Bit(bits) == ((value & 1) != 0));
    RC_ASSERT(reader.Symbol(nibbles) == (value & 15));
    RC_ASSERT(reader.Symbol(symbols) == (value & 255));
    RC_ASSERT(reader.Raw(32) == static_cast<uint32_t>(value));
    RC_ASSERT(reader.Int(ints) == (value & 65535));
  }
  RC_ASSERT(reader.AtEnd());
}

TEST(SideInfo, EveryWidthComesBack) {
  SideInfoWriter writer;
  std::vector<uint64_t> values = {0};
  for (int width = 1; width <= 64; ++width) {
    const uint64_t top = uint64_t{1} << (width - 1);
    for (const uint64_t value : {top, top + (top >> 1), top + (top - 1)})
      values.push_back(value);
  }
  IntModel model;
  for (const uint64_t value : values) writer.Int(model, value);
  base::ByteVector stream;
  writer.Finish(&stream);
  SideInfoReader reader(stream);
  IntModel read_model;
  for (const uint64_t value : values) EXPECT_EQ(reader.Int64(read_model), value);
  EXPECT_TRUE(reader.AtEnd());
}

TEST(SideInfo, AnIntegerOf32BitsIsNoLarger) {
  SideInfoWriter writer;
  IntModel model;
  const uint64_t most = std::numeric_limits<uint32_t>::max();
  for (const uint64_t value : {most, most + 1}) writer.Int(model, value);
  base::ByteVector stream;
  writer.Finish(&stream);
  SideInfoReader reader(stream);
  IntModel read_model;
  EXPECT_EQ(reader.Int(read_model), most);
  EXPECT_TRUE(reader.ok());
  reader.Int(read_model);
  EXPECT_FALSE(reader.ok());
  EXPECT_FALSE(reader.AtEnd());
}

TEST(SideInfo, ATokenThatStandsForNoNumberIsRefused) {
  SideInfoWriter writer;
  SymbolModel<8> tokens;
  writer.Symbol(tokens, kNumberTokens);
  base::ByteVector stream;
  writer.Finish(&stream);
  SideInfoReader reader(stream);
  IntModel model;
  EXPECT_EQ(reader.Int64(model), 0u);
  EXPECT_FALSE(reader.ok());
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
