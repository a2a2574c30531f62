// make_golden FOLDER: writes the golden scores to FOLDER/scores, the table of them to
// FOLDER/README.md, the dictionary that some need to FOLDER/dictionary.cbor, and the
// guarded sizes to FOLDER/sizes.txt. Nothing is written if a score does not do what its
// maker says. scripts/make-golden runs it.
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "golden/dictionary.h"
#include "golden/golden.h"
#include "golden/manifest.h"
#include "golden/sizes.h"
#include "support/container_support.h"
#include "support/dictionary_support.h"

namespace rondo::testing {
namespace {

namespace fs = std::filesystem;

std::string Text(absl::StatusCode code) { return absl::StatusCodeToString(code); }

std::string Text(const Outcome& outcome) {
  return Text(outcome.pipe) + ", " + Text(outcome.parts) + ", " + Text(outcome.verify);
}

// Says on standard error what is not as it should be.
bool IsAsTold(const Golden& golden, const Observed& seen) {
  std::string wrong;
  if (seen.outcome != golden.outcome) {
    wrong += " ends in " + Text(seen.outcome) + " instead of " + Text(golden.outcome) +
             " (" + seen.message + ");";
  }
  for (const auto* const bytes : {&seen.piped, &seen.parts}) {
    if (bytes->ok() && **bytes != golden.expanded) wrong += " expands to other bytes;";
  }
  if (golden.name.starts_with("good-") && seen.lenses != golden.lenses) {
    wrong += " has lenses \"" + seen.lenses + "\", not \"" + golden.lenses + "\";";
  }
  if (golden.score.size() > 4096) {
    wrong += " takes " + std::to_string(golden.score.size()) + " bytes;";
  }
  if (wrong.empty()) return true;
  std::fprintf(stderr, "make_golden: %s%s\n", golden.name.c_str(), wrong.c_str());
  return false;
}

bool Make(const fs::path& folder) {
  const std::vector<Golden> all = GoldenScores();
  const base::ByteVector dictionary = GoldenDictionary();
  DecodeOptions options;
  options.find_dictionary = Always(OpenGoldenDictionary(dictionary));
  std::vector<ManifestRow> rows;
  bool good = true;
  for (const Golden& golden : all) {
    const Observed seen = Observe(golden.score, options);
    good &= IsAsTold(golden, seen);
    rows.push_back(RowOf(golden, seen));
  }
  if (!good) return false;
  fs::remove_all(folder / "scores");
  fs::create_directories(folder / "scores");
  for (const Golden& golden : all) {
    WriteFile(folder / "scores" / (golden.name + ".rondo"), golden.score);
  }
  WriteFile(folder / "dictionary.cbor", dictionary);
  WriteFile(folder / "README.md", ToBytes(WriteManifest(rows)));
  WriteFile(folder / "sizes.txt", ToBytes(WriteSizes(MeasureSizes())));
  std::printf("%zu scores\n", all.size());
  return true;
}

}  // namespace
}  // namespace rondo::testing

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: make_golden FOLDER\n");
    return 2;
  }
  return rondo::testing::Make(argv[1]) ? 0 : 1;
}
