// Encodes a segment by its structure: as symbols of a grammar or, where there are lines,
// as records, whichever is smaller.
//
// Thread rule: pure.
#ifndef RONDO_STREAM_SEGMENT_STRUCTURE_ENCODER_H_
#define RONDO_STREAM_SEGMENT_STRUCTURE_ENCODER_H_

#include <cstdint>
#include <span>

#include "base/byte_io.h"
#include "stream/lens/lens.h"

namespace rondo::stream {

// `repetitive`: a quick look found next to nothing but repetition.
// Cost: that of the better lens and of a sample of both, or of both where the sample does
// not decide.
EncodedSegment EncodeStructure(base::Bytes segment, std::span<const uint64_t> block_ends,
                               int level, bool repetitive);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SEGMENT_STRUCTURE_ENCODER_H_
