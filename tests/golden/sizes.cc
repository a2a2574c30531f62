#include "golden/sizes.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "support/container_support.h"
#include "support/random_log.h"

namespace rondo::testing {
namespace {

constexpr std::array kLevels = {1, 6, 9};
// Of the remembered size: one part in so many.
constexpr uint64_t kTolerance = 200;

// What generate_log writes.
base::ByteVector GeneratedLog(uint64_t bytes, int seed) {
  const std::string command =
      RONDO_GENERATE_LOG " " + std::to_string(bytes) + " " + std::to_string(seed);
  base::ByteVector log;
  FILE* const pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return log;
  std::array<uint8_t, 4096> part;
  for (size_t count; (count = std::fread(part.data(), 1, part.size(), pipe)) > 0;) {
    log.insert(log.end(), part.begin(), part.begin() + static_cast<ptrdiff_t>(count));
  }
  return ::pclose(pipe) == 0 ? log : base::ByteVector();
}

// A page and its next versions.
base::ByteVector Versions() {
  std::string text;
  for (int version = 0; version < 60; ++version) {
    for (int line = 0; line < 200; ++line) {
      const unsigned last_change = (line * 7919u + version) % 40 == 0 ? version : 0;
      text += "paragraph " + std::to_string(line * 31 + last_change * 1000) +
              " of the page, as it was written\n";
    }
  }
  return ToBytes(text);
}

// A table of words and numbers that no record of a log is like.
base::ByteVector Words() {
  constexpr std::array kWords = {"rondo ", "theme ", "episode ", "returns, ",
                                 "the ",   "and ",   "again\n",  "variation "};
  const base::ByteVector noise = Noise(60'000, 3);
  std::string text;
  for (const uint8_t byte : noise) text += kWords[(byte % 8) & (byte / 32)];
  return ToBytes(text);
}

struct Input {
  std::string name;
  base::ByteVector bytes;
};

std::vector<Input> Inputs() {
  return {{"shop_log", GeneratedLog(1'000'000, 1)},
          {"other_shop_log", GeneratedLog(300'000, 2)},
          {"random_log", ToBytes(RandomLog(7, 4'000))},
          {"plain_lines", LogLines(300'000, 1)},
          {"versions", Versions()},
          {"words", Words()},
          {"noise", Noise(50'000)}};
}

}  // namespace

std::vector<ScoreSize> MeasureSizes() {
  std::vector<ScoreSize> sizes;
  for (const Input& input : Inputs()) {
    for (const int level : kLevels) {
      const auto score = Encode(input.bytes, {.level = level});
      sizes.push_back(
          {input.name, level, input.bytes.size(), score.ok() ? score->size() : 0});
    }
  }
  return sizes;
}

std::string WriteSizes(const std::vector<ScoreSize>& sizes) {
  std::string text = "input level expanded_bytes bytes\n";
  for (const ScoreSize& size : sizes) {
    text += size.input + " " + std::to_string(size.level) + " " +
            std::to_string(size.expanded_bytes) + " " + std::to_string(size.bytes) + "\n";
  }
  return text;
}

std::vector<ScoreSize> ReadSizes(const std::string& text) {
  std::istringstream stream(text);
  std::string head;
  std::getline(stream, head);
  std::vector<ScoreSize> sizes;
  for (ScoreSize size;
       stream >> size.input >> size.level >> size.expanded_bytes >> size.bytes;) {
    sizes.push_back(size);
  }
  return sizes;
}

std::string Difference(const std::vector<ScoreSize>& remembered,
                       const std::vector<ScoreSize>& now) {
  if (remembered.size() != now.size()) return "other inputs or levels\n";
  std::string wrong;
  for (size_t i = 0; i < now.size(); ++i) {
    const ScoreSize& old = remembered[i];
    const ScoreSize& one = now[i];
    const std::string name = one.input + " at level " + std::to_string(one.level);
    if (old.input != one.input || old.level != one.level ||
        old.expanded_bytes != one.expanded_bytes) {
      wrong += name + " is another input than " + old.input + "\n";
      continue;
    }
    const uint64_t apart =
        one.bytes > old.bytes ? one.bytes - old.bytes : old.bytes - one.bytes;
    if (apart * kTolerance <= old.bytes) continue;
    char change[32];
    std::snprintf(
        change, sizeof change, "%+.2f %%",
        100.0 * static_cast<double>(one.bytes) / static_cast<double>(old.bytes) - 100.0);
    wrong += name + " takes " + std::to_string(one.bytes) + " bytes, it was " +
             std::to_string(old.bytes) + ": " + change + "\n";
  }
  return wrong;
}

}  // namespace rondo::testing
