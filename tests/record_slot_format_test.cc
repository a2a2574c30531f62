#include "grammar/slot_format.h"

#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace rondo::grammar {
namespace {

// The format for texts that hold one item each, and whether all of them render back.
struct Found {
  std::vector<SlotFormat> formats;
  bool renders = true;
};

Found FindFor(const std::vector<std::string>& texts) {
  std::vector<std::string> skeletons;
  std::vector<ItemValues> items(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) {
    std::string skeleton(texts[i].size(), '\0');
    skeleton.resize(TokenizeLine(texts[i], skeleton.data(), &items[i]));
    skeletons.push_back(skeleton);
  }
  FormatFinder finder(skeletons[0].data());
  for (const ItemValues& item : items) finder.Add(item.values.data(), item.widths.data());
  Found found;
  for (const SlotFormat& format : finder.Find()) found.formats.push_back(format);
  for (size_t i = 0; i < texts.size(); ++i) {
    std::string text;
    int slot = 0;
    for (const SlotFormat& format : found.formats) {
      if (format.kind == SlotKind::kString) return found;
      if (slot > 0) text += format.kind == SlotKind::kUuidTail ? "-" : ".";
      char out[kMaxItemBytes];
      const uint64_t number =
          NumberOf(format, items[i].values.data(), items[i].widths.data(), slot++);
      const char* const end = RenderNumber(format, number, out);
      if (end == nullptr) return {found.formats, false};
      text.append(out, end - out);
    }
    found.renders &= text == texts[i];
  }
  return found;
}

void ExpectKind(const std::vector<std::string>& texts, SlotKind kind) {
  const Found found = FindFor(texts);
  EXPECT_EQ(found.formats[0].kind, kind) << texts[0];
  EXPECT_TRUE(found.renders) << texts[0];
}

TEST(SlotFormatTest, TakesTheNarrowestFormat) {
  ExpectKind({"1", "22", "0", "1000000000000000000"}, SlotKind::kInteger);
  ExpectKind({"-1", "22", "9223372036854775807"}, SlotKind::kInteger);
  ExpectKind({"001", "022", "123"}, SlotKind::kFixed);
  ExpectKind({"01", "1", "001", "123456789012345678"}, SlotKind::kTagged);
  ExpectKind({"0.5", "12.7", "-3.0"}, SlotKind::kDecimal);
  ExpectKind({"-0.5", "0.0"}, SlotKind::kDecimal);
  ExpectKind({"-074.962071", "-112.962071"}, SlotKind::kDecimal);
  ExpectKind({"1.5", "1.25", "2.0", "0.001"}, SlotKind::kTrimmed);
  ExpectKind({"1.50", "1.251"}, SlotKind::kInteger);  // two slots
  ExpectKind({"c0ffee11", "deadbee0"}, SlotKind::kHex);
  ExpectKind({"10.0.0.1", "255.255.255.255"}, SlotKind::kIp);
  ExpectKind({"2024-01-01", "2024-12-31"}, SlotKind::kTime);
  ExpectKind({"42c2e005-e3de-5f80-2408-000000000400"}, SlotKind::kUuidHead);
}

TEST(SlotFormatTest, KeepsWhatFitsNoFormatAsText) {
  ExpectKind({"-0", "1"}, SlotKind::kString);
  ExpectKind({"-1", "01"}, SlotKind::kString);
  ExpectKind({"-0.0", "1.0"}, SlotKind::kString);
  ExpectKind({"0000000000000000001", "1"}, SlotKind::kString);
  ExpectKind({"-9999999999999999999", "1"}, SlotKind::kString);
}

TEST(SlotFormatTest, KnowsConstants) {
  const std::string skeleton(1, static_cast<char>(ItemType::kNumber));
  FormatFinder finder(skeleton.data());
  const uint64_t value = 7;
  const uint8_t widths[] = {1, 2};
  finder.Add(&value, &widths[0]);
  finder.Add(&value, &widths[0]);
  EXPECT_TRUE(finder.IsConstant());
  finder.Add(&value, &widths[1]);
  EXPECT_FALSE(finder.IsConstant());
}

TEST(SlotFormatTest, HostileNumbersAreRefusedOrShort) {
  char out[kMaxItemBytes];
  const uint64_t hostile[] = {0, 1, 10, 15, 16, uint64_t{1} << 32, uint64_t{1} << 63,
                              ~uint64_t{0}};
  for (int kind = 0; kind < kSlotKinds; ++kind) {
    for (const uint8_t width : {0, 1, 19}) {
      for (const bool is_signed : {false, true}) {
        SlotFormat format;
        format.kind = static_cast<SlotKind>(kind);
        format.is_signed = is_signed;
        format.width = width;
        format.fraction = 19;
        ASSERT_TRUE(IsValid(format));
        for (const uint64_t number : hostile) {
          const char* const end = RenderNumber(format, number, out);
          EXPECT_TRUE(end == nullptr || end - out <= static_cast<int>(kMaxItemBytes));
        }
      }
    }
  }
  SlotFormat bad;
  bad.width = 20;
  EXPECT_FALSE(IsValid(bad));
}

}  // namespace
}  // namespace rondo::grammar
