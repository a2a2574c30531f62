// rondo stat: what a score is made of, for people or as JSON.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "apps/rondo/command_line/folder_times.h"
#include "apps/rondo/files/score.h"
#include "apps/rondo/redaction/contexts.h"
#include "apps/rondo/redaction/rendition.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/text/json.h"
#include "apps/rondo/text/text.h"
#include "apps/rondo/verbs/stat_templates.h"
#include "apps/rondo/verbs/verbs.h"
#include "base/status_macros.h"
#include "rondo/live.h"
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
  uint64_t unfinished_bytes = 0;  // of the file, behind what counts
  uint64_t tail_files = 0;        // beside it, of a running log
  uint64_t tail_bytes = 0;        // expanded bytes in them
  std::optional<TimeSpan> times;  // of all lines; absent: none has one
  // Of the lines that were asked for, if some were.
  std::optional<std::vector<LineRun>> runs;
  std::vector<SegmentInfo> segments;
  std::set<std::string> dictionaries;  // addresses of those that it needs
  uint64_t carried_bytes = 0;          // of those that it carries
  std::optional<int64_t> modified;     // when the source was, if its score says that
  std::vector<std::string> contexts;   // by segment; empty: of none, or not known
  std::string redact_list;  // that all of its scores have together; empty: none

  uint64_t asked_lines() const {
    uint64_t sum = 0;
    for (const LineRun& run : *runs) sum += run.lines;
    return sum;
  }
  uint64_t asked_bytes() const {
    uint64_t sum = 0;
    for (const LineRun& run : *runs) sum += run.to - run.from;
    return sum;
  }
};

absl::StatusOr<Facts> Gather(const Command& command, const std::string& file,
                             const Score& score) {
  Facts facts;
  facts.file = DisplayName(file);
  facts.score_bytes = score.stored_bytes;
  facts.raw_bytes = score.reader->size();
  facts.lines = score.reader->lines();
  facts.unfinished_bytes = score.reader->unfinished_bytes();
  if (const auto tail = FindLogTail(file); tail.ok()) {
    facts.tail_files = tail->files;
    facts.tail_bytes = tail->expanded_bytes;
  }
  RONDO_ASSIGN_OR_RETURN(facts.segments, score.reader->Segments());
  RONDO_ASSIGN_OR_RETURN(facts.redact_list,
                         ListedBy(*score.reader, 0, score.reader->size()));
  for (const ScoreInfo& part : score.reader->Scores()) {
    facts.carried_bytes += part.carried_bytes;
  }
  std::set<std::string> missing;  // dictionaries
  for (const SegmentInfo& segment : facts.segments) {
    facts.blocks += segment.blocks;
    facts.tables_bytes += segment.tables_bytes;
    facts.block_tables_bytes += segment.block_table_bytes;
    if (!segment.dictionary.empty()) facts.dictionaries.insert(segment.dictionary);
    // The dictionary need not be at hand, and is looked for once.
    const bool is_missing = missing.contains(segment.dictionary);
    const auto context = is_missing ? "" : ContextOf(*score.reader, segment);
    if (!context.ok()) missing.insert(segment.dictionary);
    facts.contexts.push_back(context.value_or(""));
    if (!segment.times) continue;
    if (!facts.times) facts.times = segment.times;
    facts.times->from = std::min(facts.times->from, segment.times->from);
    facts.times->to = std::max(facts.times->to, segment.times->to);
  }
  facts.modified = ModifiedOf(*score.reader, 0, score.reader->size());
  if (command.asks_times()) {
    RONDO_ASSIGN_OR_RETURN(const TimeSet times,
                           TimesOfFile(command, file, score.modified));
    RONDO_ASSIGN_OR_RETURN(facts.runs, score.reader->LinesInTime(times));
  }
  return facts;
}

std::string ShareNote(uint64_t part, uint64_t whole) {
  if (whole == 0) return "";
  return absl::StrFormat("   %.2f %% of the score",
                         100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string Row(const char* name, uint64_t count, const std::string& note = "") {
  return absl::StrFormat("  %-13s %17s%s\n", name, FormatCount(count), note);
}

std::string TextRow(const char* name, const std::string& text) {
  return absl::StrFormat("  %-13s %s\n", name, text);
}

std::string FactsTable(const Facts& facts) {
  std::string text = absl::StrCat(facts.file, "\n");
  absl::StrAppend(
      &text, Row("score bytes", facts.score_bytes),
      Row("expanded", facts.raw_bytes,
          absl::StrCat("   ratio ", FormatRatio(facts.raw_bytes, facts.score_bytes))),
      Row("lines", facts.lines), Row("segments", facts.segments.size()),
      Row("blocks", facts.blocks),
      Row("tables", facts.tables_bytes, ShareNote(facts.tables_bytes, facts.score_bytes)),
      Row("block tables", facts.block_tables_bytes,
          ShareNote(facts.block_tables_bytes, facts.score_bytes)));
  if (facts.tail_files > 0) {
    absl::StrAppend(&text, Row("tail files", facts.tail_files),
                    Row("bytes in them", facts.tail_bytes, "   of the expanded"));
  }
  if (facts.unfinished_bytes > 0) {
    absl::StrAppend(&text, Row("unfinished", facts.unfinished_bytes));
  }
  for (const std::string& address : facts.dictionaries) {
    absl::StrAppend(&text, TextRow("needs", address));
  }
  if (facts.carried_bytes > 0) {
    absl::StrAppend(&text, Row("dictionary", facts.carried_bytes, "   in the score"));
  }
  for (const std::string& context :
       std::set(facts.contexts.begin(), facts.contexts.end())) {
    if (!context.empty()) absl::StrAppend(&text, TextRow("context", OneLine(context)));
  }
  if (facts.times) {
    absl::StrAppend(&text, TextRow("first time", FormatTime(facts.times->from)),
                    TextRow("last time", FormatTime(facts.times->to - 1)));
  }
  if (facts.modified) {
    absl::StrAppend(&text, TextRow("source of", FormatTime(*facts.modified)));
  }
  if (!facts.redact_list.empty()) {
    absl::StrAppend(&text, TextRow("redact", facts.redact_list));
  }
  if (facts.runs) {
    absl::StrAppend(&text, Row("lines asked", facts.asked_lines()),
                    Row("bytes asked", facts.asked_bytes()));
  }
  if (facts.segments.empty()) return text;
  absl::StrAppendFormat(&text, "\n%9s %15s %15s %15s %8s %13s %8s %12s  %s\n", "segment",
                        "offset", "score bytes", "expanded", "ratio", "lines", "blocks",
                        "tables", "lens");
  // Numbered as errors name them.
  for (size_t i = 0; i < facts.segments.size(); ++i) {
    const SegmentInfo& segment = facts.segments[i];
    absl::StrAppendFormat(&text, "%9s %15s %15s %15s %8s %13s %8s %12s  %s\n",
                          FormatCount(i), FormatCount(segment.offset),
                          FormatCount(segment.stored_bytes),
                          FormatCount(segment.expanded_bytes),
                          FormatRatio(segment.expanded_bytes, segment.stored_bytes),
                          FormatCount(segment.lines), FormatCount(segment.blocks),
                          FormatCount(segment.tables_bytes), segment.lens);
  }
  return text;
}

// Nothing if no line has a time.
void AddTimes(const std::optional<TimeSpan>& times, JsonObject* json) {
  if (!times) return;
  json->Add("first_time", FormatTime(times->from));
  json->Add("last_time", FormatTime(times->to - 1));
}

std::string SegmentJson(const SegmentInfo& segment, const std::string& context) {
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
  if (!segment.dictionary.empty()) {
    json.Add("dictionary", segment.dictionary);
    json.Add("dictionary_part", uint64_t{segment.dictionary_part});
  }
  if (!context.empty()) json.Add("context", context);
  AddTimes(segment.times, &json);
  json.Add("sha256", std::string(absl::BytesToHexString(digest)));
  return json.Text();
}

std::string Json(const Facts& facts) {
  std::vector<std::string> segments;
  for (size_t i = 0; i < facts.segments.size(); ++i)
    segments.push_back(SegmentJson(facts.segments[i], facts.contexts[i]));
  JsonObject json;
  json.Add("file", facts.file);
  json.Add("score_bytes", facts.score_bytes);
  json.Add("expanded_bytes", facts.raw_bytes);
  json.AddRatio("ratio", facts.raw_bytes, facts.score_bytes);
  json.Add("lines", facts.lines);
  json.Add("blocks", facts.blocks);
  json.Add("tables_bytes", facts.tables_bytes);
  json.Add("block_table_bytes", facts.block_tables_bytes);
  json.Add("unfinished_bytes", facts.unfinished_bytes);
  json.Add("tail_files", facts.tail_files);
  json.Add("tail_bytes", facts.tail_bytes);
  if (facts.carried_bytes > 0) json.Add("carried_dictionary_bytes", facts.carried_bytes);
  AddTimes(facts.times, &json);
  if (facts.modified) json.Add("source_modified", FormatTime(*facts.modified));
  if (facts.runs) {
    json.Add("lines_asked", facts.asked_lines());
    json.Add("bytes_asked", facts.asked_bytes());
  }
  if (!facts.redact_list.empty()) json.Add("redact", facts.redact_list);
  json.AddArray("segments", segments);
  return absl::StrCat(json.Text(), "\n");
}

// Whole lines, unless standard output is a terminal.
TemplateView ViewFor(const Command& command) {
  TemplateView view;
  view.top = command.top;
  view.colored = ShowsColor();
  winsize size = {};
  if (::isatty(STDOUT_FILENO) != 0 && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
      size.ws_col > 0) {
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
  RONDO_ASSIGN_OR_RETURN(const Facts facts, Gather(command, file, score));
  return Print(command.json ? Json(facts) : FactsTable(facts));
}

}  // namespace

int RunStat(const Command& command) {
  return ForEachFile(command, [&](const std::string& file) {
    return command.templates ? StatTemplates(command, file) : StatFile(command, file);
  });
}

}  // namespace rondo::app
