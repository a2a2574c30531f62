// The shapes of a record segment: what its lines look like.
//
// One pass over the templates in the order of their ranks. Formats, columns and classes
// are numbered in the order of their first use, so that a new one is one bit and
// then what it is; an old one is named by how far back it came into being. Templates of
// one program resemble each other, so that most slots are told by three bits: the column
// that followed the last one before, the format and the model that it had there.
//
//   template <time> <integer> <integer>, the second integer like the first:
//     3 slots;  new column, new format, (seed,) new model;  the same again;  old column 1
//     back, its format, its model
//   the next template <time> <integer>:
//     2 slots;  the column that came first, its format, its model;  the column that
//     followed that, its format, its model
//
// Tested by tests/stream/record_lens/lens_test.cc, tables_test.cc, postings_test.cc.
#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "stream/record_lens/model/lent.h"
#include "stream/record_lens/model/side.h"
#include "stream/record_lens/model/tables.h"

namespace rondo::stream {
namespace {

using entropy::BitModel;
using entropy::IntModel;
using entropy::SymbolModel;
using grammar::SlotFormat;
using grammar::SlotKind;

// Limits on what a reader accepts; writers of segments within kMaxSegmentBytes keep them
// or give up the lens.
constexpr uint32_t kMaxTemplates = kMaxRecordTableBytes / 64;
constexpr uint32_t kMaxSlots = kMaxRecordTableBytes / 128;

struct ShapeModels {
  IntModel count;
  IntModel slots;
  FlagModel ends_line;
  ReferenceModel format, column, of_class;
  BitModel same_column, same_format;
  SymbolModel<4> kind;
  BitModel flag;
  IntModel width;
  IntModel time;
  IntModel class_size;
  IntModel bytes;
  IntModel postings;
  IntModel thing;
  SymbolModel<4> places;
  IntModel first_place, place;
  BitModel is_counted;
  IntModel lines;
  IntModel ranks;
  IntModel string_lines;
  // Of what is lent.
  BitModel is_known, column_as_lent, format_as_lent, class_as_lent;
  IntModel known;
  BitModel is_lent;
  IntModel lent_string;
};

// Visits everything in the order of the format. The writer's side only looks; the
// reader's fills in. Every function that reads stops growing once Side::ok() is false.
template <typename Side>
class ShapeWalk {
 public:
  ShapeWalk(Side& side, RecordTables& tables, const SegmentExtent& extent)
      : side_(side),
        tables_(tables),
        layout_(tables.layout),
        extent_(extent),
        lent_(tables.lent) {
    if (lent_ == nullptr) return;
    column_of_lent_.assign(lent_->layout().columns.size(), kNone);
    class_of_lent_.assign(lent_->layout().classes.size(), kNone);
  }

  void Run() {
    uint32_t templates = layout_.templates();
    side_.Int(m_->count, templates);
    if (templates == 0 || templates > kMaxTemplates) side_.Fail();
    if (lent_ != nullptr && side_.ok()) Known(templates);
    SlotsOfTemplates(templates);
    for (uint32_t t = 0; t < templates && side_.ok(); ++t) WalkTemplate(t);
    if (side_.ok()) EndsOfLines(templates);
    if (lent_ != nullptr && side_.ok()) LentStrings();
    side_.Int(m_->bytes, tables_.literal_bytes);
    side_.Int(m_->bytes, tables_.string_bytes);
    if (side_.ok()) SingletonEnds();
    if (side_.ok()) Postings();
    if (side_.ok()) Counts();
  }

 private:
  // Which lent template each one is, by the distance to the one behind the last.
  void Known(uint32_t templates) {
    if constexpr (Side::kReads) tables_.known.assign(templates, kNotLent);
    uint64_t next = 0;
    for (uint32_t t = 0; t < templates && side_.ok(); ++t) {
      uint32_t& known = tables_.known[t];
      bool is_known = known != kNotLent;
      side_.Bit(m_->is_known, is_known);
      if (!is_known) continue;
      uint64_t distance = base::ZigZag(known - next);
      side_.Int(m_->known, distance);
      next += base::UnZigZag(distance);
      if (next >= lent_->templates()) {
        side_.Fail();
        return;
      }
      known = static_cast<uint32_t>(next++);
    }
  }

  // The lent template that template t is known as, or kNotLent.
  uint32_t LentOf(uint32_t t) const {
    return lent_ == nullptr ? kNotLent : tables_.known[t];
  }

  // Of the classes that go on from lent ones: which of its strings are theirs, by the
  // distance to the one behind the last.
  void LentStrings() {
    const std::vector<uint32_t> lent_class = LentClasses(tables_);
    if constexpr (Side::kReads) tables_.lent_strings.resize(lent_class.size());
    for (size_t c = 0; c < lent_class.size() && side_.ok(); ++c) {
      if (lent_class[c] == kNotLent) continue;
      const uint32_t of_lent = lent_->layout().classes[lent_class[c]].size;
      const uint32_t size = layout_.classes[c].size;
      std::vector<uint32_t>& ranks = tables_.lent_strings[c];
      uint64_t next = 0;
      for (uint32_t rank = 0; rank < size && side_.ok(); ++rank) {
        if constexpr (Side::kReads) ranks.push_back(kNotLent);
        bool is_lent = ranks[rank] != kNotLent;
        side_.Bit(m_->is_lent, is_lent);
        if (!is_lent) continue;
        uint64_t distance = base::ZigZag(ranks[rank] - next);
        side_.Int(m_->lent_string, distance);
        next += base::UnZigZag(distance);
        if (next >= of_lent) {
          side_.Fail();
          return;
        }
        ranks[rank] = static_cast<uint32_t>(next++);
      }
    }
  }

  // How many slots each template has, and so where they begin.
  void SlotsOfTemplates(uint32_t templates) {
    std::vector<uint32_t>& begin = layout_.slot_begin;
    for (uint32_t t = 0; t < templates && side_.ok(); ++t) {
      uint32_t count = 0;
      if constexpr (!Side::kReads) count = begin[t + 1] - begin[t];
      if (const uint32_t lent = LentOf(t); lent != kNotLent) {
        const std::vector<uint32_t>& lent_begin = lent_->layout().slot_begin;
        count = lent_begin[lent + 1] - lent_begin[lent];
      } else {
        side_.Int(m_->slots, count);
      }
      if (count > kMaxSlots - begin[t]) side_.Fail();
      if constexpr (Side::kReads) begin.push_back(begin[t] + count);
    }
    // What is not filled in is not touched either.
    if constexpr (Side::kReads) {
      if (side_.ok()) layout_.slots.reserve(begin.back());
    }
  }

  void WalkTemplate(uint32_t t) {
    last_column_ = kNone;
    const uint32_t lent = LentOf(t);
    const RecordSlot* like = lent == kNotLent ? nullptr
                                              : lent_->layout().slots.data() +
                                                    lent_->layout().slot_begin[lent];
    for (uint32_t s = layout_.slot_begin[t]; s < layout_.slot_begin[t + 1]; ++s) {
      if (!side_.ok()) return;
      if constexpr (Side::kReads) layout_.slots.emplace_back();
      WalkSlot(like, &layout_.slots[s]);
      if (like != nullptr) ++like;
    }
  }

  // Of those that are not known.
  void EndsOfLines(uint32_t templates) {
    std::vector<bool>& all = tables_.ends_line;
    if constexpr (Side::kReads) all.resize(templates);
    std::vector<bool> told;
    for (uint32_t t = 0; t < templates; ++t) {
      if (LentOf(t) == kNotLent) {
        told.push_back(all[t]);
      } else if constexpr (Side::kReads) {
        all[t] = lent_->ends_line(LentOf(t));
      }
    }
    Flags(side_, m_->ends_line, told);
    if constexpr (Side::kReads) {
      auto next = told.begin();
      for (uint32_t t = 0; t < templates; ++t) {
        if (LentOf(t) == kNotLent) all[t] = *next++;
      }
    }
  }

  // `like`: the slot of the template that it is known as, or null.
  void WalkSlot(const RecordSlot* like, RecordSlot* slot) {
    const bool is_new = ColumnOf(like, slot);
    if (!side_.ok()) return;
    FormatOf(like, is_new, slot);
    if (!side_.ok()) return;
    if (is_new) ClassOf(like, slot->is_string(), &layout_.columns[slot->column]);
    if (!side_.ok()) return;
    if (like != nullptr) {
      uint32_t& column = column_of_lent_[like->column];
      if (column == kNone) column = slot->column;
    }
    // Strings are ranked only in classes of strings, and numbers in those of numbers.
    const RecordClass& value_class =
        layout_.classes[layout_.columns[slot->column].of_class];
    if (value_class.strings != slot->is_string()) side_.Fail();
  }

  // The column of the next slot: that which the lent slot suggests, or most often the one
  // that followed the last slot's column before. Returns whether it is new.
  bool ColumnOf(const RecordSlot* like, RecordSlot* slot) {
    uint32_t& follower =
        last_column_ == kNone ? first_column_ : known_[last_column_].follower;
    bool is_new = false;
    bool as_lent = false;
    if (like != nullptr) {
      const uint32_t lent = column_of_lent_[like->column];
      as_lent = AsBefore(side_, m_->column_as_lent, lent == kNone ? columns_ : lent,
                         &slot->column);
      is_new = as_lent && slot->column == columns_;
    }
    if (!as_lent && (follower == kNone ||
                     !AsBefore(side_, m_->same_column, follower, &slot->column))) {
      Reference(side_, m_->column, columns_, &slot->column);
      is_new = slot->column == columns_;
    }
    follower = last_column_ = slot->column;
    if (is_new) {
      ++columns_;
      known_.emplace_back();  // `follower` is gone
      if constexpr (Side::kReads) layout_.columns.emplace_back();
    }
    return is_new;
  }

  void FormatOf(const RecordSlot* like, bool is_new, RecordSlot* slot) {
    if (like != nullptr &&
        AsBefore(side_, m_->format_as_lent, like->format, &slot->format)) {
      if (std::find(formats_.begin(), formats_.end(), slot->format) == formats_.end())
        formats_.push_back(slot->format);
      known_[slot->column].format = slot->format;
      return;
    }
    // Until the column has a first slot, nothing is known of its format.
    if (is_new ||
        !AsBefore(side_, m_->same_format, known_[slot->column].format, &slot->format)) {
      Format(&slot->format);
      known_[slot->column].format = slot->format;
    }
  }

  void Format(SlotFormat* format) {
    uint32_t id = 0;
    if constexpr (!Side::kReads) {
      id = static_cast<uint32_t>(std::find(formats_.begin(), formats_.end(), *format) -
                                 formats_.begin());
    }
    const auto known = static_cast<uint32_t>(formats_.size());
    Reference(side_, m_->format, known, &id);
    if (!side_.ok()) return;
    if (id < known) {
      *format = formats_[id];
      return;
    }
    auto kind = static_cast<uint32_t>(format->kind);
    uint32_t width = format->width;
    uint32_t fraction = format->fraction;
    side_.Symbol(m_->kind, kind);
    side_.Bit(m_->flag, format->is_signed);
    side_.Bit(m_->flag, format->upper);
    side_.Int(m_->width, width);
    side_.Int(m_->width, fraction);
    uint32_t pattern = format->time.pattern;
    uint32_t digits = format->time.fraction_digits;
    uint32_t mark = static_cast<uint8_t>(format->time.fraction_mark);
    if (kind == static_cast<uint32_t>(SlotKind::kTime)) {
      side_.Int(m_->time, pattern);
      side_.Int(m_->time, digits);
      side_.Int(m_->time, mark);
    }
    if (std::max({width, fraction, pattern, digits, mark}) > 127) side_.Fail();
    if constexpr (Side::kReads) {
      format->kind = static_cast<SlotKind>(kind);
      format->width = static_cast<uint8_t>(width);
      format->fraction = static_cast<uint8_t>(fraction);
      format->time = {static_cast<uint8_t>(pattern), static_cast<uint8_t>(digits),
                      static_cast<char>(mark)};
      if (!IsValid(*format)) side_.Fail();
    }
    formats_.push_back(*format);
  }

  void ClassOf(const RecordSlot* like, bool strings, RecordColumn* column) {
    if (like == nullptr) {
      Reference(side_, m_->of_class, classes_, &column->of_class);
    } else {
      uint32_t& lent = class_of_lent_[lent_->layout().columns[like->column].of_class];
      if (!AsBefore(side_, m_->class_as_lent, lent == kNone ? classes_ : lent,
                    &column->of_class)) {
        Reference(side_, m_->of_class, classes_, &column->of_class);
      }
      if (lent == kNone) lent = column->of_class;
    }
    if (column->of_class < classes_) return;
    ++classes_;
    if constexpr (Side::kReads) layout_.classes.push_back({strings, 0, {}});
    RecordClass& value_class = layout_.classes[column->of_class];
    side_.Int(m_->class_size, value_class.size);
    // Each value takes a byte of the segment at least.
    ranked_ += value_class.size;
    if (ranked_ > extent_.expanded_bytes) side_.Fail();
  }

  void SingletonEnds() {
    // Far above what lines can hold, and below 2^32: sizes in memory may have 32 bits.
    constexpr uint64_t kMostBytes = 3 * base::kMaxSegmentBytes;
    uint64_t end = 0;
    if constexpr (Side::kReads) tables_.singleton_ends.resize(extent_.blocks);
    for (uint64_t& singleton_end : tables_.singleton_ends) {
      uint64_t bytes = singleton_end - end;
      side_.Int(m_->bytes, bytes);
      if (bytes > base::kMaxSegmentBytes || end + bytes > kMostBytes) {
        side_.Fail();
        return;
      }
      end += bytes;
      singleton_end = end;
    }
  }

  // Of the things of which blocks are told, few of many.
  void Postings() {
    std::vector<uint8_t>& counts = tables_.postings.counts;
    auto told = static_cast<uint32_t>(
        counts.size() - std::count(counts.begin(), counts.end(), uint8_t{0}));
    side_.Int(m_->postings, told);
    if (told == 0) return;
    if constexpr (Side::kReads) counts.resize(CountThings(layout_));
    size_t thing = 0;
    uint64_t last_first = 0;
    size_t at = 0;
    for (uint32_t i = 0; i < told && side_.ok(); ++i, ++thing) {
      uint32_t gap = 0;
      if constexpr (!Side::kReads) {
        while (counts[thing + gap] == 0) ++gap;
      }
      side_.Int(m_->thing, gap);
      if (gap >= counts.size() - thing) {
        side_.Fail();
        return;
      }
      thing += gap;
      uint32_t places = counts[thing];
      side_.Symbol(m_->places, places);
      if (places == 0 || places > kMostPostings) side_.Fail();
      counts[thing] = static_cast<uint8_t>(places);
      uint64_t block = last_first = Place(at++, last_first);
      for (uint32_t j = 1; j < places && side_.ok(); ++j) block = NextPlace(at++, block);
    }
  }

  // The first block of a thing, told by the distance to that of the one before.
  uint64_t Place(size_t at, uint64_t before) {
    uint64_t distance = 0;
    if constexpr (!Side::kReads)
      distance = base::ZigZag(tables_.postings.blocks[at] - before);
    side_.Int(m_->first_place, distance);
    return AddPlace(before + base::UnZigZag(distance));
  }

  uint64_t NextPlace(size_t at, uint64_t before) {
    uint64_t distance = 0;
    if constexpr (!Side::kReads) distance = tables_.postings.blocks[at] - before - 1;
    side_.Int(m_->place, distance);
    return AddPlace(before + distance + 1);
  }

  uint64_t AddPlace(uint64_t block) {
    if constexpr (Side::kReads) {
      if (block >= extent_.blocks) side_.Fail();
      tables_.postings.blocks.push_back(static_cast<uint32_t>(block));
    }
    return block;
  }

  // Lines of every template, then of strings in slots.
  void Counts() {
    RecordCounts& counts = tables_.counts;
    bool told = !counts.lines.empty();
    side_.Bit(m_->is_counted, told);
    if (!told) return;
    if constexpr (Side::kReads) {
      counts.lines.resize(layout_.templates());
      counts.slots.resize(layout_.slots.size());
    }
    for (uint64_t& lines : counts.lines) {
      side_.Int(m_->lines, lines);
      if (lines > extent_.expanded_bytes) side_.Fail();
      if (!side_.ok()) return;
    }
    for (uint32_t t = 0; t < layout_.templates(); ++t) {
      for (uint32_t s = layout_.slot_begin[t]; s < layout_.slot_begin[t + 1]; ++s) {
        if (!side_.ok()) return;
        if (layout_.slots[s].is_string()) CountStrings(s, counts.lines[t]);
      }
    }
  }

  // Ranks rise, and each has a line of the template's at least.
  void CountStrings(uint32_t slot, uint64_t lines) {
    SlotCounts& counts = tables_.counts.slots[slot];
    side_.Bit(m_->is_counted, counts.told);
    if (!counts.told) return;
    std::vector<StringCount>& strings = counts.strings;
    const uint32_t of_class =
        layout_.classes[layout_.columns[layout_.slots[slot].column].of_class].size;
    auto ranks = static_cast<uint32_t>(strings.size());
    side_.Int(m_->ranks, ranks);
    if (ranks > of_class || ranks > lines) side_.Fail();
    uint32_t next = 0;
    for (uint32_t i = 0; i < ranks && side_.ok(); ++i) {
      if constexpr (Side::kReads) strings.emplace_back();
      uint32_t gap = strings[i].rank - next;
      side_.Int(m_->ranks, gap);
      side_.Int(m_->string_lines, strings[i].lines);
      if (gap >= of_class - next || strings[i].lines > lines || strings[i].lines == 0) {
        side_.Fail();
        return;
      }
      strings[i].rank = next + gap;
      next = strings[i].rank + 1;
      lines -= strings[i].lines;
    }
  }

  // What the last slot of a column was like, and the column of the slot after it.
  struct KnownColumn {
    SlotFormat format;
    uint32_t follower = kNone;
  };
  static constexpr uint32_t kNone = ~uint32_t{0};

  Side& side_;
  RecordTables& tables_;
  RecordLayout& layout_;
  const SegmentExtent& extent_;
  const LentRecords* const lent_;
  // By what is lent: what it became here.
  std::vector<uint32_t> column_of_lent_;
  std::vector<uint32_t> class_of_lent_;
  std::unique_ptr<ShapeModels> m_ = std::make_unique<ShapeModels>();
  std::vector<SlotFormat> formats_;
  std::vector<KnownColumn> known_;  // by column
  uint32_t last_column_ = kNone;    // of the slot before in the template
  uint32_t first_column_ = kNone;   // of the first slot of the template before
  uint32_t columns_ = 0;
  uint32_t classes_ = 0;
  uint64_t ranked_ = 0;  // values of all classes
};

}  // namespace

base::ByteVector WriteRecordShapes(const RecordTables& tables) {
  return WriteSide<ShapeWalk>(tables);
}

absl::StatusOr<RecordTables> ReadRecordShapes(base::Bytes shapes,
                                              const SegmentExtent& extent,
                                              const LentRecords* lent) {
  RecordTables tables;
  tables.lent = lent;
  if (!ReadSide<ShapeWalk>(shapes, extent, &tables)) {
    return absl::DataLossError(
        absl::StrCat("record lens: shapes of ", shapes.size(), " bytes are corrupt"));
  }
  return tables;
}

}  // namespace rondo::stream
