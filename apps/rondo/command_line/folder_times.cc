// Tested by tests/apps/rondo/time_test.cc.
#include "apps/rondo/command_line/folder_times.h"

#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "apps/rondo/command_line/option_actions.h"
#include "apps/rondo/text/errors.h"
#include "base/status_macros.h"
#include "base/system_file.h"

namespace rondo::app {
namespace {

// Nobody writes more: what is longer is something else.
constexpr size_t kMostBytes = 64u << 10;

struct Setting {
  const char* name;
  absl::Status (*apply)(const std::string& value, Command* command);
};
constexpr Setting kSettings[] = {{"time-format", SetTimeFormat},
                                 {"time-key", SetTimeKey},
                                 {"date-order", SetDateOrder},
                                 {"tz", SetZone},
                                 {"year", SetYear}};

absl::Status ApplyLine(const std::string& line, Command* said) {
  const size_t equals = line.find('=');
  const std::string name(absl::StripAsciiWhitespace(line.substr(0, equals)));
  if (name.empty() || name.front() == '#') return absl::OkStatus();
  for (const Setting& setting : kSettings) {
    if (name != setting.name) continue;
    const std::string value =
        equals == std::string::npos
            ? ""
            : std::string(absl::StripAsciiWhitespace(line.substr(equals + 1)));
    return setting.apply(value, said);
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "\"", name, "\" is not time-format, time-key, date-order, tz or year"));
}

std::string PathOfFolderTimes(const std::string& file) {
  return absl::StrCat(base::FolderOf(file), "/", kFolderTimes);
}

// What is said in `path`; nothing if there is no such file.
absl::StatusOr<Command> ReadFolderTimes(const std::string& path) {
  Command said;
  std::ifstream file(path);
  if (!file) return said;
  size_t bytes = 0;
  std::string line;
  for (int number = 1; std::getline(file, line) && bytes < kMostBytes; ++number) {
    bytes += line.size();
    const absl::Status status = ApplyLine(line, &said);
    if (!status.ok()) {
      return UsageError(
          absl::StrCat(path, ", line ", number, ": ", std::string(status.message())));
    }
  }
  return said;
}

}  // namespace

absl::Status SayFolderTimes(const std::string& file, EncodeOptions* options) {
  const bool is_said = !options->time_key.empty() || !options->time_format.empty();
  if (is_said || file == kStandardStream) return absl::OkStatus();
  RONDO_ASSIGN_OR_RETURN(const Command said, ReadFolderTimes(PathOfFolderTimes(file)));
  options->time_key = said.time_key;
  options->time_format = said.time_format;
  return absl::OkStatus();
}

absl::StatusOr<TimeSet> TimesOfFile(const Command& command, const std::string& file,
                                    std::optional<int64_t> modified) {
  if (file == kStandardStream) return command.times(modified);
  RONDO_ASSIGN_OR_RETURN(const Command said, ReadFolderTimes(PathOfFolderTimes(file)));
  Command asked = command;
  // A format belongs to its key.
  if (asked.time_key.empty() && asked.time_format.empty()) {
    asked.time_key = said.time_key;
    asked.time_format = said.time_format;
  }
  if (asked.date_order == DateOrder::kByLine) asked.date_order = said.date_order;
  if (!asked.year) asked.year = said.year;
  if (!asked.zone && said.zone) {
    asked.zone = said.zone;
    RONDO_RETURN_IF_ERROR(asked.ResolveTimes());
  }
  return asked.times(modified);
}

}  // namespace rondo::app
