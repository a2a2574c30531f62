// The sequence of a record segment as decoding needs it: what its symbols, templates and
// rules over them, stand for.
//
// Thread rule: immutable, thread-safe.
#ifndef RONDO_STREAM_RECORD_LENS_MODEL_SEQUENCE_CODE_H_
#define RONDO_STREAM_RECORD_LENS_MODEL_SEQUENCE_CODE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "grammar/grammar.h"
#include "stream/record_lens/model/sequence.h"

namespace rondo::stream {

class SequenceCode {
 public:
  SequenceCode() = default;
  // kDataLoss: a rule leads back to itself.
  // Cost: linear in the bodies; memory is a few times theirs.
  static absl::StatusOr<SequenceCode> Load(RecordSequence from);

  // Symbols are known by their rank.
  uint32_t symbols() const { return static_cast<uint32_t>(numbers_.size()); }
  bool is_rule(uint32_t rank) const { return sequence_.is_rule[rank]; }
  // REQUIRES: it is a template, or a rule.
  uint32_t Template(uint32_t rank) const { return numbers_[rank]; }
  grammar::SymbolSpan Body(uint32_t rank) const {
    return sequence_.bodies[numbers_[rank]];
  }
  // The rules, each behind those in its body.
  std::span<const uint32_t> rules_bottom_up() const { return rules_; }
  // The templates of the lines that a symbol stands for; empty: it is a rule of too many
  // to keep.
  std::span<const uint32_t> Lines(uint32_t rank) const {
    return std::span(lines_).subspan(line_begins_[rank], line_counts_[rank]);
  }
  // The byte that a line of a template is known by; by rank, that of the last line.
  uint8_t line_byte(uint32_t id) const { return sequence_.line_bytes[id]; }
  const uint8_t* last_bytes() const { return last_bytes_.data(); }

  uint64_t memory_bytes() const;

 private:
  void FindLastBytes();
  void KeepLines();

  RecordSequence sequence_;
  std::vector<uint32_t> numbers_;  // by rank
  std::vector<uint32_t> rules_;    // ranks
  std::vector<uint8_t> last_bytes_;
  std::vector<uint32_t> line_begins_;  // by rank: into lines_
  std::vector<uint32_t> line_counts_;
  std::vector<uint32_t> lines_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_MODEL_SEQUENCE_CODE_H_
