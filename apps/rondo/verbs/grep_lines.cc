// Tested by tests/apps/rondo/grep_test.cc and, against GNU grep, by tests/search/grep_differential.
#include <unistd.h>

#include <optional>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "apps/rondo/verbs/grep_printer.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

constexpr std::string_view kMatchColor = "01;31";
constexpr std::string_view kNameColor = "35";
constexpr std::string_view kNumberColor = "32";
constexpr std::string_view kSeparatorColor = "36";

bool WantsColor(GrepCommand::Color color) {
  if (color != GrepCommand::Color::kAuto) return color == GrepCommand::Color::kAlways;
  return ::isatty(STDOUT_FILENO) != 0;
}

class LinePrinter : public GrepPrinter {
 public:
  LinePrinter(const Command& command, const Pattern& pattern, FdWriter* out)
      : grep_(command.grep),
        pattern_(pattern),
        out_(*out),
        quiet_(command.quiet),
        names_(grep_.names.value_or(command.files.size() > 1)),
        groups_(grep_.before || grep_.after || grep_.around),
        colored_(WantsColor(grep_.color)) {}

  void Begin(const std::string& name) override {
    name_ = name;
    last_line_.reset();
  }

  absl::Status Line(const FoundLine& line) override {
    text_.clear();
    const bool follows = last_line_ && *last_line_ + 1 == line.number;
    if (groups_ && printed_ && !follows) {
      Colored(kSeparatorColor, "--");
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
      Colored(kNameColor, name_);
      text_ += '\n';
    }
    return out_.WriteText(text_);
  }

 private:
  void Colored(std::string_view color, std::string_view text) {
    if (colored_) {
      absl::StrAppend(&text_, "\33[", std::string(color), "m\33[K", std::string(text),
                      "\33[m\33[K");
    } else {
      text_.append(text);
    }
  }

  void AddName(char separator) {
    Colored(kNameColor, name_);
    Colored(kSeparatorColor, {&separator, 1});
  }

  void AddNumber(uint64_t number, char separator) {
    Colored(kNumberColor, std::to_string(number));
    Colored(kSeparatorColor, {&separator, 1});
  }

  // `offset`: of what is printed.
  void AddHead(const FoundLine& line, uint64_t offset) {
    const char separator = line.selected ? ':' : '-';
    if (names_) AddName(separator);
    if (grep_.line_numbers) AddNumber(line.number, separator);
    if (grep_.byte_offsets) AddNumber(offset, separator);
  }

  // Lines that match: context is made of them when those that do not are selected.
  bool Matches(const FoundLine& line) const { return line.selected != grep_.invert; }

  void AddMatches(const FoundLine& line) {
    if (!Matches(line)) return;
    for (const TextSpan span : pattern_.Find(line.text)) {
      AddHead(line, line.offset + span.from);
      Colored(kMatchColor, line.text.substr(span.from, span.to - span.from));
      text_ += '\n';
    }
  }

  void AddLine(const FoundLine& line) {
    AddHead(line, line.offset);
    size_t at = 0;
    if (colored_ && Matches(line)) {
      for (const TextSpan span : pattern_.Find(line.text)) {
        text_.append(line.text.substr(at, span.from - at));
        Colored(kMatchColor, line.text.substr(span.from, span.to - span.from));
        at = span.to;
      }
    }
    text_.append(line.text.substr(at));
    text_ += '\n';
  }

  const GrepCommand& grep_;
  const Pattern& pattern_;
  FdWriter& out_;
  const bool quiet_;
  const bool names_;
  const bool groups_;  // lines that do not follow each other are set apart
  const bool colored_;

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
