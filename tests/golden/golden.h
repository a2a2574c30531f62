// Golden scores: small files that stand in the tree, each for one thing that a score may
// be or must not be. Their names say what becomes of them, as in xz:
//
//   good-...         a reader expands it
//   bad-...          a reader refuses it, or, where only the index is damaged, the pipe does
//   unsupported-...  intact, but from the future
//
// They are written by this generator and read by golden_test, from the files: so a reader
// of today is known to read what was written before.
//
// Thread rule: free functions without state.
#ifndef RONDO_TESTS_GOLDEN_GOLDEN_H_
#define RONDO_TESTS_GOLDEN_GOLDEN_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/byte_io.h"
#include "rondo/templates.h"

namespace rondo::testing {

// How the three ways to read a file end.
struct Outcome {
  absl::StatusCode pipe = absl::StatusCode::kOk;    // Decode
  absl::StatusCode parts = absl::StatusCode::kOk;   // Reader, all of it
  absl::StatusCode verify = absl::StatusCode::kOk;  // Reader::Verify
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

struct Golden {
  std::string name;
  std::string sentence;  // what it shows, or why it must fail
  base::ByteVector score;
  Outcome outcome;
  base::ByteVector expanded;    // what it was made from; nothing if it never expands
  std::string lenses;           // of its segments, "record" or "stored, stored"
  std::vector<SlotType> slots;  // that some template of it must have
};

std::vector<Golden> GoodScores();
std::vector<Golden> BadScores();      // of the container
std::vector<Golden> BadLensScores();  // of what is in its segments
std::vector<Golden> UnsupportedScores();

// All, in this order.
std::vector<Golden> GoldenScores();

}  // namespace rondo::testing

#endif  // RONDO_TESTS_GOLDEN_GOLDEN_H_
