#include "kernel_input.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <string>

namespace rondo::bench {
namespace {

constexpr uint32_t kVocabulary = 20'000;
constexpr uint64_t kSeed = 1;

// std distributions differ between libraries; these do not.
double Unit(std::mt19937_64& random) {
  return static_cast<double>(random() >> 11) * 0x1p-53;
}
size_t Below(std::mt19937_64& random, size_t n) {
  return static_cast<size_t>(Unit(random) * static_cast<double>(n));
}
// 0..n-1, value k with probability about 1 / (k + 1).
uint32_t Zipf(std::mt19937_64& random, uint32_t n) {
  const double rank = std::pow(static_cast<double>(n), Unit(random));
  return std::min(n - 1, static_cast<uint32_t>(rank) - 1);
}

std::vector<std::string> Vocabulary(std::mt19937_64& random) {
  std::vector<std::string> words(kVocabulary);
  for (std::string& word : words) {
    const size_t letters = 2 + Below(random, 9);
    for (size_t i = 0; i < letters; ++i)
      word += static_cast<char>('a' + Below(random, 26));
  }
  return words;
}

}  // namespace

rondo::base::ByteVector ZipfText(size_t bytes) {
  std::mt19937_64 random(kSeed);
  const std::vector<std::string> words = Vocabulary(random);
  rondo::base::ByteVector text;
  text.reserve(bytes + 128);
  while (text.size() < bytes) {
    const size_t window = std::min<size_t>(text.size(), 64 << 10);
    if (window > 64 && Below(random, 3) == 0) {
      const size_t from = text.size() - window + Below(random, window - 64);
      const size_t length = 8 + Below(random, 56);
      for (size_t i = 0; i < length; ++i) text.push_back(text[from + i]);
    }
    const std::string& word = words[Zipf(random, kVocabulary)];
    text.insert(text.end(), word.begin(), word.end());
    text.push_back(Below(random, 12) == 0 ? '\n' : ' ');
  }
  return text;
}

std::vector<uint32_t> SkewedSymbols(size_t count, uint32_t alphabet) {
  std::mt19937_64 random(kSeed);
  std::vector<uint32_t> symbols(count);
  for (uint32_t& symbol : symbols) symbol = Zipf(random, alphabet);
  return symbols;
}

}  // namespace rondo::bench
