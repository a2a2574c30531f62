// How the text of a slot is made from one number: the typed holes of templates.
//
// A slot holds either a string (a number names it in a dictionary) or an item whose text
// follows from a 64-bit number and the slot's format, which is the same for all lines of
// the template. Signed numbers are in two's complement.
//
//   kInteger  19939              <-> 19939
//   kFixed    007    width 3     <-> 7
//   kTagged   007, 12, 0         <-> 1007, 112, 10    a 1 before the digits
//   kDecimal  0.25   fraction 2  <-> 25
//   kDecimal  1.5, 1.25  trimmed, fraction 2  <-> 150, 125
//
// Thread rule: plain data.
#ifndef RONDO_GRAMMAR_TEMPLATES_SLOT_FORMAT_H_
#define RONDO_GRAMMAR_TEMPLATES_SLOT_FORMAT_H_

#include <cstdint>
#include <span>

#include "grammar/templates/tokens.h"
#include "time/timestamp.h"

namespace rondo::grammar {

enum class SlotKind : uint8_t {
  kString = 0,
  kInteger = 1,    // no leading zeros
  kFixed = 2,      // `width` digits
  kTagged = 3,     // any digits; decimal digits of the number without their leading 1
  kDecimal = 4,    // the last `fraction` digits stand behind a point, at least `width`
                   // before it
  kTrimmed = 5,    // kDecimal without the zeros at the end; one digit always stays
  kHex = 6,        // at least `width` digits
  kTaggedHex = 7,  // as kTagged, in hexadecimal
  kIp = 8,
  kTime = 9,
  kUuidHead = 10,  // 8-4-4 digits
  kUuidTail = 11,  // 4-12 digits
};
inline constexpr uint8_t kSlotKinds = 12;

struct SlotFormat {
  SlotKind kind = SlotKind::kString;
  bool is_signed = false;  // kInteger, kDecimal, kTrimmed: negative numbers occur, and
                           // all are below 2^63 in size
  bool upper = false;      // hexadecimal letters
  uint8_t width = 0;       // <= 19
  uint8_t fraction = 0;    // <= 19
  time::TimestampFormat time;
  friend bool operator==(const SlotFormat&, const SlotFormat&) = default;
};

// Whether a decoder may render with this format.
bool IsValid(const SlotFormat& format);

// Writes the text of any number in a valid format that is no string at `out`, which has
// room for kMaxItemBytes; returns its end, or nullptr if the number is out of range.
char* RenderNumber(const SlotFormat& format, uint64_t number, char* out);

// What the items of one type in one place of a template have in common. Feed all of them,
// then ask for a format that renders each of them exactly.
class FormatFinder {
 public:
  // marker: points at the marker of the item in a skeleton.
  explicit FormatFinder(const char* marker) : marker_(marker) {}

  // values, widths: of the item, as TokenizeLine made them.
  void Add(const uint64_t* values, const uint8_t* widths) {
    const int count = ValuesOfMarker(*marker_);
    for (int i = 0; i < count; ++i) parts_[i].Add(values[i], widths[i]);
    minus_zero_ |=
        count == 2 && (widths[0] & kNegative) && values[0] == 0 && values[1] == 0;
  }

  // True if every item was the same.
  bool IsConstant() const { return parts_[0].constant && parts_[1].constant; }
  // Formats of the one or two slots for the item; two stand side by side with a '.' (or,
  // of UUIDs, '-') between them. kString if no format fits.
  std::span<const SlotFormat> Find();

 private:
  struct Part {
    bool any = false;
    bool constant = true;
    bool leading_zero = false;  // decimal digits with a zero before the first other one
    bool leading_hex_zero = false;
    bool trailing_zero = false;  // ends in 0 and is not "0"
    bool negative = false;
    bool negative_zero = false;
    bool large = false;  // 2^63 or more
    uint8_t min_width = 255;
    uint8_t max_width = 0;
    uint64_t first_value = 0;
    uint8_t first_width = 0;
    void Add(uint64_t value, uint8_t width);
    bool fixed() const { return min_width == max_width; }
  };

  static SlotFormat NumberFormat(const Part& part);
  static SlotFormat HexFormat(const Part& part, bool upper);
  bool FindDecimal();

  const char* marker_;
  Part parts_[2];
  bool minus_zero_ = false;  // a decimal like -0.0
  SlotFormat formats_[2];
};

// The number of a slot for an item; inverse of RenderNumber. `format` is the
// `slot`-th that FormatFinder gave; values and widths are the item's.
// REQUIRES: format.kind != kString.
uint64_t NumberOf(const SlotFormat& format, const uint64_t* values, const uint8_t* widths,
                  int slot);

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_TEMPLATES_SLOT_FORMAT_H_
