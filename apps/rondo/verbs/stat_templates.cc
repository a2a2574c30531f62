// Tested by tests/apps/rondo/stat_templates_test.cc.
#include "apps/rondo/verbs/stat_templates.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "apps/rondo/text/json.h"
#include "apps/rondo/text/text.h"

namespace rondo::app {
namespace {

constexpr std::string_view kSlotColor = "\033[36m";
constexpr std::string_view kExampleColor = "\033[2m";
constexpr std::string_view kNoColor = "\033[0m";
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";  // one column
constexpr size_t kMinTextWidth = 20;

// A text that prints on one line of a screen. What does not fit is cut, with an ellipsis.
class Screen {
 public:
  // width: in columns, 1 or more.
  Screen(size_t width, bool colored) : width_(width), colored_(colored) {}

  void Add(std::string_view text, std::string_view color = "") {
    if (colored_) out_.append(color);
    while (!text.empty() && columns_ <= width_) text.remove_prefix(AddOne(text));
    if (colored_ && !color.empty()) out_.append(kNoColor);
  }

  std::string Text() const {
    if (columns_ <= width_) return out_;
    std::string text = out_.substr(0, cut_);
    if (colored_) text.append(kNoColor);
    return text.append(kEllipsis);
  }

 private:
  // Returns how many bytes it took.
  size_t AddOne(std::string_view text) {
    const size_t bytes = PrintableBytes(text);
    const std::string shown =
        bytes > 0 ? std::string(text.substr(0, bytes)) : Escape(text[0]);
    columns_ += bytes > 0 ? 1 : shown.size();
    out_.append(shown);
    if (columns_ < width_) cut_ = out_.size();
    return std::max<size_t>(bytes, 1);
  }

  // Bytes of the printable character that the text starts with, or 0.
  static size_t PrintableBytes(std::string_view text) {
    const auto lead = static_cast<uint8_t>(text[0]);
    if (lead < 0x80) return lead >= 0x20 && lead != 0x7f ? 1 : 0;
    for (size_t bytes = 2; bytes <= std::min<size_t>(4, text.size()); ++bytes) {
      if (!IsUtf8(std::string(text.substr(0, bytes)))) continue;
      const bool control = lead == 0xC2 && static_cast<uint8_t>(text[1]) < 0xA0;
      return control ? 0 : bytes;
    }
    return 0;
  }

  static std::string Escape(char byte) {
    if (byte == '\t') return "\\t";
    if (byte == '\r') return "\\r";
    return absl::StrFormat("\\x%02x", static_cast<uint8_t>(byte));
  }

  const size_t width_;
  const bool colored_;
  std::string out_;
  size_t columns_ = 0;
  size_t cut_ = 0;  // of out_: what leaves a column for the ellipsis
};

double Share(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

uint64_t Shown(const TemplateSummary& summary, const TemplateView& view) {
  return std::min<uint64_t>(view.top, summary.templates.size());
}

class Table {
 public:
  Table(const TemplateSummary& summary, const TemplateView& view)
      : summary_(summary),
        view_(view),
        count_width_(std::max<size_t>(5, FormatCount(summary.lines).size())) {}

  std::string Text(const std::string& file) {
    absl::StrAppend(&text_, file, "\n");
    absl::StrAppendFormat(&text_, "%*s  %6s\n", static_cast<int>(count_width_), "lines",
                          "%");
    const uint64_t shown = Shown(summary_, view_);
    uint64_t more = 0;
    for (size_t i = 0; i < summary_.templates.size(); ++i) {
      if (i < shown) {
        AddTemplate(summary_.templates[i]);
      } else {
        more += summary_.templates[i].lines;
      }
    }
    if (shown > 0) text_ += '\n';
    if (more > 0) {
      AddSum(more,
             absl::StrCat("in ", Templates(summary_.templates.size() - shown, "more ")));
    }
    if (summary_.lines_without_template > 0) {
      AddSum(summary_.lines_without_template, "like too few other lines");
    }
    if (summary_.lines_elsewhere > 0) {
      AddSum(summary_.lines_elsewhere, "in segments without templates");
    }
    AddSum(summary_.lines,
           absl::StrCat("in all; ", Templates(summary_.templates.size(), "")));
    return std::move(text_);
  }

 private:
  static std::string Templates(uint64_t count, const char* which) {
    return absl::StrCat(FormatCount(count), " ", which, "template",
                        count == 1 ? "" : "s");
  }

  // Columns left of the text.
  size_t indent() const { return count_width_ + 10; }

  Screen MakeScreen() const {
    const size_t room = view_.width > indent() ? view_.width - indent() : 0;
    return Screen(std::max(kMinTextWidth, room), view_.colored);
  }

  std::string Figures(uint64_t lines) const {
    return absl::StrFormat("%*s  %6.2f  ", static_cast<int>(count_width_),
                           FormatCount(lines), 100 * Share(lines, summary_.lines));
  }

  void AddTemplate(const LineTemplate& one) {
    Screen shape = MakeScreen();
    for (size_t i = 0; i < one.slots.size(); ++i) {
      shape.Add(one.literals[i]);
      shape.Add(absl::StrCat("<", SlotTypeName(one.slots[i]), ">"), kSlotColor);
    }
    shape.Add(one.literals.back());
    Screen example = MakeScreen();
    example.Add(one.example, kExampleColor);
    absl::StrAppend(&text_, Figures(one.lines), shape.Text(), "\n",
                    std::string(indent(), ' '), example.Text(), "\n");
  }

  void AddSum(uint64_t lines, const std::string& what) {
    absl::StrAppend(&text_, Figures(lines), what, "\n");
  }

  const TemplateSummary& summary_;
  const TemplateView& view_;
  const size_t count_width_;
  std::string text_;
};

std::string OneJson(const LineTemplate& one, uint64_t lines) {
  std::vector<std::string> slots;
  for (const SlotType slot : one.slots) slots.push_back(JsonString(SlotTypeName(slot)));
  JsonObject json;
  json.Add("lines", one.lines);
  json.AddJson("share", absl::StrFormat("%.4f", Share(one.lines, lines)));
  json.Add("template", one.Text());
  json.AddArray("slots", slots);
  json.Add("example", one.example);
  return json.Text();
}

}  // namespace

std::string TemplateTable(const std::string& file, const TemplateSummary& summary,
                          const TemplateView& view) {
  return Table(summary, view).Text(file);
}

std::string TemplateJson(const std::string& file, const TemplateSummary& summary,
                         const TemplateView& view) {
  std::vector<std::string> templates;
  for (uint64_t i = 0; i < Shown(summary, view); ++i) {
    templates.push_back(OneJson(summary.templates[i], summary.lines));
  }
  JsonObject json;
  json.Add("file", file);
  json.Add("lines", summary.lines);
  json.Add("lines_without_template", summary.lines_without_template);
  json.Add("lines_in_other_segments", summary.lines_elsewhere);
  json.Add("template_count", uint64_t{summary.templates.size()});
  json.AddArray("templates", templates);
  return absl::StrCat(json.Text(), "\n");
}

}  // namespace rondo::app
