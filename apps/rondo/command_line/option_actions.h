// What an option does: notes its value in the command. Each is named for what it sets.
//
// Errors: kInvalidArgument, with what is wrong with the value, which is empty for flags.
#ifndef RONDO_APPS_RONDO_COMMAND_LINE_OPTION_ACTIONS_H_
#define RONDO_APPS_RONDO_COMMAND_LINE_OPTION_ACTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "apps/rondo/command_line/command.h"
#include "apps/rondo/text/text.h"
#include "base/status_macros.h"

namespace rondo::app {

template <Verb verb>
absl::Status SetVerb(const std::string&, Command* command) {
  command->verb = verb;
  return absl::OkStatus();
}

template <bool Command::*flag, bool value = true>
absl::Status SetFlag(const std::string&, Command* command) {
  command->*flag = value;
  return absl::OkStatus();
}

template <uint64_t Command::*field>
absl::Status SetSize(const std::string& value, Command* command) {
  RONDO_ASSIGN_OR_RETURN(command->*field, ParseSize(value));
  return absl::OkStatus();
}

absl::Status SetOutput(const std::string& value, Command* command);
absl::Status SetLevel(const std::string& value, Command* command);
absl::Status SetMax(const std::string& value, Command* command);

// More than are allowed are as many as are allowed: who asks for 1,000 wants all there
// are.
absl::Status SetThreads(const std::string& value, Command* command);
absl::Status SetBytes(const std::string& value, Command* command);
absl::Status SetLines(const std::string& value, Command* command);

// What the text means is known with --tz.
absl::Status SetSince(const std::string& value, Command* command);
absl::Status SetUntil(const std::string& value, Command* command);
absl::Status SetZone(const std::string& value, Command* command);
absl::Status SetYear(const std::string& value, Command* command);
absl::Status SetDateOrder(const std::string& value, Command* command);
absl::Status SetTimeKey(const std::string& value, Command* command);
absl::Status SetTimeFormat(const std::string& value, Command* command);

absl::StatusOr<uint64_t> ParseCount(const std::string& value);

template <std::optional<uint64_t> Command::*count,
          absl::StatusOr<uint64_t> parse(const std::string&) = ParseCount>
absl::Status SetCount(const std::string& value, Command* command) {
  const bool is_tail = command->face == Face::kTail;
  const bool minus = value.starts_with('-');  // says what holds anyway of tail
  command->from_start = is_tail && value.starts_with('+');
  command->all_but = !is_tail && minus;
  RONDO_ASSIGN_OR_RETURN(command->*count,
                         parse(minus || command->from_start ? value.substr(1) : value));
  return absl::OkStatus();
}

absl::Status SetFlushInterval(const std::string& value, Command* command);
absl::Status SetTop(const std::string& value, Command* command);

template <bool GrepCommand::*flag>
absl::Status SetGrep(const std::string&, Command* command) {
  command->grep.*flag = true;
  return absl::OkStatus();
}

// The last one counts.
template <bool fixed_strings, PatternSyntax syntax>
absl::Status SetSyntax(const std::string&, Command* command) {
  command->grep.pattern.fixed_strings = fixed_strings;
  command->grep.pattern.syntax = syntax;
  command->grep.syntax_given = true;
  return absl::OkStatus();
}

template <bool follow_links>
absl::Status SetRecursive(const std::string&, Command* command) {
  command->grep.recursive = true;
  command->grep.follow_links = follow_links;
  return absl::OkStatus();
}

template <bool include>
absl::Status AddFileFilter(const std::string& value, Command* command) {
  command->grep.file_filters.push_back({value, include});
  return absl::OkStatus();
}

absl::Status AddFileFilters(const std::string& value, Command* command);

template <std::string GrepCommand::*field>
absl::Status SetGrepText(const std::string& value, Command* command) {
  command->grep.*field = value;
  return absl::OkStatus();
}

template <GrepCommand::Binary binary>
absl::Status SetBinary(const std::string&, Command* command) {
  command->grep.binary = binary;
  return absl::OkStatus();
}

absl::Status SetBinaryFiles(const std::string& value, Command* command);

template <bool PatternOptions::*flag>
absl::Status SetPattern(const std::string&, Command* command) {
  command->grep.pattern.*flag = true;
  return absl::OkStatus();
}

template <GrepCommand::List list>
absl::Status SetList(const std::string&, Command* command) {
  command->grep.list = list;
  return absl::OkStatus();
}

template <bool names>
absl::Status SetNames(const std::string&, Command* command) {
  command->grep.names = names;
  return absl::OkStatus();
}

template <std::vector<std::string> GrepCommand::*list>
absl::Status AddTo(const std::string& value, Command* command) {
  (command->grep.*list).push_back(value);
  return absl::OkStatus();
}

absl::Status SetContextName(const std::string& value, Command* command);
absl::Status SetDictContext(const std::string& value, Command* command);
absl::Status SetRedactList(const std::string& value, Command* command);
absl::Status SetKeyFile(const std::string& value, Command* command);
absl::Status SetMaxLines(const std::string& value, Command* command);

// -A and -B say more than -C, wherever they stand.
template <bool before, bool after>
absl::Status SetContext(const std::string& value, Command* command) {
  const bool is_name = !value.empty() && absl::ascii_isalpha(value[0]);
  if (before && after && is_name) return SetContextName(value, command);
  RONDO_ASSIGN_OR_RETURN(const uint64_t count, ParseCount(value));
  GrepCommand& grep = command->grep;
  if (before && after) {
    grep.around = count;
  } else {
    (before ? grep.before : grep.after) = count;
  }
  return absl::OkStatus();
}

absl::Status SetColor(const std::string& value, Command* command);
absl::Status SetFormat(const std::string& value, Command* command);
absl::Status SetContexts(const std::string& value, Command* command);
absl::Status AddDictionary(const std::string& value, Command* command);

template <bool ZipfsCommand::*flag>
absl::Status SetZipfs(const std::string&, Command* command) {
  command->zipfs.*flag = true;
  return absl::OkStatus();
}

absl::Status AddGateway(const std::string& value, Command* command);

template <std::string DictCommand::*field>
absl::Status SetDictText(const std::string& value, Command* command) {
  command->dict.*field = value;
  return absl::OkStatus();
}

absl::Status SetDictSize(const std::string& value, Command* command);

absl::Status SetParity(const std::string& value, Command* command);
absl::Status SetHoles(const std::string& value, Command* command);

// Taken for the sake of habit: it says what holds anyway.
absl::Status Ignore(const std::string&, Command*);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_COMMAND_LINE_OPTION_ACTIONS_H_
