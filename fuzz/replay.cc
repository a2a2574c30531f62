// Runs a fuzz target on every file of the folders and files given, once as it is and once
// for each of some cut and bent copies, with any compiler.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

namespace fs = std::filesystem;
using Buffer = std::vector<uint8_t>;

// Cuts and flips of each file: few enough for the suite, spread over the whole file.
constexpr size_t kVariants = 16;

int runs = 0;

void Run(const Buffer& input) {
  LLVMFuzzerTestOneInput(input.data(), input.size());
  ++runs;
}

void RunFile(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  const Buffer input{std::istreambuf_iterator<char>(stream),
                     std::istreambuf_iterator<char>()};
  Run(input);
  for (size_t i = 0; i < kVariants && !input.empty(); ++i) {
    const size_t at = input.size() * i / kVariants;
    Run(Buffer(input.begin(), input.begin() + static_cast<ptrdiff_t>(at)));
    Buffer bent = input;
    bent[at] ^= static_cast<uint8_t>(1u << i % 8);
    Run(bent);
  }
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (!fs::is_directory(argv[i])) {
      RunFile(argv[i]);
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(argv[i])) {
      if (entry.is_regular_file()) RunFile(entry.path());
    }
  }
  std::printf("%d inputs\n", runs);
  return runs > 0 ? 0 : 1;
}
