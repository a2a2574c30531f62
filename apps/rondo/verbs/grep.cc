// rondo grep: the lines that match, from scores without expanding them, and from texts.
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "apps/rondo/command_line/folder_times.h"
#include "apps/rondo/files/fd_writer.h"
#include "apps/rondo/files/output.h"
#include "apps/rondo/files/score.h"
#include "apps/rondo/files/source.h"
#include "apps/rondo/files/text_source.h"
#include "apps/rondo/redaction/context_player.h"
#include "apps/rondo/redaction/rendition.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/terminal/progress.h"
#include "apps/rondo/text/errors.h"
#include "apps/rondo/text/json.h"
#include "apps/rondo/text/text.h"
#include "apps/rondo/verbs/grep_files.h"
#include "apps/rondo/verbs/grep_printer.h"
#include "apps/rondo/verbs/grep_text.h"
#include "apps/rondo/verbs/verbs.h"
#include "base/status_macros.h"
#include "redact/redactor.h"
#include "rondo/search.h"

namespace rondo::app {
namespace {

constexpr int kExitFound = 0;
constexpr int kExitNotFound = 1;
constexpr int kExitError = 2;

// A NUL in so much of a text from its start says that it is binary, as in GNU grep.
constexpr size_t kBinaryStartBytes = 32u << 10;

// How long a pipe may pause until the lines that came are judged without those to come.
constexpr int kPauseMilliseconds = 100;

bool HasMore(int fd) {
  pollfd wait = {.fd = fd, .events = POLLIN, .revents = 0};
  return ::poll(&wait, 1, kPauseMilliseconds) != 0;
}

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
    int errors = kExitGood;
    ForEachGrepFile(
        command_, [&](const GrepFile& file) { return SearchFile(file); },
        [&](const std::string& path, const absl::Status& status) {
          const int code = ExitCode(status);
          errors = std::max(errors, code);
          const bool told = command_.grep.no_messages && code == kExitUsage;
          if (!told) PrintError(NameOf(path), status);
        });
    const absl::Status status = out_.Flush();
    if (!status.ok() && !IsClosedPipe(status)) PrintError("", status);
    if (command_.grep.explain) Explain();
    const bool found = found_ || total_.selected_lines > 0;
    if (found && command_.quiet) return kExitFound;
    if (errors != kExitGood || !(status.ok() || IsClosedPipe(status))) return kExitError;
    return found ? kExitFound : kExitNotFound;
  }

 private:
  std::string NameOf(const std::string& path) const {
    return path == kStandardStream ? command_.grep.label : path;
  }

  absl::Status SearchFile(const GrepFile& file) {
    if (command_.quiet && total_.selected_lines > 0) return absl::OkStatus();
    if (!options_.count_only) {
      RONDO_RETURN_IF_ERROR(RefuseOwnOutput(file.path, kStandardStream));
    }
    RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                           Source::Open(file.path, Source::Accept::kAnything));
    RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Progress> progress,
                           StartProgress(*source));
    RONDO_RETURN_IF_ERROR(AskTimes(*source, source->modified()));
    printer_->Begin(NameOf(file.path));
    BeginBinary(file);
    absl::Status cut_short;
    absl::StatusOr<SearchSummary> summary = SearchSource(*source, &cut_short);
    progress->Stop();
    if (stopped_) {
      summary = SearchSummary();
      summary->selected_lines = says_ ? 1 : 0;
    }
    RONDO_RETURN_IF_ERROR(summary.status());
    Add(*summary);
    if (stopped_ && says_) {
      PrintNote("rondo", absl::StrCat(NameOf(file.path), ": binary file matches"));
    }
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

  // `cut_short`: why the source cannot be read further. What there is of it is searched.
  absl::StatusOr<SearchSummary> SearchSource(Source& source, absl::Status* cut_short) {
    RONDO_ASSIGN_OR_RETURN(const bool is_score, IsScoreToSearch(source));
    redactor_ = nullptr;
    if (!command_.context.empty()) return SearchInContext(source, cut_short);
    if (!is_score) {
      if (command_.redacted) {
        RONDO_ASSIGN_OR_RETURN(redactor_, MakeRedactor(command_, nullptr));
      }
      return SearchTextOf(source, cut_short);
    }
    absl::StatusOr<Score> score = OpenScore(command_, source);
    if (score.ok() && command_.redacted) {
      RONDO_ASSIGN_OR_RETURN(redactor_, MakeRedactor(command_, score->reader.get()));
    }
    if (score.ok()) return SearchScoreOf(source, *score, cut_short);
    if (!absl::IsDataLoss(score.status()) || command_.redacted) return score.status();
    // Without its end: from the front, up to where it is cut.
    auto summary = SearchTextOf(source, cut_short);
    if (cut_short->ok() && !stopped_) *cut_short = score.status();
    return summary;
  }

  absl::StatusOr<SearchSummary> SearchInContext(Source& source, absl::Status* cut_short) {
    RONDO_ASSIGN_OR_RETURN(const Score score, OpenText(command_, source));
    RONDO_ASSIGN_OR_RETURN(ContextPlayer player,
                           ContextPlayer::Create(command_, *score.reader));
    return SearchPlayed(
        [&](const ByteSink& sink) { return player.Play(0, score.reader->size(), sink); },
        cut_short);
  }

  // From a pipe a score passes as a text, unless its end says what is to be hidden.
  absl::StatusOr<bool> IsScoreToSearch(Source& source) const {
    if (!command_.redacted) return IsScoreFile(source);
    return StartsLikeScore(source);
  }

  absl::Status AskTimes(const Source& source, std::optional<int64_t> modified) {
    if (!command_.asks_times()) return absl::OkStatus();
    RONDO_ASSIGN_OR_RETURN(options_.times,
                           TimesOfFile(command_, source.file(), modified));
    return absl::OkStatus();
  }

  absl::StatusOr<SearchSummary> SearchScoreOf(const Source& source, const Score& score,
                                              absl::Status* cut_short) {
    RONDO_ASSIGN_OR_RETURN(const bool as_text, NeedsText(*score.reader));
    if (!as_text) {
      start_ = [&]() -> absl::StatusOr<std::string> {
        std::string start(std::min<uint64_t>(kBinaryStartBytes, score.reader->size()), 0);
        return ReadStart(*score.reader, std::move(start));
      };
      RONDO_RETURN_IF_ERROR(AskTimes(source, score.modified));
      SearchSummary before_error;
      auto summary =
          SearchScore(*score.reader, pattern_, options_, Sink(), &before_error);
      if (summary.ok() || stopped_ || IsClosedPipe(summary.status())) return summary;
      *cut_short = summary.status();
      return before_error;
    }
    return SearchPlayed(
        [&](const ByteSink& sink) {
          return score.reader->Read(0, score.reader->size(), sink);
        },
        cut_short);
  }

  // `play` sends what is searched, until the sink has enough.
  absl::StatusOr<SearchSummary> SearchPlayed(
      const std::function<absl::Status(const ByteSink&)>& play, absl::Status* cut_short) {
    return SearchPieces([&](const TextSink& add) -> absl::Status {
      bool more = true;
      const absl::Status status =
          play([&](std::span<const uint8_t> bytes) -> absl::Status {
            RONDO_ASSIGN_OR_RETURN(more, add(AsText(bytes)));
            return more ? absl::OkStatus() : absl::AbortedError("enough");
          });
      if (!more) return absl::OkStatus();
      if (IsClosedPipe(status) || stopped_) return status;
      *cut_short = status;
      return absl::OkStatus();
    });
  }

  static absl::StatusOr<std::string> ReadStart(const Reader& reader, std::string start) {
    RONDO_ASSIGN_OR_RETURN(
        const size_t bytes,
        reader.ReadAt(0, {reinterpret_cast<uint8_t*>(start.data()), start.size()}));
    start.resize(bytes);
    return start;
  }

  // Whether the text is not searched as it is. What an encoder made records of has lines
  // of characters, so only others are looked into.
  absl::StatusOr<bool> NeedsText(const Reader& reader) const {
    const GrepCommand& grep = command_.grep;
    if (grep.null_data || redactor_ != nullptr) return true;
    if (grep.encoding != kAutoEncoding) return grep.encoding != kNoEncoding;
    RONDO_ASSIGN_OR_RETURN(const auto segments, reader.Segments());
    if (segments.empty() || segments.front().lens == "record") return false;
    RONDO_ASSIGN_OR_RETURN(const std::string start, ReadStart(reader, "12"));
    return IsUtf16(start);
  }

  // The years of times without one, as the order of lines has them, of a file that can be
  // read twice.
  absl::Status FindYears(const Source& source) {
    const bool may_be_some = options_.times && !options_.times->has_years() &&
                             options_.times->line_format() == nullptr &&
                             redactor_ == nullptr && source.is_named_file();
    if (!may_be_some) return absl::OkStatus();
    RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> again,
                           Source::Open(source.file(), Source::Accept::kAnything));
    const auto years = TextYears::Create(*options_.times);
    RONDO_ASSIGN_OR_RETURN(
        const auto text,
        GrepText::Create(command_.grep.encoding, command_.grep.null_data,
                         [&](std::string_view piece) { return years->Add(piece); }));
    // What is wrong with it the search will say.
    (void)ReadText(*again, command_.decode_options(),
                   [&](std::string_view piece) { return text->Add(piece); });
    RONDO_RETURN_IF_ERROR(text->Finish());
    RONDO_ASSIGN_OR_RETURN(const std::vector<YearStart> found, years->Finish());
    options_.times->SetYears(found);
    return absl::OkStatus();
  }

  absl::StatusOr<SearchSummary> SearchTextOf(Source& source, absl::Status* cut_short) {
    RONDO_RETURN_IF_ERROR(FindYears(source));
    return SearchPieces([&](const TextSink& add) -> absl::Status {
      *cut_short = ReadText(source, command_.decode_options(),
                            [&](std::string_view piece) -> absl::StatusOr<bool> {
                              RONDO_ASSIGN_OR_RETURN(const bool more, add(piece));
                              // Who waits at a pipe sees a line when it has come.
                              if (!source.is_regular()) {
                                if (options_.times && !HasMore(source.fd()))
                                  RONDO_RETURN_IF_ERROR(search_->Settle());
                                RONDO_RETURN_IF_ERROR(out_.Flush());
                              }
                              return more;
                            });
      if (IsClosedPipe(*cut_short) || stopped_) {
        return std::exchange(*cut_short, absl::OkStatus());
      }
      return absl::OkStatus();
    });
  }

  // `read` hands over the text, piece by piece.
  absl::StatusOr<SearchSummary> SearchPieces(
      const std::function<absl::Status(const TextSink&)>& read) {
    const auto search = TextSearch::Create(pattern_, options_, Sink());
    search_ = search.get();
    bool more = true;
    const auto add = [&](std::string_view piece) -> absl::Status {
      if (!more) return absl::OkStatus();
      RONDO_RETURN_IF_ERROR(LookAtStart(piece));
      RONDO_ASSIGN_OR_RETURN(more, search->Add(piece));
      return absl::OkStatus();
    };
    // A rendition is what is searched: else a search would tell what it hides.
    RONDO_ASSIGN_OR_RETURN(
        const auto text,
        GrepText::Create(command_.grep.encoding, command_.grep.null_data,
                         [&](std::string_view piece) -> absl::StatusOr<bool> {
                           const absl::Status status = redactor_ == nullptr
                                                           ? add(piece)
                                                           : redactor_->Add(piece, add);
                           if (!status.ok()) return status;
                           return more;
                         }));
    RONDO_RETURN_IF_ERROR(read([&](std::string_view piece) { return text->Add(piece); }));
    RONDO_RETURN_IF_ERROR(text->Finish());
    if (redactor_ != nullptr) RONDO_RETURN_IF_ERROR(redactor_->Finish(add));
    return search->Finish();
  }

  FoundLineSink Sink() {
    return [this](const FoundLine& line) -> absl::Status {
      RONDO_RETURN_IF_ERROR(CheckBinary(line));
      found_ = found_ || line.selected;
      RONDO_RETURN_IF_ERROR(printer_->Line(line));
      return command_.grep.line_buffered ? out_.Flush() : absl::OkStatus();
    };
  }

  // ---- Files that are no text ----

  void BeginBinary(const GrepFile& file) {
    using Binary = GrepCommand::Binary;
    Binary binary = command_.grep.binary;
    if (binary == Binary::kAuto) {
      binary = file.in_folder && !command_.json ? Binary::kMessage : Binary::kText;
    }
    minds_binary_ = binary != Binary::kText;
    skips_binary_ = binary == Binary::kSkip;
    is_binary_ = stopped_ = says_ = false;
    looked_at_ = 0;
    start_ = nullptr;
  }

  // A piece of the text, the first one first.
  absl::Status LookAtStart(std::string_view piece) {
    if (!minds_binary_ || looked_at_ >= kBinaryStartBytes) return absl::OkStatus();
    const std::string_view start = piece.substr(0, kBinaryStartBytes - looked_at_);
    looked_at_ += start.size();
    // With -z NUL is what ends lines, and is a newline by now.
    is_binary_ |= start.find('\0') != std::string_view::npos && !command_.grep.null_data;
    return is_binary_ && skips_binary_ ? StopAtBinary() : absl::OkStatus();
  }

  absl::Status CheckBinary(const FoundLine& line) {
    if (!minds_binary_) return absl::OkStatus();
    if (start_ != nullptr) {
      RONDO_ASSIGN_OR_RETURN(const std::string start, start_());
      start_ = nullptr;
      RONDO_RETURN_IF_ERROR(LookAtStart(start));
    }
    const std::string text(line.text);
    is_binary_ |= !IsUtf8(text) ||
                  (!command_.grep.null_data && text.find('\0') != std::string::npos);
    return is_binary_ ? StopAtBinary() : absl::OkStatus();
  }

  absl::Status StopAtBinary() {
    stopped_ = true;
    says_ = !skips_binary_;
    return absl::CancelledError("binary");
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
  SearchOptions options_;  // the times are those for the file at hand
  const Pattern pattern_;
  FdWriter out_;
  const std::unique_ptr<GrepPrinter> printer_;
  SearchSummary total_;                         // of the searches that came to their end
  TextSearch* search_ = nullptr;                // that goes on
  std::unique_ptr<redact::Redactor> redactor_;  // of the file at hand; null: it is exact
  bool found_ = false;  // a line, whatever became of the search after it

  // Of the file at hand.
  bool minds_binary_ = false;  // whether it is text
  bool skips_binary_ = false;  // if not, it matches nothing
  bool is_binary_ = false;
  bool stopped_ = false;                                // as it is binary
  bool says_ = false;                                   // that it matches
  size_t looked_at_ = 0;                                // bytes of its start
  std::function<absl::StatusOr<std::string>()> start_;  // of a score, until it is read
};

// Who is used to grep's basic syntax, and found nothing, may have meant something else.
void TellOfBasicSyntax(const Command& command, const std::vector<std::string>& patterns) {
  const GrepCommand& grep = command.grep;
  if (grep.syntax_given || grep.no_messages) return;
  for (const std::string& pattern : patterns) {
    for (size_t at = 0; at + 1 < pattern.size(); ++at) {
      if (pattern[at] != '\\') continue;
      const char next = pattern[++at];
      if (std::string_view("|(){}+?").find(next) == std::string_view::npos) continue;
      const std::string mark(1, next);
      PrintNote("rondo",
                absl::StrCat("\\", mark, " stands for the character ", mark,
                             " here; for grep's basic syntax say -G, or write ", mark));
      return;
    }
  }
}

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
  TellOfRendition(command);
  const int exit_code = Grep(command, *pattern).Run();
  if (exit_code == kExitNotFound && !command.quiet) TellOfBasicSyntax(command, *patterns);
  return exit_code;
}

}  // namespace rondo::app
