// The engine and its coder: what goes in comes out, and hostile bytes end.
#include "entropy/mixing/byte_mixer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace rondo::entropy {
namespace {

// An order-2 front end, with the byte three back as the expected one.
template <typename Coder>
base::ByteVector RunMixer(Coder* coder, base::Bytes text, size_t size) {
  ByteMixer mixer(2, 1, kMinTableBits + 4);
  base::ByteVector out;
  for (size_t i = 0; i < size; ++i) {
    const uint32_t c1 = i > 0 ? out[i - 1] : 0;
    const uint32_t c2 = i > 1 ? out[i - 2] : 0;
    ByteMixer::Situation situation{};
    situation.contexts[0] = c1 * 0x9e3779b1u;
    situation.contexts[1] = (c1 << 8 | c2) * 0x85ebca6bu + 1;
    if (i > 2) situation.expected[0] = {.byte = out[i - 3], .trust = 255};
    situation.rows = {7, 255, 31, 255};
    situation.refinements = {c1, c2};
    out.push_back(
        static_cast<uint8_t>(mixer.Code(coder, situation, text.empty() ? 0 : text[i])));
  }
  return out;
}

base::ByteVector Encode(base::Bytes text) {
  base::ByteVector code;
  BinaryEncoder coder(&code);
  RunMixer(&coder, text, text.size());
  coder.Finish();
  return code;
}

RC_GTEST_PROP(ByteMixer, BytesComeBack, (const std::vector<uint8_t>& text)) {
  const base::ByteVector code = Encode(text);
  BinaryDecoder coder(code);
  RC_ASSERT(RunMixer(&coder, {}, text.size()) == text);
  RC_ASSERT(coder.AtEnd());
}

TEST(ByteMixer, RepetitionShrinksToNextToNothing) {
  base::ByteVector text;
  for (int i = 0; i < 30000; ++i) text.push_back("abc"[i % 3]);
  const base::ByteVector code = Encode(text);
  EXPECT_LT(code.size(), 60u);
  BinaryDecoder coder(code);
  EXPECT_EQ(RunMixer(&coder, {}, text.size()), text);
}

RC_GTEST_PROP(ByteMixer, AnyBytesDecodeToSomething, (const std::vector<uint8_t>& code)) {
  BinaryDecoder coder(code);
  RC_ASSERT(RunMixer(&coder, {}, 300).size() == 300u);
}

// Every probability, and the ends of them, at every bit.
RC_GTEST_PROP(BinaryCoder, BitsComeBack,
              (const std::vector<std::pair<bool, uint16_t>>& bits)) {
  base::ByteVector code;
  BinaryEncoder encoder(&code);
  for (const auto& [bit, p] : bits) encoder.Code(bit ? 1 : 0, p);
  encoder.Finish();
  BinaryDecoder decoder(code);
  for (const auto& [bit, p] : bits) RC_ASSERT(decoder.Code(0, p) == (bit ? 1 : 0));
  RC_ASSERT(decoder.AtEnd());
}

}  // namespace
}  // namespace rondo::entropy
