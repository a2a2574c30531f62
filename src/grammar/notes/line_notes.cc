// A collection of versions repeats nearly every line many times. Taking lines as symbols
// shortens the text that Re-Pair must work on a hundredfold, so that one grammar can span
// hundreds of megabytes:
//
//   "a\nb\na\nc\nb\n"  ->  L0 L1 L0 "c" "\n" L1 ;  L0 = "a" "\n" ;  L1 = "b" "\n"
//
// Two passes: the first numbers the distinct lines and counts them; the second writes a
// note for each line that repeats and hands everything else, and then the spelling of
// each note, to the word front end. Words are thus counted in what is spelled, not in the
// input. Tested by notes_test.cc.
#include "grammar/notes/line_notes.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "base/checksum.h"

namespace rondo::grammar {
namespace {

// Limits of LineCoverage.
constexpr size_t kMaxLineBytes = 64 << 10;
constexpr uint32_t kMaxDistinctLines = 1 << 20;

// Bytes of the first line of `text`: its newline included, or all of it if there is none.
size_t LineBytes(base::Bytes text) {
  const void* newline = std::memchr(text.data(), '\n', text.size());
  if (newline == nullptr) return text.size();
  return static_cast<const uint8_t*>(newline) - text.data() + 1;
}

class LineTable {
 public:
  explicit LineTable(base::Bytes segment) : segment_(segment) {}

  // Numbers and counts the lines of [begin, end), which is one block.
  void AddBlock(uint64_t begin, uint64_t end) {
    while (begin < end) {
      const base::Bytes line =
          segment_.subspan(begin, LineBytes(segment_.subspan(begin, end - begin)));
      const uint32_t id = index_.FindOrAdd(base::Xxh3Low(line), [&](uint32_t candidate) {
        return std::ranges::equal(line, Text(lines_[candidate]));
      });
      if (id == lines_.size()) {
        lines_.push_back(
            {static_cast<uint32_t>(begin), static_cast<uint32_t>(line.size())});
      }
      ++lines_[id].count;
      sequence_.push_back(id);
      begin += line.size();
    }
  }

  // Gives symbols to the lines that are worth one; returns how many.
  uint32_t NumberNotes() {
    uint32_t notes = 0;
    for (Line& line : lines_) {
      // A line that was cut may be a single word, which is no spelling.
      const bool whole = Text(line).back() == '\n';
      if (line.count >= 2 && line.size_bytes >= 2 && whole) line.note = kBytes + notes++;
    }
    return notes;
  }

  struct Line {
    uint32_t begin = 0;  // of its first occurrence
    uint32_t size_bytes = 0;
    uint32_t count = 0;
    Symbol note = kSeparator;  // if it is none
  };
  base::Bytes Text(const Line& line) const {
    return segment_.subspan(line.begin, line.size_bytes);
  }
  const std::vector<Line>& lines() const { return lines_; }
  // Index in lines() of every line of the segment.
  const std::vector<uint32_t>& sequence() const { return sequence_; }

 private:
  base::Bytes segment_;
  HashIndex index_;
  std::vector<Line> lines_;
  std::vector<uint32_t> sequence_;
};

}  // namespace

NoteText MakeLineNotes(base::Bytes segment, std::span<const uint64_t> block_ends,
                       const WordOptions& options) {
  LineTable table(segment);
  uint64_t begin = 0;
  for (const uint64_t end : block_ends) {
    table.AddBlock(begin, end);
    begin = end;
  }

  WordNotes words(kBytes + table.NumberNotes(), options);
  std::vector<Symbol> tokens;
  auto next = table.sequence().begin();
  begin = 0;
  uint64_t spelled = 0;  // everything before has its tokens
  for (const uint64_t end : block_ends) {
    while (begin < end) {
      const LineTable::Line& line = table.lines()[*next++];
      if (line.note != kSeparator) {
        words.Split(segment.subspan(spelled, begin - spelled), &tokens);
        tokens.push_back(line.note);
        spelled = begin + line.size_bytes;
      }
      begin += line.size_bytes;
    }
    words.Split(segment.subspan(spelled, end - spelled), &tokens);
    tokens.push_back(kSeparator);
    spelled = end;
  }
  for (const LineTable::Line& line : table.lines()) {
    if (line.note == kSeparator) continue;
    words.Split(table.Text(line), &tokens);
    tokens.push_back(kSeparator);
  }
  return words.Finish(tokens, static_cast<uint32_t>(block_ends.size()));
}

void LineCoverage::Add(base::Bytes chunk) {
  while (!chunk.empty()) {
    const size_t room = kMaxLineBytes - open_line_.size();
    const base::Bytes part =
        chunk.first(LineBytes(chunk.first(std::min(room, chunk.size()))));
    const bool complete = part.back() == '\n' || part.size() == room;
    chunk = chunk.subspan(part.size());
    if (complete && open_line_.empty()) {
      AddLine(part);
      continue;
    }
    open_line_.insert(open_line_.end(), part.begin(), part.end());
    if (complete) {
      AddLine(open_line_);
      open_line_.clear();
    }
  }
}

void LineCoverage::AddLine(base::Bytes line) {
  total_bytes_ += line.size();
  if (line.back() != '\n') return;
  const uint64_t hash = base::Xxh3(line);
  const auto equal = [&](uint32_t id) { return hashes_[id] == hash; };
  const uint32_t low = static_cast<uint32_t>(hash);
  const std::optional<uint32_t> id = hashes_.size() < kMaxDistinctLines
                                         ? index_.FindOrAdd(low, equal)
                                         : index_.Find(low, equal);
  if (id.has_value() && *id < hashes_.size()) {
    repeated_bytes_ += line.size();
  } else if (id.has_value()) {
    hashes_.push_back(hash);
  }
}

}  // namespace rondo::grammar
