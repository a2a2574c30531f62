#include "grammar/templates/slot_format.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "support/slot_formats.h"
#include "time/decimal.h"

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

// Texts of one type of item each: digits with signs, zeros before and behind them, and
// sizes up to the limits of the tokeniser.
std::string RandomItem(std::mt19937& random, int type) {
  const auto below = [&](uint32_t n) { return static_cast<uint32_t>(random() % n); };
  const auto digits = [&](uint32_t count, const char* alphabet, uint32_t letters) {
    std::string text;
    const bool zeros = below(4) == 0;
    while (text.size() < count) text += alphabet[zeros ? 0 : below(letters)];
    if (zeros && count > 0) text.back() = alphabet[below(letters)];
    return text;
  };
  const std::string sign = below(3) == 0 ? "-" : "";
  switch (type) {
    case 0:
      return sign + digits(1 + below(19), "0123456789", 10);
    case 1: {
      const uint32_t before = 1 + below(9);
      return sign + digits(before, "0123456789", 10) + "." +
             digits(1 + below(9), "0123456789", 10);
    }
    case 2:
      return digits(6 + below(11), "0123456789abcdef", 16);
    default:
      return digits(6 + below(11), "0123456789ABCDEF", 16);
  }
}

RC_GTEST_PROP(SlotFormatTest, GroupsRenderBackOrAreText, (uint32_t seed)) {
  std::mt19937 random(seed);
  const int type = static_cast<int>(seed % 4);
  std::vector<std::string> texts;
  char marker = 0;
  const int tries = *rc::gen::inRange(1, 30);
  for (int i = 0; i < tries; ++i) {
    const std::string text = RandomItem(random, type);
    ItemValues items;
    std::string skeleton(text.size(), '\0');
    const int64_t length = TokenizeLine(text, skeleton.data(), &items);
    // Hexadecimal digits without letters are a number, and so on: other groups.
    if (length != 1 || ValuesOfMarker(skeleton[0]) == 0) continue;
    if (marker == 0) marker = skeleton[0];
    if (marker == skeleton[0]) texts.push_back(text);
  }
  RC_PRE(!texts.empty());
  const Found found = FindFor(texts);
  RC_ASSERT(!found.formats.empty());
  for (const SlotFormat& format : found.formats) RC_ASSERT(IsValid(format));
  RC_ASSERT(found.renders);
}

std::string PlainDigits(uint64_t value, size_t width) {
  std::string digits = std::to_string(value);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return digits;
}

std::string PlainHex(uint64_t value, size_t width, bool upper) {
  const std::string_view all = upper ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string digits;
  for (; value > 0 || digits.size() < width; value /= 16)
    digits.insert(0, 1, all[value % 16]);
  return digits;
}

// What RenderNumber writes, made the slow way; "?" for numbers out of range.
std::string Plain(const SlotFormat& format, uint64_t number) {
  const bool minus = format.is_signed && static_cast<int64_t>(number) < 0;
  const std::string sign = minus ? "-" : "";
  if (minus) number = -number;
  switch (format.kind) {
    case SlotKind::kString:
      return "?";
    case SlotKind::kInteger:
      return sign + PlainDigits(number, 1);
    case SlotKind::kFixed:
      return sign + PlainDigits(number, format.width);
    case SlotKind::kTagged:
    case SlotKind::kTaggedHex: {
      const std::string text = format.kind == SlotKind::kTagged
                                   ? PlainDigits(number, 1)
                                   : PlainHex(number, 1, format.upper);
      return text[0] == '1' ? sign + text.substr(1) : "?";
    }
    case SlotKind::kDecimal:
    case SlotKind::kTrimmed: {
      const size_t least = std::max<size_t>(format.width, 1) + format.fraction;
      std::string text = PlainDigits(number, least);
      const size_t point = text.size() - format.fraction;
      text.insert(point, 1, '.');
      if (format.kind == SlotKind::kTrimmed) {
        while (text.size() > point + 2 && text.back() == '0') text.pop_back();
      }
      return sign + text;
    }
    case SlotKind::kHex:
      return sign + PlainHex(number, std::max<size_t>(format.width, 1), format.upper);
    case SlotKind::kIp: {
      if (number >> 32) return "?";
      const auto part = [&](int shift) { return std::to_string(number >> shift & 255); };
      return sign + part(24) + "." + part(16) + "." + part(8) + "." + part(0);
    }
    case SlotKind::kTime: {
      char out[time::kMaxTimestampBytes];
      const uint32_t bytes = time::RenderTimestamp(format.time, number, out);
      return bytes == 0 ? "?" : sign + std::string(out, bytes);
    }
    case SlotKind::kUuidHead: {
      const std::string hex = PlainHex(number, 16, format.upper);
      return sign + hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12);
    }
    case SlotKind::kUuidTail: {
      const std::string hex = PlainHex(number, 16, format.upper);
      return sign + hex.substr(0, 4) + "-" + hex.substr(4);
    }
  }
  return "?";
}

RC_GTEST_PROP(SlotFormatTest, RendersAsAPlainRendererDoes, ()) {
  const SlotFormat format = rondo::testing::SomeSlotFormat();
  RC_PRE(IsValid(format));
  for (int i = 0; i < 50; ++i) {
    uint64_t number = *rc::gen::arbitrary<uint64_t>() >> *rc::gen::inRange(0, 64);
    const int near = *rc::gen::inRange(0, 4);
    if (near == 1) number = -number;
    if (near == 2) number = time::kPow10[*rc::gen::inRange(0, 20)] - number % 3;
    if (near == 3) number = (uint64_t{1} << *rc::gen::inRange(0, 64)) - number % 3;
    char out[kMaxItemBytes];
    const char* const end = RenderNumber(format, number, out);
    const std::string text = end == nullptr ? "?" : std::string(out, end - out);
    RC_ASSERT(text == Plain(format, number));
  }
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
  const uint64_t hostile[] = {
      0, 1, 10, 15, 16, uint64_t{1} << 32, uint64_t{1} << 63, ~uint64_t{0}};
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
