// A root is one map. Its Segments are the segments themselves, or parts of them, each a
// link with how many it leads to:
//
//   {"Name": "logs", "Segments": [bytes, bytes, ...]}
//   {"Name": "logs", "Rondo": {"tables": [[link, 262144], [link, 51]]},
//    "Segments": [[link, 9000], [link, 741]]}
//
// From the counts follows which part holds segment 9,100 or byte 262,150 of the tables,
// so that a reader fetches these parts and no others.
//
// Tested by tests/dictionary/dictionary_object_test.cc and
// tests/dictionary/malformed_test.cc.
#include "dictionary/dictionary_object.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace rondo::dictionary {
namespace {

constexpr char kName[] = "Name";
constexpr char kOwn[] = "Rondo";
constexpr char kSegments[] = "Segments";
constexpr char kDescription[] = "Description";

template <typename... Parts>
absl::Status BadItem(const DagCborItem& item, const Parts&... parts) {
  return absl::DataLossError(
      absl::StrCat("dictionary, byte ", item.offset, ": ", parts...));
}

absl::Status CheckSegment(const DagCborItem& item) {
  RONDO_RETURN_IF_ERROR(ExpectKind(item, DagCborKind::kBytes, "a segment"));
  if (!item.bytes.empty() && item.bytes.size() <= kMaxSegmentBytes) {
    return absl::OkStatus();
  }
  return BadItem(item, "a segment of ", item.bytes.size(), " bytes, expected 1 to ",
                 kMaxSegmentBytes);
}

absl::StatusOr<std::string> ReadText(const DagCborItem& item, const char* what,
                                     uint64_t most) {
  RONDO_RETURN_IF_ERROR(ExpectKind(item, DagCborKind::kText, what));
  if (!item.bytes.empty() && item.bytes.size() <= most) return std::string(item.text());
  return BadItem(item, what, " of ", item.bytes.size(), " bytes, expected 1 to ", most);
}

}  // namespace

absl::StatusOr<DictionaryObject> DictionaryObject::Open(
    std::shared_ptr<const BlockSource> source, const Cid& root) {
  RONDO_ASSIGN_OR_RETURN(base::ByteVector block, source->Get(root));
  return Parse(std::move(source), root, std::move(block));
}

absl::StatusOr<DictionaryObject> DictionaryObject::Parse(
    std::shared_ptr<const BlockSource> source, const Cid& root, base::ByteVector block) {
  if (root.codec != Codec::kDagCbor) {
    return absl::DataLossError(
        absl::StrCat(root.ToText(), " is the address of raw bytes, not of a dictionary"));
  }
  if (block.size() > kSingleBlockBytes) {
    return absl::DataLossError(absl::StrCat("the root of a dictionary of ", block.size(),
                                            " bytes, at most ", kSingleBlockBytes,
                                            " are allowed"));
  }
  DictionaryObject object(std::move(source), root);
  object.root_ = std::make_shared<const base::ByteVector>(std::move(block));
  RONDO_RETURN_IF_ERROR(object.ReadRoot());
  return object;
}

absl::Status DictionaryObject::ReadRoot() {
  RONDO_ASSIGN_OR_RETURN(items_, DecodeDagCbor(*root_));
  RONDO_RETURN_IF_ERROR(ExpectKind(items_[0], DagCborKind::kMap, "a dictionary"));
  static constexpr std::array<std::string_view, 4> kKnown = {kName, kOwn, kSegments,
                                                             kDescription};
  for (uint32_t at = 1; at < items_[0].end; at = items_[at + 1].end) {
    if (std::ranges::find(kKnown, items_[at].text()) != kKnown.end()) continue;
    return absl::UnimplementedError(absl::StrCat(
        "dictionary, byte ", items_[at].offset, ": a member \"",
        std::string(items_[at].text().substr(0, 40)), "\", which is not known"));
  }
  RONDO_RETURN_IF_ERROR(ReadTexts());
  const DagCborItem* segments = FindMember(items_, 0, kSegments);
  if (segments == nullptr) return BadItem(items_[0], "no ", kSegments);
  RONDO_RETURN_IF_ERROR(ReadSegments(static_cast<uint32_t>(segments - items_.data())));
  const DagCborItem* own = FindMember(items_, 0, kOwn);
  if (own == nullptr) return absl::OkStatus();
  return ReadOwnEntries(static_cast<uint32_t>(own - items_.data()));
}

absl::Status DictionaryObject::ReadTexts() {
  const DagCborItem* name = FindMember(items_, 0, kName);
  if (name == nullptr) return BadItem(items_[0], "no ", kName);
  RONDO_ASSIGN_OR_RETURN(name_, ReadText(*name, kName, kMaxNameBytes));
  const DagCborItem* description = FindMember(items_, 0, kDescription);
  if (description == nullptr) return absl::OkStatus();
  RONDO_ASSIGN_OR_RETURN(description_,
                         ReadText(*description, kDescription, kMaxDescriptionBytes));
  return absl::OkStatus();
}

absl::Status DictionaryObject::ReadSegments(uint32_t list) {
  const DagCborItem& item = items_[list];
  RONDO_RETURN_IF_ERROR(ExpectKind(item, DagCborKind::kList, kSegments));
  const bool has_parts = item.value > 0 && items_[list + 1].kind == DagCborKind::kList;
  if (has_parts) {
    RONDO_ASSIGN_OR_RETURN(segments_,
                           ReadPartRefs(list, Codec::kDagCbor, kMaxSegments, kSegments));
    segment_count_ = segments_.back().first + segments_.back().count;
    return absl::OkStatus();
  }
  for (uint32_t at = list + 1; at < item.end; ++at) {
    RONDO_RETURN_IF_ERROR(CheckSegment(items_[at]));
  }
  segment_count_ = item.value;
  segments_ = {{std::nullopt, list, 0, item.value}};
  return absl::OkStatus();
}

absl::Status DictionaryObject::ReadOwnEntries(uint32_t map) {
  RONDO_RETURN_IF_ERROR(ExpectKind(items_[map], DagCborKind::kMap, kOwn));
  for (uint32_t at = map + 1; at < items_[map].end; at = items_[at + 1].end) {
    RONDO_ASSIGN_OR_RETURN(const std::string name,
                           ReadText(items_[at], "a name of an own entry", kMaxNameBytes));
    const DagCborItem& value = items_[at + 1];
    PartRefs& parts = own_[name];
    if (value.kind == DagCborKind::kBytes) {
      parts = {{std::nullopt, at + 1, 0, value.bytes.size()}};
      continue;
    }
    RONDO_RETURN_IF_ERROR(ExpectKind(value, DagCborKind::kList, "an own entry"));
    if (value.value == 0) return BadItem(value, "an own entry without a part");
    RONDO_ASSIGN_OR_RETURN(
        parts, ReadPartRefs(at + 1, Codec::kRaw, kMaxOwnBytes, "an own entry"));
  }
  return absl::OkStatus();
}

// Pairs of a link and a count. REQUIRES: a list.
absl::StatusOr<DictionaryObject::PartRefs> DictionaryObject::ReadPartRefs(
    uint32_t list, Codec codec, uint64_t most, const char* what) const {
  PartRefs parts;
  uint64_t first = 0;
  for (uint32_t at = list + 1; at < items_[list].end; at = items_[at].end) {
    const DagCborItem& pair = items_[at];
    RONDO_RETURN_IF_ERROR(ExpectKind(pair, DagCborKind::kList, "a part"));
    if (pair.value != 2) return BadItem(pair, "a part is a link and a count");
    RONDO_ASSIGN_OR_RETURN(const Cid link, ReadLink(items_[at + 1], "a part"));
    if (link.codec != codec) {
      return BadItem(items_[at + 1], "a part of ", what, " with an address of codec ",
                     static_cast<int>(link.codec), ", expected ",
                     static_cast<int>(codec));
    }
    const DagCborItem& count = items_[at + 2];
    RONDO_RETURN_IF_ERROR(ExpectKind(count, DagCborKind::kUnsigned, "what a part holds"));
    // Each takes a byte of its block.
    if (count.value == 0 || count.value > kMaxBlockBytes) {
      return BadItem(count, "a part that holds ", count.value, ", expected 1 to ",
                     kMaxBlockBytes);
    }
    parts.push_back({link, 0, first, count.value});
    first += count.value;
    if (first > most) return BadItem(count, what, " of more than ", most);
  }
  return parts;
}

absl::StatusOr<std::shared_ptr<const base::ByteVector>> DictionaryObject::Block(
    const Cid& cid) const {
  if (cid == cid_) return root_;
  auto block = source_->Get(cid);
  if (block.ok()) return std::make_shared<const base::ByteVector>(*std::move(block));
  return absl::Status(block.status().code(),
                      absl::StrCat("a part of dictionary ", cid_.ToText(), ": ",
                                   block.status().message()));
}

size_t DictionaryObject::PartOfSegment(uint64_t segment) const {
  const auto behind = std::ranges::upper_bound(segments_, segment, {}, &PartRef::first);
  return static_cast<size_t>(behind - segments_.begin()) - 1;
}

absl::StatusOr<SegmentPart> DictionaryObject::Part(size_t i) const {
  const PartRef& ref = segments_[i];
  SegmentPart part;
  part.first = ref.first;
  part.segments.reserve(ref.count);
  if (!ref.link) {
    part.block = root_;
    for (uint32_t at = ref.item + 1; at < items_[ref.item].end; ++at) {
      part.segments.push_back(items_[at].bytes);
    }
    return part;
  }
  RONDO_ASSIGN_OR_RETURN(part.block, Block(*ref.link));
  RONDO_ASSIGN_OR_RETURN(const DagCborItems items,
                         DecodeDagCbor(*part.block, ref.count + 1));
  RONDO_RETURN_IF_ERROR(ExpectKind(items[0], DagCborKind::kList, "a part of Segments"));
  if (items[0].value != ref.count) {
    return BadItem(items[0], "a part of ", items[0].value, " segments, expected ",
                   ref.count);
  }
  for (uint32_t at = 1; at < items.size(); ++at) {
    RONDO_RETURN_IF_ERROR(CheckSegment(items[at]));
    part.segments.push_back(items[at].bytes);
  }
  return part;
}

std::vector<std::string> DictionaryObject::own_names() const {
  std::vector<std::string> names;
  for (const auto& [name, parts] : own_) names.push_back(name);
  return names;
}

uint64_t DictionaryObject::OwnBytes(const std::string& name) const {
  const auto entry = own_.find(name);
  return entry == own_.end() ? 0
                             : entry->second.back().first + entry->second.back().count;
}

absl::StatusOr<base::ByteVector> DictionaryObject::ReadOwn(const std::string& name,
                                                           uint64_t from,
                                                           uint64_t count) const {
  const auto entry = own_.find(name);
  if (entry == own_.end()) {
    return absl::NotFoundError(
        absl::StrCat("dictionary ", cid_.ToText(), " has no entry \"", name, "\""));
  }
  const uint64_t size = OwnBytes(name);
  if (from > size || count > size - from) {
    return absl::OutOfRangeError(absl::StrCat(
        "bytes ", from, " and ", count, " more of \"", name, "\", which has ", size));
  }
  base::ByteVector bytes;
  const PartRefs& parts = entry->second;
  auto part = std::ranges::upper_bound(parts, from, {}, &PartRef::first) - 1;
  for (; count > 0; ++part) {
    std::shared_ptr<const base::ByteVector> block;
    base::Bytes whole;
    if (part->link) {
      RONDO_ASSIGN_OR_RETURN(block, Block(*part->link));
      whole = *block;
    } else {
      whole = items_[part->item].bytes;
    }
    if (whole.size() != part->count) {
      return absl::DataLossError(absl::StrCat("a part of \"", name, "\" has ",
                                              whole.size(), " bytes, expected ",
                                              part->count));
    }
    const base::Bytes rest = whole.subspan(from - part->first);
    const base::Bytes wanted = rest.first(std::min<uint64_t>(count, rest.size()));
    bytes.insert(bytes.end(), wanted.begin(), wanted.end());
    from += wanted.size();
    count -= wanted.size();
  }
  return bytes;
}

std::vector<Cid> DictionaryObject::Links() const {
  std::vector<Cid> links;
  const auto add = [&](const PartRefs& parts) {
    for (const PartRef& part : parts) {
      if (part.link) links.push_back(*part.link);
    }
  };
  add(segments_);
  for (const auto& [name, parts] : own_) add(parts);
  return links;
}

absl::Status DictionaryObject::Verify() const {
  for (size_t i = 0; i < segments_.size(); ++i) {
    RONDO_RETURN_IF_ERROR(Part(i).status());
  }
  for (const auto& [name, parts] : own_) {
    for (const PartRef& part : parts) {
      RONDO_RETURN_IF_ERROR(ReadOwn(name, part.first, part.count).status());
    }
  }
  return absl::OkStatus();
}

}  // namespace rondo::dictionary
