#include "apps/option_table.h"

#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

constexpr int kMaxThreads = 1024;

constexpr uint32_t kGzip = Bit(Face::kGzip);
constexpr uint32_t kEncode = Bit(Face::kEncode);
constexpr uint32_t kDecode = Bit(Face::kDecode);
constexpr uint32_t kCat = Bit(Face::kCat);
constexpr uint32_t kStat = Bit(Face::kStat);
constexpr uint32_t kVerify = Bit(Face::kVerify);

constexpr uint32_t kEncodes = kGzip | kEncode;
constexpr uint32_t kMakesFiles = kEncodes | kDecode;
constexpr uint32_t kReads = kDecode | kCat | kStat | kVerify;
constexpr uint32_t kThreaded = kMakesFiles | kCat | kVerify;
constexpr uint32_t kAll = kEncodes | kReads;

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

// A name may have a row for each face that means something a little different by it.
constexpr OptionRow kTable[] = {
    {"decode", 'd', nullptr, kGzip, "decode instead of encode", SetVerb<Verb::kDecode>},
    {"test", 't', nullptr, kGzip, "check every checksum, write nothing",
     SetVerb<Verb::kVerify>},
    {"list", 'l', nullptr, kGzip, "sizes and ratio, one line for each file",
     SetVerb<Verb::kList>},
    {"lines", 0, "FROM:TO", kCat,
     "these lines only: the first is 1, TO is included,\n"
     "negative counts from the end, either may be empty;\n"
     "N alone is one line",
     SetLines},
    {"bytes", 0, "FROM:TO", kCat,
     "these bytes only: the first is 0, TO is not included,\n"
     "negative counts from the end, either may be empty",
     SetBytes},
    {"json", 0, nullptr, kStat, "one JSON object on one line for each file",
     SetFlag<&Command::json>},
    {"stdout", 'c', nullptr, kMakesFiles | kCat, "write to standard output",
     SetFlag<&Command::to_stdout>},
    {"output", 'o', "FILE", kMakesFiles | kCat, "write to FILE; - is standard output",
     SetOutput},
    {"force", 'f', nullptr, kEncodes,
     "replace existing files, follow links, read devices,\n"
     "write a score to a terminal",
     SetFlag<&Command::force>},
    {"force", 'f', nullptr, kDecode, "replace existing files, follow links, read devices",
     SetFlag<&Command::force>},
    {"force", 'f', nullptr, kCat, "replace the file of -o", SetFlag<&Command::force>},
    {"keep", 'k', nullptr, kMakesFiles, "keep the source (the default)",
     SetFlag<&Command::remove_source, false>},
    {"rm", 0, nullptr, kMakesFiles, "remove the source once its copy is safely on disk",
     SetFlag<&Command::remove_source>},
    {kLevelOption, 0, "N", kEncodes,
     "the same as -N: -1 is fastest, -9 smallest (default -6)", SetLevel},
    {"threads", 'T', "N", kThreaded, "work on N segments at once; 0 is one for each core",
     SetThreads},
    {"memory", 'M', "SIZE", kGzip,
     "stay below SIZE: encoding takes smaller segments,\n"
     "decoding refuses what needs more (default 256M)",
     SetSize<&Command::memory_bytes>},
    {"memory", 'M', "SIZE", kEncode, "stay below SIZE, by smaller segments",
     SetSize<&Command::memory_bytes>},
    {"memory", 'M', "SIZE", kReads, "refuse what needs more memory (default 256M)",
     SetSize<&Command::memory_bytes>},
    {"block-size", 0, "SIZE", kEncodes,
     "what is decoded to read one byte (default 64K):\n"
     "smaller seeks faster, larger packs tighter",
     SetSize<&Command::block_bytes>},
    {"segment-size", 0, "SIZE", kEncodes,
     "what shares one grammar (default: by level and data)",
     SetSize<&Command::segment_bytes>},
    {"quiet", 'q', nullptr, kAll, "print errors only", SetFlag<&Command::quiet>},
    {"verbose", 'v', nullptr, kMakesFiles,
     "print figures at the end: sizes, speed, memory", SetFlag<&Command::verbose>},
    {"help", 'h', nullptr, kAll, "print this page", SetVerb<Verb::kHelp>},
    {"version", 'V', nullptr, kAll, "print the version", SetVerb<Verb::kVersion>},
};

}  // namespace

std::span<const OptionRow> OptionTable() { return kTable; }

}  // namespace rondo::app
