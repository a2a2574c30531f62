// A dictionary as scores use it: parts, each of which is what a segment lends.
// docs/format/DICTIONARY.md, "For scores".
//
//   own entries   tables/0  text/0  context/0  tables/1      two parts, the second
//                                                            without text and context
//
// Thread rule: thread-safe.
#ifndef RONDO_STREAM_DICTIONARY_SCORE_DICTIONARY_H_
#define RONDO_STREAM_DICTIONARY_SCORE_DICTIONARY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "base/lazy.h"
#include "dictionary/dictionary_object.h"
#include "rondo/dictionary.h"
#include "stream/lens/lens.h"
#include "stream/lens/zstd_frames.h"
#include "stream/score/lens_id.h"

namespace rondo::stream {

// Checked before anything is allocated.
inline constexpr size_t kMaxDictionaryParts = 16;
inline constexpr uint64_t kMaxDictionaryTablesBytes = uint64_t{256} << 20;
inline constexpr uint64_t kMaxDictionaryTextBytes = kMaxZstdDictionaryBytes;
// What a part may take once it is decoded, its text apart.
inline constexpr uint64_t kMaxDictionaryMemoryBytes = uint64_t{1} << 30;

// Names of the entries of a part: its tables, the text beside them, its context.
std::string TablesEntry(size_t part);
std::string TextEntry(size_t part);
std::string ContextEntry(size_t part);

// What the entry of the tables says.
struct DictionaryTables {
  Lens lens = Lens::kStored;
  uint64_t expanded_bytes = 0;  // of the segment that they were the tables of
  uint32_t blocks = 0;
  base::Bytes tables;  // without a checksum: the blocks are checked by their hashes
};
void AppendDictionaryTables(const DictionaryTables& tables, base::ByteVector* out);
absl::StatusOr<DictionaryTables> ParseDictionaryTables(base::Bytes entry);

// The text that AppendDictionaryText (shared_text.h) packed.
absl::StatusOr<base::ByteVector> ParseDictionaryText(base::Bytes entry);

// Tables that segments may build on.
struct OpenedPart {
  std::shared_ptr<SegmentTables> tables;
  uint64_t expanded_bytes = 0;  // of what they were made of
};
// Keeps the bytes of the entry. `text`: what frames of those segments refer to, or null.
// The limit is that of the tables when they are decoded.
absl::StatusOr<OpenedPart> OpenDictionaryPart(
    base::ByteVector entry, std::shared_ptr<const base::ByteVector> text,
    uint64_t memory_limit_bytes = kMaxDictionaryMemoryBytes);

class LentParts;

class ScoreDictionary final : public Dictionary {
 public:
  // kInvalidArgument if the object has no part, kDataLoss if one has a context of no
  // name.
  static absl::StatusOr<std::shared_ptr<const ScoreDictionary>> Make(
      dictionary::DictionaryObject object);

  std::string address() const override { return object_.cid().ToText(); }
  std::string name() const override { return object_.name(); }
  std::string context(size_t part) const override {
    return part < parts() ? contexts_[part] : "";
  }
  const ScoreDictionary& score_dictionary() const override { return *this; }

  const base::Sha256Digest& digest() const { return object_.cid().digest; }
  // For what else is in it, such as renditions.
  const dictionary::DictionaryObject& object() const { return object_; }
  size_t parts() const { return contexts_.size(); }
  // Read at the first call. kDataLoss, also for a part that there is not; errors of the
  // source; kResourceExhausted past the limits above.
  absl::StatusOr<OpenedPart> Part(size_t part) const;

 private:
  friend class LentParts;
  ScoreDictionary(dictionary::DictionaryObject object, std::vector<std::string> contexts)
      : object_(std::move(object)), contexts_(std::move(contexts)) {}
  absl::StatusOr<OpenedPart> Load(size_t part) const;

  const dictionary::DictionaryObject object_;
  const std::vector<std::string> contexts_;  // by part
  mutable std::array<base::Lazy<OpenedPart>, kMaxDictionaryParts> opened_;
  // What encoders make of it (lent_parts.h).
  mutable base::Lazy<std::shared_ptr<const LentParts>> lent_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_DICTIONARY_SCORE_DICTIONARY_H_
