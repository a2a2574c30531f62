#include "apps/rondo/command_line/command.h"

namespace rondo::app {

int64_t Now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::optional<TimeSet> Command::times() const {
  if (!since && !until) return std::nullopt;
  TimeSet times =
      TimeSet::Between(since.value_or(kStartOfTime), until.value_or(kEndOfTime), Now());
  times.set_date_order(date_order);
  return times;
}

EncodeOptions Command::encode_options() const {
  EncodeOptions options;
  options.level = level;
  options.block_bytes = static_cast<uint32_t>(block_bytes);
  options.segment_bytes = segment_bytes;
  options.online = online;
  options.index = index;
  options.threads = threads;
  if (memory_bytes != 0) options.memory_limit_bytes = memory_bytes;
  return options;
}

DecodeOptions Command::decode_options() const {
  DecodeOptions options;
  options.threads = threads;
  if (memory_bytes != 0) options.memory_limit_bytes = memory_bytes;
  return options;
}

}  // namespace rondo::app
