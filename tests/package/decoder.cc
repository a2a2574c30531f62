// All that the reading half of the library does, and nothing else: links against
// rondo::decoder alone.
//
//   decoder FILE.rondo PATTERN
#include <iostream>
#include <string>

#include "rondo/live.h"
#include "rondo/reader.h"
#include "rondo/search.h"

namespace {

absl::Status Show(const std::string& path, const std::string& pattern_text) {
  auto file = rondo::OpenLog(path);
  if (!file.ok()) return file.status();
  auto reader = rondo::Reader::Open(*std::move(file));
  if (!reader.ok()) return reader.status();
  const auto line = (*reader)->ReadLine(1);
  if (!line.ok()) return line.status();
  std::cout << *line << "\n";

  const auto pattern = rondo::Pattern::Create(pattern_text);
  if (!pattern.ok()) return pattern.status();
  const auto found =
      rondo::SearchScore(**reader, *pattern, {}, [](const rondo::FoundLine& one) {
        std::cout << one.number << ": " << one.text << "\n";
        return absl::OkStatus();
      });
  if (!found.ok()) return found.status();

  const auto templates = (*reader)->Templates();
  if (!templates.ok()) return templates.status();
  for (const rondo::LineTemplate& one : templates->templates) {
    std::cout << one.lines << "  " << one.Text() << "\n";
  }
  return (*reader)->Verify();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: decoder FILE.rondo PATTERN\n";
    return 2;
  }
  const absl::Status status = Show(argv[1], argv[2]);
  if (status.ok()) return 0;
  std::cerr << "decoder: " << argv[1] << ": " << status.message() << "\n";
  return 1;
}
