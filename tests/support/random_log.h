// Random logs for property tests: lines from a few templates with every type of slot, and
// among them lines that fit no template.
#ifndef RONDO_TESTS_SUPPORT_RANDOM_LOG_H_
#define RONDO_TESTS_SUPPORT_RANDOM_LOG_H_

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "base/byte_io.h"

namespace rondo::testing {

// The same seed gives the same log on every machine.
std::string RandomLog(uint32_t seed, int lines);

// Ends of blocks of about `block_bytes`, at line ends where there are some.
std::vector<uint64_t> BlockEnds(const std::string& log, uint64_t block_bytes);

inline base::Bytes AsBytes(const std::string& text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

}  // namespace rondo::testing

#endif  // RONDO_TESTS_SUPPORT_RANDOM_LOG_H_
