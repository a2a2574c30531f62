// Tested by tests/apps/rondo/dictionary/table_test.cc.
#include "apps/rondo/dictionary/table.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "apps/rondo/text/errors.h"
#include "apps/rondo/text/json.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

constexpr char kHead[] =
    "# Say in the third column what is to be said instead of the second; <2> is what a\n"
    "# line has there, in any order, each once. Rows that stay as they are change "
    "nothing.\n";
constexpr std::string_view kLine = "line";

// ---- Writing ----

std::string Escaped(const std::string& text) {
  const bool is_text = IsUtf8(text);
  std::string escaped;
  for (const char letter : text) {
    const auto byte = static_cast<uint8_t>(letter);
    if (letter == '\\' || letter == '<') {
      escaped.append({'\\', letter});
    } else if (letter == '\t') {
      escaped.append("\\t");
    } else if (letter == '\r') {
      escaped.append("\\r");
    } else if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !is_text)) {
      absl::StrAppendFormat(&escaped, "\\x%02x", byte);
    } else {
      escaped.push_back(letter);
    }
  }
  return escaped;
}

std::string ListName(uint32_t list) { return absl::StrCat("s", list + 1); }

// ---- Reading ----

// A column: literals, with a slot between each two of them.
struct Words {
  std::vector<std::string> literals = {""};
  std::vector<uint32_t> slots;      // from 1
  std::vector<std::string> labels;  // behind their colons
};

// The slot at the start of `text`, which is taken; false if there is none.
bool TakeSlot(std::string_view* text, Words* words) {
  const size_t end = text->find('>');
  if (end == std::string_view::npos) return false;
  const std::string inside(text->substr(1, end - 1));
  const size_t colon = std::min(inside.find(':'), inside.size());
  uint32_t number = 0;
  if (!absl::SimpleAtoi(inside.substr(0, colon), &number)) return false;
  words->slots.push_back(number);
  words->labels.push_back(inside.substr(std::min(colon + 1, inside.size())));
  words->literals.emplace_back();
  text->remove_prefix(end + 1);
  return true;
}

// The byte that an escape at the start of `text` stands for; it is taken.
std::optional<char> TakeEscape(std::string_view* text) {
  const char kind = text->size() > 1 ? (*text)[1] : '\0';
  if (kind == 'x' && text->size() >= 4 && absl::ascii_isxdigit((*text)[2]) &&
      absl::ascii_isxdigit((*text)[3])) {
    const std::string byte = absl::HexStringToBytes(std::string(text->substr(2, 2)));
    text->remove_prefix(4);
    if (byte[0] == '\n') return std::nullopt;
    return byte[0];
  }
  text->remove_prefix(std::min<size_t>(2, text->size()));
  switch (kind) {
    case '\\':
    case '<':
      return kind;
    case 't':
      return '\t';
    case 'r':
      return '\r';
    default:
      return std::nullopt;
  }
}

absl::StatusOr<Words> ParseWords(std::string_view text) {
  Words words;
  while (!text.empty()) {
    if (text.front() == '<') {
      if (!TakeSlot(&text, &words)) {
        return UsageError("\"<\" begins no slot such as <1>; the letter is \\<");
      }
    } else if (text.front() == '\\') {
      const std::optional<char> byte = TakeEscape(&text);
      if (!byte) return UsageError("a backslash is \\\\, other bytes are such as \\x1b");
      words.literals.back().push_back(*byte);
    } else {
      words.literals.back().push_back(text.front());
      text.remove_prefix(1);
    }
  }
  return words;
}

// What stands behind `tab` tabs; nothing if there are fewer.
std::optional<std::string_view> Column(std::string_view line, int tab) {
  for (; tab > 0; --tab) {
    const size_t at = line.find('\t');
    if (at == std::string_view::npos) return std::nullopt;
    line.remove_prefix(at + 1);
  }
  return line.substr(0, line.find('\t'));
}

class TableParser {
 public:
  absl::Status AddRow(std::string_view line) {
    const std::string_view kind = *Column(line, 0);
    const auto said = Column(line, 1);
    if (!said) return UsageError("three columns with tabs between them are expected");
    const std::string_view instead = Column(line, 2).value_or("");
    if (instead.empty() || instead == *said) {
      // It may yet have strings that are said in other words.
      return kind == kLine ? AddPhrase(*said, *said) : absl::OkStatus();
    }
    return kind == kLine ? AddPhrase(*said, instead) : AddString(kind, *said, instead);
  }

  // Lists are known now, wherever they stand.
  absl::StatusOr<RenditionContents> Finish() {
    for (auto& [phrase, labels] : phrases_) {
      bool changes =
          phrase.other != phrase.literals || !std::ranges::is_sorted(phrase.order);
      for (const std::string& label : labels) {
        const auto list = numbers_.find(label);
        changes |= list != numbers_.end();
        phrase.lists.push_back(list == numbers_.end() ? kNoList : list->second);
      }
      if (changes) contents_.phrases.push_back(std::move(phrase));
    }
    if (contents_.phrases.empty()) {
      return UsageError("nothing is said in other words: the third column is where to");
    }
    return std::move(contents_);
  }

 private:
  absl::Status AddPhrase(std::string_view said, std::string_view instead) {
    RONDO_ASSIGN_OR_RETURN(Words from, ParseWords(said));
    RONDO_ASSIGN_OR_RETURN(Words to, ParseWords(instead));
    Phrase phrase;
    for (uint32_t i = 0; i < from.slots.size(); ++i) {
      if (from.slots[i] != i + 1) return UsageError("slots are <1>, <2> ... in order");
      if (std::ranges::count(to.slots, i + 1) != 1) {
        return UsageError(
            absl::StrCat("<", i + 1, "> must be in the third column, once"));
      }
    }
    if (to.slots.size() > from.slots.size()) {
      return UsageError("the third column has a slot that the second has not");
    }
    for (const uint32_t slot : to.slots) phrase.order.push_back(slot - 1);
    phrase.literals = std::move(from.literals);
    phrase.other = std::move(to.literals);
    phrases_.emplace_back(std::move(phrase), std::move(from.labels));
    return absl::OkStatus();
  }

  absl::Status AddString(std::string_view name, std::string_view said,
                         std::string_view instead) {
    if (!name.starts_with('s')) {
      return UsageError("the first column is line, or a list such as s1");
    }
    RONDO_ASSIGN_OR_RETURN(Words from, ParseWords(said));
    RONDO_ASSIGN_OR_RETURN(Words to, ParseWords(instead));
    if (!from.slots.empty() || !to.slots.empty()) {
      return UsageError("a string has no slots; the letter is \\<");
    }
    const auto [list, is_new] = numbers_.try_emplace(
        std::string(name), static_cast<uint32_t>(contents_.lists.size()));
    if (is_new) contents_.lists.emplace_back();
    contents_.lists[list->second].emplace_back(std::move(from.literals[0]),
                                               std::move(to.literals[0]));
    return absl::OkStatus();
  }

  RenditionContents contents_;
  std::map<std::string, uint32_t> numbers_;                           // of lists, by name
  std::vector<std::pair<Phrase, std::vector<std::string>>> phrases_;  // with labels
};

}  // namespace

std::string RenditionTable(const RenditionDraft& draft) {
  const RenditionContents& contents = draft.contents;
  std::string table = kHead;
  for (uint32_t i = 0; i < contents.lists.size(); ++i) {
    for (const auto& [string, other] : contents.lists[i]) {
      absl::StrAppend(&table, ListName(i), "\t", Escaped(string), "\t", Escaped(other),
                      "\n");
    }
  }
  for (size_t i = 0; i < contents.phrases.size(); ++i) {
    const Phrase& phrase = contents.phrases[i];
    std::string said, instead;
    for (size_t slot = 0; slot < phrase.order.size(); ++slot) {
      const uint32_t list = phrase.lists[slot];
      absl::StrAppend(
          &said, Escaped(phrase.literals[slot]), "<", slot + 1, ":",
          list == kNoList ? SlotTypeName(draft.types[i][slot]) : ListName(list), ">");
      absl::StrAppend(&instead, Escaped(phrase.other[slot]), "<", phrase.order[slot] + 1,
                      ">");
    }
    absl::StrAppend(&table, std::string(kLine), "\t", said,
                    Escaped(phrase.literals.back()), "\t", instead,
                    Escaped(phrase.other.back()), "\n");
  }
  return table;
}

absl::StatusOr<RenditionContents> ParseRenditionTable(std::string_view text) {
  TableParser parser;
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    const absl::Status status = parser.AddRow(line);
    if (!status.ok()) {
      return UsageError(absl::StrCat("line ", number, ": ", status.message()));
    }
  }
  return parser.Finish();
}

}  // namespace rondo::app
