// Data flows one way, and includes follow it: base < grammar, entropy < stream < search,
// dictionary < apps. grammar and entropy do not know each other, and apps uses the public
// headers and base only. A folder that is not in the table below is refused, so that a
// new one gets its place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace rondo {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// "rondo" is include/rondo, the public API; the rest are folders of src/, and apps.
const std::map<std::string, std::set<std::string>> kMayInclude = {
    {"rondo", {"rondo"}},
    {"base", {"base"}},
    {"grammar", {"base", "grammar"}},
    {"entropy", {"base", "entropy"}},
    {"stream", {"rondo", "base", "grammar", "entropy", "stream"}},
    {"search", {"rondo", "base", "stream", "search"}},
    {"dictionary", {"rondo", "base", "stream", "dictionary"}},
    {"apps", {"rondo", "base", "apps"}},
};

// The folders that "folder/file.h" names in the text, of those that are Rondo's.
std::vector<std::string> IncludedFolders(const std::string& text) {
  static const std::regex kInclude(R"re(^[ \t]*#[ \t]*include[ \t]*["<]([a-z_]+)/)re",
                                   std::regex::multiline);
  std::vector<std::string> folders;
  for (std::sregex_iterator at(text.begin(), text.end(), kInclude), end; at != end;
       ++at) {
    if (kMayInclude.contains((*at)[1])) folders.push_back((*at)[1]);
  }
  return folders;
}

// One message for each include of a file of `folder` that goes against the layers.
std::vector<std::string> Breaches(const std::string& folder, const std::string& file,
                                  const std::string& text) {
  const auto allowed = kMayInclude.find(folder);
  if (allowed == kMayInclude.end()) return {file + " is in no known layer: " + folder};
  std::vector<std::string> breaches;
  for (const std::string& included : IncludedFolders(text)) {
    if (!allowed->second.contains(included)) {
      breaches.push_back(file + ": " + folder + " may not include " + included);
    }
  }
  return breaches;
}

struct TreeReport {
  int files = 0;
  std::vector<std::string> breaches;
};

void CheckFolder(const fs::path& path, const std::string& layer, TreeReport* report) {
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    const std::string extension = entry.path().extension();
    if (extension != ".h" && extension != ".cc") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    for (const std::string& breach : Breaches(layer, entry.path(), text.str())) {
      report->breaches.push_back(breach);
    }
    ++report->files;
  }
}

TEST(Layers, TheTreeKeepsThem) {
  const fs::path tree = RONDO_TREE;
  TreeReport report;
  for (const auto& entry : fs::directory_iterator(tree / "src")) {
    CheckFolder(entry.path(), entry.path().filename(), &report);
  }
  CheckFolder(tree / "include" / "rondo", "rondo", &report);
  CheckFolder(tree / "apps", "apps", &report);
  EXPECT_THAT(report.breaches, IsEmpty());
  EXPECT_GT(report.files, 50);  // it did look
}

TEST(Layers, ABreachIsSeen) {
  EXPECT_THAT(
      Breaches("grammar", "g.cc", "#include <map>\n#include \"entropy/rans.h\"\n"),
      ElementsAre("g.cc: grammar may not include entropy"));
  EXPECT_THAT(Breaches("entropy", "e.h", "  #  include \"grammar/grammar.h\""),
              ElementsAre("e.h: entropy may not include grammar"));
  EXPECT_THAT(
      Breaches("base", "b.h", "#include \"rondo/io.h\"\n#include \"stream/lens.h\"\n"),
      ElementsAre("b.h: base may not include rondo", "b.h: base may not include stream"));
  EXPECT_THAT(Breaches("apps", "a.cc", "#include \"stream/format.h\"\n"),
              ElementsAre("a.cc: apps may not include stream"));
  EXPECT_THAT(Breaches("apps", "a.cc", "#include <stream/format.h>\n"),
              ElementsAre("a.cc: apps may not include stream"));
  EXPECT_THAT(Breaches("newcomer", "n.cc", ""),
              ElementsAre(HasSubstr("in no known layer: newcomer")));
}

TEST(Layers, WhatIsAllowedPasses) {
  EXPECT_THAT(Breaches("stream", "s.cc",
                       "#include \"grammar/grammar.h\"\n#include \"entropy/rans.h\"\n"
                       "#include \"rondo/io.h\"\n#include \"absl/status/status.h\"\n"),
              IsEmpty());
  EXPECT_THAT(
      Breaches("apps", "a.cc", "// not \"stream/lens.h\"\n#include \"rondo/io.h\"\n"),
      IsEmpty());
}

}  // namespace
}  // namespace rondo
