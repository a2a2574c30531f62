// A look at a segment without reading all of it.
#ifndef RONDO_GRAMMAR_SAMPLE_H_
#define RONDO_GRAMMAR_SAMPLE_H_

#include <algorithm>
#include <cstddef>

#include "base/byte_io.h"

namespace rondo::grammar {

// Calls look(stretch) for at most 65 stretches of `stretch_bytes`, spread evenly over the
// segment, since its parts may differ; for all of the segment if it is no longer than
// that.
template <typename Look>
void Sample(base::Bytes segment, size_t stretch_bytes, Look look) {
  const size_t step = std::max(segment.size() / 64, stretch_bytes);
  for (size_t begin = 0; begin < segment.size(); begin += step) {
    look(segment.subspan(begin, std::min(stretch_bytes, segment.size() - begin)));
  }
}

}  // namespace rondo::grammar

#endif  // RONDO_GRAMMAR_SAMPLE_H_
