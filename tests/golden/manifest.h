// The table of golden files, tests/golden/README.md: written by make_golden, read by
// golden_test.
//
// Thread rule: plain data and free functions.
#ifndef RONDO_TESTS_GOLDEN_MANIFEST_H_
#define RONDO_TESTS_GOLDEN_MANIFEST_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "golden/golden.h"
#include "rondo/reader.h"

namespace rondo::testing {

// What reading a file gave, by each of the three ways.
struct Observed {
  Outcome outcome;
  absl::StatusOr<base::ByteVector> piped = absl::UnknownError("not read");
  absl::StatusOr<base::ByteVector> parts = absl::UnknownError("not read");
  std::string lenses;
  std::string message;  // of the first of the three that failed
};
Observed Observe(base::Bytes score, const DecodeOptions& options);

// A row as it stands in the file.
struct ManifestRow {
  std::string name;
  std::string sentence;
  std::string lenses;
  Outcome outcome;
  std::string sha256;   // in hexadecimal, of the expanded bytes; empty: it never expands
  std::string message;  // of a reader
};

// The row that the file should have. `observed` gives the message.
ManifestRow RowOf(const Golden& golden, const Observed& observed);
// The sum of the bytes as the table has it.
std::string HexSha256(base::Bytes bytes);

std::string WriteManifest(const std::vector<ManifestRow>& rows);
// Rows that cannot be read are left out.
std::vector<ManifestRow> ReadManifest(const std::string& text);

}  // namespace rondo::testing

#endif  // RONDO_TESTS_GOLDEN_MANIFEST_H_
