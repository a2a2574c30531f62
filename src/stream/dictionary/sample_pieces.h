// Samples as pieces: what a dictionary is made of, and what it is tried on.
//
// Thread rule: pure.
#ifndef RONDO_STREAM_DICTIONARY_SAMPLE_PIECES_H_
#define RONDO_STREAM_DICTIONARY_SAMPLE_PIECES_H_

#include <span>
#include <vector>

#include "base/byte_io.h"

namespace rondo::stream {

struct SamplePieces {
  std::vector<base::Bytes> training;
  std::vector<base::Bytes> held_out;
};

// Small samples are pieces; larger ones are cut behind newlines, into pieces of about
// 64 KiB. If that is more than 64 MiB, pieces are left out evenly. One piece in eight, 32
// at most, is held out; none of fewer than four. Empty samples are no pieces.
SamplePieces CutSamples(std::span<const std::span<const uint8_t>> samples);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_DICTIONARY_SAMPLE_PIECES_H_
