// The byte lens: a grammar and its coded sequence. docs/format/grammar_lens.md.
#ifndef RONDO_STREAM_GRAMMAR_LENS_LENS_H_
#define RONDO_STREAM_GRAMMAR_LENS_LENS_H_

#include <memory>
#include <span>

#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "grammar/grammar.h"
#include "stream/lens/lens.h"

namespace rondo::grammar {
class SharedRules;
}

namespace rondo::stream {

// block_ends: end offset of each block in the segment, ascending, last == segment.size().
// Builds on the shared rules, if there are some and they cover enough of it.
EncodedSegment EncodeGrammarLens(base::Bytes segment,
                                 std::span<const uint64_t> block_ends, int level,
                                 const grammar::SharedRules* shared = nullptr);

// The same for blocks that have a grammar already. Its bodies refer only to
// lower-numbered rules.
EncodedSegment EncodeGrammar(grammar::Grammar grammar, int level);

absl::StatusOr<std::unique_ptr<SegmentTables>> OpenGrammarLens(
    base::Bytes tables, const SegmentExtent& extent);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_GRAMMAR_LENS_LENS_H_
