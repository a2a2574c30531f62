// Pieces, against a slow reading of the table in docs/format/container.md.
#include "stream/score/pieces.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <string_view>

namespace rondo::stream {
namespace {

base::Bytes AsBytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

bool IsLetter(uint8_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(uint8_t c) { return c >= '0' && c <= '9'; }
bool IsText(uint8_t c) {
  return IsLetter(c) || c >= 128 ||
         (c != 0 && std::string_view(" _./-:=").find(static_cast<char>(c)) !=
                        std::string_view::npos);
}

TextPiece NumberOf(PieceKind kind, std::string_view piece) {
  uint64_t value = 0;
  for (size_t i = piece.size(); i-- > 0;) {
    const auto c = static_cast<uint8_t>(piece[i]);
    value = value << 8 | (IsLetter(c) ? c | 0x20u : c);
  }
  return static_cast<TextPiece>(kind << 23 | value * 0x9e3779b97f4a7c15 >> 41);
}

std::set<TextPiece> SlowPieces(std::string_view text) {
  std::set<TextPiece> pieces;
  const auto add = [&](PieceKind kind, size_t bytes, const auto& is_piece) {
    for (size_t i = 0; i + bytes <= text.size(); ++i) {
      const std::string_view piece = text.substr(i, bytes);
      if (is_piece(piece)) pieces.insert(NumberOf(kind, piece));
    }
  };
  const auto all = [](std::string_view piece, const auto& is) {
    return std::ranges::all_of(piece, is);
  };
  add(kLetters, 4, [&](auto piece) { return all(piece, IsLetter); });
  add(kText, 5, [&](auto piece) { return all(piece, IsText); });
  add(kIds, 5, [&](auto piece) {
    return all(piece, [](uint8_t c) { return IsLetter(c) || IsDigit(c); }) &&
           !all(piece, IsLetter) && !all(piece, IsDigit);
  });
  add(kAddresses, 6, [&](auto piece) {
    return all(piece, [](uint8_t c) { return c == '.' || IsDigit(c); }) &&
           std::ranges::count(piece, '.') >= 2 && std::ranges::any_of(piece, IsDigit);
  });
  add(kDigits, 8, [&](auto piece) { return all(piece, IsDigit); });
  return pieces;
}

std::set<TextPiece> Collected(std::string_view text) {
  std::set<TextPiece> pieces;
  for (const DistinctPieces& kind : CollectPieces(AsBytes(text), 1 << 20)) {
    EXPECT_FALSE(kind.left_out);
    for (const TextPiece piece : kind.pieces) EXPECT_TRUE(pieces.insert(piece).second);
  }
  return pieces;
}

std::set<TextPiece> Listed(std::string_view text) {
  const std::vector<TextPiece> pieces = PiecesOf(AsBytes(text));
  return {pieces.begin(), pieces.end()};
}

TEST(Pieces, OfEachKind) {
  EXPECT_EQ(Listed("Time"), std::set{NumberOf(kLetters, "time")});
  EXPECT_EQ(NumberOf(kLetters, "time"), 0x3aa1e9u);  // as in container.md
  EXPECT_EQ(Listed("a: B_"), std::set{NumberOf(kText, "a: b_")});
  EXPECT_EQ(Listed("0X7f3"), std::set{NumberOf(kIds, "0x7f3")});
  EXPECT_EQ(Listed("1.23.4"), std::set{NumberOf(kAddresses, "1.23.4")});
  EXPECT_EQ(Listed("12345.6"), std::set<TextPiece>{});
  EXPECT_EQ(Listed("20240317"), std::set{NumberOf(kDigits, "20240317")});
  EXPECT_EQ(Listed("ti\nme 2024\n0317"), std::set<TextPiece>{});
}

TEST(Pieces, TooManyOfAKindAreLeftOut) {
  std::string text;
  for (int i = 10000000; i < 10000100; ++i) text += std::to_string(i) + " time\n";
  const auto kinds = CollectPieces(AsBytes(text), 50);
  EXPECT_TRUE(kinds[kDigits].left_out);
  EXPECT_TRUE(kinds[kDigits].pieces.empty());
  EXPECT_FALSE(kinds[kLetters].left_out);
  EXPECT_EQ(kinds[kLetters].pieces.size(), 1);
}

RC_GTEST_PROP(Pieces, AreThoseOfTheTable, ()) {
  const std::string letters = "aZ@[`{09../:= \n\xff";
  const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(letters));
  RC_ASSERT(Listed(text) == SlowPieces(text));
  RC_ASSERT(Collected(text) == SlowPieces(text));
}

// Runs, which random letters seldom make, in lines that begin alike.
TEST(Pieces, AreThoseOfTheTableInRuns) {
  std::mt19937 random(7);
  const std::string_view parts[] = {
      "10.2.30.4", "12345678", "987654321", "time", "OUT", ".", " ",       "1.2.3",
      "0001",      "..",       "err",       "0x7F", "\n",  "=", "\xc3\xa4"};
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (int i = 0; i < 60; ++i) {
      if (random() % 8 == 0) text += "\n2024-03-17 10:02:11.4 host kernel: ";
      text += parts[random() % std::size(parts)];
    }
    ASSERT_EQ(Collected(text), SlowPieces(text)) << text;
    ASSERT_EQ(Listed(text), SlowPieces(text)) << text;
  }
}

}  // namespace
}  // namespace rondo::stream
