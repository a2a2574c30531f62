// Tested by tests/apps/rondo/parse_test.cc and head_tail_test.cc.
#include "apps/rondo/command_line/short_options.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "apps/rondo/command_line/option_table.h"
#include "rondo/encoder.h"

namespace rondo::app {
namespace {

constexpr char kDigits[] = "0123456789";

const OptionRow* FindLetter(Face face, char letter) {
  for (const OptionRow& row : OptionTable()) {
    if (row.KnownTo(face) && (row.letter == letter || row.also == letter)) return &row;
  }
  return nullptr;
}

const OptionRow* FindLong(Face face, const std::string& name) {
  for (const OptionRow& row : OptionTable()) {
    if (row.KnownTo(face) && name == row.name) return &row;
  }
  return nullptr;
}

// The first argument goes to what needs a value; none may be there.
std::optional<std::string> TakeValue(std::vector<std::string>* arguments) {
  if (arguments->empty()) return std::nullopt;
  std::string value = std::move(arguments->front());
  arguments->erase(arguments->begin());
  return value;
}

// A count of lines, or with a letter behind it of something else. `at` is where its
// digits start, and then what follows.
TypedOption TakePart(const std::string& token, size_t* at) {
  const size_t end = std::min(token.find_first_not_of(kDigits, *at), token.size());
  std::string count = token.substr(*at, end - *at);
  const char unit = end < token.size() ? token[end] : '\0';
  const bool bytes = unit == 'c' || unit == 'k' || unit == 'm';
  *at = end + (bytes || unit == 'l');
  if (bytes && unit != 'c') {
    count.push_back(absl::ascii_toupper(static_cast<unsigned char>(unit)));
  }
  return {bytes ? "bytes" : "lines", token, count};
}

// What the digits at `at` say, if they are an option of this face.
std::optional<TypedOption> TakeDigits(Face face, const std::string& token, size_t* at) {
  if (face == Face::kHead || face == Face::kTail) return TakePart(token, at);
  if (face == Face::kGrep) {
    const size_t end = std::min(token.find_first_not_of(kDigits, *at), token.size());
    const std::string count = token.substr(*at, end - *at);
    *at = end;
    return TypedOption{"context", token, count};
  }
  // Levels of two digits end at kMaxLevel: -42 is -4 and -2.
  size_t digits = 1;
  int level = token[*at] - '0';
  if (*at + 1 < token.size() &&
      absl::ascii_isdigit(static_cast<unsigned char>(token[*at + 1]))) {
    const int longer = 10 * level + (token[*at + 1] - '0');
    if (level > 0 && longer <= kMaxLevel) {
      level = longer;
      digits = 2;
    }
  }
  const bool known =
      FindLong(face, kLevelOption) != nullptr && level >= kMinLevel && level <= kMaxLevel;
  if (!known) return std::nullopt;
  *at += digits;
  return TypedOption{kLevelOption, token, absl::StrCat(level)};
}

std::vector<TypedOption> TakeCluster(Face face, std::vector<std::string>* arguments) {
  const std::string token = *TakeValue(arguments);
  std::vector<TypedOption> options;
  for (size_t at = 1; at < token.size();) {
    if (absl::ascii_isdigit(static_cast<unsigned char>(token[at]))) {
      if (auto count = TakeDigits(face, token, &at)) {
        options.push_back(*std::move(count));
        continue;
      }
    }
    const std::string typed = absl::StrCat("-", token.substr(at, 1));
    const OptionRow* row = FindLetter(face, token[at++]);
    TypedOption option = {row == nullptr ? typed : row->name, typed, std::nullopt};
    if (row != nullptr && row->value != nullptr) {
      option.value = at < token.size() ? token.substr(at) : TakeValue(arguments);
      at = token.size();
    }
    options.push_back(std::move(option));
  }
  return options;
}

}  // namespace

std::vector<TypedOption> TakeOptions(Face face, std::vector<std::string>* arguments) {
  const std::string& first = arguments->front();
  if (first.size() < 2 || first[0] != '-') return {};
  if (first[1] != '-') return TakeCluster(face, arguments);
  const OptionRow* row = FindLong(face, first.substr(2));
  if (row == nullptr || row->value == nullptr) return {};
  const std::string token = *TakeValue(arguments);
  return {{row->name, token, TakeValue(arguments)}};
}

void SpellOutPlace(Face face, std::vector<std::string>* arguments) {
  if (face != Face::kTail || arguments->empty()) return;
  const std::string first = arguments->front();
  if (first.size() < 2 || first[0] != '+') return;
  const size_t end = std::min(first.find_first_not_of(kDigits, 1), first.size());
  const std::string unit = first.substr(end);
  if (end == 1 || !(unit.empty() || unit == "l" || unit == "c")) return;
  arguments->front() =
      absl::StrCat(unit == "c" ? "--bytes=" : "--lines=", first.substr(0, end));
}

}  // namespace rondo::app
