// What benchmarks of whole segments share: the start of a file, and a way out.
#ifndef RONDO_BENCH_START_OF_FILE_H_
#define RONDO_BENCH_START_OF_FILE_H_

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/byte_io.h"

namespace rondo::bench {

// Says what is wrong, and ends the program.
[[noreturn]] inline void Fail(const std::string& what) {
  std::fprintf(stderr, "%s: %s\n", program_invocation_short_name, what.c_str());
  std::exit(1);
}

// At most `bytes` bytes, at least one.
inline base::ByteVector StartOfFile(const std::string& path, size_t bytes) {
  std::FILE* const file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) Fail(path + " cannot be opened");
  base::ByteVector start(bytes);
  start.resize(std::fread(start.data(), 1, start.size(), file));
  std::fclose(file);
  if (start.empty()) Fail(path + " is empty");
  return start;
}

}  // namespace rondo::bench

#endif  // RONDO_BENCH_START_OF_FILE_H_
