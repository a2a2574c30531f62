// Four steps over the groups of SplitTemplates:
//
//   1. Groups of too few lines are given up, unless they are known: their lines become raw
//      strings.
//   2. Of every other group the items in static fields are looked at (FormatFinder): a
//      constant one is literal text, the others become slots with a format. (In a known
//      template slots are what they were.) A varying
//      field becomes a string slot. A group's layout says for each slot where its value
//      comes from.
//   3. Slots get columns by what stands around them, so that equal meanings in different
//      templates share what they learn.
//   4. Lines are mapped in order: numbers are converted, strings are numbered.
//
//   group "{open,close} file <number>"  ->  slot 0: string, field 0; slot 1: item 0
//
// Tested by tests/grammar/templates/table_test.cc.
#include "grammar/templates/table.h"

#include <algorithm>

#include "grammar/hash_index.h"
#include "grammar/templates/fields.h"
#include "grammar/templates/split.h"

namespace rondo::grammar {
namespace {

// Where the value of a slot comes from in the lines of a skeleton.
struct SlotSource {
  uint32_t value = 0;       // first value of the item, or of the field, in the line
  uint32_t text_begin = 0;  // string slots: the field or marker in the skeleton
  uint32_t text_bytes = 0;
  uint32_t string = kNone;  // string slots: the number of the text, if all lines agree
  uint8_t part = 0;         // item slots: 0, or 1 for the second slot of the item
  bool has_items = false;   // string slots
  static constexpr uint32_t kNone = ~uint32_t{0};
};

// One place of a group: an item of a static field.
struct ItemPlace {
  uint32_t field;
  uint32_t marker;   // offset in the text of the first skeleton
  uint32_t ordinal;  // index of its first value among the values of the field
  FormatFinder finder;
};

class Builder {
 public:
  Builder(const RecordLines& records, const RecordFeatures& features,
          const std::vector<KnownTemplate>& known)
      : records_(records), features_(features), known_(known) {}

  TemplateTable Run() {
    AddRawTemplate("\n");
    template_of_.assign(records_.skeletons.size(), kRawLineTemplate);
    sources_begin_.assign(records_.skeletons.size(), 0);
    groups_ = SplitTemplates(records_, features_, known_);
    group_of_.assign(records_.skeletons.size(), SlotSource::kNone);
    for (uint32_t g = 0; g < groups_.size(); ++g) {
      if (!IsTemplate(g)) continue;
      for (const uint32_t s : groups_[g].skeletons) group_of_[s] = g;
    }
    FindFormats();
    for (uint32_t g = 0; g < groups_.size(); ++g) {
      if (IsTemplate(g)) AddTemplate(g);
    }
    MapLines();
    table_.columns = columns_.size();
    table_.block_lines = records_.block_lines;
    return std::move(table_);
  }

 private:
  std::string_view TextOf(uint32_t skeleton) const {
    return records_.text(records_.skeletons[skeleton]);
  }

  // Others have too few lines. One that is known costs next to nothing.
  bool IsTemplate(uint32_t g) const {
    return groups_[g].lines >= features_.min_lines ||
           groups_[g].known != KnownTemplates::kNone;
  }

  // A template for lines as they are, and `tail`. Returns its id.
  uint32_t AddRawTemplate(const char* tail) {
    Template raw;
    raw.slots.push_back({SlotFormat(), Column("")});
    raw.literals = {"", tail};
    table_.templates.push_back(std::move(raw));
    return static_cast<uint32_t>(table_.templates.size() - 1);
  }

  // The items of static fields of every group, fed with the values of every line.
  void FindFormats() {
    places_.resize(groups_.size());
    for (uint32_t g = 0; g < groups_.size(); ++g) {
      if (IsTemplate(g)) ListPlaces(g);
    }
    // Offsets of the places' values for every skeleton of a group.
    places_begin_.assign(records_.skeletons.size(), 0);
    for (uint32_t s = 0; s < records_.skeletons.size(); ++s) {
      if (group_of_[s] == SlotSource::kNone) continue;
      places_begin_[s] = place_offsets_.size();
      ListPlaceOffsets(s);
    }
    for (uint32_t line = 0; line < records_.lines(); ++line) {
      const uint32_t s = records_.line_skeleton[line];
      if (s == RecordLines::kRaw || group_of_[s] == SlotSource::kNone) continue;
      const uint32_t* offset = place_offsets_.data() + places_begin_[s];
      const uint32_t first = records_.value_begin[line];
      for (ItemPlace& place : places_[group_of_[s]]) {
        const uint32_t value = first + *offset++;
        place.finder.Add(&records_.items.values[value], &records_.items.widths[value]);
      }
    }
  }

  void ListPlaces(uint32_t g) {
    const std::string_view text = TextOf(groups_[g].skeletons[0]);
    FieldsOf(text, &fields_);
    for (uint32_t f = 0; f < fields_.size(); ++f) {
      if (groups_[g].varies[f]) continue;
      uint32_t ordinal = 0;
      for (uint32_t i = fields_[f].begin; i < fields_[f].end; i += MarkerBytes(text[i])) {
        const int values = ValuesOfMarker(text[i]);
        if (values == 0) continue;
        places_[g].push_back({f, i, ordinal, FormatFinder(text.data() + i)});
        ordinal += values;
      }
    }
  }

  void ListPlaceOffsets(uint32_t s) {
    const std::string_view text = TextOf(s);
    FieldsOf(text, &fields_);
    FieldValuesOf(text, fields_, &field_values_);
    for (const ItemPlace& place : places_[group_of_[s]]) {
      place_offsets_.push_back(field_values_[place.field] + place.ordinal);
    }
  }

  // What a slot of the new template is, for all its skeletons.
  struct Layout {
    int place;  // index into places_, or -1 for a whole field
    uint32_t field;
    uint8_t part;
  };

  void AddTemplate(uint32_t g) {
    const TemplateGroup& group = groups_[g];
    const auto id = static_cast<uint32_t>(table_.templates.size());
    layout_.clear();
    Template line_template = MakeTemplate(g);
    line_template.lines = group.lines;
    for (const uint32_t s : group.skeletons) {
      template_of_[s] = id;
      sources_begin_[s] = sources_.size();
      AddSources(s);
    }
    table_.templates.push_back(std::move(line_template));
  }

  Template MakeTemplate(uint32_t g) {
    const std::string_view text = TextOf(groups_[g].skeletons[0]);
    FieldsOf(text, &fields_);
    Template line_template;
    std::string literal;
    size_t place = 0;
    uint32_t at = 0;
    for (uint32_t f = 0; f < fields_.size(); ++f) {
      literal.append(text, at, fields_[f].begin - at);
      at = fields_[f].end;
      if (groups_[g].varies[f]) {
        layout_.push_back({-1, f, 0});
        AddSlot(SlotFormat(), "*", &literal, &line_template);
        continue;
      }
      const std::string_view field =
          text.substr(fields_[f].begin, fields_[f].end - fields_[f].begin);
      for (size_t i = 0; i < field.size(); i += MarkerBytes(field[i])) {
        if (ValuesOfMarker(field[i]) == 0) {
          literal.push_back(field[i]);
        } else {
          AddItem(g, place++, field, &literal, &line_template);
        }
      }
    }
    literal.append(text, at);
    line_template.literals.push_back(std::move(literal));
    return line_template;
  }

  // Whether the item in that place is literal text.
  bool IsConstant(uint32_t g, size_t index) const {
    const uint32_t known = groups_[g].known;
    return known == KnownTemplates::kNone ? places_[g][index].finder.IsConstant()
                                          : !known_.outline(known).item_varies[index];
  }

  void AddItem(uint32_t g, size_t index, std::string_view field, std::string* literal,
               Template* line_template) {
    ItemPlace& place = places_[g][index];
    if (IsConstant(g, index)) {
      const Skeleton& skeleton = records_.skeletons[groups_[g].skeletons[0]];
      const uint32_t value =
          records_.value_begin[skeleton.first_line] +
          place_offsets_[places_begin_[groups_[g].skeletons[0]] + index];
      char item[kMaxItemBytes];
      const char* const marker = records_.text(skeleton).data() + place.marker;
      const char* const end = RenderItem(marker, &records_.items.values[value],
                                         &records_.items.widths[value], item);
      literal->append(item, end - item);
      return;
    }
    uint8_t part = 0;
    for (const SlotFormat& format : place.finder.Find()) {
      if (part > 0) literal->push_back(format.kind == SlotKind::kUuidTail ? '-' : '.');
      layout_.push_back({static_cast<int>(index), place.field, part++});
      AddSlot(format, field, literal, line_template);
    }
  }

  void AddSlot(const SlotFormat& format, std::string_view field, std::string* literal,
               Template* line_template) {
    std::string key(WordBefore(*literal));
    key.push_back('\0');
    key.append(field).push_back('\0');
    key.push_back(static_cast<char>(format.kind));
    key.push_back(static_cast<char>(format.fraction));
    key.push_back(static_cast<char>(format.time.pattern));
    key.push_back(static_cast<char>(format.time.fraction_digits));
    if (!features_.shared_columns) key.append(std::to_string(columns_.size()));
    line_template->slots.push_back({format, Column(key)});
    line_template->literals.push_back(std::move(*literal));
    literal->clear();
  }

  // The end of a literal that tells what the value after it means: the word before, the
  // separators behind that, and the start of the field.
  static std::string_view WordBefore(std::string_view literal) {
    size_t begin = literal.size();
    const auto separator = [&] { return IsFieldSeparator(literal[begin - 1]); };
    while (begin > 0 && !separator()) --begin;
    while (begin > 0 && separator()) --begin;
    while (begin > 0 && !separator()) --begin;
    return literal.substr(begin);
  }

  uint32_t Column(const std::string& key) {
    const uint32_t id = columns_.FindOrAdd(
        HashOf(key), [&](uint32_t i) { return column_keys_[i] == key; });
    if (id == column_keys_.size()) column_keys_.push_back(key);
    return id;
  }

  // Where the slots of layout_ find their values in the lines of skeleton s.
  void AddSources(uint32_t s) {
    const std::string_view text = TextOf(s);
    FieldsOf(text, &fields_);
    FieldValuesOf(text, fields_, &field_values_);
    const std::vector<ItemPlace>& places = places_[group_of_[s]];
    for (const Layout& slot : layout_) {
      SlotSource source;
      source.part = slot.part;
      const FieldRange& field = fields_[slot.field];
      if (slot.place >= 0) {
        const ItemPlace& place = places[slot.place];
        const uint32_t first = fields_of_first_begin(s, slot.field);
        source.value = field_values_[slot.field] + place.ordinal;
        source.text_begin = field.begin + place.marker - first;
        source.text_bytes = static_cast<uint32_t>(MarkerBytes(text[source.text_begin]));
        source.has_items = true;
      } else {
        source.value = field_values_[slot.field];
        source.text_begin = field.begin;
        source.text_bytes = field.end - field.begin;
        source.has_items = field_values_[slot.field + 1] != source.value;
      }
      sources_.push_back(source);
    }
  }

  // Where a field begins in the first skeleton of the group of s: markers of places are
  // offsets in that skeleton.
  uint32_t fields_of_first_begin(uint32_t s, uint32_t field) {
    const uint32_t first = groups_[group_of_[s]].skeletons[0];
    if (first != fields_of_first_) {
      fields_of_first_ = first;
      FieldsOf(TextOf(first), &first_fields_);
    }
    return first_fields_[field].begin;
  }

  void MapLines() {
    table_.line_template.reserve(records_.lines());
    for (uint32_t line = 0; line < records_.lines(); ++line) {
      const uint32_t s = records_.line_skeleton[line];
      const bool raw = s == RecordLines::kRaw || group_of_[s] == SlotSource::kNone;
      const uint32_t id = raw ? MapRaw(records_.line(line)) : template_of_[s];
      if (!raw) MapValues(line, s, table_.templates[id]);
      table_.line_template.push_back(id);
    }
  }

  uint32_t MapRaw(std::string_view line) {
    const bool newline = line.ends_with('\n');
    if (newline) line.remove_suffix(1);
    table_.values.push_back(String(line));
    // Searches pass over blocks in which all lines end in newlines: if it is not needed,
    // the other one should not be there.
    if (!newline && raw_tail_ == kRawLineTemplate) raw_tail_ = AddRawTemplate("");
    const uint32_t id = newline ? kRawLineTemplate : raw_tail_;
    ++table_.templates[id].lines;
    return id;
  }

  void MapValues(uint32_t line, uint32_t s, const Template& line_template) {
    const uint64_t* const values =
        records_.items.values.data() + records_.value_begin[line];
    const uint8_t* const widths =
        records_.items.widths.data() + records_.value_begin[line];
    SlotSource* source = sources_.data() + sources_begin_[s];
    for (const TemplateSlot& slot : line_template.slots) {
      const uint64_t* const value = values + source->value;
      const uint8_t* const width = widths + source->value;
      if (slot.format.kind != SlotKind::kString) {
        table_.values.push_back(NumberOf(slot.format, value, width, source->part));
      } else if (source->string != SlotSource::kNone) {
        table_.values.push_back(source->string);
      } else {
        const std::string_view piece =
            TextOf(s).substr(source->text_begin, source->text_bytes);
        uint32_t id;
        if (source->has_items) {
          scratch_.clear();
          RenderSkeleton(piece, value, width, &scratch_);
          id = String(scratch_);
        } else {
          id = source->string = String(piece);
        }
        table_.values.push_back(id);
      }
      ++source;
    }
  }

  uint32_t String(std::string_view text) {
    const uint32_t id = string_ids_.FindOrAdd(
        HashOf(text), [&](uint32_t i) { return table_.strings[i] == text; });
    if (id == table_.strings.size()) table_.strings.Add(text);
    return id;
  }

  const RecordLines& records_;
  const RecordFeatures features_;
  const KnownTemplates known_;
  TemplateTable table_;
  std::vector<TemplateGroup> groups_;
  std::vector<uint32_t> group_of_;     // by skeleton; kNone: raw
  std::vector<uint32_t> template_of_;  // by skeleton
  uint32_t raw_tail_ =
      kRawLineTemplate;  // the template of lines without a newline, if any
  std::vector<std::vector<ItemPlace>> places_;  // by group
  std::vector<size_t> places_begin_;            // by skeleton, into place_offsets_
  std::vector<uint32_t> place_offsets_;
  std::vector<size_t> sources_begin_;  // by skeleton, into sources_
  std::vector<SlotSource> sources_;
  std::vector<Layout> layout_;
  std::vector<FieldRange> fields_;
  std::vector<FieldRange> first_fields_;
  uint32_t fields_of_first_ = SlotSource::kNone;
  std::vector<uint32_t> field_values_;
  HashIndex columns_;
  std::vector<std::string> column_keys_;
  HashIndex string_ids_;
  std::string scratch_;
};

}  // namespace

TemplateTable MakeTemplates(const RecordLines& records, const RecordFeatures& features,
                            const std::vector<KnownTemplate>& known) {
  return Builder(records, features, known).Run();
}

bool RenderLine(const Template& line_template, const uint64_t* values,
                const StringTable& strings, std::string* out) {
  char item[kMaxItemBytes];
  for (size_t i = 0; i < line_template.slots.size(); ++i) {
    out->append(line_template.literals[i]);
    if (line_template.slots[i].format.kind == SlotKind::kString) {
      if (values[i] >= strings.size()) return false;
      out->append(strings[static_cast<uint32_t>(values[i])]);
      continue;
    }
    const char* const end = RenderNumber(line_template.slots[i].format, values[i], item);
    if (end == nullptr) return false;
    out->append(item, end - item);
  }
  out->append(line_template.literals.back());
  return true;
}

}  // namespace rondo::grammar
