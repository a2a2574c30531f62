// rondo grep: the lines that match, from scores without expanding them, and from texts.
#include <unistd.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "apps/rondo/files/fd_writer.h"
#include "apps/rondo/files/output.h"
#include "apps/rondo/files/score.h"
#include "apps/rondo/files/source.h"
#include "apps/rondo/files/text_source.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/terminal/progress.h"
#include "apps/rondo/text/errors.h"
#include "apps/rondo/text/text.h"
#include "apps/rondo/verbs/grep_printer.h"
#include "apps/rondo/verbs/verbs.h"
#include "base/status_macros.h"
#include "rondo/search.h"

namespace rondo::app {
namespace {

constexpr int kExitFound = 0;
constexpr int kExitNotFound = 1;
constexpr int kExitError = 2;

// The patterns of -e and of the lines of each -f FILE.
absl::StatusOr<std::vector<std::string>> GatherPatterns(const Command& command) {
  std::vector<std::string> patterns = command.grep.patterns;
  for (const std::string& file : command.grep.pattern_files) {
    RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                           Source::Open(file, Source::Accept::kAnything));
    std::string text;
    RONDO_RETURN_IF_ERROR(
        ReadText(*source, command.decode_options(), [&](std::string_view piece) {
          text.append(piece);
          return true;
        }));
    if (text.empty()) continue;
    if (text.back() == '\n') text.pop_back();
    patterns.push_back(std::move(text));
  }
  return patterns;
}

SearchOptions OptionsOf(const Command& command) {
  const GrepCommand& grep = command.grep;
  SearchOptions options;
  options.invert = grep.invert;
  options.max_lines = grep.max_lines;
  // What only asks whether a file has a match stops at the first.
  const bool asks = command.quiet || grep.list != GrepCommand::List::kNo;
  if (asks) options.max_lines = std::min<uint64_t>(options.max_lines, 1);
  options.count_only = asks || grep.count;
  options.before = grep.before.value_or(grep.around.value_or(0));
  options.after = grep.after.value_or(grep.around.value_or(0));
  options.times = command.times();
  options.threads = command.threads;
  options.memory_limit_bytes = command.decode_options().memory_limit_bytes;
  return options;
}

class Grep {
 public:
  Grep(const Command& command, const Pattern& pattern)
      : command_(command),
        options_(OptionsOf(command)),
        pattern_(pattern),
        out_(STDOUT_FILENO, "standard output"),
        printer_(command.json ? MakeJsonPrinter(pattern_, &out_)
                              : MakeLinePrinter(command, pattern_, &out_)) {}

  int Run() {
    const int errors =
        ForEachFile(command_, [&](const std::string& file) { return SearchFile(file); });
    const absl::Status status = out_.Flush();
    if (!status.ok() && !IsClosedPipe(status)) PrintError("", status);
    if (command_.grep.explain) Explain();
    const bool found = found_ || total_.selected_lines > 0;
    if (found && command_.quiet) return kExitFound;
    if (errors != kExitGood || !(status.ok() || IsClosedPipe(status))) return kExitError;
    return found ? kExitFound : kExitNotFound;
  }

 private:
  absl::Status SearchFile(const std::string& file) {
    if (command_.quiet && total_.selected_lines > 0) return absl::OkStatus();
    if (!options_.count_only) {
      RONDO_RETURN_IF_ERROR(RefuseOwnOutput(file, kStandardStream));
    }
    RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                           Source::Open(file, Source::Accept::kAnything));
    RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Progress> progress,
                           StartProgress(*source));
    printer_->Begin(DisplayName(file));
    absl::Status cut_short;
    absl::StatusOr<SearchSummary> summary =
        IsScoreFile(*source) ? SearchScoreOf(*source) : SearchTextOf(*source, &cut_short);
    progress->Stop();
    RONDO_RETURN_IF_ERROR(summary.status());
    Add(*summary);
    RONDO_RETURN_IF_ERROR(printer_->End(*summary));
    // What was found comes before what is wrong.
    if (!cut_short.ok()) RONDO_RETURN_IF_ERROR(out_.Flush());
    return cut_short;
  }

  // Not where lines that are found may come between. Those that only count are printed
  // when a file is done. Nor while somebody types.
  absl::StatusOr<std::unique_ptr<Progress>> StartProgress(Source& source) {
    const bool drawn =
        ::isatty(source.fd()) == 0 && (options_.count_only || !OutputMayBeShown());
    if (drawn) RONDO_RETURN_IF_ERROR(out_.Flush());
    auto progress =
        std::make_unique<Progress>(command_, source.file(), source.size(), drawn);
    source.Watch(
        [shown = progress.get()](uint64_t position) { shown->UpdateRead(position); });
    return progress;
  }

  absl::StatusOr<SearchSummary> SearchScoreOf(Source& source) {
    RONDO_ASSIGN_OR_RETURN(const Score score, OpenScore(command_, source));
    return SearchScore(*score.reader, pattern_, options_, Sink());
  }

  // `cut_short`: why the text cannot be read further. What there is of it is searched.
  absl::StatusOr<SearchSummary> SearchTextOf(Source& source, absl::Status* cut_short) {
    const auto search = TextSearch::Create(pattern_, options_, Sink());
    const TextSink add = [&](std::string_view piece) -> absl::StatusOr<bool> {
      RONDO_ASSIGN_OR_RETURN(const bool more, search->Add(piece));
      // Who waits at a pipe sees a line when it has come.
      if (!source.is_regular()) RONDO_RETURN_IF_ERROR(out_.Flush());
      return more;
    };
    *cut_short = ReadText(source, command_.decode_options(), add);
    if (IsClosedPipe(*cut_short)) return *cut_short;
    return search->Finish();
  }

  FoundLineSink Sink() {
    return [this](const FoundLine& line) {
      found_ = found_ || line.selected;
      return printer_->Line(line);
    };
  }

  void Add(const SearchSummary& summary) {
    total_.selected_lines += summary.selected_lines;
    total_.text_bytes += summary.text_bytes;
    total_.expanded_bytes += summary.expanded_bytes;
    total_.segments += summary.segments;
    total_.skipped_segments += summary.skipped_segments;
    total_.blocks += summary.blocks;
    total_.skipped_blocks += summary.skipped_blocks;
    total_.counted_lines += summary.counted_lines;
    total_.tabled_lines += summary.tabled_lines;
    total_.tried_lines += summary.tried_lines;
    total_.needed = summary.needed;
  }

  void Explain() const {
    const std::string needed =
        total_.needed.empty() ? "no string that is known" : "one of " + total_.needed;
    const auto say = [](const auto&... parts) {
      PrintNote("rondo", absl::StrCat(parts...));
    };
    say("every match needs ", needed);
    say(FormatCount(total_.text_bytes), " bytes of text, ",
        FormatCount(total_.expanded_bytes), " expanded");
    say(FormatCount(total_.segments), " segments, ", FormatCount(total_.skipped_segments),
        " skipped unopened");
    say(FormatCount(total_.blocks), " blocks, ", FormatCount(total_.skipped_blocks),
        " skipped");
    say(FormatCount(total_.counted_lines), " lines counted unexpanded, ",
        FormatCount(total_.tabled_lines), " of them by tables");
    say(FormatCount(total_.tried_lines), " lines tried one by one, ",
        FormatCount(total_.selected_lines), " selected");
  }

  const Command& command_;
  const SearchOptions options_;
  const Pattern pattern_;
  FdWriter out_;
  const std::unique_ptr<GrepPrinter> printer_;
  SearchSummary total_;  // of the searches that came to their end
  bool found_ = false;   // a line, whatever became of the search after it
};

}  // namespace

int RunGrep(const Command& command) {
  const bool lists_all = command.grep.list == GrepCommand::List::kNotMatching;
  if (command.grep.max_lines == 0 && !lists_all) return kExitNotFound;
  auto patterns = GatherPatterns(command);
  if (!patterns.ok()) {
    PrintError("", patterns.status());
    return kExitError;
  }
  auto pattern = Pattern::Create(*patterns, command.grep.pattern);
  if (!pattern.ok()) {
    PrintError("", pattern.status());
    return kExitError;
  }
  return Grep(command, *pattern).Run();
}

}  // namespace rondo::app
