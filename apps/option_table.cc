#include "apps/option_table.h"

#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

constexpr int kMaxThreads = 1024;

constexpr uint32_t Faces(std::initializer_list<Face> faces) {
  uint32_t sum = 0;
  for (Face face : faces) sum |= static_cast<uint32_t>(face);
  return sum;
}

constexpr uint32_t kGzipOnly = Faces({Face::kGzip});
constexpr uint32_t kMakesFiles = Faces({Face::kGzip, Face::kEncode, Face::kDecode});
constexpr uint32_t kWrites = kMakesFiles | Faces({Face::kCat});
constexpr uint32_t kEncodes = Faces({Face::kGzip, Face::kEncode});
constexpr uint32_t kThreaded = kWrites | Faces({Face::kVerify});
constexpr uint32_t kAll = kThreaded | Faces({Face::kStat});

template <Verb verb>
absl::Status SetVerb(const std::string&, Command* command) {
  command->verb = verb;
  return absl::OkStatus();
}

template <bool Command::*flag, bool value = true>
absl::Status SetFlag(const std::string&, Command* command) {
  command->*flag = value;
  return absl::OkStatus();
}

template <uint64_t Command::*field>
absl::Status SetSize(const std::string& value, Command* command) {
  RONDO_ASSIGN_OR_RETURN(command->*field, ParseSize(value));
  return absl::OkStatus();
}

absl::Status SetOutput(const std::string& value, Command* command) {
  if (value.empty()) return absl::InvalidArgumentError("the file name is empty");
  command->output = value;
  return absl::OkStatus();
}

absl::Status SetLevel(const std::string& value, Command* command) {
  int level = 0;
  if (!absl::SimpleAtoi(value, &level) || level < kMinLevel || level > kMaxLevel) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", value, "\" is no level; expected ", kMinLevel, " to ", kMaxLevel));
  }
  command->level = level;
  return absl::OkStatus();
}

absl::Status SetThreads(const std::string& value, Command* command) {
  int threads = 0;
  if (!absl::SimpleAtoi(value, &threads) || threads < 0 || threads > kMaxThreads) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", value, "\" is no number of threads; expected 0 (one for each core) to ",
        kMaxThreads));
  }
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  command->threads = threads == 0 ? std::max(1, cores) : threads;
  return absl::OkStatus();
}

absl::Status SetBytes(const std::string& value, Command* command) {
  RONDO_ASSIGN_OR_RETURN(command->bytes, ParseByteRange(value));
  return absl::OkStatus();
}

absl::Status SetLines(const std::string& value, Command* command) {
  RONDO_ASSIGN_OR_RETURN(command->lines, ParseLineRange(value));
  return absl::OkStatus();
}

constexpr OptionRow kTable[] = {
    {"decode", 'd', nullptr, kGzipOnly, "decode instead of encode",
     SetVerb<Verb::kDecode>},
    {"test", 't', nullptr, kGzipOnly, "check every checksum, write nothing",
     SetVerb<Verb::kVerify>},
    {"list", 'l', nullptr, kGzipOnly, "sizes and ratio, one line for each file",
     SetVerb<Verb::kList>},
    {"lines", 0, "FROM:TO", Faces({Face::kCat}),
     "these lines only; the first is 1, TO is included, negative\n"
     "counts from the end, either may be empty; N is one line",
     SetLines},
    {"bytes", 0, "FROM:TO", Faces({Face::kCat}),
     "these bytes only; the first is 0, TO is not included,\n"
     "negative counts from the end, either may be empty",
     SetBytes},
    {"json", 0, nullptr, Faces({Face::kStat}),
     "one JSON object on one line for each file", SetFlag<&Command::json>},
    {"stdout", 'c', nullptr, kWrites, "write to standard output",
     SetFlag<&Command::to_stdout>},
    {"output", 'o', "FILE", kWrites, "write to FILE; - is standard output", SetOutput},
    {"force", 'f', nullptr, kWrites,
     "replace existing files, follow links, read devices,\n"
     "write scores to a terminal",
     SetFlag<&Command::force>},
    {"keep", 'k', nullptr, kMakesFiles, "keep the source (the default)",
     SetFlag<&Command::remove_source, false>},
    {"rm", 0, nullptr, kMakesFiles, "remove the source when its copy is safely on disk",
     SetFlag<&Command::remove_source>},
    {kLevelOption, 0, "N", kEncodes,
     "or -1 (fastest) to -9 (smallest); the default is -6", SetLevel},
    {"threads", 'T', "N", kThreaded, "work on N segments at once; 0: one for each core",
     SetThreads},
    {"memory", 'M', "SIZE", kAll,
     "stay below SIZE: encoding takes smaller segments,\n"
     "decoding refuses what needs more (default 256M)",
     SetSize<&Command::memory_bytes>},
    {"block-size", 0, "SIZE", kEncodes,
     "what is decoded to read one byte (default 64K);\n"
     "smaller seeks faster, larger packs tighter",
     SetSize<&Command::block_bytes>},
    {"segment-size", 0, "SIZE", kEncodes,
     "what shares one grammar (default: by level and data)",
     SetSize<&Command::segment_bytes>},
    {"quiet", 'q', nullptr, kAll, "errors only, no progress", SetFlag<&Command::quiet>},
    {"verbose", 'v', nullptr, kThreaded, "figures at the end: sizes, speed, memory",
     SetFlag<&Command::verbose>},
    {"help", 'h', nullptr, kAll, "this help", SetVerb<Verb::kHelp>},
    {"version", 'V', nullptr, kAll, "the version", SetVerb<Verb::kVersion>},
};

}  // namespace

std::span<const OptionRow> OptionTable() { return kTable; }

}  // namespace rondo::app
