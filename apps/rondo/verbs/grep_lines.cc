// Tested by tests/apps/rondo/grep_test.cc and, against GNU grep, by tests/search/grep_differential.
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/verbs/grep_colors.h"
#include "apps/rondo/verbs/grep_files.h"
#include "apps/rondo/verbs/grep_printer.h"
#include "apps/rondo/verbs/grep_text.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

bool WantsColor(GrepCommand::Color color) {
  if (color != GrepCommand::Color::kAuto) return color == GrepCommand::Color::kAlways;
  return ShowsColor();
}

GrepColors ColorsOf(const GrepCommand& grep) {
  const char* const text = std::getenv("GREP_COLORS");
  GrepColors colors = ParseGrepColors(text == nullptr ? "" : text);
  if (colors.reversed && grep.invert) std::swap(colors.selected, colors.context);
  return colors;
}

class LinePrinter : public GrepPrinter {
 public:
  LinePrinter(const Command& command, const Pattern& pattern, FdWriter* out)
      : grep_(command.grep),
        pattern_(pattern),
        out_(*out),
        quiet_(command.quiet),
        names_(ShowsNames(command)),
        groups_(grep_.before || grep_.after || grep_.around),
        colored_(WantsColor(grep_.color)),
        colors_(ColorsOf(grep_)),
        end_of_line_(grep_.null_data ? '\0' : '\n') {}

  void Begin(const std::string& name) override {
    name_ = name;
    last_line_.reset();
  }

  absl::Status Line(const FoundLine& line) override {
    text_.clear();
    const bool follows = last_line_ && *last_line_ + 1 == line.number;
    if (groups_ && printed_ && !follows) {
      Colored(colors_.separator, "--");
      text_ += '\n';
    }
    printed_ = true;
    last_line_ = line.number;
    if (grep_.only_matching) {
      AddMatches(line);
    } else {
      AddLine(line);
    }
    return out_.WriteText(text_);
  }

  absl::Status End(const SearchSummary& summary) override {
    using List = GrepCommand::List;
    if (quiet_) return absl::OkStatus();
    text_.clear();
    if (grep_.list == List::kNo && grep_.count) {
      if (names_) AddName(':');
      absl::StrAppend(&text_, summary.selected_lines, "\n");
    }
    const bool matched = summary.selected_lines > 0;
    if (grep_.list != List::kNo && matched == (grep_.list == List::kMatching)) {
      Colored(colors_.name, name_);
      text_ += grep_.null_names ? '\0' : '\n';
    }
    return out_.WriteText(text_);
  }

 private:
  void StartColor(std::string_view color) {
    if (color.empty()) return;
    absl::StrAppend(&text_, "\33[", std::string(color), "m");
    if (!colors_.keeps_rest) text_ += "\33[K";
  }
  void EndColor(std::string_view color) {
    if (color.empty()) return;
    text_ += "\33[m";
    if (!colors_.keeps_rest) text_ += "\33[K";
  }

  void Colored(std::string_view color, std::string_view text) {
    if (!colored_) color = "";
    StartColor(color);
    text_.append(text);
    EndColor(color);
  }

  void AddName(char separator) {
    Colored(colors_.name, name_);
    if (grep_.null_names) {
      text_ += '\0';
    } else {
      Colored(colors_.separator, {&separator, 1});
    }
  }

  void AddNumber(std::string_view color, uint64_t number, char separator) {
    Colored(color, std::to_string(number));
    Colored(colors_.separator, {&separator, 1});
  }

  // `offset`: of what is printed.
  void AddHead(const FoundLine& line, uint64_t offset) {
    const char separator = line.selected ? ':' : '-';
    if (names_) AddName(separator);
    if (grep_.line_numbers) AddNumber(colors_.number, line.number, separator);
    if (grep_.byte_offsets) AddNumber(colors_.offset, offset, separator);
  }

  // Lines that match: context is made of them when those that do not are selected.
  bool Matches(const FoundLine& line) const { return line.selected != grep_.invert; }

  const std::string& MatchColor(const FoundLine& line) const {
    return line.selected ? colors_.match : colors_.context_match;
  }

  std::string Shown(std::string_view text) const {
    return grep_.null_data ? SwapNulAndNewline(text) : std::string(text);
  }

  void AddMatches(const FoundLine& line) {
    if (!Matches(line)) return;
    for (const TextSpan span : pattern_.Find(line.text)) {
      AddHead(line, line.offset + span.from);
      Colored(MatchColor(line), Shown(line.text.substr(span.from, span.to - span.from)));
      text_ += end_of_line_;
    }
  }

  void AddLine(const FoundLine& line) {
    AddHead(line, line.offset);
    const std::string& rest = line.selected ? colors_.selected : colors_.context;
    size_t at = 0;
    if (colored_ && Matches(line) && !MatchColor(line).empty()) {
      for (const TextSpan span : pattern_.Find(line.text)) {
        StartColor(rest);  // which the match ends
        text_ += Shown(line.text.substr(at, span.from - at));
        Colored(MatchColor(line),
                Shown(line.text.substr(span.from, span.to - span.from)));
        at = span.to;
      }
    }
    std::string_view tail = line.text.substr(at);
    const bool ends_with_cr = tail.ends_with('\r');
    tail.remove_suffix(ends_with_cr);
    if (!tail.empty()) Colored(rest, Shown(tail));
    if (ends_with_cr) text_ += '\r';
    text_ += end_of_line_;
  }

  const GrepCommand& grep_;
  const Pattern& pattern_;
  FdWriter& out_;
  const bool quiet_;
  const bool names_;
  const bool groups_;  // lines that do not follow each other are set apart
  const bool colored_;
  const GrepColors colors_;
  const char end_of_line_;

  std::string name_;
  std::optional<uint64_t> last_line_;  // of this file
  bool printed_ = false;               // a line of any file
  std::string text_;                   // what is being put together
};

}  // namespace

std::unique_ptr<GrepPrinter> MakeLinePrinter(const Command& command,
                                             const Pattern& pattern, FdWriter* out) {
  return std::make_unique<LinePrinter>(command, pattern, out);
}

}  // namespace rondo::app
