// Tested by tests/stream/encode/lender_choice_test.cc.
#include "stream/segment/sampled_words.h"

#include <algorithm>

#include "grammar/notes/word_notes.h"

namespace rondo::stream {
namespace {

constexpr size_t kParts = 64;
constexpr size_t kPartBytes = 32 << 10;
constexpr size_t kLeastLetters = 4;
constexpr size_t kMostLetters = 24;
constexpr uint64_t kBits = uint64_t{1} << 20;
// Fewer words say nothing.
constexpr uint64_t kLeastWords = 256;

template <typename Visit>
void ForEachWord(base::Bytes part, Visit visit) {
  uint64_t hash = 0;
  size_t letters = 0;
  const auto end_word = [&] {
    if (letters >= kLeastLetters && letters <= kMostLetters) visit(hash >> 44);
    hash = 0;
    letters = 0;
  };
  for (const uint8_t byte : part) {
    if (grammar::IsLetter(byte)) {
      hash = (hash ^ byte) * 0x9e3779b97f4a7c15;
      ++letters;
    } else if (letters > 0) {
      end_word();
    }
  }
  end_word();
}

template <typename Visit>
void ForEachSampledWord(base::Bytes text, Visit visit) {
  if (text.size() <= kParts * kPartBytes) return ForEachWord(text, visit);
  for (size_t i = 0; i < kParts; ++i) {
    const size_t begin = text.size() / kParts * i;
    ForEachWord(text.subspan(begin, std::min(kPartBytes, text.size() - begin)), visit);
  }
}

}  // namespace

static_assert(kBits == uint64_t{1} << (64 - 44));

SampledWords::SampledWords(base::Bytes text) : bits_(kBits / 64, 0) {
  ForEachSampledWord(
      text, [&](uint64_t word) { bits_[word / 64] |= uint64_t{1} << word % 64; });
}

double SampledWords::ShareOf(base::Bytes text) const {
  uint64_t words = 0;
  uint64_t known = 0;
  ForEachSampledWord(text, [&](uint64_t word) {
    ++words;
    known += bits_[word / 64] >> word % 64 & 1;
  });
  if (words < kLeastWords) return 0;
  return static_cast<double>(known) / static_cast<double>(words);
}

}  // namespace rondo::stream
