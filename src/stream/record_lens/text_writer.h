// Codes the text of a record segment (model/text.h).
//
// Thread rule: pure.
#ifndef RONDO_STREAM_RECORD_LENS_TEXT_WRITER_H_
#define RONDO_STREAM_RECORD_LENS_TEXT_WRITER_H_

#include "base/byte_io.h"
#include "grammar/grammar.h"

namespace rondo::grammar {
class SharedRules;
}

namespace rondo::stream {

// What a text may build on.
struct LentText {
  const grammar::SharedRules* rules = nullptr;
  base::Bytes frame_dictionary = {};
};

// Appends the coded text to *out. `level` is Rondo's. Returns the rules that others may
// borrow, if there are some.
grammar::SymbolLists WriteRecordText(base::Bytes text, int level, const LentText& lent,
                                     base::ByteVector* out);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_TEXT_WRITER_H_
