#include "grammar/templates/slot_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <string>

#include "support/slot_formats.h"

namespace rondo::grammar {
namespace {

// Whether a text has a parts: the places that some of its parts can lead to.
bool Fits(const std::string& text, const std::vector<TextPart>& parts) {
  std::set<size_t> places = {0};
  for (const TextPart& part : parts) {
    std::set<size_t> next;
    for (const size_t place : places) {
      for (size_t bytes = 0; bytes <= part.most; ++bytes) {
        if (bytes >= part.least) next.insert(place + bytes);
        const size_t at = place + bytes;
        if (at >= text.size() || part.bytes.find(text[at]) == std::string_view::npos)
          break;
      }
    }
    places = next;
  }
  return places.contains(text.size());
}

RC_GTEST_PROP(SlotText, FitsEveryTextOfItsFormat, ()) {
  const SlotFormat format = rondo::testing::SomeSlotFormat();
  RC_PRE(IsValid(format));
  const std::vector<TextPart> parts = TextPartsOf(format);
  for (int i = 0; i < 20; ++i) {
    const int bits = *rc::gen::inRange(0, 64);
    uint64_t number = *rc::gen::inRange<uint64_t>(0, uint64_t{1} << bits);
    if (*rc::gen::inRange(0, 4) == 0) number = -number;
    // Times have few values that can be written.
    if (format.kind == SlotKind::kTime && i % 2 == 0) number %= 86400;
    char out[kMaxItemBytes];
    const char* const end = RenderNumber(format, number, out);
    if (end == nullptr) continue;
    const std::string text(out, static_cast<size_t>(end - out));
    RC_ASSERT(Fits(text, parts));
    RC_ASSERT(RenderedBytes(format, number) == text.size());
    const uint32_t fixed = FixedBytes(parts);
    RC_ASSERT(fixed == 0 || fixed == text.size());
  }
}

TEST(SlotText, SaysWhatATextCannotBe) {
  SlotFormat date;
  date.kind = SlotKind::kTime;
  date.time.pattern = 28;  // "b e H:M:Sf"
  EXPECT_TRUE(Fits("Jun  4 15:16:01", TextPartsOf(date)));
  EXPECT_FALSE(Fits("Jun 104 15:16:01", TextPartsOf(date)));
  EXPECT_FALSE(Fits("error 14 15:16:01", TextPartsOf(date)));
  EXPECT_EQ(FixedBytes(TextPartsOf(date)), 15u);
  SlotFormat other;
  other.kind = SlotKind::kInteger;
  EXPECT_FALSE(Fits("-1", TextPartsOf(other)));
  other.kind = SlotKind::kIp;
  EXPECT_FALSE(Fits("1000.1.2.3", TextPartsOf(other)));
}

}  // namespace
}  // namespace rondo::grammar
