// The record tokeniser: one line of text -> its skeleton and the values of its items.
//
//   "Jun 14 15:16:01 combo sshd[19939]: 0.25 s from 10.0.0.7\n"
//   skeleton  "<time> combo sshd[<number>]: <decimal> s from <ip>\n"
//   items     14310961   19939   0 25   167772167
//
// An item stands in the skeleton as a marker, a byte below 0x20 that no tokenised line
// contains; everything else stands for itself. A line with such bytes (tab, CR and ESC
// excepted) is not tokenised. Rendering a skeleton with its items gives the line back,
// byte for byte.
//
// A line is fields between separators; templates are made from lines that agree in the
// separators (split.h). Fields hold literal text and items.
//
// Thread rule: pure functions.
#ifndef RONDO_GRAMMAR_TEMPLATES_TOKENS_H_
#define RONDO_GRAMMAR_TEMPLATES_TOKENS_H_

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rondo::grammar {

// What an item is. The value doubles as the marker byte in skeletons.
enum class ItemType : uint8_t {
  kNone = 0,
  kNumber = 1,    // digits, up to 19; width = digits, sign in kNegative
  kDecimal = 2,   // digits '.' digits: two values, up to 18 digits in all; the sign is
                  // with the first
  kHex = 3,       // up to 16 hexadecimal digits, letters in lower case
  kUpperHex = 4,  // the same with upper case
  kIp = 5,        // IPv4; width 0
  kTime = 6,      // a timestamp; three bytes of its format follow the marker; width 0
  kUuid = 7,      // 8-4-4-4-12 lower-case hexadecimal digits: two values, width 16
  kUpperUuid = 8,
};

inline constexpr uint8_t kNegative = 0x80;  // in a width: a minus sign stands before
inline constexpr int kMaxNumberDigits = 19;
inline constexpr int kMaxDecimalDigits = 18;  // before and behind the point together
inline constexpr int kMaxHexDigits = 16;
// Longest text of one item, for rendering buffers.
inline constexpr uint32_t kMaxItemBytes = 64;

// Values of one line, in order; widths[i] belongs to values[i].
struct ItemValues {
  std::vector<uint64_t> values;
  std::vector<uint8_t> widths;

  void Push(uint64_t value, int width) {
    values.push_back(value);
    widths.push_back(static_cast<uint8_t>(width));
  }
  void Truncate(size_t size) {
    values.resize(size);
    widths.resize(size);
  }
};

// How many values an item has: 1 or 2, 0 for bytes that are no marker.
inline int ValuesOfMarker(uint8_t byte) {
  static constexpr uint8_t kValues[9] = {0, 1, 2, 1, 1, 1, 1, 2, 2};
  return byte < sizeof kValues ? kValues[byte] : 0;
}
// Bytes that a marker takes in a skeleton, itself included.
inline size_t MarkerBytes(uint8_t byte) {
  return byte == static_cast<uint8_t>(ItemType::kTime) ? 4 : 1;
}

// Space, tab, CR, newline, quotes, brackets, comma, semicolon, < = > |
inline constexpr std::string_view kFieldSeparators = " \t\r\n\"'[](){}<>,;=|";
inline bool IsFieldSeparator(uint8_t byte) {
  static constexpr auto kIsSeparator = [] {
    std::array<bool, 256> is{};
    for (const char c : kFieldSeparators) is[static_cast<uint8_t>(c)] = true;
    return is;
  }();
  return kIsSeparator[byte];
}

// Appends the items of `line` to *items and writes the skeleton to `skeleton`, which has
// room for line.size() bytes. Without `typed` there are no items. Returns the length of
// the skeleton, or -1, with nothing appended, if the line is not tokenised. `line` holds
// no newline but at its end.
// Cost: about 5 ns a byte.
int64_t TokenizeLine(std::string_view line, char* skeleton, ItemValues* items,
                     bool typed = true);

// Writes one item, with its values at `values` and `widths`, at `out`, which has room for
// kMaxItemBytes; returns the end of what it wrote. `marker` points at the marker.
// REQUIRES: values as TokenizeLine makes them.
char* RenderItem(const char* marker, const uint64_t* values, const uint8_t* widths,
                 char* out);

// Appends the text of a piece of a skeleton; values and widths point at its first item.
void RenderSkeleton(std::string_view skeleton, const uint64_t* values,
                    const uint8_t* widths, std::string* out);

// Hexadecimal digits, exactly `width` of them. Both may write up to out + 8 bytes, of
// which those behind their end mean nothing.
char* PutHex(uint64_t value, int width, bool upper, char* out);
char* PutIp(uint32_t value, char* out);

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_TEMPLATES_TOKENS_H_
