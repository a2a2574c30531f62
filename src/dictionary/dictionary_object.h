// A dictionary as it is passed on: a root block, and parts where there is much of it.
// docs/format/DICTIONARY.md, "Objects" and "Parts".
#ifndef RONDO_DICTIONARY_DICTIONARY_OBJECT_H_
#define RONDO_DICTIONARY_DICTIONARY_OBJECT_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "dictionary/block_source.h"
#include "dictionary/cid.h"
#include "dictionary/dag_cbor.h"

namespace rondo::dictionary {

// Limits of every dictionary, checked by its writer and before anything is allocated for
// it by its reader.
inline constexpr uint64_t kSingleBlockBytes = uint64_t{1} << 20;  // of a root
inline constexpr uint64_t kMaxNameBytes = 255;  // of the dictionary, of an own entry
inline constexpr uint64_t kMaxDescriptionBytes = 64u << 10;
inline constexpr uint64_t kMaxSegmentBytes = 64u << 10;  // and at least 1
inline constexpr uint64_t kMaxSegments = uint64_t{1} << 32;
inline constexpr uint64_t kMaxOwnBytes = uint64_t{1} << 40;  // of one entry

// Some segments that follow each other.
struct SegmentPart {
  uint64_t first = 0;  // number of the first of them
  std::vector<base::Bytes> segments;
  std::shared_ptr<const base::ByteVector> block;  // what they are parts of
};

// A dictionary whose root was read. Parts are read, and checked by their addresses, when
// they are asked for, and not kept.
//
// Thread rule: immutable; may be used from any thread, as the source may.
class DictionaryObject {
 public:
  // Reads the root. Errors: those of BlockSource::Get and DecodeDagCbor; kDataLoss for
  // what is no dictionary, kUnimplemented for one with members that are not known.
  // Cost: one block.
  static absl::StatusOr<DictionaryObject> Open(std::shared_ptr<const BlockSource> source,
                                               const Cid& root);
  // A root that is at hand. Errors: as above, without those of the source.
  static absl::StatusOr<DictionaryObject> Parse(std::shared_ptr<const BlockSource> source,
                                                const Cid& root, base::ByteVector block);

  const Cid& cid() const { return cid_; }
  const std::string& name() const { return name_; }
  const std::optional<std::string>& description() const { return description_; }

  // Segments, the one with the shortest code first.
  uint64_t segment_count() const { return segment_count_; }
  // How many parts they are in; 1 if they stand in the root.
  size_t segment_parts() const { return segments_.size(); }
  // The part that holds a segment. REQUIRES: segment < segment_count().
  size_t PartOfSegment(uint64_t segment) const;
  // Part `i`, which is below segment_parts(). Errors: those of the source; kDataLoss if
  // it is no such part. Cost: one block, unless it stands in the root.
  absl::StatusOr<SegmentPart> Part(size_t i) const;

  // Rondo's own part: byte strings with names.
  std::vector<std::string> own_names() const;
  bool HasOwn(const std::string& name) const { return own_.contains(name); }
  // 0 if there is none of that name.
  uint64_t OwnBytes(const std::string& name) const;
  // Bytes [from, from + count) of an entry. Errors: kNotFound without such an entry,
  // kOutOfRange for bytes that are not in it, those of the source, kDataLoss for a part
  // of another length. Cost: the blocks that these bytes are in.
  absl::StatusOr<base::ByteVector> ReadOwn(const std::string& name, uint64_t from,
                                           uint64_t count) const;

  // All blocks but the root, in order, those that are used twice too.
  std::vector<Cid> Links() const;
  // One of these, or the root. Errors: those of the source. Cost: a block.
  absl::StatusOr<std::shared_ptr<const base::ByteVector>> Block(const Cid& cid) const;
  // Reads every part. Errors: those of Part and ReadOwn. Cost: all blocks.
  absl::Status Verify() const;

 private:
  // What a part holds, and where it is: in a block, or at an item of the root.
  struct PartRef {
    std::optional<Cid> link;
    uint32_t item = 0;
    uint64_t first = 0;  // segment or byte
    uint64_t count = 0;  // segments or bytes
  };
  using PartRefs = std::vector<PartRef>;

  DictionaryObject(std::shared_ptr<const BlockSource> source, const Cid& root)
      : source_(std::move(source)), cid_(root) {}

  absl::Status ReadRoot();
  absl::Status ReadTexts();
  absl::Status ReadSegments(uint32_t list);
  absl::Status ReadOwnEntries(uint32_t map);
  absl::StatusOr<PartRefs> ReadPartRefs(uint32_t list, Codec codec, uint64_t most,
                                        const char* what) const;

  std::shared_ptr<const BlockSource> source_;
  Cid cid_;
  std::shared_ptr<const base::ByteVector> root_;
  DagCborItems items_;  // of the root
  std::string name_;
  std::optional<std::string> description_;
  PartRefs segments_;  // at least one
  uint64_t segment_count_ = 0;
  std::map<std::string, PartRefs> own_;
};

}  // namespace rondo::dictionary

#endif  // RONDO_DICTIONARY_DICTIONARY_OBJECT_H_
