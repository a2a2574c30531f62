// Tested by tests/apps/rondo/grep_colors_test.cc and grep_output_test.cc.
#include "apps/rondo/verbs/grep_colors.h"

#include <algorithm>

namespace rondo::app {
namespace {

bool IsSgr(std::string_view value) {
  return value.find_first_not_of("0123456789;") == std::string_view::npos;
}

}  // namespace

GrepColors ParseGrepColors(std::string_view text) {
  GrepColors colors;
  while (!text.empty()) {
    const size_t end = std::min(text.find(':'), text.size());
    const std::string_view entry = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const size_t equals = entry.find('=');
    const std::string_view key = entry.substr(0, equals);
    if (equals == std::string_view::npos) {
      if (key == "rv") colors.reversed = true;
      if (key == "ne") colors.keeps_rest = true;
      continue;
    }
    const std::string value(entry.substr(equals + 1));
    if (!IsSgr(value)) continue;
    if (key == "mt" || key == "ms") colors.match = value;
    if (key == "mt" || key == "mc") colors.context_match = value;
    if (key == "sl") colors.selected = value;
    if (key == "cx") colors.context = value;
    if (key == "fn") colors.name = value;
    if (key == "ln") colors.number = value;
    if (key == "bn") colors.offset = value;
    if (key == "se") colors.separator = value;
  }
  return colors;
}

}  // namespace rondo::app
