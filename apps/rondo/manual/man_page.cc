// A help page is prose for a terminal; these rules make a manual page of it:
//
//   "Usage: " and what is indented below it     SYNOPSIS
//   a line that starts with blanks              kept as it is, with its neighbours
//   "Examples:", "Times: ..." at a line's start a section of that name
//   everything else                             filled paragraphs
//
// Tested by tests/apps/rondo/manual/manual_test.cc.
#include "apps/rondo/manual/man_page.h"

#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "apps/rondo/command_line/help.h"
#include "apps/rondo/command_line/option_table.h"
#include "apps/rondo/command_line/parse.h"

namespace rondo::app {
namespace {

constexpr std::string_view kUsage = "Usage: ";

// Text as roff takes it for itself: a dash that can be copied, no escapes, no requests.
std::string Escape(const std::string& text) {
  std::string escaped = absl::StrReplaceAll(text, {{"\\", "\\e"}, {"-", "\\-"}});
  if (escaped.starts_with('.') || escaped.starts_with('\'')) escaped.insert(0, "\\&");
  return escaped;
}

std::vector<std::string> Lines(const std::string& text) {
  return absl::StrSplit(text, '\n');
}

bool IsIndented(const std::string& line) { return line.starts_with("  "); }

// Lines of prose, between which those that are indented stay as they are.
std::string Body(const std::vector<std::string>& lines) {
  std::string body;
  bool as_it_is = false;
  bool paragraph_due = false;
  for (const std::string& line : lines) {
    if (line.empty()) {
      paragraph_due = true;
      continue;
    }
    if (as_it_is && !IsIndented(line)) absl::StrAppend(&body, ".fi\n");
    if (paragraph_due && !body.empty()) absl::StrAppend(&body, ".PP\n");
    if (!as_it_is && IsIndented(line)) absl::StrAppend(&body, ".nf\n");
    as_it_is = IsIndented(line);
    paragraph_due = false;
    absl::StrAppend(&body, Escape(line), "\n");
  }
  return absl::StrCat(body, as_it_is ? ".fi\n" : "");
}

// "Examples:" or "Exit status: 0 ..." begin sections; the name, or nothing.
std::string SectionAt(const std::string& line) {
  for (const std::string name : {"Examples", "Exit status", "Times"}) {
    if (line.starts_with(name + ":")) return name;
  }
  return {};
}

// What stands behind the options, in sections; prose that follows examples is a note.
std::string Sections(const std::string& tail) {
  std::string text;
  std::vector<std::string> lines;
  std::string section = "NOTES";
  const auto close = [&] {
    const std::string body = Body(lines);
    if (!body.empty()) absl::StrAppend(&text, ".SH ", section, "\n", body);
    lines.clear();
  };
  for (std::string line : Lines(tail)) {
    if (const std::string name = SectionAt(line); !name.empty()) {
      close();
      section = absl::AsciiStrToUpper(name);
      line.erase(0, name.size() + 1);
      absl::StripLeadingAsciiWhitespace(&line);
    } else if (section == "EXAMPLES" && !line.empty() && !IsIndented(line)) {
      close();
      section = "NOTES";
    }
    lines.push_back(line);
  }
  close();
  return text;
}

std::string Option(const OptionRow& row) {
  std::vector<std::string> names;
  for (const char letter : {row.letter, row.also}) {
    if (letter != 0)
      names.push_back(absl::StrCat("\\fB\\-", std::string(1, letter), "\\fR"));
  }
  std::string name = absl::StrCat("\\fB", Escape(absl::StrCat("--", row.name)), "\\fR");
  if (row.value != nullptr) absl::StrAppend(&name, " \\fI", Escape(row.value), "\\fR");
  names.push_back(std::move(name));
  std::vector<std::string> help;
  for (const std::string& line : Lines(row.help)) {
    help.push_back(Escape(line));
  }
  return absl::StrCat(".TP\n", absl::StrJoin(names, ", "), "\n",
                      absl::StrJoin(help, "\n"), "\n");
}

// The first sentence, as it goes on behind the name of a page: "rondo \- makes files".
std::string Summary(const std::vector<std::string>& lines) {
  std::string text = absl::StrJoin(lines, " ");
  text = text.substr(0, text.find(". "));
  absl::StripAsciiWhitespace(&text);
  if (text.ends_with('.')) text.pop_back();
  if (text.starts_with("Rondo ")) text.erase(0, 6);
  if (!text.empty()) text[0] = absl::ascii_tolower(static_cast<unsigned char>(text[0]));
  return text;
}

std::string SeeAlso(Face face) {
  std::vector<std::string> pages;
  if (face != Face::kGzip) pages.push_back(absl::StrCat(ManPageName(Face::kGzip), "(1)"));
  for (const VerbName& verb : VerbNames()) {
    if (verb.face != face) pages.push_back(absl::StrCat(ManPageName(verb.face), "(1)"));
  }
  return absl::StrCat(".SH SEE ALSO\n", Escape(absl::StrJoin(pages, ", ")), "\n");
}

}  // namespace

std::string ManPageName(Face face) {
  for (const VerbName& verb : VerbNames()) {
    if (verb.face == face) return absl::StrCat("rondo-", verb.name);
  }
  return "rondo";
}

std::string ManPage(Face face) {
  const HelpText help = HelpOf(face);
  std::vector<std::string> usage;
  std::vector<std::string> about;
  for (std::string line : Lines(help.head)) {
    const bool goes_on = !usage.empty() && about.empty() && IsIndented(line);
    if (line.starts_with(kUsage) || goes_on) {
      line.erase(0, kUsage.size());  // or as many blanks
      usage.push_back(line);
    } else {
      about.push_back(line);
    }
  }
  if (usage.empty())
    usage = {"rondo VERB [OPTION...] [FILE...]", "rondo [OPTION...] [FILE...]"};
  const std::string name = ManPageName(face);
  std::string page =
      absl::StrCat(".TH ", absl::AsciiStrToUpper(Escape(name)), " 1 \"\" \"",
                   VersionText(), "\" \"User Commands\"\n.SH NAME\n", Escape(name),
                   " \\- ", Escape(Summary(about)), "\n.SH SYNOPSIS\n.nf\n");
  for (const std::string& line : usage) absl::StrAppend(&page, Escape(line), "\n");
  absl::StrAppend(&page, ".fi\n.SH DESCRIPTION\n", Body(about), ".SH OPTIONS\n");
  for (const OptionRow& row : OptionTable()) {
    if (row.KnownTo(face)) absl::StrAppend(&page, Option(row));
  }
  return absl::StrCat(page, Sections(help.tail), SeeAlso(face));
}

}  // namespace rondo::app
