// make_seeds FOLDER: writes small seeds for each fuzz target to a folder of its name in
// FOLDER, the same each time. Each kind of data that a lens is made for is there, at the
// lowest, the default and the highest level.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/byte_io.h"
#include "fuzz/dictionary_seeds.h"
#include "fuzz/record_input.h"
#include "fuzz/score_dictionary_seeds.h"
#include "fuzz/search_input.h"
#include "rondo/encoder.h"
#include "stream/grammar_lens/lens.h"
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

// Calls and branches with changing displacements, for the x86 filter.
std::string Code(int calls) {
  std::string code =
      "\x7F"
      "ELF\x02\x01\x01";
  for (int i = 0; i < calls; ++i) {
    const uint32_t target = static_cast<uint32_t>(1 + i * 7);
    for (const char* const opcode : {"\x48\x89\xC7\xE8", "\x0F\x84"}) {
      code += opcode;
      for (int byte = 0; byte < 4; ++byte) {
        code += static_cast<char>(target >> (8 * byte));
      }
    }
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

std::string Encode(const std::string& bytes, int level, bool added = false) {
  std::string score;
  rondo::EncodeOptions options;
  options.level = level;
  options.block_bytes = 1024;
  options.for_append = added;
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

// Each sample on the log, under both lenses, as texts; and as tables, which are those of
// a text of one block that was built on another, so that they are nearly what the target
// takes.
bool WriteBuildingOnSeeds(const fs::path& folder, const Sample& sample) {
  const std::string first = Log(20);
  bool good = true;
  for (const char lens : {0, 1}) {
    const std::string texts = {lens, 0, static_cast<char>(first.size()),
                               static_cast<char>(first.size() >> 8)};
    const std::string name = sample.name + (lens == 0 ? "-grammar" : "-record");
    good &= WriteFile(folder / (name + "-texts"), texts + first + sample.bytes);
    const std::string& bytes = sample.bytes;
    const rondo::base::Bytes text(reinterpret_cast<const uint8_t*>(bytes.data()),
                                  bytes.size());
    const std::vector<uint64_t> ends = {bytes.size()};
    if (bytes.size() > 0xffff) continue;
    const auto encoded =
        lens == 0 ? rondo::stream::EncodeGrammarLens(text, ends, 6)
                  : rondo::stream::EncodeRecordLens(text, ends, rondo::kDefaultLevel);
    rondo::base::ByteVector input;
    rondo::base::ByteWriter writer(&input);
    writer.U8(lens);
    writer.U8(1);
    writer.U16(static_cast<uint16_t>(bytes.size()));
    writer.U16(static_cast<uint16_t>(encoded.tables.size()));
    writer.Append(encoded.tables);
    writer.Append(encoded.blocks);
    good &= WriteFile(folder / (name + "-stored"), {input.begin(), input.end()});
  }
  return good;
}

struct Search {
  std::string pattern;
  rondo::fuzz::SearchChoice choice;
};

// Patterns that lines of the samples match, by strings and by expressions, under every
// option.
std::vector<Search> Searches() {
  using namespace rondo::fuzz;
  return {
      {"took", {}},
      {"web-0[12].*request=10+", {.search_options = kCountOnly}},
      {"10.0.1.", {.pattern_options = kFixedStrings, .search_options = kCountOnly}},
      {"EPISODE|get /b1", {.pattern_options = kIgnoreCase, .encoder = 0x85}},
      {"app", {.pattern_options = kWholeWords, .search_options = kInvert}},
      {"[^5]* of the page", {.pattern_options = kWholeLines, .encoder = 3}},
      {"^$|\\.java", {.search_options = kWithContext, .context = 0x32}},
      {"0x(1f|ab0) 00[0-9]{3,}",
       {.search_options = kLimitLines | kWithContext, .context = 0x11, .most_lines = 3}},
      {"took [0-9]+",
       {.search_options = kWithTimes | kTwoThreads,
        .first_time = 7,
        .last_time = 40,
        .encoder = 0x80}}};
}

// Of samples with lines; of scores, which may be bent, a few patterns do.
bool WriteSearchSeeds(const fs::path& folder, const Sample& sample) {
  constexpr int kPatternsOfScores = 3;
  constexpr size_t kTextBytes = 3 << 10;  // as many as the target takes
  if (sample.bytes.find('\n') == std::string::npos && sample.name != "words") return true;
  bool good = true;
  int number = 0;
  for (const auto& [pattern, choice] : Searches()) {
    for (const uint8_t mode : {rondo::fuzz::kSearchedText, rondo::fuzz::kSearchedScore}) {
      if (mode == rondo::fuzz::kSearchedScore && number >= kPatternsOfScores) continue;
      rondo::base::ByteVector input;
      rondo::base::ByteWriter writer(&input);
      writer.U8(mode);
      choice.Write(&writer);
      writer.U8(static_cast<uint8_t>(pattern.size()));
      const bool of_score = mode == rondo::fuzz::kSearchedScore;
      const std::string rest =
          pattern + (of_score ? Encode(sample.bytes, rondo::kDefaultLevel)
                              : sample.bytes.substr(0, kTextBytes));
      const std::string name =
          sample.name + (of_score ? "-score-" : "-text-") + std::to_string(number);
      good &= WriteFile(folder / name, std::string(input.begin(), input.end()) + rest);
    }
    ++number;
  }
  return good;
}

// A step of the append target.
std::string Step(uint8_t what, uint16_t where, const std::string& data = "") {
  const std::string step = {static_cast<char>(what), static_cast<char>(where),
                            static_cast<char>(where >> 8),
                            static_cast<char>(data.size())};
  return step + data;
}

bool WriteAppendSeeds(const fs::path& folder) {
  enum What : uint8_t { kAdd, kBegin, kClose, kCut, kZeros, kDamage, kTwice, kEarly };
  const std::string one = Step(kAdd, 40, "one\n");
  const std::string log = Step(kAdd, 200, Log(3));
  const std::string steps = {0};  // the file is empty at first
  bool good = WriteFile(folder / "adds", steps + one + log + one + Step(kClose, 0) + one);
  good &= WriteFile(folder / "empty", steps + Step(kAdd, 0) + Step(kAdd, 9));
  good &= WriteFile(folder / "begins",
                    steps + Step(kBegin, 50, "lost\n") + Step(kClose, 0) + one +
                        Step(kBegin, 90, Log(2)) + log + Step(kEarly, 60, "no\n") + one);
  good &= WriteFile(folder / "cuts", steps + one + log + Step(kCut, 100) + one +
                                         Step(kCut, 3) + log + Step(kCut, 0) + log);
  good &= WriteFile(folder / "zeros",
                    steps + one + log + Step(kZeros, 77) + log + Step(kZeros, 5) + one);
  std::string damage = steps + one + log + one;
  for (uint16_t where = 0; where < 20; ++where) damage += Step(kDamage, where * 31, "x");
  good &= WriteFile(folder / "damage", damage);
  good &=
      WriteFile(folder / "damage-behind",
                steps + one + Step(kDamage, 9, "\x80 and more") + Step(kTwice, 0) + one);
  int number = 0;
  for (const std::string& file :
       {Encode("one\n", 6), Encode(Log(4), 1, true),
        Encode("one\n", 6, true) + Encode(Log(2), 6, true).substr(0, 100),
        std::string(30, '\0'), Encode("one\n", 6).substr(0, 100)}) {
    const std::string start = {1, static_cast<char>(file.size()),
                               static_cast<char>(file.size() >> 8)};
    good &= WriteFile(folder / ("file-" + std::to_string(number++)),
                      start + file + Step(kAdd, 0, "added\n"));
  }
  return good;
}

// Of each list that the target knows, lines with values of all classes, and what is near
// them.
bool WriteRedactSeeds(const fs::path& folder) {
  const std::string lines =
      "from 10.0.0.5:22 to [2001:db8::1]:443, ::ffff:1.2.3.4 fe80::1%eth0 v1.2.3.4 "
      "1.2.3.4.5\n"
      "to=<alice+x@example.com> bob%40example.com getty@tty1.service \"a "
      "b\"@example.com\n"
      "550e8400-e29b-41d4-a716-446655440000 0xdeadbeefdeadbeef 00:11:43:e3:ba:c3 <ip-1>\n"
      "Failed password for invalid user bob from 10.0.0.5 port 22 uid=0(root) user=\"a "
      "b\"\n"
      "ip-10-0-0-5.example.net /home/bob/ CORP\\bob x://a:b@h 04/Mar/2024:10:02:03 "
      "12.5\n";
  bool good = true;
  for (char list = 0; list < 4; ++list) {
    const std::string choice = {list, 7};
    good &= WriteFile(folder / ("lines-" + std::to_string(list)), choice + lines);
    good &= WriteFile(folder / ("log-" + std::to_string(list)), choice + Log(9));
  }
  return good;
}

// Short ones: a model is some MiB, which every run makes anew.
bool WriteMixedBytesSeeds(const fs::path& folder, const Sample& sample) {
  const std::string start = sample.bytes.substr(0, 1000);
  return WriteFile(folder / sample.name, std::string("\0\1", 2) + start) &
         WriteFile(folder / (sample.name + "-hostile"),
                   std::string("\1\x08\1\4\x14", 5) + start);
}

// What chooses the parts in read_at, and the options in round_trip.
const std::string kReadAtChoice = {7, 1, 0, 3};

bool WriteSeeds(const fs::path& folder) {
  bool good = true;
  for (const Sample& sample : Samples()) {
    const auto& [name, bytes] = sample;
    if (!bytes.empty()) good &= WriteRecordSeeds(folder / "record", sample);
    if (!bytes.empty()) good &= WriteBuildingOnSeeds(folder / "building_on", sample);
    if (name == "log" || name == "code" || name == "zeros") {
      good &= WriteMixedBytesSeeds(folder / "mixed_bytes", sample);
    }
    good &= WriteSearchSeeds(folder / "search", sample);
    for (const auto& seed : rondo::fuzz::ScoreDictionarySeeds(name, bytes)) {
      good &= WriteFile(folder / seed.file, seed.bytes);
    }
    for (const int level : kLevels) {
      const std::string file = name + "-" + std::to_string(level);
      const std::string score = Encode(bytes, level);
      good &= WriteFile(folder / "decode" / file, score);
      good &= WriteFile(folder / "read_at" / file, kReadAtChoice + score);
      const std::string choice = {static_cast<char>(level - rondo::kMinLevel), 2};
      good &= WriteFile(folder / "round_trip" / file, choice + bytes);
    }
  }
  for (const rondo::fuzz::Seed& seed : rondo::fuzz::DictionarySeeds()) {
    good &= WriteFile(folder / seed.file, seed.bytes);
  }
  const std::string two = Encode("first\n", 6) + Encode(Log(5), 6);
  return good && WriteAppendSeeds(folder / "append") &&
         WriteRedactSeeds(folder / "redact") &&
         WriteFile(folder / "decode" / "two", two) &&
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
