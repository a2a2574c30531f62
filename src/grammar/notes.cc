#include "grammar/notes.h"

#include "grammar/line_notes.h"
#include "grammar/word_notes.h"

namespace rondo::grammar {
namespace {

NoteText MakeByteNotes(Bytes segment, std::span<const uint64_t> block_ends) {
  NoteText result;
  result.blocks = static_cast<uint32_t>(block_ends.size());
  result.text.reserve(segment.size() + block_ends.size());
  uint64_t begin = 0;
  for (const uint64_t end : block_ends) {
    const Bytes block = segment.subspan(begin, end - begin);
    result.text.insert(result.text.end(), block.begin(), block.end());
    result.text.push_back(kSeparator);
    begin = end;
  }
  return result;
}

}  // namespace

NoteText MakeNotes(NoteKind kind, Bytes segment, std::span<const uint64_t> block_ends) {
  switch (kind) {
    case NoteKind::kBytes:
      return MakeByteNotes(segment, block_ends);
    case NoteKind::kWords:
      return MakeWordNotes(segment, block_ends);
    case NoteKind::kLines:
      return MakeLineNotes(segment, block_ends);
  }
  return {};
}

NoteKind ChooseNotes(Bytes segment) {
  (void)segment;
  return NoteKind::kWords;
}

}  // namespace rondo::grammar
