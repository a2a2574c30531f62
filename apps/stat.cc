// rondo stat: what a score is made of, for people or as JSON.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "apps/console.h"
#include "apps/json.h"
#include "apps/score.h"
#include "apps/stat_templates.h"
#include "apps/text.h"
#include "apps/verbs.h"
#include "base/status_macros.h"
#include "rondo/reader.h"

namespace rondo::app {
namespace {

struct Facts {
  std::string file;
  uint64_t score_bytes = 0;
  uint64_t raw_bytes = 0;
  uint64_t lines = 0;
  uint64_t blocks = 0;
  uint64_t tables_bytes = 0;
  uint64_t block_tables_bytes = 0;
  std::vector<SegmentInfo> segments;
};

absl::StatusOr<Facts> Gather(const std::string& file, const Score& score) {
  Facts facts;
  facts.file = file;
  facts.score_bytes = score.stored_bytes;
  facts.raw_bytes = score.reader->size();
  facts.lines = score.reader->lines();
  RONDO_ASSIGN_OR_RETURN(facts.segments, score.reader->Segments());
  for (const SegmentInfo& segment : facts.segments) {
    facts.blocks += segment.blocks;
    facts.tables_bytes += segment.tables_bytes;
    facts.block_tables_bytes += segment.block_table_bytes;
  }
  return facts;
}

std::string Share(uint64_t part, uint64_t whole) {
  if (whole == 0) return "";
  return absl::StrFormat("   %.2f %% of the score",
                         100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string Row(const char* name, uint64_t count, const std::string& note = "") {
  return absl::StrFormat("  %-13s %17s%s\n", name, FormatCount(count), note);
}

std::string Table(const Facts& facts) {
  std::string text = absl::StrCat(facts.file, "\n");
  absl::StrAppend(
      &text, Row("score bytes", facts.score_bytes),
      Row("expanded", facts.raw_bytes,
          absl::StrCat("   ratio ", FormatRatio(facts.raw_bytes, facts.score_bytes))),
      Row("lines", facts.lines), Row("segments", facts.segments.size()),
      Row("blocks", facts.blocks),
      Row("tables", facts.tables_bytes, Share(facts.tables_bytes, facts.score_bytes)),
      Row("block tables", facts.block_tables_bytes,
          Share(facts.block_tables_bytes, facts.score_bytes)));
  if (facts.segments.empty()) return text;
  absl::StrAppendFormat(&text, "\n%9s %15s %15s %15s %8s %13s %8s %12s  %s\n", "segment",
                        "offset", "score bytes", "expanded", "ratio", "lines", "blocks",
                        "tables", "lens");
  for (size_t i = 0; i < facts.segments.size(); ++i) {
    const SegmentInfo& segment = facts.segments[i];
    absl::StrAppendFormat(&text, "%9s %15s %15s %15s %8s %13s %8s %12s  %s\n",
                          FormatCount(i + 1), FormatCount(segment.offset),
                          FormatCount(segment.stored_bytes),
                          FormatCount(segment.expanded_bytes),
                          FormatRatio(segment.expanded_bytes, segment.stored_bytes),
                          FormatCount(segment.lines), FormatCount(segment.blocks),
                          FormatCount(segment.tables_bytes), segment.lens);
  }
  return text;
}

std::string SegmentJson(const SegmentInfo& segment) {
  const std::string digest(segment.sha256.begin(), segment.sha256.end());
  JsonObject json;
  json.Add("offset", segment.offset);
  json.Add("score_bytes", segment.stored_bytes);
  json.Add("expanded_bytes", segment.expanded_bytes);
  json.Add("lines", segment.lines);
  json.Add("blocks", uint64_t{segment.blocks});
  json.Add("tables_bytes", segment.tables_bytes);
  json.Add("block_table_bytes", segment.block_table_bytes);
  json.Add("lens", segment.lens);
  json.Add("sha256", std::string(absl::BytesToHexString(digest)));
  return json.Text();
}

std::string Json(const Facts& facts) {
  std::vector<std::string> segments;
  for (const SegmentInfo& segment : facts.segments)
    segments.push_back(SegmentJson(segment));
  JsonObject json;
  json.Add("file", facts.file);
  json.Add("score_bytes", facts.score_bytes);
  json.Add("expanded_bytes", facts.raw_bytes);
  json.AddRatio("ratio", facts.raw_bytes, facts.score_bytes);
  json.Add("lines", facts.lines);
  json.Add("blocks", facts.blocks);
  json.Add("tables_bytes", facts.tables_bytes);
  json.Add("block_table_bytes", facts.block_tables_bytes);
  json.AddArray("segments", segments);
  return absl::StrCat(json.Text(), "\n");
}

// Whole lines without colour, unless standard output is a terminal.
TemplateView ViewFor(const Command& command) {
  TemplateView view;
  view.top = command.top;
  view.colored = ::isatty(STDOUT_FILENO) != 0;
  winsize size = {};
  if (view.colored && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    view.width = size.ws_col;
  }
  return view;
}

absl::Status StatTemplates(const Command& command, const std::string& file) {
  RONDO_ASSIGN_OR_RETURN(const Score score, OpenScore(command, file));
  RONDO_ASSIGN_OR_RETURN(const TemplateSummary summary, score.reader->Templates());
  const auto text = command.json ? TemplateJson : TemplateTable;
  return Print(text(DisplayName(file), summary, ViewFor(command)));
}

absl::Status StatFile(const Command& command, const std::string& file) {
  RONDO_ASSIGN_OR_RETURN(const Score score, OpenScore(command, file));
  RONDO_ASSIGN_OR_RETURN(const Facts facts, Gather(DisplayName(file), score));
  return Print(command.json ? Json(facts) : Table(facts));
}

}  // namespace

int RunStat(const Command& command) {
  return ForEachFile(command, [&](const std::string& file) {
    return command.templates ? StatTemplates(command, file) : StatFile(command, file);
  });
}

}  // namespace rondo::app
