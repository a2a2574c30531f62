// What fits into one block stays in one. Otherwise segments are dealt out in order, each
// part as full as its size allows, and so are the bytes of each own entry; what is small
// stays in the root. Three segments of 100 KiB with parts of 256 KiB are two parts:
//
//   part 0: segments 0, 1      root: "Segments": [[link, 2], [link, 1]]
//   part 1: segment 2
//
// Tested by tests/dictionary/dictionary_object_test.cc.
#include "dictionary/dictionary_writer.h"

#include <algorithm>
#include <span>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "dictionary/dag_cbor.h"
#include "dictionary/utf8.h"

namespace rondo::dictionary {
namespace {

// Of a head, which says what follows and how much of it.
constexpr uint64_t kMaxHeadBytes = 9;

struct WrittenPart {
  Cid cid;
  uint64_t count = 0;  // of segments or bytes
};
using WrittenParts = std::vector<WrittenPart>;  // none: what it is of stays in the root

base::Bytes AsBytes(const std::string& text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

absl::Status CheckText(const std::string& text, const char* what, uint64_t most) {
  if (text.empty() || text.size() > most) {
    return absl::InvalidArgumentError(
        absl::StrCat(what, " has ", text.size(), " bytes, expected 1 to ", most));
  }
  if (ValidUtf8Prefix(AsBytes(text)) == text.size()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(what, " is not UTF-8"));
}

absl::Status CheckContents(const DictionaryContents& contents) {
  RONDO_RETURN_IF_ERROR(CheckText(contents.name, "the name", kMaxNameBytes));
  if (contents.description) {
    RONDO_RETURN_IF_ERROR(
        CheckText(*contents.description, "the description", kMaxDescriptionBytes));
  }
  for (size_t i = 0; i < contents.segments.size(); ++i) {
    const size_t size = contents.segments[i].size();
    if (size > 0 && size <= kMaxSegmentBytes) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "segment ", i, " has ", size, " bytes, expected 1 to ", kMaxSegmentBytes));
  }
  for (const auto& [name, bytes] : contents.own) {
    RONDO_RETURN_IF_ERROR(CheckText(name, "the name of an own entry", kMaxNameBytes));
  }
  return absl::OkStatus();
}

uint64_t SegmentBytes(const DictionaryContents& contents) {
  uint64_t bytes = kMaxHeadBytes;
  for (const base::ByteVector& segment : contents.segments) {
    bytes += kMaxHeadBytes + segment.size();
  }
  return bytes;
}

class Writer {
 public:
  Writer(const DictionaryContents& contents, const BlockSink& sink,
         const DictionarySizes& sizes)
      : contents_(contents), sink_(sink), sizes_(sizes) {}

  absl::StatusOr<Cid> Write() {
    if (MayBeSingle()) {
      const base::ByteVector root = Root();
      if (root.size() <= sizes_.single_block_bytes) return Keep(Codec::kDagCbor, root);
    }
    const uint64_t small = sizes_.part_bytes / 4;
    if (SegmentBytes(contents_) > small) RONDO_RETURN_IF_ERROR(WriteSegmentParts());
    for (const auto& [name, bytes] : contents_.own) {
      if (bytes.size() > small) RONDO_RETURN_IF_ERROR(WriteOwnParts(name, bytes));
    }
    const base::ByteVector root = Root();
    if (root.size() <= kSingleBlockBytes) return Keep(Codec::kDagCbor, root);
    return absl::ResourceExhaustedError(absl::StrCat("a dictionary with a root of ",
                                                     root.size(), " bytes, at most ",
                                                     kSingleBlockBytes, " are allowed"));
  }

 private:
  // A bound from below: only what cannot fit is not tried.
  bool MayBeSingle() const {
    uint64_t bytes = 0;
    for (const base::ByteVector& segment : contents_.segments) bytes += segment.size();
    for (const auto& [name, own] : contents_.own) bytes += own.size();
    return bytes <= sizes_.single_block_bytes;
  }

  absl::StatusOr<Cid> Keep(Codec codec, base::Bytes block) {
    const Cid cid = Cid::Of(codec, block);
    RONDO_RETURN_IF_ERROR(sink_(cid, block));
    return cid;
  }

  absl::Status WriteSegmentParts() {
    const std::span<const base::ByteVector> all = contents_.segments;
    for (size_t from = 0; from < all.size();) {
      uint64_t bytes = kMaxHeadBytes;
      size_t to = from;
      while (to < all.size() && (to == from || bytes + kMaxHeadBytes + all[to].size() <=
                                                   sizes_.part_bytes)) {
        bytes += kMaxHeadBytes + all[to++].size();
      }
      base::ByteVector block;
      WriteSegmentList(all.subspan(from, to - from), &block);
      RONDO_ASSIGN_OR_RETURN(const Cid cid, Keep(Codec::kDagCbor, block));
      segments_.push_back({cid, to - from});
      from = to;
    }
    return absl::OkStatus();
  }

  absl::Status WriteOwnParts(const std::string& name, base::Bytes bytes) {
    while (!bytes.empty()) {
      const base::Bytes part =
          bytes.first(std::min<uint64_t>(bytes.size(), sizes_.part_bytes));
      RONDO_ASSIGN_OR_RETURN(const Cid cid, Keep(Codec::kRaw, part));
      own_[name].push_back({cid, part.size()});
      bytes = bytes.subspan(part.size());
    }
    return absl::OkStatus();
  }

  static void WriteSegmentList(std::span<const base::ByteVector> segments,
                               base::ByteVector* out) {
    DagCborWriter cbor(out);
    cbor.List(segments.size());
    for (const base::ByteVector& segment : segments) cbor.Bytes(segment);
  }

  static void WriteParts(const WrittenParts& parts, base::ByteVector* out) {
    DagCborWriter cbor(out);
    cbor.List(parts.size());
    for (const WrittenPart& part : parts) {
      cbor.List(2);
      cbor.Link(part.cid);
      cbor.Unsigned(part.count);
    }
  }

  base::ByteVector Root() const {
    base::ByteVector root;
    DagCborWriter cbor(&root);
    cbor.Map(2 + !contents_.own.empty() + contents_.description.has_value());
    cbor.Text("Name");
    cbor.Text(contents_.name);
    if (!contents_.own.empty()) {
      cbor.Text("Rondo");
      WriteOwn(&root);
    }
    cbor.Text("Segments");
    if (segments_.empty()) {
      WriteSegmentList(contents_.segments, &root);
    } else {
      WriteParts(segments_, &root);
    }
    if (contents_.description) {
      cbor.Text("Description");
      cbor.Text(*contents_.description);
    }
    return root;
  }

  void WriteOwn(base::ByteVector* root) const {
    DagCborWriter cbor(root);
    std::vector<const std::string*> names;
    for (const auto& [name, bytes] : contents_.own) names.push_back(&name);
    std::ranges::sort(names, [](const std::string* a, const std::string* b) {
      return KeyLess(*a, *b);
    });
    cbor.Map(names.size());
    for (const std::string* const name : names) {
      cbor.Text(*name);
      const auto parts = own_.find(*name);
      if (parts == own_.end()) {
        cbor.Bytes(contents_.own.at(*name));
      } else {
        WriteParts(parts->second, root);
      }
    }
  }

  const DictionaryContents& contents_;
  const BlockSink& sink_;
  const DictionarySizes& sizes_;
  WrittenParts segments_;
  std::map<std::string, WrittenParts> own_;
};

}  // namespace

absl::StatusOr<Cid> WriteDictionary(const DictionaryContents& contents,
                                    const BlockSink& sink, const DictionarySizes& sizes) {
  RONDO_RETURN_IF_ERROR(CheckContents(contents));
  return Writer(contents, sink, sizes).Write();
}

}  // namespace rondo::dictionary
