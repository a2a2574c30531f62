// What the lines of a known template look like is found by writing one: slots are filled
// with values of their format, and the line is tokenised as any other.
//
//   "user " <string> " logged in from port " <integer> "\n"
//   line      user x logged in from port 123456\n
//   outline   user x logged in from port <number>\n    field 1 varies, item 0 varies
//
// Tested by tests/grammar/templates/known_test.cc.
#include "grammar/templates/known.h"

#include <algorithm>
#include <optional>
#include <span>

#include "grammar/templates/fields.h"
#include "time/decimal.h"

namespace rondo::grammar {
namespace {

// Bytes [begin, end) of a text.
struct Place {
  size_t begin;
  size_t end;
};

// Numbers whose text has as many digits as the format wants, and letters if it has any.
uint64_t SampleNumber(const SlotFormat& format) {
  constexpr uint64_t kDigits = 1'234'567'891'234'567'891;
  constexpr uint64_t kLetters = 0xa1b2c3d4e5f6a7b8;
  switch (format.kind) {
    case SlotKind::kFixed:
      return kDigits / time::kPow10[kMaxNumberDigits - std::max<int>(format.width, 1)];
    case SlotKind::kTagged:
      return 123;
    case SlotKind::kDecimal:
    case SlotKind::kTrimmed:
      return kDigits / time::kPow10[std::max(
                           0, kMaxDecimalDigits - format.fraction - format.width)];
    case SlotKind::kHex:
      return kLetters >> (64 - 4 * std::clamp<int>(format.width, 8, 16));
    case SlotKind::kTaggedHex:
      return 0x1a1b2c3d4;
    case SlotKind::kIp:
      return 0x0a0b0c0d;
    case SlotKind::kUuidHead:
    case SlotKind::kUuidTail:
      return kLetters;
    default:
      return 123456;
  }
}

// A number of a slot as text; false if none is found.
bool AppendSample(const SlotFormat& format, std::string* line) {
  char item[kMaxItemBytes];
  if (format.kind != SlotKind::kTime) {
    const char* const end = RenderNumber(format, SampleNumber(format), item);
    if (end != nullptr) line->append(item, end - item);
    return end != nullptr;
  }
  // With a year, in a year, and in a day.
  for (const uint64_t seconds : {1'234'567'890, 12'345'678, 45'678}) {
    const uint64_t units = seconds * time::kPow10[format.time.fraction_digits];
    const char* const end = RenderNumber(format, units, item);
    if (end == nullptr) continue;
    line->append(item, end - item);
    return true;
  }
  return false;
}

// Finds the outline of one template.
class Outliner {
 public:
  explicit Outliner(const KnownTemplate& known) : known_(known) {}

  // Nothing if its line is not tokenised as it was meant to be.
  std::optional<KnownTemplates::Outline> Run() {
    if (!WriteLine()) return std::nullopt;
    skeleton_.resize(line_.size());
    const int64_t length = TokenizeLine(line_, skeleton_.data(), &items_);
    if (length < 0) return std::nullopt;
    skeleton_.resize(static_cast<size_t>(length));
    FieldsOf(skeleton_, &fields_);
    for (uint32_t f = 0; f < fields_.size(); ++f) {
      if (!TakeField(f)) return std::nullopt;
    }
    if (slot_ != places_.size()) return std::nullopt;  // one that is in no field
    outline_.skeleton = std::move(skeleton_);
    outline_.fields = std::move(fields_);
    return std::move(outline_);
  }

 private:
  bool WriteLine() {
    for (size_t i = 0; i < known_.formats.size(); ++i) {
      line_ += known_.literals[i];
      const size_t begin = line_.size();
      if (known_.formats[i].kind == SlotKind::kString) {
        line_ += 'x';
      } else if (!AppendSample(known_.formats[i], &line_)) {
        return false;
      }
      places_.push_back({begin, line_.size()});
    }
    line_ += known_.literals.back();
    return line_.find('\n') >= line_.size() - 1;
  }

  // Slots and fields both come in order. A slot of strings is a field; others are in an
  // item, which has no other text then.
  bool TakeField(uint32_t f) {
    const FieldRange range = fields_[f];
    // The separators before it.
    text_ += range.begin - skeleton_end_;
    skeleton_end_ = range.end;
    const size_t begin = text_;
    const size_t first_value = value_;
    const size_t first_item = outline_.item_varies.size();
    const size_t first_constant = outline_.constants.size();
    for (uint32_t i = range.begin; i < range.end; i += MarkerBytes(skeleton_[i])) {
      const int values = ValuesOfMarker(skeleton_[i]);
      if (values == 0) {
        ++text_;
      } else if (!TakeItem(f, i, values, value_ - first_value)) {
        return false;
      }
    }
    const bool varies = slot_ < places_.size() && places_[slot_].begin == begin &&
                        places_[slot_].end == text_ &&
                        known_.formats[slot_].kind == SlotKind::kString;
    outline_.varies.push_back(varies);
    if (varies) {
      ++slot_;
      outline_.item_varies.resize(first_item);
      outline_.constants.resize(first_constant);
    }
    // One that begins in the field and was not taken fits nothing.
    return slot_ == places_.size() || places_[slot_].begin >= text_;
  }

  bool TakeItem(uint32_t f, uint32_t marker, int values, size_t ordinal) {
    char item[kMaxItemBytes];
    const uint64_t* const value = items_.values.data() + value_;
    const uint8_t* const width = items_.widths.data() + value_;
    const size_t begin = text_;
    text_ += RenderItem(skeleton_.data() + marker, value, width, item) - item;
    value_ += values;
    const auto starts_here = [&] {
      return slot_ < places_.size() && places_[slot_].begin >= begin &&
             places_[slot_].begin < text_;
    };
    const bool varies = starts_here();
    outline_.item_varies.push_back(varies);
    if (!varies) {
      for (int i = 0; i < values; ++i) {
        outline_.constants.push_back(
            {f, static_cast<uint32_t>(ordinal) + i, value[i], width[i]});
      }
      return true;
    }
    if (places_[slot_].begin != begin) return false;
    size_t end = begin;
    while (starts_here()) end = places_[slot_++].end;
    return end == text_;
  }

  const KnownTemplate& known_;
  std::string line_;
  std::vector<Place> places_;  // of the slots, in the line
  std::string skeleton_;
  ItemValues items_;
  std::vector<FieldRange> fields_;
  KnownTemplates::Outline outline_;
  // What was taken: bytes of the skeleton and of the line, values, slots.
  uint32_t skeleton_end_ = 0;
  size_t text_ = 0;
  size_t value_ = 0;
  size_t slot_ = 0;
};

bool IsOneString(const KnownTemplate& known) {
  return known.formats.size() == 1 && known.formats[0].kind == SlotKind::kString &&
         known.literals[0].empty() &&
         (known.literals[1].empty() || known.literals[1] == "\n");
}

// What a skeleton has where the outline says it has something.
bool HasStaticFields(std::string_view skeleton, std::span<const FieldRange> fields,
                     const KnownTemplates::Outline& outline) {
  for (size_t f = 0; f < fields.size(); ++f) {
    const auto text = [f](std::string_view of, std::span<const FieldRange> ranges) {
      return of.substr(ranges[f].begin, ranges[f].end - ranges[f].begin);
    };
    if (!outline.varies[f] &&
        text(skeleton, fields) != text(outline.skeleton, outline.fields)) {
      return false;
    }
  }
  return true;
}

// Whether a line has the values that the outline has. `field_values`: see FieldValuesOf.
bool HasConstants(const RecordLines& records, uint32_t line,
                  std::span<const uint32_t> field_values,
                  const KnownTemplates::Outline& outline) {
  return std::ranges::all_of(outline.constants, [&](const auto& constant) {
    const uint32_t at =
        records.value_begin[line] + field_values[constant.field] + constant.ordinal;
    return records.items.values[at] == constant.value &&
           records.items.widths[at] == constant.width;
  });
}

}  // namespace

KnownTemplates::KnownTemplates(const std::vector<KnownTemplate>& templates) {
  for (const KnownTemplate& known : templates) {
    if (IsOneString(known)) continue;
    std::optional<Outline> outline = Outliner(known).Run();
    if (!outline.has_value()) continue;
    of_frame_[FrameOf(outline->skeleton, outline->fields)].push_back(
        static_cast<uint32_t>(outlines_.size()));
    outlines_.push_back(*std::move(outline));
  }
  for (auto& [frame, candidates] : of_frame_) {
    std::ranges::stable_sort(candidates, {}, [this](uint32_t i) {
      return std::ranges::count(outlines_[i].varies, true);
    });
  }
}

std::vector<uint32_t> KnownTemplates::Match(const RecordLines& records) const {
  std::vector<uint32_t> found(records.skeletons.size(), kNone);
  if (outlines_.empty()) return found;
  // Of skeletons whose outlines have constants: the first values of their fields, and
  // what to fall back to if some line has another value.
  struct Check {
    std::vector<uint32_t> field_values;
    uint32_t otherwise = kNone;
  };
  std::unordered_map<uint32_t, Check> checks;
  std::vector<FieldRange> fields;
  for (uint32_t s = 0; s < found.size(); ++s) {
    const Skeleton& skeleton = records.skeletons[s];
    const std::string_view text = records.text(skeleton);
    FieldsOf(text, &fields);
    const auto candidates = of_frame_.find(FrameOf(text, fields));
    if (candidates == of_frame_.end()) continue;
    Check check;
    FieldValuesOf(text, fields, &check.field_values);
    for (const uint32_t i : candidates->second) {
      if (!HasStaticFields(text, fields, outlines_[i])) continue;
      if (outlines_[i].constants.empty()) {
        (found[s] == kNone ? found[s] : check.otherwise) = i;
        break;
      }
      if (found[s] == kNone &&
          HasConstants(records, skeleton.first_line, check.field_values, outlines_[i])) {
        found[s] = i;
      }
    }
    if (found[s] != kNone && !outlines_[found[s]].constants.empty()) {
      checks.emplace(s, std::move(check));
    }
  }
  for (uint32_t line = 0; line < records.lines() && !checks.empty(); ++line) {
    const auto check = checks.find(records.line_skeleton[line]);
    if (check == checks.end()) continue;
    const uint32_t s = check->first;
    if (HasConstants(records, line, check->second.field_values, outlines_[found[s]])) {
      continue;
    }
    found[s] = check->second.otherwise;
    checks.erase(check);
  }
  return found;
}

}  // namespace rondo::grammar
