// Tested by tests/stream/record_lens/postings_test.cc.
#include "stream/record_lens/model/postings.h"

#include <functional>
#include <numeric>

namespace rondo::stream {

std::vector<uint32_t> RecordPostings::Begins() const {
  std::vector<uint32_t> begins(counts.size() + 1, 0);
  std::inclusive_scan(counts.begin(), counts.end(), begins.begin() + 1, std::plus<>(),
                      uint32_t{0});
  return begins;
}

uint64_t CountThings(const RecordLayout& layout) {
  uint64_t things = layout.templates();
  for (const RecordClass& value_class : layout.classes)
    things += value_class.strings ? value_class.size : 0;
  return things;
}

}  // namespace rondo::stream
