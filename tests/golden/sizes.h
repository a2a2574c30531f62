// Sizes of scores of generated inputs, as the tree remembers them: a change that makes
// scores larger, or smaller, is noticed where it is made.
//
// Thread rule: free functions without state.
#ifndef RONDO_TESTS_GOLDEN_SIZES_H_
#define RONDO_TESTS_GOLDEN_SIZES_H_

#include <cstdint>
#include <string>
#include <vector>

namespace rondo::testing {

struct ScoreSize {
  std::string input;
  int level = 0;
  uint64_t expanded_bytes = 0;
  uint64_t bytes = 0;  // of the score
};

// Encodes all inputs at levels 1, 6 and 9.
std::vector<ScoreSize> MeasureSizes();

// A line for each; the first line says what is what.
std::string WriteSizes(const std::vector<ScoreSize>& sizes);
std::vector<ScoreSize> ReadSizes(const std::string& text);

// What is wrong with `now`, given what was remembered; empty if sizes are within 0.5 %.
std::string Difference(const std::vector<ScoreSize>& remembered,
                       const std::vector<ScoreSize>& now);

}  // namespace rondo::testing

#endif  // RONDO_TESTS_GOLDEN_SIZES_H_
