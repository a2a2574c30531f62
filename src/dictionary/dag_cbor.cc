// A value of CBOR (RFC 8949) begins with a byte: three bits of major type, five that are
// a number below 24 or say that it follows in 1, 2, 4 or 8 bytes, big-endian. DAG-CBOR
// leaves one way to write each value, so that equal values have equal addresses.
//
//   a2                 a map of 2 members
//   64 4e 61 6d 65     text of 4 bytes, "Name"     (shorter keys first)
//   61 64              text of 1 byte, "d"
//   68 53 ... 73       text of 8 bytes, "Segments"
//   81 42 68 69        a list of 1 member: bytes of length 2, "hi"
//
// becomes the items map, "Name", "d", "Segments", list, bytes, where the map ends at 6
// and the list at 6. The decoder goes over the bytes once. What is still open, lists and
// maps, stands on a stack of its own of bounded height: nothing here calls itself, so no
// input can exhaust the stack of the thread.
//
// Source: https://ipld.io/specs/codecs/dag-cbor/spec/
//
// Tested by tests/dictionary/dag_cbor_test.cc and tests/dictionary/malformed_test.cc.
#include "dictionary/dag_cbor.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/status_macros.h"
#include "dictionary/utf8.h"

namespace rondo::dictionary {
namespace {

enum Major : uint8_t {
  kMajorUnsigned,
  kMajorNegative,
  kMajorBytes,
  kMajorText,
  kMajorList,
  kMajorMap,
  kMajorTag,
  kMajorOther,
};

constexpr uint8_t kOneByte = 24;  // the number follows in one byte; then 2, 4, 8
constexpr uint8_t kEightBytes = 27;
constexpr uint8_t kIndefinite = 31;
constexpr uint64_t kLinkTag = 42;
constexpr uint8_t kFalse = 20, kTrue = 21, kNull = 22;

template <typename... Parts>
absl::Status BadCbor(uint64_t offset, const Parts&... parts) {
  return absl::DataLossError(absl::StrCat("DAG-CBOR, byte ", offset, ": ", parts...));
}

struct Head {
  uint64_t offset = 0;
  uint8_t major = 0;
  uint8_t low = 0;  // the five bits
  uint64_t value = 0;
};

// A list or a map that has members to come.
struct Open {
  uint32_t item = 0;
  uint64_t left = 0;      // values to come; of a map, keys count too
  uint32_t last_key = 0;  // item; 0: none
};

class Decoder {
 public:
  Decoder(base::Bytes bytes, uint64_t most_items)
      : bytes_(bytes), most_items_(most_items) {}

  absl::StatusOr<DagCborItems> Decode() {
    do {
      RONDO_RETURN_IF_ERROR(ReadItem());
      Close();
    } while (!open_.empty());
    if (at_ != bytes_.size()) {
      return BadCbor(at_, bytes_.size() - at_, " bytes behind the value, expected none");
    }
    return std::move(items_);
  }

 private:
  absl::Status ReadItem() {
    if (items_.size() >= most_items_) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "DAG-CBOR, byte ", at_, ": more than the ", most_items_, " values allowed"));
    }
    RONDO_ASSIGN_OR_RETURN(const Head head, ReadHead());
    const bool is_key = NextIsKey();
    if (is_key && head.major != kMajorText)
      return BadCbor(head.offset, "a key is no text");
    DagCborItem item;
    item.offset = head.offset;
    item.value = head.value;
    RONDO_RETURN_IF_ERROR(Fill(head, &item));
    const auto number = static_cast<uint32_t>(items_.size());
    items_.push_back(item);
    if (is_key) RONDO_RETURN_IF_ERROR(CheckKey(number));
    if (!open_.empty()) --open_.back().left;
    if (head.major != kMajorList && head.major != kMajorMap) {
      items_.back().end = number + 1;
      return absl::OkStatus();
    }
    if (open_.size() >= kMaxDagCborDepth) {
      return absl::ResourceExhaustedError(absl::StrCat("DAG-CBOR, byte ", head.offset,
                                                       ": nested more than ",
                                                       kMaxDagCborDepth, " deep"));
    }
    open_.push_back({number, head.major == kMajorMap ? 2 * head.value : head.value, 0});
    return absl::OkStatus();
  }

  absl::StatusOr<Head> ReadHead() {
    Head head;
    head.offset = at_;
    if (at_ == bytes_.size()) return BadCbor(at_, "ends where a value must begin");
    const uint8_t byte = bytes_[at_++];
    head.major = byte >> 5;
    head.low = head.value = byte & 31;
    if (head.low < kOneByte) return head;
    if (head.low > kEightBytes) {
      return BadCbor(head.offset, head.low == kIndefinite ? "an indefinite length"
                                                          : "a reserved length");
    }
    const size_t count = size_t{1} << (head.low - kOneByte);
    if (bytes_.size() - at_ < count) return BadCbor(at_, "ends within a number");
    head.value = 0;
    for (size_t i = 0; i < count; ++i) head.value = head.value << 8 | bytes_[at_++];
    if (head.major == kMajorOther) return head;  // a float, or refused for what it is
    const uint64_t least = count == 1 ? kOneByte : uint64_t{1} << (4 * count);
    if (head.value < least) {
      return BadCbor(head.offset, head.value, " is written in ", count,
                     " bytes, which is longer than it need be");
    }
    return head;
  }

  absl::Status Fill(const Head& head, DagCborItem* item) {
    switch (head.major) {
      case kMajorUnsigned:
        item->kind = DagCborKind::kUnsigned;
        return absl::OkStatus();
      case kMajorNegative:
        item->kind = DagCborKind::kNegative;
        return absl::OkStatus();
      case kMajorBytes:
        item->kind = DagCborKind::kBytes;
        return TakeBytes(head, item);
      case kMajorText:
        return TakeText(head, item);
      case kMajorList:
      case kMajorMap:
        return CheckMembers(head, item);
      case kMajorTag:
        return TakeLink(head, item);
      default:
        return TakeOther(head, item);
    }
  }

  absl::Status TakeBytes(const Head& head, DagCborItem* item) {
    if (head.value > bytes_.size() - at_) {
      return BadCbor(head.offset, "a length of ", head.value, " bytes, but ",
                     bytes_.size() - at_, " are left");
    }
    item->bytes = bytes_.subspan(at_, head.value);
    at_ += head.value;
    return absl::OkStatus();
  }

  absl::Status TakeText(const Head& head, DagCborItem* item) {
    item->kind = DagCborKind::kText;
    RONDO_RETURN_IF_ERROR(TakeBytes(head, item));
    const size_t valid = ValidUtf8Prefix(item->bytes);
    if (valid == item->bytes.size()) return absl::OkStatus();
    return BadCbor(at_ - item->bytes.size() + valid, "text that is not UTF-8");
  }

  // Each member takes a byte, each of a map two: no more can follow than bytes are left.
  absl::Status CheckMembers(const Head& head, DagCborItem* item) {
    const bool is_map = head.major == kMajorMap;
    item->kind = is_map ? DagCborKind::kMap : DagCborKind::kList;
    const uint64_t most = (bytes_.size() - at_) / (is_map ? 2 : 1);
    if (head.value <= most) return absl::OkStatus();
    return BadCbor(head.offset, head.value, " members, but ", bytes_.size() - at_,
                   " bytes are left");
  }

  absl::Status TakeLink(const Head& head, DagCborItem* item) {
    if (head.value != kLinkTag) {
      return BadCbor(head.offset, "tag ", head.value, ", expected 42, a link");
    }
    RONDO_ASSIGN_OR_RETURN(const Head inner, ReadHead());
    if (inner.major != kMajorBytes)
      return BadCbor(inner.offset, "a link that is no bytes");
    RONDO_RETURN_IF_ERROR(TakeBytes(inner, item));
    if (item->bytes.empty() || item->bytes[0] != 0) {
      return BadCbor(inner.offset, "a link without the zero byte before its address");
    }
    item->kind = DagCborKind::kLink;
    item->bytes = item->bytes.subspan(1);
    const absl::Status status = CheckAnyCid(item->bytes);
    if (status.ok()) return status;
    return BadCbor(inner.offset, "a link: ", std::string(status.message()));
  }

  absl::Status TakeOther(const Head& head, DagCborItem* item) {
    switch (head.low) {
      case kFalse:
        item->kind = DagCborKind::kFalse;
        return absl::OkStatus();
      case kTrue:
        item->kind = DagCborKind::kTrue;
        return absl::OkStatus();
      case kNull:
        item->kind = DagCborKind::kNull;
        return absl::OkStatus();
      case kEightBytes:
        item->kind = DagCborKind::kFloat;
        item->number = std::bit_cast<double>(head.value);
        if (std::isfinite(item->number)) return absl::OkStatus();
        return BadCbor(head.offset, "a number that is not finite");
      default:
        return BadCbor(head.offset,
                       head.low > kOneByte
                           ? "a float of less than 64 bits"
                           : "a simple value other than false, true and null");
    }
  }

  bool NextIsKey() const {
    return !open_.empty() && items_[open_.back().item].kind == DagCborKind::kMap &&
           open_.back().left % 2 == 0;
  }

  absl::Status CheckKey(uint32_t number) {
    Open& map = open_.back();
    const uint32_t last = std::exchange(map.last_key, number);
    if (last == 0 || KeyLess(items_[last].text(), items_[number].text())) {
      return absl::OkStatus();
    }
    const bool twice = items_[last].text() == items_[number].text();
    return BadCbor(
        items_[number].offset,
        twice ? "the same key twice" : "a key that belongs before the one before it");
  }

  // Lists and maps that are complete end here.
  void Close() {
    while (!open_.empty() && open_.back().left == 0) {
      items_[open_.back().item].end = static_cast<uint32_t>(items_.size());
      open_.pop_back();
    }
  }

  base::Bytes bytes_;
  uint64_t most_items_;
  size_t at_ = 0;  // <= bytes_.size()
  DagCborItems items_;
  std::vector<Open> open_;
};

}  // namespace

const char* KindName(DagCborKind kind) {
  switch (kind) {
    case DagCborKind::kUnsigned:
      return "a number";
    case DagCborKind::kNegative:
      return "a negative number";
    case DagCborKind::kBytes:
      return "bytes";
    case DagCborKind::kText:
      return "text";
    case DagCborKind::kList:
      return "a list";
    case DagCborKind::kMap:
      return "a map";
    case DagCborKind::kLink:
      return "a link";
    case DagCborKind::kFalse:
    case DagCborKind::kTrue:
      return "true or false";
    case DagCborKind::kNull:
      return "null";
    case DagCborKind::kFloat:
      return "a float";
  }
  return "";
}

absl::StatusOr<DagCborItems> DecodeDagCbor(base::Bytes bytes, uint64_t most_items) {
  return Decoder(bytes, std::min<uint64_t>(most_items, UINT32_MAX)).Decode();
}

bool KeyLess(std::string_view a, std::string_view b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

const DagCborItem* FindMember(const DagCborItems& items, uint32_t map,
                              std::string_view key) {
  for (uint32_t at = map + 1; at < items[map].end; at = items[at + 1].end) {
    if (items[at].text() == key) return &items[at + 1];
  }
  return nullptr;
}

absl::Status ExpectKind(const DagCborItem& item, DagCborKind kind,
                        std::string_view what) {
  if (item.kind == kind) return absl::OkStatus();
  return BadCbor(item.offset, std::string(what), " is ", KindName(item.kind),
                 ", expected ", KindName(kind));
}

absl::StatusOr<Cid> ReadLink(const DagCborItem& item, std::string_view what) {
  RONDO_RETURN_IF_ERROR(ExpectKind(item, DagCborKind::kLink, what));
  return Cid::FromBytes(item.bytes);
}

void DagCborWriter::Head(uint8_t major, uint64_t value) {
  const auto type = static_cast<uint8_t>(major << 5);
  if (value < kOneByte) {
    out_->push_back(type | static_cast<uint8_t>(value));
    return;
  }
  int log = 0;  // of the bytes that the value takes
  while (log < 3 && value >> (8 << log) != 0) ++log;
  out_->push_back(type | static_cast<uint8_t>(kOneByte + log));
  for (int i = (1 << log) - 1; i >= 0; --i) {
    out_->push_back(static_cast<uint8_t>(value >> (8 * i)));
  }
}

void DagCborWriter::Bytes(base::Bytes bytes) {
  Head(kMajorBytes, bytes.size());
  out_->insert(out_->end(), bytes.begin(), bytes.end());
}

void DagCborWriter::Text(std::string_view text) {
  Head(kMajorText, text.size());
  out_->insert(out_->end(), text.begin(), text.end());
}

void DagCborWriter::LinkTo(base::Bytes cid) {
  Head(kMajorTag, kLinkTag);
  Head(kMajorBytes, cid.size() + 1);
  out_->push_back(0);
  out_->insert(out_->end(), cid.begin(), cid.end());
}

void DagCborWriter::Float(double value) {
  out_->push_back(kMajorOther << 5 | kEightBytes);
  const auto bits = std::bit_cast<uint64_t>(value);
  for (int i = 7; i >= 0; --i) out_->push_back(static_cast<uint8_t>(bits >> (8 * i)));
}

void DagCborWriter::Item(const DagCborItem& item) {
  switch (item.kind) {
    case DagCborKind::kUnsigned:
      return Unsigned(item.value);
    case DagCborKind::kNegative:
      return Negative(item.value);
    case DagCborKind::kBytes:
      return Bytes(item.bytes);
    case DagCborKind::kText:
      return Text(item.text());
    case DagCborKind::kList:
      return List(item.value);
    case DagCborKind::kMap:
      return Map(item.value);
    case DagCborKind::kLink:
      return LinkTo(item.bytes);
    case DagCborKind::kFalse:
    case DagCborKind::kTrue:
      return Bool(item.kind == DagCborKind::kTrue);
    case DagCborKind::kNull:
      return Null();
    case DagCborKind::kFloat:
      return Float(item.number);
  }
}

}  // namespace rondo::dictionary
