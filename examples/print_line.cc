// Prints one line of a score, and how long the data is, without expanding the rest.
//
//   print_line FILE.rondo NUMBER
#include <boost/iostreams/stream.hpp>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

#include "rondo/boost_iostreams.h"

namespace {

absl::Status PrintLine(const std::string& path, uint64_t number) {
  auto opened = rondo::Reader::Open(path);
  if (!opened.ok()) return opened.status();
  const std::shared_ptr<const rondo::Reader> reader = *std::move(opened);
  const auto offset = reader->LineOffset(number - 1);
  if (!offset.ok()) return offset.status();

  boost::iostreams::stream<rondo::ScoreSource> text{rondo::ScoreSource(reader)};
  text.seekg(static_cast<std::streamoff>(*offset));
  std::string line;
  std::getline(text, line);
  std::cout << reader->lines() << " lines, " << reader->size() << " bytes; line "
            << number << ": " << line << "\n";
  return absl::OkStatus();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 || std::strtoull(argv[2], nullptr, 10) == 0) {
    std::cerr << "usage: print_line FILE.rondo NUMBER\n";
    return 2;
  }
  const absl::Status status = PrintLine(argv[1], std::strtoull(argv[2], nullptr, 10));
  if (status.ok()) return 0;
  std::cerr << "print_line: " << argv[1] << ": " << status.message() << "\n";
  return 1;
}
