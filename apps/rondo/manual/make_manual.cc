// make_manual FOLDER: writes the manual pages and the completions of shells into it, as
// they are installed below share/.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "apps/rondo/command_line/parse.h"
#include "apps/rondo/manual/completions.h"
#include "apps/rondo/manual/man_page.h"

namespace rondo::app {
namespace {

namespace fs = std::filesystem;

bool WriteFile(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) std::cerr << "cannot write " << path << "\n";
  return static_cast<bool>(file);
}

bool WriteManPage(const fs::path& folder, Face face) {
  return WriteFile(folder / absl::StrCat(ManPageName(face), ".1"), ManPage(face));
}

bool WriteManual(const fs::path& folder) {
  const fs::path pages = folder / "man" / "man1";
  bool good = WriteManPage(pages, Face::kGzip);
  for (const VerbName& verb : VerbNames()) good &= WriteManPage(pages, verb.face);
  good &=
      WriteFile(folder / "bash-completion" / "completions" / "rondo", BashCompletion());
  good &= WriteFile(folder / "zsh" / "site-functions" / "_rondo", ZshCompletion());
  good &= WriteFile(folder / "fish" / "vendor_completions.d" / "rondo.fish",
                    FishCompletion());
  return good;
}

}  // namespace
}  // namespace rondo::app

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: make_manual FOLDER\n";
    return 2;
  }
  return rondo::app::WriteManual(argv[1]) ? 0 : 1;
}
