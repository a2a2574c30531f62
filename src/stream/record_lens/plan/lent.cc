// Tested by tests/stream/record_lens/lent_test.cc.
#include "stream/record_lens/plan/lent.h"

#include <string>
#include <string_view>
#include <unordered_map>

namespace rondo::stream {
namespace {

// Of the bytes of all literals, those of known templates.
constexpr double kLeastKnown = 0.2;

std::string_view View(base::Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The literals as the text of tables has them, and whether a newline follows.
std::string KeyOf(const grammar::Template& line_template) {
  std::string key;
  for (const std::string& literal : line_template.literals) key.append(literal) += '\n';
  const bool ends_line = line_template.literals.back().ends_with('\n');
  if (ends_line) key.pop_back();
  key.push_back(ends_line ? '1' : '0');
  return key;
}

std::string KeyOf(const LentRecords& lent, uint32_t id) {
  std::string key(View(lent.literals(id)));
  key.push_back(lent.ends_line(id) ? '1' : '0');
  return key;
}

std::vector<uint32_t> FindKnown(const RecordData& data, const LentRecords& lent) {
  std::unordered_map<std::string, uint32_t> ids;
  for (uint32_t id = 0; id < lent.templates(); ++id) ids.emplace(KeyOf(lent, id), id);
  std::vector<uint32_t> known;
  size_t known_bytes = 0;
  size_t all_bytes = 0;
  for (const uint32_t t : data.sequence.template_of_number) {
    const std::string key = KeyOf(data.table.templates[t]);
    const auto found = ids.find(key);
    known.push_back(found == ids.end() ? kNotLent : found->second);
    all_bytes += key.size();
    if (found != ids.end()) known_bytes += key.size();
  }
  if (static_cast<double>(known_bytes) < kLeastKnown * static_cast<double>(all_bytes)) {
    known.clear();
  }
  return known;
}

}  // namespace

std::vector<grammar::KnownTemplate> KnownTemplatesOf(const LentRecords& lent) {
  std::vector<grammar::KnownTemplate> known(lent.templates());
  for (uint32_t id = 0; id < lent.templates(); ++id) {
    std::string_view text = View(lent.literals(id));
    while (!text.empty()) {
      const size_t end = text.find('\n');
      known[id].literals.emplace_back(text.substr(0, end));
      text.remove_prefix(end + 1);
    }
    if (lent.ends_line(id)) known[id].literals.back() += '\n';
    const RecordLayout& layout = lent.layout();
    for (uint32_t s = layout.slot_begin[id]; s < layout.slot_begin[id + 1]; ++s) {
      known[id].formats.push_back(layout.slots[s].format);
    }
  }
  return known;
}

void FindLent(const RecordData& data, const LentRecords& lent, RecordTables* tables) {
  // zstd would take it for something else.
  if (!lent.IsFrameDictionary()) return;
  tables->known = FindKnown(data, lent);
  if (tables->known.empty()) return;
  tables->lent = &lent;
  const RecordLayout& layout = tables->layout;
  const std::vector<uint32_t> lent_class = LentClasses(*tables);
  tables->lent_strings.resize(layout.classes.size());
  std::unordered_map<std::string_view, uint32_t> ranks;
  for (size_t c = 0; c < layout.classes.size(); ++c) {
    if (lent_class[c] == kNotLent) continue;
    ranks.clear();
    const uint32_t of_lent = lent.layout().classes[lent_class[c]].size;
    for (uint32_t rank = 0; rank < of_lent; ++rank) {
      std::string_view string = View(lent.string(lent_class[c], rank));
      string.remove_suffix(1);
      ranks.emplace(string, rank);
    }
    const auto& values = data.classes.classes[data.layout_classes[c]].values;
    for (uint32_t rank = 0; rank < layout.classes[c].size; ++rank) {
      const auto found =
          ranks.find(data.table.strings[static_cast<uint32_t>(values[rank])]);
      tables->lent_strings[c].push_back(found == ranks.end() ? kNotLent : found->second);
    }
  }
}

}  // namespace rondo::stream
