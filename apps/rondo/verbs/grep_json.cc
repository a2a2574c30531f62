// Tested by tests/apps/rondo/grep_test.cc.
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "apps/rondo/text/json.h"
#include "apps/rondo/verbs/grep_printer.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

// {"text":...}, or {"bytes":...} in base64 for what is not UTF-8.
std::string TextJson(std::string_view text) {
  const std::string bytes(text);
  JsonObject json;
  if (IsUtf8(bytes)) {
    json.Add("text", bytes);
  } else {
    json.Add("bytes", std::string(absl::Base64Escape(bytes)));
  }
  return json.Text();
}

std::string Message(const std::string& type, const JsonObject& data) {
  JsonObject json;
  json.Add("type", type);
  json.AddJson("data", data.Text());
  return absl::StrCat(json.Text(), "\n");
}

class JsonPrinter : public GrepPrinter {
 public:
  JsonPrinter(const Pattern& pattern, FdWriter* out) : pattern_(pattern), out_(*out) {}

  void Begin(const std::string& name) override {
    path_ = TextJson(name);
    matches_ = 0;
    begun_ = false;
  }

  absl::Status Line(const FoundLine& line) override {
    std::string text;
    if (!begun_) {
      begun_ = true;
      text = Message("begin", About());
    }
    std::vector<std::string> submatches;
    for (const TextSpan span : pattern_.Find(line.text)) {
      JsonObject submatch;
      submatch.AddJson("match",
                       TextJson(line.text.substr(span.from, span.to - span.from)));
      submatch.Add("start", uint64_t{span.from});
      submatch.Add("end", uint64_t{span.to});
      submatches.push_back(submatch.Text());
    }
    if (line.selected) matches_ += submatches.size();
    JsonObject data = About();
    data.AddJson("lines", TextJson(absl::StrCat(std::string(line.text), "\n")));
    data.Add("line_number", line.number);
    data.Add("absolute_offset", line.offset);
    data.AddArray("submatches", submatches);
    return out_.WriteText(
        absl::StrCat(text, Message(line.selected ? "match" : "context", data)));
  }

  absl::Status End(const SearchSummary& summary) override {
    if (!begun_) return absl::OkStatus();
    JsonObject stats;
    stats.Add("bytes_searched", summary.text_bytes);
    stats.Add("matched_lines", summary.selected_lines);
    stats.Add("matches", matches_);
    JsonObject data = About();
    data.AddJson("stats", stats.Text());
    return out_.WriteText(Message("end", data));
  }

 private:
  JsonObject About() const {
    JsonObject data;
    data.AddJson("path", path_);
    return data;
  }

  const Pattern& pattern_;
  FdWriter& out_;
  std::string path_;
  uint64_t matches_ = 0;
  bool begun_ = false;
};

}  // namespace

std::unique_ptr<GrepPrinter> MakeJsonPrinter(const Pattern& pattern, FdWriter* out) {
  return std::make_unique<JsonPrinter>(pattern, out);
}

}  // namespace rondo::app
