// The front ends: a note text derives its input, whatever the input, and its notes are
// what they promise to be.
#include "grammar/notes/notes.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/hash_index.h"
#include "grammar/notes/line_notes.h"
#include "grammar/notes/word_notes.h"

namespace rondo::grammar {
namespace {

using Strings = std::vector<std::string>;

constexpr NoteKind kKinds[] = {NoteKind::kByte, NoteKind::kWord, NoteKind::kLine};

base::Bytes AsBytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::string Join(const Strings& blocks) {
  std::string text;
  for (const std::string& block : blocks) text += block;
  return text;
}

std::vector<uint64_t> Ends(const Strings& blocks) {
  std::vector<uint64_t> ends;
  uint64_t end = 0;
  for (const std::string& block : blocks) ends.push_back(end += block.size());
  return ends;
}

NoteText NotesOf(NoteKind kind, const Strings& blocks) {
  return MakeNotes(kind, AsBytes(Join(blocks)), Ends(blocks));
}

// The note text cut at its separators: blocks, then spellings.
std::vector<std::vector<Symbol>> Pieces(const NoteText& notes) {
  std::vector<std::vector<Symbol>> pieces(1);
  for (const Symbol symbol : notes.text) {
    if (symbol == kSeparator) {
      pieces.emplace_back();
    } else {
      pieces.back().push_back(symbol);
    }
  }
  EXPECT_TRUE(pieces.back().empty()) << "no separator at the end";
  pieces.pop_back();
  return pieces;
}

struct Expanded {
  Strings blocks;
  Strings notes;
};

// Replaces notes by their spellings. Spellings refer to later notes only, so going
// backwards each is known before it is needed.
Expanded Expand(const NoteText& text) {
  const auto pieces = Pieces(text);
  EXPECT_EQ(pieces.size(), text.blocks + text.notes);
  Expanded result;
  result.notes.resize(text.notes);
  const auto expand = [&](const std::vector<Symbol>& piece) {
    std::string bytes;
    for (const Symbol symbol : piece) {
      if (symbol < kBytes) {
        bytes += static_cast<char>(symbol);
      } else {
        EXPECT_FALSE(result.notes.at(symbol - kBytes).empty())
            << "a note before its spelling";
        bytes += result.notes.at(symbol - kBytes);
      }
    }
    return bytes;
  };
  for (size_t k = text.notes; k-- > 0;) {
    EXPECT_GE(pieces[text.blocks + k].size(), 2u);
    result.notes[k] = expand(pieces[text.blocks + k]);
  }
  for (size_t b = 0; b < text.blocks; ++b) result.blocks.push_back(expand(pieces[b]));
  return result;
}

// Everything that holds for the notes of any input.
void ExpectSound(NoteKind kind, const Strings& blocks) {
  const NoteText text = NotesOf(kind, blocks);
  const Expanded expanded = Expand(text);
  ASSERT_EQ(expanded.blocks, blocks);

  const std::set<std::string> distinct(expanded.notes.begin(), expanded.notes.end());
  EXPECT_EQ(distinct.size(), expanded.notes.size()) << "a note has two numbers";
  std::map<Symbol, int> uses;
  Symbol next_line = kBytes;
  for (const Symbol symbol : text.text) {
    if (symbol >= kBytes && symbol != kSeparator) ++uses[symbol];
  }
  ASSERT_EQ(uses.size(), text.notes) << "a note without use";
  for (const auto& [symbol, count] : uses) {
    const std::string& spelling = expanded.notes[symbol - kBytes];
    if (spelling.back() == '\n' && spelling.front() != '\n') {
      EXPECT_EQ(symbol, next_line++) << "line notes come first";
      EXPECT_GE(count, 2);
    } else {
      EXPECT_GE(count, 2);
      EXPECT_LE(spelling.size(), kMaxWordBytes);
    }
  }
  if (kind != NoteKind::kLine) {
    EXPECT_EQ(next_line, kBytes);
  }
  if (kind == NoteKind::kByte) {
    EXPECT_EQ(text.notes, 0u);
  }
}

void ExpectAllSound(const Strings& blocks) {
  for (const NoteKind kind : kKinds) {
    SCOPED_TRACE(static_cast<int>(kind));
    ExpectSound(kind, blocks);
  }
}

// A note text as a string: notes as [spelling], a bar after each block.
std::string Show(const NoteText& text) {
  const Expanded expanded = Expand(text);
  const auto pieces = Pieces(text);
  std::string shown;
  for (size_t b = 0; b < text.blocks; ++b) {
    for (const Symbol symbol : pieces[b]) {
      if (symbol < kBytes) {
        shown += static_cast<char>(symbol);
      } else {
        shown.append("[").append(expanded.notes[symbol - kBytes]).append("]");
      }
    }
    shown += '|';
  }
  return shown;
}

std::string Repeat(std::string_view text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

TEST(WordNotesTest, WordsSeenTwiceAreNotes) {
  EXPECT_EQ(Show(NotesOf(NoteKind::kWord, {"the cat, the hat, the rat"})),
            "the cat,[ the] hat,[ the] rat|");
}

TEST(WordNotesTest, SpaceBelongsToSmallLettersOnly) {
  EXPECT_EQ(Show(NotesOf(NoteKind::kWord, {"see Tom; see Tom"})),
            "see [Tom]; see [Tom]|");
}

TEST(WordNotesTest, NumbersAreCutIntoThreesFromTheRight) {
  EXPECT_EQ(Show(NotesOf(NoteKind::kWord, {Repeat("1234567;", 2)})),
            Repeat("1[234][567];", 2) + "|");
  EXPECT_EQ(Show(NotesOf(NoteKind::kWord, {Repeat("a456x1000 ", 2)})),
            Repeat("a[456]x1[000] ", 2) + "|");
}

TEST(WordNotesTest, NumbersAreCutAnewAtABlockBorder) {
  EXPECT_EQ(Show(NotesOf(NoteKind::kWord, {"12345", "12345", "345678"})),
            "[12][345]|[12][345]|[345]678|");
}

TEST(WordNotesTest, WordsAreCutAfter24BytesWithTheirSpace) {
  EXPECT_EQ(Show(NotesOf(NoteKind::kWord, {Repeat(" abcdefghijklmnopqrstuvwxyz", 3)})),
            Repeat("[ abcdefghijklmnopqrstuvw][xyz]", 3) + "|");
}

TEST(WordNotesTest, RunsAreCutAfterSixteenBytes) {
  EXPECT_EQ(Show(NotesOf(NoteKind::kWord, {std::string(50, '=')})),
            Repeat("[================]", 3) + "==|");
  EXPECT_EQ(Show(NotesOf(NoteKind::kWord, {Repeat("x\r\n\r\n\r\n", 3)})),
            Repeat("x\r\n\r\n\r\n", 3) + "|");
}

TEST(WordNotesTest, Utf8LettersStayInTheirWord) {
  EXPECT_EQ(Show(NotesOf(NoteKind::kWord, {Repeat("größer.", 3)})),
            Repeat("[größer].", 3) + "|");
}

TEST(WordNotesTest, NoWordCrossesABlockBorder) {
  EXPECT_EQ(Show(NotesOf(NoteKind::kWord, {"foobar", "bar", "bar foo"})),
            "foobar|[bar]|[bar] foo|");
}

TEST(WordNotesTest, OptionsSetTheBorders) {
  const std::string text = Repeat("abcd,123,", 3);
  const WordOptions options = {
      .max_word_bytes = 3, .digit_group = 2, .max_run = 1, .min_count = 3};
  const uint64_t end = text.size();
  EXPECT_EQ(Show(MakeWordNotes(AsBytes(text), {&end, 1}, options)),
            Repeat("[abc]d,1[23],", 3) + "|");
  EXPECT_EQ(MakeWordNotes(AsBytes(text), {&end, 1}, {.min_count = 4}).notes, 0u);
}

TEST(WordNotesTest, NumbersOfEightDigitsAreCutInTheMiddleWhereTheyPrevail) {
  const std::string dates = Repeat("20240131 ", 2);
  EXPECT_EQ(Show(NotesOf(NoteKind::kWord, {dates})), Repeat("[2024][0131] ", 2) + "|");
  // Half of the digits are not most of them.
  EXPECT_EQ(Show(NotesOf(NoteKind::kWord, {dates + "1234567 123456789 "})),
            Repeat("[20][240][131] ", 2) + "1234567 123456789 |");
}

TEST(LineNotesTest, RepeatedLinesAreNotes) {
  EXPECT_EQ(Show(NotesOf(NoteKind::kLine, {"one\ntwo\n", "two\nsix\ntwo\n"})),
            "one\n[two\n]|[two\n]six\n[two\n]|");
}

TEST(LineNotesTest, EmptyLinesAreBytes) {
  EXPECT_EQ(Show(NotesOf(NoteKind::kLine, {"\na\n\nb\n"})), "\na\n\nb\n|");
}

TEST(LineNotesTest, WhatABorderCutsOffIsNoLine) {
  EXPECT_EQ(Show(NotesOf(NoteKind::kLine, {"ab", "ab", "ab\n", "ab\n", "ab"})),
            "[ab]|[ab]|[ab\n]|[ab\n]|[ab]|");
}

TEST(LineNotesTest, WordsAreCountedInWhatIsSpelled) {
  // "foo" occurs three times, but is spelled once; "bar" is spelled three times.
  const NoteText text =
      NotesOf(NoteKind::kLine, {"foo\nfoo\nfoo\nbar\nbar bar;bar\nbar\n"});
  EXPECT_EQ(Expand(text).notes, (Strings{"foo\n", "bar\n", "bar"}));
}

TEST(NotesTest, EmptySegment) {
  for (const NoteKind kind : kKinds) {
    const NoteText text = NotesOf(kind, {});
    EXPECT_TRUE(text.text.empty());
    EXPECT_EQ(text.blocks, 0u);
    EXPECT_EQ(text.notes, 0u);
  }
}

TEST(NotesTest, ExtremeInputs) {
  std::string all_bytes;
  for (int c = 0; c < 256; ++c) all_bytes += static_cast<char>(c);
  ExpectAllSound({"x"});
  ExpectAllSound({"\n"});
  ExpectAllSound({std::string(1, '\0')});
  ExpectAllSound({all_bytes, Repeat(all_bytes, 3)});
  ExpectAllSound({std::string(100'000, '\0'), std::string(17, '\0')});
  ExpectAllSound({std::string(100'000, 'a')});
  ExpectAllSound({std::string(100'000, '\n')});
  ExpectAllSound({std::string(100'000, ' ')});
  ExpectAllSound({std::string(100'000, '7')});
  ExpectAllSound({std::string(100'000, '\xFF'), "\xFF"});
  ExpectAllSound({Repeat("a\r\n", 1000), "\r\n", "\n\r", "a\r\n"});
  ExpectAllSound({Repeat(std::string("\0\0\n\0", 4), 1000)});
}

TEST(NotesTest, EveryShortString) {
  // All strings of seven over letters, space, digit, newline, in two blocks, thrice.
  constexpr std::string_view kAlphabet = "a 1\n";
  for (int code = 0; code < 1 << 14; ++code) {
    std::string text;
    for (int i = 0; i < 7; ++i) text += kAlphabet[code >> (2 * i) & 3];
    const Strings blocks = {text.substr(0, 3), text.substr(3), text, text};
    for (const NoteKind kind : kKinds)
      ASSERT_EQ(Expand(NotesOf(kind, blocks)).blocks, blocks);
  }
}

// Pieces of text that meet the rules of the front ends at their edges.
rc::Gen<std::string> HostileBlock() {
  const auto piece = rc::gen::weightedOneOf<std::string>({
      {6, rc::gen::elementOf(Strings{"the", " the", "other", " a", "\n", "x\n", "line\n",
                                     "\r\n", "2024", "12345678", "größe", " ", "  ",
                                     std::string(1, '\0'), "= ", "==", "\xFF", " \xC3",
                                     "whole line again\n"})},
      {1, rc::gen::container<std::string>(rc::gen::arbitrary<char>())},
      {1, rc::gen::apply([](int n, char c) { return std::string(n, c); },
                         rc::gen::inRange(1, 70), rc::gen::arbitrary<char>())},
  });
  return rc::gen::suchThat(
      rc::gen::map(rc::gen::container<Strings>(piece),
                   [](const Strings& pieces) { return Join(pieces); }),
      [](const std::string& block) { return !block.empty(); });
}

RC_GTEST_PROP(NotesProperty, SoundForHostileText, ()) {
  const auto blocks = *rc::gen::container<Strings>(HostileBlock());
  ExpectAllSound(blocks);
  RC_ASSERT(!testing::Test::HasFailure());
}

RC_GTEST_PROP(NotesProperty, SameInputSameNotes, ()) {
  const auto blocks = *rc::gen::container<Strings>(HostileBlock());
  for (const NoteKind kind : kKinds) {
    const NoteText one = NotesOf(kind, blocks);
    const NoteText two = NotesOf(kind, blocks);
    RC_ASSERT(one.text == two.text);
    RC_ASSERT(one.notes == two.notes);
  }
}

TEST(LineCoverageTest, CountsRepeatedBytes) {
  LineCoverage coverage;
  EXPECT_EQ(coverage.repeated_fraction(), 0);
  coverage.Add(AsBytes("one\ntwo\none\ntwo\nopen"));
  EXPECT_EQ(coverage.total_bytes(), 16u);
  EXPECT_EQ(coverage.repeated_bytes(), 8u);
  EXPECT_EQ(coverage.repeated_fraction(), 0.5);
}

TEST(LineCoverageTest, EndlessLinesCountAsNew) {
  LineCoverage coverage;
  coverage.Add(base::ByteVector(1 << 20, 'x'));
  EXPECT_EQ(coverage.total_bytes(), 1u << 20);
  EXPECT_EQ(coverage.repeated_bytes(), 0u);
}

TEST(LineCoverageTest, LinesPastTheLimitCountAsNew) {
  std::string lines;
  for (int i = 0; i < (1 << 20) + 100; ++i) lines += std::to_string(i) + "\n";
  LineCoverage coverage;
  coverage.Add(AsBytes(lines));
  EXPECT_EQ(coverage.repeated_bytes(), 0u);
  coverage.Add(AsBytes("17\n1048576\n1048576\n"));  // the last two are past the limit
  EXPECT_EQ(coverage.repeated_bytes(), 3u);
}

RC_GTEST_PROP(LineCoverageProperty, ChunksDoNotMatter, ()) {
  const auto chunks = *rc::gen::container<Strings>(HostileBlock());
  LineCoverage whole, parts;
  whole.Add(AsBytes(Join(chunks)));
  uint64_t total = 0;
  uint64_t repeated = 0;
  std::set<std::string> seen;
  std::string line;
  for (const std::string& chunk : chunks) {
    parts.Add(AsBytes(chunk));
    for (const char c : chunk) {
      line += c;
      if (c != '\n') continue;
      total += line.size();
      if (!seen.insert(line).second) repeated += line.size();
      line.clear();
    }
  }
  RC_ASSERT(whole.total_bytes() == total);
  RC_ASSERT(whole.repeated_bytes() == repeated);
  RC_ASSERT(parts.total_bytes() == total);
  RC_ASSERT(parts.repeated_bytes() == repeated);
}

std::string Random(std::string_view alphabet, size_t size) {
  std::mt19937 random(3);
  std::string text;
  while (text.size() < size) text += alphabet[random() % alphabet.size()];
  return text;
}

TEST(ChooseNotesTest, FollowsTheData) {
  EXPECT_EQ(ChooseNotes(AsBytes(Random("abcdefgh    \n,.0123", 100'000))),
            NoteKind::kWord);
  EXPECT_EQ(ChooseNotes(AsBytes(Random("ACGT", 100'000))), NoteKind::kByte);
  EXPECT_EQ(ChooseNotes(AsBytes(std::string(100'000, '\0'))), NoteKind::kByte);
  std::string all_bytes;
  for (int c = 0; c < 256; ++c) all_bytes += static_cast<char>(c);
  EXPECT_EQ(ChooseNotes(AsBytes(Random(all_bytes, 100'000))), NoteKind::kByte);
  EXPECT_EQ(ChooseNotes(AsBytes(Repeat("line one\nline two\n", 100))), NoteKind::kLine);
  EXPECT_EQ(ChooseNotes({}), NoteKind::kWord);
}

TEST(ChooseNotesTest, SmallTextInALargeBinaryDoesNotMatter) {
  std::string segment = Random("some words and more \n", 1 << 20);
  EXPECT_EQ(ChooseNotes(AsBytes(segment)), NoteKind::kWord);
  segment += std::string(9 << 20, '\1');
  EXPECT_EQ(ChooseNotes(AsBytes(segment)), NoteKind::kByte);
}

TEST(HashIndexTest, CollisionsAreToldApart) {
  HashIndex index;
  std::vector<int> values;
  const auto find = [&](int value) {
    const uint32_t id =
        index.FindOrAdd(7, [&](uint32_t k) { return values[k] == value; });
    if (id == values.size()) values.push_back(value);
    return id;
  };
  for (uint32_t value = 0; value < 3000; ++value) ASSERT_EQ(find(value), value);
  for (uint32_t value = 0; value < 3000; ++value) ASSERT_EQ(find(value), value);
  EXPECT_EQ(index.size(), 3000u);
  EXPECT_EQ(index.Find(7, [&](uint32_t k) { return values[k] == 2999; }), 2999u);
  EXPECT_EQ(index.Find(7, [&](uint32_t) { return false; }), std::nullopt);
  EXPECT_EQ(index.Find(8, [&](uint32_t) { return true; }), std::nullopt);
}

}  // namespace
}  // namespace rondo::grammar
