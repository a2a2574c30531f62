// Tested by tests/apps/rondo/parse_test.cc.
#include "apps/rondo/command_line/option_actions.h"

#include <algorithm>
#include <fstream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/thread.h"
#include "redact/class_list.h"

namespace rondo::app {

absl::Status SetOutput(const std::string& value, Command* command) {
  if (value.empty()) return absl::InvalidArgumentError("the file name is empty");
  command->output = value;
  return absl::OkStatus();
}

absl::Status SetLevel(const std::string& value, Command* command) {
  int level = 0;
  if (!absl::SimpleAtoi(value, &level) || level < kMinLevel || level > kMaxLevel) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", value, "\" is no level; expected ", kMinLevel, " to ", kMaxLevel));
  }
  command->level = level;
  return absl::OkStatus();
}

absl::Status SetMax(const std::string& /*value*/, Command* command) {
  command->level = kFirstMixingLevel;
  return absl::OkStatus();
}

absl::Status SetThreads(const std::string& value, Command* command) {
  int threads = 0;
  if (!absl::SimpleAtoi(value, &threads) || threads < 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", value,
        "\" is no number of threads; expected 0 (one for each core) or more"));
  }
  command->threads =
      threads == 0 ? base::HardwareThreads() : std::min(threads, base::kMaxThreads);
  return absl::OkStatus();
}

absl::Status SetBytes(const std::string& value, Command* command) {
  RONDO_ASSIGN_OR_RETURN(command->bytes, ParseByteRange(value));
  return absl::OkStatus();
}

absl::Status SetLines(const std::string& value, Command* command) {
  RONDO_ASSIGN_OR_RETURN(command->lines, ParseLineRange(value));
  return absl::OkStatus();
}

absl::Status SetSince(const std::string& value, Command* command) {
  command->since_text = value;
  return ParseTime(value, Now()).status();
}

absl::Status SetUntil(const std::string& value, Command* command) {
  command->until_text = value;
  return ParseTime(value, Now()).status();
}

absl::Status SetZone(const std::string& value, Command* command) {
  if (absl::LoadTimeZone(value, &command->zone.emplace())) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "\"", value, "\" is no time zone of this system; expected one like Europe/Berlin"));
}

absl::Status SetYear(const std::string& value, Command* command) {
  int year = 0;
  if (!absl::SimpleAtoi(value, &year) || year < 1970 || year > 2199) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", value, "\" is no year from 1970 to 2199"));
  }
  command->year = year;
  return absl::OkStatus();
}

absl::Status SetTimeFormat(const std::string& value, Command* command) {
  if (value.empty()) return absl::InvalidArgumentError("the format is empty");
  command->time_format = value;
  return TimeSet().SetLineFormat("", value);
}

absl::Status SetTimeKey(const std::string& value, Command* command) {
  if (value.empty()) return absl::InvalidArgumentError("the key is empty");
  command->time_key = value;
  return absl::OkStatus();
}

absl::Status SetDateOrder(const std::string& value, Command* command) {
  if (value == "dmy") {
    command->date_order = DateOrder::kDayMonthYear;
  } else if (value == "mdy") {
    command->date_order = DateOrder::kMonthDayYear;
  } else if (value == "ymd") {
    command->date_order = DateOrder::kYearMonthDay;
  } else {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", value, "\" is not dmy, mdy or ymd"));
  }
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> ParseCount(const std::string& value) {
  uint64_t count = 0;
  if (!value.starts_with('+') && absl::SimpleAtoi(value, &count)) return count;
  return absl::InvalidArgumentError(absl::StrCat("\"", value, "\" is no number"));
}

absl::Status SetFlushInterval(const std::string& value, Command* command) {
  RONDO_ASSIGN_OR_RETURN(command->flush_interval, ParseDuration(value));
  return absl::OkStatus();
}

absl::Status SetTop(const std::string& value, Command* command) {
  RONDO_ASSIGN_OR_RETURN(command->top, ParseCount(value));
  return absl::OkStatus();
}

absl::Status AddFileFilters(const std::string& value, Command* command) {
  std::ifstream file(value);
  std::string line;
  while (std::getline(file, line)) {
    if (!line.empty()) command->grep.file_filters.push_back({line, false});
  }
  if (!file.eof()) return absl::InvalidArgumentError(absl::StrCat("cannot read ", value));
  return absl::OkStatus();
}

absl::Status SetBinaryFiles(const std::string& value, Command* command) {
  using Binary = GrepCommand::Binary;
  if (value != "text" && value != "binary" && value != "without-match") {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", value, "\" is not text, binary or without-match"));
  }
  command->grep.binary = value == "text"     ? Binary::kText
                         : value == "binary" ? Binary::kMessage
                                             : Binary::kSkip;
  return absl::OkStatus();
}

absl::Status SetContextName(const std::string& value, Command* command) {
  if (value.empty()) return absl::InvalidArgumentError("the name is empty");
  command->redacted = value == "redacted";
  command->context = command->redacted ? "" : value;
  return absl::OkStatus();
}

absl::Status SetDictContext(const std::string& value, Command* command) {
  // As grep's -C tells it from a number.
  if (value.empty() || !absl::ascii_isalpha(value[0]) || value == "redacted") {
    return absl::InvalidArgumentError(
        "the name of a context begins with a letter, and is not redacted");
  }
  command->dict.context = value;
  return absl::OkStatus();
}

absl::Status SetRedactList(const std::string& value, Command* command) {
  command->redact_list = value;
  return redact::ClassList::Parse(value).status();
}

absl::Status SetKeyFile(const std::string& value, Command* command) {
  if (value.empty()) return absl::InvalidArgumentError("the file name is empty");
  command->key_file = value;
  return absl::OkStatus();
}

absl::Status SetMaxLines(const std::string& value, Command* command) {
  RONDO_ASSIGN_OR_RETURN(command->grep.max_lines, ParseCount(value));
  return absl::OkStatus();
}

absl::Status SetColor(const std::string& value, Command* command) {
  using Color = GrepCommand::Color;
  if (value != "auto" && value != "always" && value != "never") {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", value, "\" is not auto, always or never"));
  }
  command->grep.color = value == "always"  ? Color::kAlways
                        : value == "never" ? Color::kNever
                                           : Color::kAuto;
  return absl::OkStatus();
}

absl::Status SetFormat(const std::string& value, Command* command) {
  if (value != "score" && value != "zipfs") {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", value, "\" is not score or zipfs"));
  }
  command->zipfs.wanted = value == "zipfs";
  return absl::OkStatus();
}

absl::Status AddDictionary(const std::string& value, Command* command) {
  if (value.empty()) return absl::InvalidArgumentError("neither an address nor a file");
  command->dictionaries.push_back(value);
  return absl::OkStatus();
}

absl::Status SetContexts(const std::string& value, Command* command) {
  if (value != "auto") return absl::InvalidArgumentError("expected auto");
  command->all_dictionaries = true;
  return absl::OkStatus();
}

absl::Status AddGateway(const std::string& value, Command* command) {
  if (value.empty()) return absl::InvalidArgumentError("expected a URL");
  command->gateways.push_back(value);
  return absl::OkStatus();
}

absl::Status SetDictSize(const std::string& value, Command* command) {
  RONDO_ASSIGN_OR_RETURN(command->dict.size_bytes, ParseSize(value));
  return absl::OkStatus();
}

absl::Status SetParity(const std::string& value, Command* command) {
  int percent = 0;
  if (!absl::SimpleAtoi(value, &percent) || percent < 1 || percent > 100) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", value, "\" is no share; expected 1 to 100"));
  }
  command->parity_percent = percent;
  return absl::OkStatus();
}

absl::Status SetHoles(const std::string& value, Command* command) {
  if (value == "skip") {
    command->holes = Holes::kSkip;
  } else if (value == "zero") {
    command->holes = Holes::kZero;
  } else if (value == "marker") {
    command->holes = Holes::kMarker;
  } else {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", value, "\" is none of skip, zero and marker"));
  }
  return absl::OkStatus();
}

absl::Status Ignore(const std::string&, Command*) { return absl::OkStatus(); }

}  // namespace rondo::app
