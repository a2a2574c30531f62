#include "apps/rondo/command_line/command.h"

#include <cstdlib>

#include "base/status_macros.h"

namespace rondo::app {

int64_t Now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

namespace {

// Of $TZ, which may start with a colon. What the system does not know is UTC, as it is
// for the C library.
absl::TimeZone ZoneOfEnvironment() {
  const char* name = std::getenv("TZ");
  if (name == nullptr) return absl::UTCTimeZone();
  if (*name == ':') ++name;
  absl::TimeZone zone;
  return absl::LoadTimeZone(name, &zone) ? zone : absl::UTCTimeZone();
}

}  // namespace

absl::Status Command::ResolveTimes() {
  if (!since_text.empty()) {
    RONDO_ASSIGN_OR_RETURN(const TimeSpan span,
                           ParseTime(since_text, Now(), asked_zone()));
    since = span.from;
  }
  if (!until_text.empty()) {
    RONDO_ASSIGN_OR_RETURN(const TimeSpan span,
                           ParseTime(until_text, Now(), asked_zone()));
    until = span.to;
  }
  return absl::OkStatus();
}

absl::TimeZone Command::asked_zone() const { return zone ? *zone : ZoneOfEnvironment(); }

absl::StatusOr<TimeSet> Command::times(std::optional<int64_t> modified) const {
  TimeSet times =
      TimeSet::Between(since.value_or(kStartOfTime), until.value_or(kEndOfTime),
                       modified.value_or(Now()), asked_zone());
  if (year) times.SetYears({{YearStart{.offset = 0, .year = *year}}});
  times.set_date_order(date_order);
  RONDO_RETURN_IF_ERROR(times.SetLineFormat(time_key, time_format));
  return times;
}

EncodeOptions Command::encode_options() const {
  EncodeOptions options;
  options.level = level;
  options.block_bytes = static_cast<uint32_t>(block_bytes);
  options.segment_bytes = segment_bytes;
  options.online = online;
  options.dictionaries = encode_with;
  // Options are checked before the dictionaries are opened, too.
  options.with_dictionary = with_dictionary && !encode_with.empty();
  options.index = index;
  options.threads = threads;
  if (memory_bytes != 0) options.memory_limit_bytes = memory_bytes;
  if (!redacted) options.redact_list = redact_list;
  options.time_key = time_key;
  options.time_format = time_format;
  return options;
}

DecodeOptions Command::decode_options() const {
  DecodeOptions options;
  options.threads = threads;
  options.find_dictionary = find_dictionary;
  if (memory_bytes != 0) options.memory_limit_bytes = memory_bytes;
  return options;
}

}  // namespace rondo::app
