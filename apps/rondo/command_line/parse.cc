#include "apps/rondo/command_line/parse.h"

#include <sys/stat.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <cstdlib>
#include <optional>
#include <span>
#include <utility>

#include "absl/strings/str_cat.h"
#include "apps/rondo/command_line/option_table.h"
#include "apps/rondo/command_line/parse_dict.h"
#include "apps/rondo/command_line/short_options.h"
#include "apps/rondo/text/errors.h"
#include "apps/rondo/text/suggest.h"
#include "base/status_macros.h"
#include "base/system_file.h"
#include "rondo/encoder.h"

namespace rondo::app {
namespace {

namespace po = boost::program_options;

constexpr char kFileOption[] = "source";

constexpr VerbName kVerbs[] = {
    {"encode", Face::kEncode, Verb::kEncode},
    {"append", Face::kAppend, Verb::kAppend},
    {"compact", Face::kCompact, Verb::kCompact},
    {"decode", Face::kDecode, Verb::kDecode},
    {"cat", Face::kCat, Verb::kCat},
    {"grep", Face::kGrep, Verb::kGrep},
    {"head", Face::kHead, Verb::kHead},
    {"tail", Face::kTail, Verb::kTail},
    {"wc", Face::kWc, Verb::kWc},
    {"stat", Face::kStat, Verb::kStat},
    {"verify", Face::kVerify, Verb::kVerify},
    {"salvage", Face::kSalvage, Verb::kSalvage},
    {"repair", Face::kRepair, Verb::kRepair},
    {"export", Face::kExport, Verb::kExport},
    {"dict", Face::kDict, Verb::kDict},
};

const VerbName* FindVerb(const std::string& name) {
  for (const VerbName& verb : kVerbs) {
    if (name == verb.name) return &verb;
  }
  return nullptr;
}

std::string DidYouMeanVerb(const std::string& word) {
  std::vector<std::string_view> names = {"help"};
  for (const VerbName& verb : kVerbs) names.push_back(verb.name);
  return DidYouMean(word, names);
}

// A word that is no file and nearly a verb was meant to be one.
absl::Status CheckNoMistypedVerb(const std::string& word) {
  struct stat attributes = {};
  if (word.starts_with('-') || word.find_first_of("./") != std::string::npos ||
      ::lstat(word.c_str(), &attributes) == 0) {
    return absl::OkStatus();
  }
  const std::string question = DidYouMeanVerb(word);
  if (question.empty()) return absl::OkStatus();
  return UsageError(absl::StrCat("no verb and no file \"", word, "\"", question));
}

const OptionRow* FindRow(const std::string& name, Face face) {
  for (const OptionRow& row : OptionTable()) {
    if (row.KnownTo(face) && name == row.name) return &row;
  }
  return nullptr;
}

po::options_description Describe(Face face) {
  po::options_description options;
  for (const OptionRow& row : OptionTable()) {
    if (!row.KnownTo(face)) continue;
    if (row.value == nullptr) {
      options.add_options()(row.name, row.help);
    } else {
      options.add_options()(row.name, po::value<std::string>(), row.help);
    }
  }
  options.add_options()(kFileOption, po::value<std::vector<std::string>>());
  return options;
}

std::vector<po::option> Take(Face face, std::vector<std::string>& arguments) {
  std::vector<po::option> options;
  for (TypedOption& typed : TakeOptions(face, &arguments)) {
    po::option option;
    option.string_key = std::move(typed.name);
    option.original_tokens = {std::move(typed.token)};
    if (typed.value) option.value = {*std::move(typed.value)};
    options.push_back(std::move(option));
  }
  return options;
}

// Of a long one; letters are all near to each other.
std::string DidYouMeanOption(const std::string& option, Face face) {
  if (!option.starts_with("--")) return "";
  std::vector<std::string_view> names;
  for (const OptionRow& row : OptionTable()) {
    if (row.KnownTo(face)) names.push_back(row.name);
  }
  const size_t end = std::min(option.find('='), option.size());
  return DidYouMean(option.substr(2, end - 2), names, "--");
}

absl::StatusOr<std::vector<po::option>> Tokenise(
    const std::vector<std::string>& arguments, Face face) {
  const po::options_description options = Describe(face);
  po::positional_options_description files;
  files.add(kFileOption, -1);
  const auto style =
      po::command_line_style::allow_long | po::command_line_style::long_allow_adjacent;
  try {  // Boost reports by exception; nothing of it leaves this function.
    return po::command_line_parser(arguments)
        .options(options)
        .positional(files)
        .style(style)
        .extra_style_parser(
            [face](std::vector<std::string>& rest) { return Take(face, rest); })
        .run()
        .options;
  } catch (const po::unknown_option& error) {
    return UsageError(
        absl::StrCat(error.what(), DidYouMeanOption(error.get_option_name(), face)));
  } catch (const po::error& error) {
    return UsageError(error.what());
  }
}

absl::Status Apply(const po::option& option, Command* command) {
  const std::string value = option.value.empty() ? "" : option.value[0];
  if (option.string_key == kFileOption) {
    command->files.insert(command->files.end(), option.value.begin(), option.value.end());
    return absl::OkStatus();
  }
  const OptionRow* row = FindRow(option.string_key, command->face);
  if (row == nullptr)
    return UsageError(absl::StrCat("unknown option ", option.string_key));
  const absl::Status status = row->apply(value, command);
  if (status.ok()) return status;
  return UsageError(absl::StrCat("--", row->name, ": ", std::string(status.message())));
}

// The command says something about the program, whatever files and options it has.
bool Shows(const Command& command) {
  return command.verb == Verb::kHelp || command.verb == Verb::kVersion;
}

// Defaults of options, from variables: whom `tar -I rondo` runs gets no options.
struct Variable {
  const char* name;
  const char* option;
};
constexpr Variable kVariables[] = {{"RONDO_LEVEL", kLevelOption},
                                   {"RONDO_THREADS", "threads"}};

absl::Status ApplyVariables(Command* command) {
  for (const Variable& variable : kVariables) {
    const char* const value = std::getenv(variable.name);
    const OptionRow* const row = FindRow(variable.option, command->face);
    if (value == nullptr || *value == '\0' || row == nullptr) continue;
    if (const absl::Status status = row->apply(value, command); !status.ok()) {
      return UsageError(
          absl::StrCat("$", variable.name, ": ", std::string(status.message())));
    }
  }
  return absl::OkStatus();
}

// Help and version win over whatever else was typed.
absl::Status ApplyAll(const std::vector<po::option>& options, Command* command) {
  std::optional<Verb> shown;
  for (const po::option& option : options) {
    RONDO_RETURN_IF_ERROR(Apply(option, command));
    if (Shows(*command) && !shown) shown = command->verb;
  }
  if (shown) command->verb = *shown;
  return command->ResolveTimes();
}

// The first argument is the pattern, unless an option gave one.
absl::Status TakePattern(Command* command) {
  GrepCommand& grep = command->grep;
  if (!grep.patterns.empty() || !grep.pattern_files.empty()) return absl::OkStatus();
  if (command->files.empty()) return UsageError("grep needs a pattern");
  grep.patterns.push_back(command->files.front());
  command->files.erase(command->files.begin());
  return absl::OkStatus();
}

// The first file is the one to add to; alone, it gets what comes from standard input.
absl::Status CheckAppend(Command* command) {
  if (command->files.empty()) return UsageError("append needs the file to add to");
  if (command->files.size() == 1) command->files.push_back(kStandardStream);
  return absl::OkStatus();
}

// Sizes and limits that no score can have, before any file is touched.
absl::Status CheckEncoding(const Command& command) {
  if (command.block_bytes > UINT32_MAX) {
    return UsageError("--block-size: more than the 16M that a block may have");
  }
  const bool encodes = command.verb == Verb::kEncode || command.verb == Verb::kAppend ||
                       command.verb == Verb::kCompact || command.verb == Verb::kExport;
  if (!encodes) return absl::OkStatus();
  const auto ignore = [](std::span<const uint8_t>) { return absl::OkStatus(); };
  const auto encoder = Encoder::Create(command.encode_options(), ignore);
  return encoder.ok() ? absl::OkStatus()
                      : UsageError(std::string(encoder.status().message()));
}

absl::Status CheckRedaction(const Command& command) {
  const bool is_export = command.verb == Verb::kExport;
  const bool encodes = command.verb == Verb::kEncode || command.verb == Verb::kAppend;
  if (is_export && !command.redacted) {
    return UsageError("export makes a rendition: say --context redacted");
  }
  if (is_export && command.output.empty() && !command.to_stdout) {
    return UsageError("export needs a name for what it makes: -o FILE, or -c");
  }
  if (!command.redacted && !encodes && !command.redact_list.empty()) {
    return UsageError("--redact is about --context redacted");
  }
  if (command.zipfs.wanted && !command.redact_list.empty()) {
    return UsageError("a ZIPFS file lists nothing to redact");
  }
  if (!command.redacted && !command.key_file.empty()) {
    return UsageError("--key is about --context redacted");
  }
  const bool is_rendition = command.redacted || !command.context.empty();
  if (is_rendition && (command.bytes || command.byte_count)) {
    return UsageError(
        "bytes are those of the text itself: a rendition has parts by lines only");
  }
  if (!command.context.empty() && command.follow) {
    return UsageError("-f plays what comes as it is, or --context redacted");
  }
  return absl::OkStatus();
}

absl::Status Check(const Command& command) {
  const bool to_stdout = command.to_stdout || command.output == kStandardStream;
  if (command.to_stdout && !command.output.empty() && command.output != kStandardStream) {
    return UsageError("-c and -o FILE cannot both hold");
  }
  if (command.remove_source && to_stdout) {
    return UsageError(
        "--rm needs an output file: what goes to standard output may get lost");
  }
  if (command.files.size() > 1 && !command.output.empty() && !to_stdout &&
      command.verb != Verb::kDict) {
    return UsageError(absl::StrCat("-o takes one source, not ", command.files.size()));
  }
  if (command.bytes && command.lines) {
    return UsageError("--bytes and --lines cannot both hold");
  }
  if ((command.bytes || command.lines) && (command.since || command.until)) {
    return UsageError("--since and --until go neither with --bytes nor with --lines");
  }
  if (command.since && command.until && *command.since >= *command.until) {
    return UsageError("--since is later than --until");
  }
  if (command.templates && (command.since || command.until)) {
    return UsageError("--templates is about all lines, without --since and --until");
  }
  if (command.top != UINT64_MAX && !command.templates) {
    return UsageError("--top is about --templates");
  }
  if (command.live && (command.files.size() > 1 || to_stdout || command.remove_source)) {
    return UsageError(
        "--live takes one source, which it keeps, and writes to a file: no -c, no --rm");
  }
  if (command.live && command.unpack) {
    return UsageError("--unpack is about files, not about --live");
  }
  if (command.live && command.parity_percent > 0) {
    return UsageError(
        "--parity is about whole scores, not about --live: compact adds it");
  }
  if (command.zipfs.wanted && command.parity_percent > 0) {
    return UsageError("a ZIPFS file has no parity");
  }
  if (command.flush_interval && !command.live) {
    return UsageError("--flush is about --live");
  }
  if (command.follow &&
      (command.files.size() > 1 || command.files[0] == kStandardStream)) {
    return UsageError("-f follows one file, by its name");
  }
  if (command.verb == Verb::kSalvage && command.output.empty() && !command.to_stdout) {
    return UsageError("salvage needs a name for what it saves: -o FILE, or -c");
  }
  RONDO_RETURN_IF_ERROR(CheckRedaction(command));
  RONDO_RETURN_IF_ERROR(CheckZipfs(command));
  return CheckEncoding(command);
}

absl::StatusOr<Command> ParseHelp(const std::vector<std::string>& arguments) {
  Command command;
  command.verb = Verb::kHelp;
  if (arguments.size() < 2 || arguments[1] == "help") return command;
  const VerbName* verb = FindVerb(arguments[1]);
  if (verb == nullptr)
    return UsageError(
        absl::StrCat("no help on \"", arguments[1], "\"", DidYouMeanVerb(arguments[1])));
  command.face = verb->face;
  return command;
}

}  // namespace

absl::StatusOr<Command> ParseCommand(const std::string& program,
                                     const std::vector<std::string>& arguments) {
  if (!arguments.empty() && arguments[0] == "help") return ParseHelp(arguments);
  Command command;
  std::vector<std::string> rest = arguments;
  if (const VerbName* verb = arguments.empty() ? nullptr : FindVerb(arguments[0])) {
    command.verb = verb->verb;
    command.face = verb->face;
    rest.erase(rest.begin());
  } else if (base::BaseName(program) == "unrondo") {
    command.verb = Verb::kDecode;
  } else if (base::BaseName(program) == "rondocat") {
    command.verb = Verb::kDecode;
    command.to_stdout = true;
  } else if (!arguments.empty()) {
    RONDO_RETURN_IF_ERROR(CheckNoMistypedVerb(arguments[0]));
  }
  SpellOutPlace(command.face, &rest);
  RONDO_ASSIGN_OR_RETURN(const std::vector<po::option> options,
                         Tokenise(rest, command.face));
  RONDO_RETURN_IF_ERROR(ApplyVariables(&command));
  RONDO_RETURN_IF_ERROR(ApplyAll(options, &command));
  if (Shows(command)) return command;
  if (command.verb == Verb::kGrep) RONDO_RETURN_IF_ERROR(TakePattern(&command));
  if (command.verb == Verb::kAppend) RONDO_RETURN_IF_ERROR(CheckAppend(&command));
  if (command.verb == Verb::kDict) {
    RONDO_RETURN_IF_ERROR(TakeDictAction(&command));
    RONDO_RETURN_IF_ERROR(CheckDict(command));
  }
  if (command.verb == Verb::kCompact && command.files.empty()) {
    return UsageError("compact needs the file to replace");
  }
  if (command.verb == Verb::kRepair && command.files.empty()) {
    return UsageError("repair needs the file to replace");
  }
  if (command.files.empty()) {
    command.grep.folder_at_hand = command.grep.recursive;
    command.files.push_back(command.grep.recursive ? "." : kStandardStream);
  }
  RONDO_RETURN_IF_ERROR(Check(command));
  return command;
}

std::span<const VerbName> VerbNames() { return kVerbs; }

std::string HelpCommand(const std::vector<std::string>& arguments) {
  const VerbName* verb = arguments.empty() ? nullptr : FindVerb(arguments[0]);
  return verb == nullptr ? "rondo help" : absl::StrCat("rondo help ", verb->name);
}

}  // namespace rondo::app
