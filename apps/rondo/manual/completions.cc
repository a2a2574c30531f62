// Each shell gets a list for each verb, of which it picks the one whose verb was typed;
// without a verb, that of the face of gzip and the verbs themselves.
//
// Tested by tests/apps/rondo/manual/manual_test.cc.
#include "apps/rondo/manual/completions.h"

#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "apps/rondo/command_line/option_table.h"
#include "apps/rondo/command_line/parse.h"
#include "apps/rondo/command_line/parse_dict.h"

namespace rondo::app {
namespace {

bool IsFile(const OptionRow& row) {
  return row.value != nullptr &&
         (row.value == std::string_view("FILE") || row.value == std::string_view("DICT"));
}

std::vector<const OptionRow*> OptionsOf(Face face) {
  std::vector<const OptionRow*> rows;
  for (const OptionRow& row : OptionTable()) {
    if (row.KnownTo(face)) rows.push_back(&row);
  }
  return rows;
}

std::vector<std::string> Verbs() {
  std::vector<std::string> verbs;
  for (const VerbName& verb : VerbNames()) verbs.emplace_back(verb.name);
  verbs.emplace_back("help");
  return verbs;
}

std::string Letter(char letter) { return absl::StrCat("-", std::string(1, letter)); }

// The help's first line, which is enough to remember the rest by.
std::string Short(const OptionRow& row) {
  std::string text(row.help);
  text = text.substr(0, text.find_first_of("\n;"));
  while (text.ends_with(',') || text.ends_with(':')) text.pop_back();
  return text;
}

// Of bash: the names of the options of a face, with blanks between them.
std::string BashOptions(Face face) {
  std::vector<std::string> names;
  for (const OptionRow* row : OptionsOf(face)) {
    if (row->letter != 0) names.push_back(Letter(row->letter));
    names.push_back(absl::StrCat("--", row->name));
  }
  return absl::StrJoin(names, " ");
}

// Of bash: what completes the value behind each option of a face that takes one.
std::string BashValues(Face face) {
  std::string cases;
  for (const OptionRow* row : OptionsOf(face)) {
    if (row->value == nullptr) continue;
    const std::string names = row->letter == 0
                                  ? absl::StrCat("--", row->name)
                                  : absl::StrCat(Letter(row->letter), "|--", row->name);
    const std::string what = row->choices != nullptr
                                 ? absl::StrCat("words='", row->choices, "'")
                             : IsFile(*row) ? "files=1"
                                            : "none=1";
    absl::StrAppend(&cases, "        ", names, ") ", what, " ;;\n");
  }
  return cases.empty() ? ""
                       : absl::StrCat("      case $before in\n", cases, "      esac\n");
}

std::string ZshQuoted(const std::string& text) {
  return absl::StrReplaceAll(text,
                             {{"'", "'\\''"}, {"[", "\\["}, {"]", "\\]"}, {":", "\\:"}});
}

// Of zsh: the specifications of _arguments, one for each option.
std::string ZshOptions(Face face) {
  std::string lines;
  for (const OptionRow* row : OptionsOf(face)) {
    std::string value;
    if (row->value != nullptr) {
      value = absl::StrCat(":", ZshQuoted(row->value), ":",
                           row->choices != nullptr ? absl::StrCat("(", row->choices, ")")
                           : IsFile(*row)          ? "_files"
                                                   : "");
    }
    const std::string about = absl::StrCat("[", ZshQuoted(Short(*row)), "]", value);
    if (row->letter != 0) {
      absl::StrAppend(&lines, "        '*", Letter(row->letter), about, "' \\\n");
    }
    absl::StrAppend(&lines, "        '*--", row->name, row->value != nullptr ? "=" : "",
                    about, "' \\\n");
  }
  return lines;
}

std::string FishQuoted(const std::string& text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"'", "\\'"}}),
                      "'");
}

std::string FishOptions(Face face, const std::string& condition) {
  std::string lines;
  for (const OptionRow* row : OptionsOf(face)) {
    absl::StrAppend(&lines, "complete -c rondo -n ", FishQuoted(condition), " -l ",
                    row->name);
    if (row->letter != 0) absl::StrAppend(&lines, " -s ", std::string(1, row->letter));
    if (row->choices != nullptr) {
      absl::StrAppend(&lines, " -x -a ", FishQuoted(row->choices));
    } else if (IsFile(*row)) {
      absl::StrAppend(&lines, " -r -F");
    } else if (row->value != nullptr) {
      absl::StrAppend(&lines, " -x");
    }
    absl::StrAppend(&lines, " -d ", FishQuoted(Short(*row)), "\n");
  }
  return lines;
}

}  // namespace

std::string BashCompletion() {
  std::string cases;
  for (const VerbName& verb : VerbNames()) {
    absl::StrAppend(&cases, "    ", verb.name, ")\n", BashValues(verb.face),
                    "      options='", BashOptions(verb.face), "' ;;\n");
  }
  return absl::StrCat(
      "# Completion of rondo for bash, made from its table of options.\n"
      "_rondo() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
      "  local verb=${COMP_WORDS[1]} options= words= files= none=\n"
      "  COMPREPLY=()\n"
      "  if [[ $COMP_CWORD -eq 1 && $word != -* ]]; then\n"
      "    COMPREPLY=($(compgen -W '",
      absl::StrJoin(Verbs(), " "),
      "' -- \"$word\") $(compgen -f -- \"$word\"))\n"
      "    return\n"
      "  fi\n"
      "  case $verb in\n",
      cases, "    help) words='", absl::StrJoin(Verbs(), " "),
      "' ;;\n"
      "    *)\n",
      BashValues(Face::kGzip), "      options='", BashOptions(Face::kGzip),
      "' ;;\n"
      "  esac\n"
      "  if [[ $verb == dict && $COMP_CWORD -eq 2 && $word != -* ]]; then\n"
      "    words='",
      absl::StrJoin(DictActionNames(), " "),
      "'\n"
      "  fi\n"
      "  if [[ -n $words ]]; then\n"
      "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
      "  elif [[ -z $none && -z $files && $word == -* ]]; then\n"
      "    COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
      "  elif [[ -z $none ]]; then\n"
      "    COMPREPLY=($(compgen -f -- \"$word\"))\n"
      "  fi\n"
      "}\n"
      "complete -o filenames -F _rondo rondo\n");
}

std::string ZshCompletion() {
  std::string cases;
  for (const VerbName& verb : VerbNames()) {
    const std::string first =
        verb.face == Face::kDict
            ? absl::StrCat("'1:action:(", absl::StrJoin(DictActionNames(), " "), ")' ")
            : "";
    absl::StrAppend(&cases, "    ", verb.name, ")\n      _arguments -s \\\n",
                    ZshOptions(verb.face), "        ", first, "'*:file:_files' ;;\n");
  }
  return absl::StrCat(
      "#compdef rondo\n"
      "# Completion of rondo for zsh, made from its table of options.\n"
      "_rondo() {\n"
      "  local verb=${words[2]}\n"
      "  if (( CURRENT == 2 )) && [[ $verb != -* ]]; then\n"
      "    compadd -- ",
      absl::StrJoin(Verbs(), " "),
      "\n"
      "    _files\n"
      "    return\n"
      "  fi\n"
      "  case $verb in\n"
      "    ",
      absl::StrJoin(Verbs(), "|"),
      ") shift words; (( CURRENT-- )) ;;\n"
      "  esac\n"
      "  case $verb in\n",
      cases, "    help) compadd -- ", absl::StrJoin(Verbs(), " "),
      " ;;\n"
      "    *)\n      _arguments -s \\\n",
      ZshOptions(Face::kGzip),
      "        '*:file:_files' ;;\n"
      "  esac\n"
      "}\n"
      "_rondo \"$@\"\n");
}

std::string FishCompletion() {
  const std::string verbs = absl::StrJoin(Verbs(), " ");
  const std::string no_verb = absl::StrCat("not __fish_seen_subcommand_from ", verbs);
  std::string text = absl::StrCat(
      "# Completion of rondo for fish, made from its table of options.\n"
      "complete -c rondo -n '__fish_is_first_token' -a '",
      verbs, "'\ncomplete -c rondo -f -n '__fish_seen_subcommand_from help' -a '", verbs,
      "'\ncomplete -c rondo -n '__fish_seen_subcommand_from dict' -a '",
      absl::StrJoin(DictActionNames(), " "), "'\n", FishOptions(Face::kGzip, no_verb));
  for (const VerbName& verb : VerbNames()) {
    absl::StrAppend(
        &text,
        FishOptions(verb.face, absl::StrCat("__fish_seen_subcommand_from ", verb.name)));
  }
  return text;
}

}  // namespace rondo::app
