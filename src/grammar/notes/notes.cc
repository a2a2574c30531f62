#include "grammar/notes/notes.h"

#include <algorithm>

#include "grammar/notes/line_notes.h"
#include "grammar/notes/word_notes.h"
#include "grammar/sample.h"

namespace rondo::grammar {
namespace {

NoteText MakeByteNotes(base::Bytes segment, std::span<const uint64_t> block_ends) {
  NoteText result;
  result.blocks = static_cast<uint32_t>(block_ends.size());
  result.text.reserve(segment.size() + block_ends.size());
  uint64_t begin = 0;
  for (const uint64_t end : block_ends) {
    const base::Bytes block = segment.subspan(begin, end - begin);
    result.text.insert(result.text.end(), block.begin(), block.end());
    result.text.push_back(kSeparator);
    begin = end;
  }
  return result;
}

// How the digits of a segment are best cut. Three is best for counters, sizes and times:
// their last digits vary freely, the others repeat. Numbers of eight digits that make up
// most of the digits are dates or keys (offsets in a file), and repeat as a whole.
WordOptions ChooseOptions(base::Bytes segment) {
  size_t digits = 0;
  size_t in_eights = 0;  // digits in numbers of eight
  Sample(segment, 16 << 10, [&](base::Bytes part) {
    size_t run = 0;  // what the end of the part cuts off is left out
    for (const uint8_t byte : part) {
      if (IsDigit(byte)) {
        ++run;
        continue;
      }
      digits += run;
      in_eights += run == 8 ? run : 0;
      run = 0;
    }
  });
  WordOptions options;
  if (in_eights * 2 > digits) options.digit_group = 4;
  return options;
}

}  // namespace

bool HasWords(base::Bytes text) {
  size_t bytes = 0;
  size_t control = 0;  // bytes that text does not contain
  size_t endless = 0;  // bytes in words that would be cut
  Sample(text, 64 << 10, [&](base::Bytes part) {
    bytes += part.size();
    size_t letters = 0;  // up to this byte
    for (const uint8_t byte : part) {
      control += byte < ' ' && byte != '\t' && byte != '\n' && byte != '\r';
      letters = IsLetter(byte) ? letters + 1 : 0;
      endless += letters > kMaxWordBytes;
    }
  });
  // Text has almost no control bytes, random bytes have one in nine, machine code one in
  // three; text mixed with images, at one in twelve, is still better off with words. The
  // second fraction is below 0.1 for text and 0.7 for DNA in lines of 80.
  return control * 10 <= bytes && endless * 3 <= bytes;
}

NoteText MakeNotes(NoteKind kind, base::Bytes segment,
                   std::span<const uint64_t> block_ends) {
  switch (kind) {
    case NoteKind::kByte:
      return MakeByteNotes(segment, block_ends);
    case NoteKind::kWord:
      return MakeWordNotes(segment, block_ends, ChooseOptions(segment));
    case NoteKind::kLine:
      return MakeLineNotes(segment, block_ends, ChooseOptions(segment));
  }
  return {};
}

NoteKind ChooseNotes(base::Bytes segment) {
  LineCoverage lines;
  lines.Add(segment);
  if (lines.repeated_fraction() > LineCoverage::kEnough) return NoteKind::kLine;
  return HasWords(segment) ? NoteKind::kWord : NoteKind::kByte;
}

}  // namespace rondo::grammar
