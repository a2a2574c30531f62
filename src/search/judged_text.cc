// Tested by tests/search/time_test.cc.
#include "search/judged_text.h"

#include "base/status_macros.h"
#include "time/rule_judge.h"

namespace rondo::search {

absl::Status JudgedText::Add(std::string_view text) {
  while (!text.empty()) {
    const std::string_view part = text.substr(0, kPartBytes - held_.size());
    held_ += part;
    text.remove_prefix(part.size());
    if (held_.size() == kPartBytes) RONDO_RETURN_IF_ERROR(Settle());
  }
  return absl::OkStatus();
}

absl::Status JudgedText::Settle() {
  const size_t newline = held_.rfind('\n');
  size_t whole = newline == std::string::npos ? 0 : newline + 1;
  if (held_.size() == kPartBytes && whole == 0) whole = held_.size();
  return HandOver(whole);
}

absl::Status JudgedText::HandOver(size_t bytes) {
  if (bytes == 0) return absl::OkStatus();
  const std::string_view part = std::string_view(held_).substr(0, bytes);
  RONDO_RETURN_IF_ERROR(sink_(part, time::JudgeText(part)));
  held_.erase(0, bytes);
  return absl::OkStatus();
}

}  // namespace rondo::search
