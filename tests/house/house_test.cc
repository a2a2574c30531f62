// The house rules of the tree, which no compiler checks:
//   - includes keep to the table of rooms in docs/ARCHITECTURE.md, in which nothing points
//     upward;
//   - a room that is not in the table is refused, so that a new one gets its place, and no
//     folder of code is crowded;
//   - every source file is built, and no part of a build file is optional;
//   - every "Tested by" names a file that is there;
//   - the files of a room can be compiled as one: none gives a type or a constant of its own
//     a name that another has.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace rondo {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr size_t kMostFilesOfAFolder = 30;

using Folders = std::set<std::string>;

// A row of the table, in its order.
struct Room {
  std::string name;
  Folders may_include;
};
using Rooms = std::vector<Room>;

std::string ReadFile(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// All matches of the first group.
std::vector<std::string> FindAll(const std::string& text, const std::regex& pattern) {
  std::vector<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
    found.push_back((*at)[1]);
  }
  return found;
}

// Rows "| `room` | what | `room` `room` |".
Rooms ParseRooms(const std::string& document) {
  static const std::regex kRow(R"(\n\| `([a-z_/]+)` \|[^|\n]*\|([^|\n]*)\|)");
  static const std::regex kName("`([a-z_/]+)`");
  Rooms rooms;
  for (std::sregex_iterator at(document.begin(), document.end(), kRow), end; at != end;
       ++at) {
    const std::vector<std::string> names = FindAll((*at)[2], kName);
    rooms.push_back({(*at)[1], Folders(names.begin(), names.end())});
  }
  return rooms;
}

// What points upward in the table, or nowhere.
std::vector<std::string> UpwardArrows(const Rooms& rooms) {
  std::vector<std::string> upward;
  Folders above;
  for (const Room& room : rooms) {
    for (const std::string& other : room.may_include) {
      if (!above.contains(other)) upward.push_back(room.name + " -> " + other);
    }
    above.insert(room.name);
  }
  return upward;
}

// By folder as it is included: what its files may include, itself too. Tests, fuzzers and
// benchmarks follow from the rooms.
std::map<std::string, Folders> Permissions(const Rooms& rooms) {
  std::map<std::string, Folders> may;
  std::map<std::string, Folders> below;  // a room, what it may include, and so on
  Folders library;
  for (const Room& room : rooms) {
    Folders& own = may[room.name] = room.may_include;
    own.insert(room.name);
    Folders& all = below[room.name] = own;
    for (const std::string& other : room.may_include) {
      all.insert(below[other].begin(), below[other].end());
    }
    Folders& tests = may["tests/" + room.name] = all;
    tests.insert({"rondo", "support", "reference"});
    if (!room.name.starts_with("apps")) library.insert(room.name);
  }
  // The real programs are tested as a whole.
  for (const auto& [name, all] : below) {
    if (name.starts_with("apps/rondo")) {
      may["tests/apps/rondo"].insert(all.begin(), all.end());
    }
  }
  for (const char* const name : {"fuzz", "bench"}) {
    may[name] = library;
    may[name].insert(name);
  }
  for (const char* const name : {"support", "reference"}) {
    may[std::string("tests/") + name] = library;
    may[std::string("tests/") + name].insert({"support", "reference"});
  }
  may["tests/house"] = {};
  may["tests/golden"] = library;
  may["tests/golden"].insert({"support", "golden"});
  for (const char* const name : {"examples", "tests/package"}) may[name] = {"rondo"};
  return may;
}

// One message for each include of a file of `folder` that goes against the permissions.
std::vector<std::string> Breaches(const std::map<std::string, Folders>& permissions,
                                  const std::string& folder, const std::string& file,
                                  const std::string& text) {
  static const std::regex kInclude(
      R"re((?:^|\n)[ \t]*#[ \t]*include[ \t]*["<]([a-z_/]+)/[a-z0-9_]+\.h)re");
  const auto allowed = permissions.find(folder);
  if (allowed == permissions.end()) return {file + " is in no known room: " + folder};
  Folders ours;
  for (const auto& [name, may] : permissions) ours.insert(may.begin(), may.end());
  std::vector<std::string> breaches;
  for (const std::string& included : FindAll(text, kInclude)) {
    if (ours.contains(included) && !allowed->second.contains(included)) {
      breaches.push_back(file + ": " + folder + " may not include " + included);
    }
  }
  return breaches;
}

// Types, constants and aliases that a file keeps in unnamed namespaces, each
// behind the namespace around it: "rondo::time kSecond". Functions may be overloaded.
std::set<std::string> OwnNames(const std::string& text) {
  static const std::regex kNamespace(R"(namespace ([a-z:_]+) \{)");
  static const std::regex kOwn(
      R"((?:(?:class|struct|enum class|enum|using) (\w+)(?: [^;]*)?(?:[={].*)?)"
      R"(|(?:inline )?const(?:expr)? [^=({;]*\b(k\w+)\b.*))");
  std::set<std::string> names;
  std::string around;
  bool unnamed = false;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (line == "namespace {") {
      unnamed = true;
    } else if (line == "}  // namespace") {
      unnamed = false;
    } else if (std::regex_match(line, match, kNamespace)) {
      around = match[1];
    } else if (unnamed && std::regex_match(line, match, kOwn)) {
      names.insert(around + " " + (match[1].matched ? match[1] : match[2]).str());
    }
  }
  return names;
}

const fs::path kTree = RONDO_TREE;

bool IsSource(const fs::path& path) {
  return path.extension() == ".h" || path.extension() == ".cc";
}

// Files of the tree's own folders, relative to it, in order.
std::vector<std::string> Files() {
  std::vector<std::string> files;
  for (const char* const top : {"include", "src", "apps", "tests", "fuzz", "bench",
                                "examples", "cmake", "scripts", "docs"}) {
    for (const auto& entry : fs::recursive_directory_iterator(kTree / top)) {
      if (entry.is_regular_file()) {
        files.push_back(fs::relative(entry.path(), kTree));
      }
    }
  }
  std::ranges::sort(files);
  return files;
}

// The folder of a file as others include it.
std::string FolderOf(const fs::path& file) {
  std::string folder = file.parent_path();
  for (const std::string top : {"src/", "include/"}) {
    if (folder.starts_with(top)) return folder.substr(top.size());
  }
  return folder;
}

Rooms RoomsOfTheTree() { return ParseRooms(ReadFile(kTree / "docs/ARCHITECTURE.md")); }

TEST(House, NoRoomOfTheTablePointsUpward) {
  EXPECT_GT(RoomsOfTheTree().size(), 20u);
  EXPECT_THAT(UpwardArrows(RoomsOfTheTree()), IsEmpty());
}

TEST(House, IncludesKeepToTheTable) {
  const auto permissions = Permissions(RoomsOfTheTree());
  std::vector<std::string> breaches;
  int files = 0;
  for (const std::string& file : Files()) {
    if (!IsSource(file)) continue;
    for (std::string& breach :
         Breaches(permissions, FolderOf(file), file, ReadFile(kTree / file))) {
      breaches.push_back(std::move(breach));
    }
    ++files;
  }
  EXPECT_THAT(breaches, IsEmpty());
  EXPECT_GT(files, 300);  // it did look
}

TEST(House, EveryRoomOfTheTableIsThere) {
  Folders folders;
  for (const std::string& file : Files()) folders.insert(FolderOf(file));
  for (const Room& room : RoomsOfTheTree()) EXPECT_TRUE(folders.contains(room.name));
}

TEST(House, NoFolderIsCrowded) {
  std::map<std::string, size_t> files;
  for (const std::string& file : Files())
    files[fs::path(file).parent_path()] += IsSource(file);
  for (const auto& [folder, count] : files) {
    EXPECT_LE(count, kMostFilesOfAFolder) << folder;
  }
}

// A .cc is named in the build file of its folder, or of one above.
TEST(House, EverySourceFileIsBuilt) {
  for (const std::string& file : Files()) {
    const fs::path path = file;
    if (path.extension() != ".cc") continue;
    bool built = false;
    for (fs::path folder = path.parent_path(); !folder.empty() && !built;
         folder = folder.parent_path()) {
      const std::string relative = fs::path(file).lexically_relative(folder);
      const std::string lists = ReadFile(kTree / folder / "CMakeLists.txt");
      const size_t at = lists.find(relative);
      built = at != std::string::npos && (at == 0 || !std::isalnum(lists[at - 1]));
      // Fuzz targets are named in a loop.
      built |= lists.find(" " + path.stem().string() + " ") != std::string::npos ||
               lists.find(" " + path.stem().string() + ")") != std::string::npos;
    }
    EXPECT_TRUE(built) << file << " is in no CMakeLists.txt";
  }
}

TEST(House, NoPartOfABuildIsOptional) {
  for (const std::string& file : Files()) {
    if (!file.ends_with("CMakeLists.txt") && !file.ends_with(".cmake")) continue;
    EXPECT_THAT(ReadFile(kTree / file), ::testing::Not(HasSubstr("OPTIONAL"))) << file;
  }
}

TEST(House, EveryTestThatACommentNamesIsThere) {
  static const std::regex kTest(
      R"re(\b((?:tests|scripts|fuzz|bench)/[a-z0-9_/]+[a-z0-9_-]+(?:\.(?:cc|c|py|h)\b)?))re");
  int named = 0;
  for (const std::string& file : Files()) {
    if (!IsSource(file) || file.starts_with("tests/")) continue;
    const std::string text = ReadFile(kTree / file);
    for (size_t at = text.find("// Tested by"); at != std::string::npos;
         at = text.find("// Tested by", at + 1)) {
      // To the end of the comment.
      size_t end = at;
      do {
        end = text.find('\n', end + 1);
      } while (end != std::string::npos && text.compare(end + 1, 3, "// ") == 0);
      const std::vector<std::string> tests = FindAll(text.substr(at, end - at), kTest);
      EXPECT_FALSE(tests.empty()) << file;
      for (const std::string& test : tests) {
        EXPECT_TRUE(fs::exists(kTree / test)) << file << " names " << test;
        ++named;
      }
    }
  }
  EXPECT_GT(named, 50);
}

TEST(House, FilesOfARoomCanBeCompiledAsOne) {
  std::map<std::string, std::string> owners;  // folder and name, to the file
  for (const std::string& file : Files()) {
    if (!file.ends_with(".cc") || !(file.starts_with("src") || file.starts_with("apps")))
      continue;
    for (const std::string& name : OwnNames(ReadFile(kTree / file))) {
      const auto [owner, is_new] = owners.try_emplace(FolderOf(file) + " " + name, file);
      EXPECT_TRUE(is_new) << name << " of " << file << " is in " << owner->second;
    }
  }
  EXPECT_GT(owners.size(), 300u);
}

// The rules themselves, on small tables.

constexpr char kTable[] =
    "\n| `rondo` | API | |\n| `base` | bytes | |\n| `grammar` | rules | `base` |\n"
    "| `entropy` | codes | `base` |\n"
    "| `stream/score` | container | `rondo` `base` |\n"
    "| `stream/read` | reading | `rondo` `base` `stream/score` |\n"
    "| `apps/rondo` | program | `rondo` `base` |\n";

std::vector<std::string> BreachesOfTable(const std::string& folder,
                                         const std::string& text) {
  return Breaches(Permissions(ParseRooms(kTable)), folder, "f", text);
}

TEST(HouseRules, ABreachIsSeen) {
  EXPECT_THAT(BreachesOfTable("grammar", "#include <map>\n#include \"entropy/rans.h\"\n"),
              ElementsAre("f: grammar may not include entropy"));
  EXPECT_THAT(BreachesOfTable("entropy", "  #  include \"grammar/grammar.h\""),
              ElementsAre("f: entropy may not include grammar"));
  EXPECT_THAT(
      BreachesOfTable("base", "#include \"rondo/io.h\"\n#include \"stream/read/r.h\"\n"),
      ElementsAre("f: base may not include rondo",
                  "f: base may not include stream/read"));
  EXPECT_THAT(BreachesOfTable("stream/score", "#include \"stream/read/r.h\"\n"),
              ElementsAre("f: stream/score may not include stream/read"));
  EXPECT_THAT(BreachesOfTable("apps/rondo", "#include <stream/score/format.h>\n"),
              ElementsAre("f: apps/rondo may not include stream/score"));
  EXPECT_THAT(BreachesOfTable("tests/grammar", "#include \"entropy/rans.h\"\n"),
              ElementsAre("f: tests/grammar may not include entropy"));
  EXPECT_THAT(BreachesOfTable("bench", "#include \"apps/rondo/parse.h\"\n"),
              ElementsAre("f: bench may not include apps/rondo"));
  EXPECT_THAT(BreachesOfTable("newcomer", ""),
              ElementsAre(HasSubstr("in no known room: newcomer")));
}

TEST(HouseRules, WhatIsAllowedPasses) {
  EXPECT_THAT(BreachesOfTable("stream/read",
                              "#include \"stream/score/format.h\"\n"
                              "#include \"rondo/io.h\"\n#include \"absl/status/s.h\"\n"),
              IsEmpty());
  EXPECT_THAT(BreachesOfTable("apps/rondo",
                              "// not \"stream/read/r.h\"\n#include \"rondo/io.h\"\n"),
              IsEmpty());
  EXPECT_THAT(BreachesOfTable("tests/stream/read",
                              "#include \"base/byte_io.h\"\n#include \"support/s.h\"\n"),
              IsEmpty());
}

TEST(HouseRules, NamesOfUnnamedNamespacesAreSeen) {
  EXPECT_THAT(OwnNames("struct A {\nnamespace rondo::x {\nstruct B {\nnamespace {\n"
                       "constexpr int kC = 1;\nusing D = int;\nclass E : F {\n"
                       "  int kG = 2;\nenum class H { kI };\nconst std::map<int, J> kK{\n"
                       "}  // namespace\nstruct L {\n}  // namespace rondo::x\n"),
              ElementsAre("rondo::x D", "rondo::x E", "rondo::x H", "rondo::x kC",
                          "rondo::x kK"));
}

TEST(HouseRules, ATableThatPointsUpwardIsSeen) {
  EXPECT_THAT(UpwardArrows(ParseRooms(kTable)), IsEmpty());
  EXPECT_THAT(UpwardArrows(ParseRooms("\n| `base` | bytes | `grammar` |\n"
                                      "| `grammar` | rules | `base` |\n")),
              ElementsAre("base -> grammar"));
}

}  // namespace
}  // namespace rondo
