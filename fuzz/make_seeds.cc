// make_seeds FOLDER: writes small seeds for the fuzz targets to FOLDER/decode,
// FOLDER/read_at, FOLDER/round_trip and FOLDER/record, the same each time. Each kind of
// data that a lens is made for is there, at the lowest, the default and the highest
// level.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/byte_io.h"
#include "fuzz/record_input.h"
#include "rondo/encoder.h"
#include "stream/record_lens/lens.h"

namespace {

namespace fs = std::filesystem;

constexpr int kLevels[] = {rondo::kMinLevel, rondo::kDefaultLevel, rondo::kMaxLevel};

struct Sample {
  std::string name;
  std::string bytes;
};

std::string Noise(size_t count) {
  std::string bytes;
  for (uint32_t state = 1; bytes.size() < count;) {
    state = state * 1664525u + 1013904223u;
    bytes += static_cast<char>(state >> 24);
  }
  return bytes;
}

// Lines that have a template in common.
std::string Log(int lines) {
  std::string log;
  for (int i = 0; i < lines; ++i) {
    log += "2024-03-04T10:00:" + std::to_string(10 + i % 50) + "Z web-0" +
           std::to_string(i % 3) + " app[811]: request=" + std::to_string(1000 + i) +
           " took " + std::to_string(i * 7919 % 1000) + " us\n";
  }
  return log;
}

// Lines with a slot of each type.
std::string Fields(int lines) {
  std::string log;
  for (int i = 0; i < lines; ++i) {
    const std::string n = std::to_string(i * 7919 % 4001);
    log += "10.0." + std::to_string(i % 3) + "." + std::to_string(i * 7 % 256) +
           " - [17/May/2015:18:0" + std::to_string(i / 10 % 10) + ":0" +
           std::to_string(i % 10) + " +0000] \"GET /" + (i % 4 == 0 ? "a" : "b" + n) +
           "\" id=42c2e005-e3de-5f80-2408-00000000" + std::to_string(1000 + i) + " 0x" +
           (i % 2 == 0 ? "1f" : "ab0") + " 00" + n + " -" + n + " 0." + n + "\n";
    if (i % 5 == 0) log += "\tat org.x.Y" + n + "(Y.java:" + n + ")\r\n";
  }
  return log;
}

// A text and its next versions: most lines return.
std::string Versions(int count) {
  std::string versions;
  for (int i = 0; i < count; ++i) {
    for (int line = 0; line < 40; ++line) {
      versions +=
          "line " + std::to_string(line == i ? 1000 + i : line) + " of the page\n";
    }
  }
  return versions;
}

// Calls with changing displacements, for the x86 filter.
std::string Code(int calls) {
  std::string code =
      "\x7F"
      "ELF\x02\x01\x01";
  for (int i = 0; i < calls; ++i) {
    const uint32_t target = static_cast<uint32_t>(i * 7);
    code += "\x48\x89\xC7\xE8";
    for (int byte = 0; byte < 4; ++byte) code += static_cast<char>(target >> (8 * byte));
  }
  return code;
}

std::vector<Sample> Samples() {
  std::string words;
  for (int i = 0; i < 200; ++i)
    words += i % 3 == 0 ? "the rondo " : "theme and episode, ";
  return {{"empty", ""},
          {"byte", "x"},
          {"zeros", std::string(5000, '\0')},
          {"words", words},
          {"log", Log(60)},
          {"fields", Fields(50)},
          {"versions", Versions(12)},
          {"code", Code(200)},
          {"noise", Noise(700)},
          {"mixed", Log(20) + Noise(300) + words}};
}

std::string Encode(const std::string& bytes, int level) {
  std::string score;
  rondo::EncodeOptions options;
  options.level = level;
  options.block_bytes = 1024;
  auto encoder = rondo::Encoder::Create(options, [&](std::span<const uint8_t> part) {
    score.append(rondo::AsText(part));
    return absl::OkStatus();
  });
  if (!encoder.ok()) return "";
  if (!(*encoder)->Write(bytes).ok() || !(*encoder)->Finish().ok()) return "";
  return score;
}

bool WriteFile(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream stream(path, std::ios::binary);
  stream << bytes;
  return !bytes.empty() && stream.flush().good();
}

// A text as the record target takes tables and payloads.
std::string StoredRecords(const std::string& text, uint8_t choice) {
  const rondo::base::Bytes bytes(reinterpret_cast<const uint8_t*>(text.data()),
                                 text.size());
  const std::vector<uint64_t> ends = rondo::fuzz::RecordBlockEnds(bytes, choice);
  const auto encoded = rondo::stream::EncodeRecordLens(bytes, ends, rondo::kDefaultLevel);
  rondo::base::ByteVector input;
  rondo::base::ByteWriter writer(&input);
  writer.U8(rondo::fuzz::kStoredMode);
  writer.U8(static_cast<uint8_t>(ends.size()));
  uint64_t begin = 0;
  uint64_t payload = 0;
  for (size_t i = 0; i < ends.size(); ++i) {
    writer.U16(static_cast<uint16_t>(encoded.payload_ends[i] - payload));
    writer.U16(static_cast<uint16_t>(ends[i] - begin - 1));
    payload = encoded.payload_ends[i];
    begin = ends[i];
  }
  writer.U16(static_cast<uint16_t>(encoded.tables.size()));
  writer.Append(encoded.tables);
  writer.Append(encoded.blocks);
  return {input.begin(), input.end()};
}

bool WriteRecordSeeds(const fs::path& folder, const Sample& sample) {
  constexpr char kSmallBlocks = 4;  // of 128 bytes, at line ends
  constexpr char kLargeBlocks = 7;
  // A slot of another kind, a model with another predictor, a column with another seed.
  const std::string edits = {3, 0, 1, 0, 3, 8, 2, 0, 9, 12, 0, 0, 5};
  using namespace rondo::fuzz;
  const std::string text = {kTextMode, kSmallBlocks};
  const std::string bent = {kBentMode, kLargeBlocks};
  return WriteFile(folder / (sample.name + "-text"), text + sample.bytes) &&
         WriteFile(folder / (sample.name + "-bent"), bent + edits + sample.bytes) &&
         WriteFile(folder / (sample.name + "-stored"),
                   StoredRecords(sample.bytes, kLargeBlocks));
}

// What chooses the parts in read_at, and the options in round_trip.
const std::string kReadAtChoice = {7, 1, 0, 3};

bool WriteSeeds(const fs::path& folder) {
  bool good = true;
  for (const Sample& sample : Samples()) {
    const auto& [name, bytes] = sample;
    if (!bytes.empty()) good &= WriteRecordSeeds(folder / "record", sample);
    for (const int level : kLevels) {
      const std::string file = name + "-" + std::to_string(level);
      const std::string score = Encode(bytes, level);
      good &= WriteFile(folder / "decode" / file, score);
      good &= WriteFile(folder / "read_at" / file, kReadAtChoice + score);
      const std::string choice = {static_cast<char>(level - rondo::kMinLevel), 2};
      good &= WriteFile(folder / "round_trip" / file, choice + bytes);
    }
  }
  const std::string two = Encode("first\n", 6) + Encode(Log(5), 6);
  return good && WriteFile(folder / "decode" / "two", two) &&
         WriteFile(folder / "read_at" / "two", kReadAtChoice + two);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: make_seeds FOLDER\n");
    return 2;
  }
  if (WriteSeeds(argv[1])) return 0;
  std::fprintf(stderr, "make_seeds: cannot make the seeds in %s\n", argv[1]);
  return 1;
}
