// Codes the text of a record segment (model/text.h).
//
// Thread rule: pure.
#ifndef RONDO_STREAM_RECORD_LENS_TEXT_WRITER_H_
#define RONDO_STREAM_RECORD_LENS_TEXT_WRITER_H_

#include "base/byte_io.h"

namespace rondo::stream {

// Appends the coded text to *out. `level` is Rondo's.
void WriteRecordText(base::Bytes text, int level, base::ByteVector* out);

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_TEXT_WRITER_H_
