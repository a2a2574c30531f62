// The branch filter: exact inverse for any bytes, and what it does to real instructions.
#include "grammar/x86_filter.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace rondo::grammar {
namespace {

base::ByteVector Encoded(base::ByteVector block, uint32_t base) {
  X86FilterEncode(block, base);
  return block;
}

base::ByteVector Decoded(base::ByteVector block, uint32_t base) {
  X86FilterDecode(block, base);
  return block;
}

// A block of bytes that begin no pattern, with `code` at `at`.
base::ByteVector BlockWith(const base::ByteVector& code, size_t at, size_t size = 0x200) {
  base::ByteVector block(size, 0x11);
  std::ranges::copy(code, block.begin() + at);
  return block;
}

void ExpectEncodes(const base::ByteVector& code, size_t at, uint32_t base,
                   const base::ByteVector& want) {
  const base::ByteVector block = BlockWith(code, at);
  const base::ByteVector encoded = Encoded(block, base);
  EXPECT_EQ(encoded, BlockWith(want, at));
  EXPECT_EQ(Decoded(encoded, base), block);
}

TEST(X86FilterTest, CallBecomesItsTarget) {
  ExpectEncodes({0xE8, 0xFB, 0x0E, 0, 0}, 0x100, 0, {0xE8, 0x00, 0x10, 0, 0});
}

TEST(X86FilterTest, BackwardCallToTheSameTargetLooksTheSame) {
  // At 0x2100 (base 0x2000): call -0x1105.
  ExpectEncodes({0xE8, 0xFB, 0xEE, 0xFF, 0xFF}, 0x100, 0x2000, {0xE8, 0x00, 0x10, 0, 0});
}

TEST(X86FilterTest, ConditionalJumpBecomesItsTarget) {
  ExpectEncodes({0x0F, 0x84, 0xFA, 0x0E, 0, 0}, 0x100, 0, {0x0F, 0x84, 0x00, 0x10, 0, 0});
}

TEST(X86FilterTest, DataAccessBecomesItsAddress) {
  // lea rdi, [rip + 0xEF9]; mov eax, [rip + 0xEFA]; movss xmm0, [rip + 0xEF8].
  ExpectEncodes({0x48, 0x8D, 0x3D, 0xF9, 0x0E, 0, 0}, 0x100, 0,
                {0x48, 0x8D, 0x3D, 0x00, 0x10, 0, 0});
  ExpectEncodes({0x8B, 0x05, 0xFA, 0x0E, 0, 0}, 0x100, 0, {0x8B, 0x05, 0x00, 0x10, 0, 0});
  ExpectEncodes({0xF3, 0x0F, 0x10, 0x05, 0xF8, 0x0E, 0, 0}, 0x100, 0,
                {0xF3, 0x0F, 0x10, 0x05, 0x00, 0x10, 0, 0});
}

TEST(X86FilterTest, LargeDistanceStays) {
  ExpectEncodes({0xE8, 1, 2, 3, 4}, 0x100, 0, {0xE8, 1, 2, 3, 4});
  ExpectEncodes({0xE9, 1, 2, 3, 0xFE}, 0x100, 0, {0xE9, 1, 2, 3, 0xFE});
}

TEST(X86FilterTest, SumWrapsWithin25Bits) {
  ExpectEncodes({0xE8, 0xFF, 0xFF, 0xFF, 0x00}, 0, 0, {0xE8, 0x04, 0x00, 0x00, 0xFF});
  ExpectEncodes({0xE8, 0xFF, 0xFF, 0xFF, 0xFF}, 0, 0xFFFFFFFC,
                {0xE8, 0x00, 0x00, 0x00, 0x00});
}

TEST(X86FilterTest, OperandCutByBlockEndStays) {
  for (size_t size = 0; size < 7; ++size) {
    base::ByteVector block(size, 0xE8);
    EXPECT_EQ(Encoded(block, 12345), block) << size;
    EXPECT_EQ(Decoded(block, 12345), block) << size;
  }
}

// Every string of the given length over the alphabet.
void ExpectInverseForAll(const base::ByteVector& alphabet, size_t size, uint32_t base) {
  base::ByteVector block(size, alphabet[0]);
  std::vector<size_t> digits(size, 0);
  while (true) {
    ASSERT_EQ(Decoded(Encoded(block, base), base), block);
    size_t i = 0;
    while (i < size && ++digits[i] == alphabet.size()) {
      digits[i] = 0;
      block[i++] = alphabet[0];
    }
    if (i == size) return;
    block[i] = alphabet[digits[i]];
  }
}

TEST(X86FilterTest, InverseForAllStringsOverSmallAlphabets) {
  for (const uint32_t base : {0u, 0x00FFFFF0u, 0x12345678u}) {
    ExpectInverseForAll({0xE8, 0x00}, 15, base);
    ExpectInverseForAll({0xE8, 0xFF, 0x48}, 11, base);
    ExpectInverseForAll({0x0F, 0x80, 0xFF}, 11, base);
    ExpectInverseForAll({0x48, 0xE8, 0x05, 0x00}, 8, base);
    ExpectInverseForAll({0x0F, 0xE9, 0x05, 0xFF}, 8, base);
    ExpectInverseForAll({0x8B, 0x05, 0x85, 0x0F, 0x00}, 7, base);
  }
}

TEST(X86FilterTest, InverseForRunsAndPatternsOfAnyLength) {
  const std::vector<base::ByteVector> patterns = {{0xE8},
                                                  {0xE8, 0x00},
                                                  {0x0F},
                                                  {0x0F, 0x80},
                                                  {0x48, 0xE8, 0x05},
                                                  {0xE8, 0x05, 0, 0, 0},
                                                  {0x40, 0x05, 0x05, 0xFF},
                                                  {0x0F, 0xE8, 0x05, 0xFF, 0xFF, 0xFF},
                                                  {0xFF},
                                                  {0x05, 0x85}};
  for (const base::ByteVector& pattern : patterns) {
    for (size_t size = 0; size < 3000; size += 1 + size / 20) {
      base::ByteVector block(size);
      for (size_t i = 0; i < size; ++i) block[i] = pattern[i % pattern.size()];
      ASSERT_EQ(Decoded(Encoded(block, 0xABCDEF), 0xABCDEF), block) << size;
    }
  }
}

RC_GTEST_PROP(X86FilterProperty, InverseForAnyBytes,
              (const base::ByteVector& block, uint32_t base)) {
  RC_ASSERT(Decoded(Encoded(block, base), base) == block);
  RC_ASSERT(Encoded(Decoded(block, base), base) == block);
}

RC_GTEST_PROP(X86FilterProperty, InverseForCodeLikeBytes, (uint32_t base)) {
  const auto byte =
      rc::gen::element<uint8_t>(0xE8, 0xE9, 0x0F, 0x80, 0x85, 0x8F, 0x05, 0x0D, 0x3D,
                                0x40, 0x48, 0x4C, 0x8B, 0xC7, 0x00, 0xFF);
  const auto size = *rc::gen::inRange<size_t>(0, 3000);
  const auto block = *rc::gen::container<base::ByteVector>(size, byte);
  RC_ASSERT(Decoded(Encoded(block, base), base) == block);
}

// Instructions in the proportions of compiled code, each call to one of 50 functions.
base::ByteVector SyntheticCode(size_t size) {
  std::mt19937 random(7);
  base::ByteVector code;
  const auto distance = [&] {
    const uint32_t value =
        (random() % 50) * 1000 - static_cast<uint32_t>(code.size()) - 4;
    for (int shift = 0; shift < 32; shift += 8) code.push_back(value >> shift);
  };
  while (code.size() < size) {
    switch (random() % 16) {
      case 0:
      case 1:
        code.push_back(0xE8);
        distance();
        break;
      case 2:
        code.insert(code.end(), {0x0F, 0x84});
        distance();
        break;
      default:
        code.insert(code.end(), {0x48, 0x89, static_cast<uint8_t>(0xC0 + random() % 64)});
    }
  }
  return code;
}

TEST(X86FilterTest, TheStartOfABlockIsDecodedAlone) {
  const base::ByteVector code = SyntheticCode(5000);
  base::ByteVector filtered = code;
  X86FilterEncode(filtered, 1 << 16);
  ASSERT_NE(filtered, code);
  for (size_t size = kX86FilterReach; size <= code.size(); ++size) {
    base::ByteVector start(filtered.begin(), filtered.begin() + size);
    X86FilterDecode(start, 1 << 16);
    ASSERT_TRUE(std::equal(start.begin(), start.end() - kX86FilterReach, code.begin()))
        << size;
  }
}

TEST(LooksLikeX86Test, CodeDoes) { EXPECT_TRUE(LooksLikeX86(SyntheticCode(100'000))); }

TEST(LooksLikeX86Test, CodeAmidOtherDataDoes) {
  base::ByteVector segment(1 << 20, 0);
  const base::ByteVector code = SyntheticCode(1 << 20);
  segment.insert(segment.end(), code.begin(), code.end());
  segment.resize(3 << 20, 'x');
  EXPECT_TRUE(LooksLikeX86(segment));
}

TEST(LooksLikeX86Test, ObjectCodeWithEmptyOperandsDoesNot) {
  base::ByteVector code = SyntheticCode(100'000);
  for (size_t i = 0; i + 5 <= code.size(); ++i) {
    if (code[i] == 0xE8) std::fill_n(&code[i + 1], 4, 0);
  }
  EXPECT_FALSE(LooksLikeX86(code));
}

TEST(LooksLikeX86Test, OtherDataDoesNot) {
  std::mt19937 random(7);
  base::ByteVector noise(1 << 20);
  for (uint8_t& byte : noise) byte = static_cast<uint8_t>(random());
  EXPECT_FALSE(LooksLikeX86(noise));
  EXPECT_FALSE(LooksLikeX86({}));
  EXPECT_FALSE(LooksLikeX86(base::ByteVector(1 << 20, 0)));
  EXPECT_FALSE(LooksLikeX86(base::ByteVector(1 << 20, 'e')));
  EXPECT_FALSE(LooksLikeX86(base::ByteVector{0xE8, 0, 0, 0, 0}));
}

}  // namespace
}  // namespace rondo::grammar
