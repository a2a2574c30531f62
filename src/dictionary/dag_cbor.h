// DAG-CBOR, strictly: each value has one form, and every other form is refused.
// docs/format/DICTIONARY.md, "Encoding".
//
// Thread rule: a writer is externally synchronised; the rest are plain data and pure
// functions.
#ifndef RONDO_DICTIONARY_DAG_CBOR_H_
#define RONDO_DICTIONARY_DAG_CBOR_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "dictionary/cid.h"

namespace rondo::dictionary {

// What may be nested in each other.
inline constexpr size_t kMaxDagCborDepth = 64;

enum class DagCborKind : uint8_t {
  kUnsigned,  // value
  kNegative,  // -1 - value
  kBytes,     // bytes
  kText,      // bytes, which are UTF-8
  kList,      // value members follow
  kMap,       // value members follow, each a text and what it names, in their order
  kLink,      // bytes: an address of any kind
  kFalse,
  kTrue,
  kNull,
  kFloat,  // number
};

const char* KindName(DagCborKind kind);

// One value. Those of a document stand in the order of their bytes.
struct DagCborItem {
  DagCborKind kind = DagCborKind::kNull;
  uint32_t end = 0;     // number of the item behind this one and all that is in it
  uint64_t offset = 0;  // of its first byte
  uint64_t value = 0;
  double number = 0;
  base::Bytes bytes;  // a part of what was decoded

  std::string_view text() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
};
using DagCborItems = std::vector<DagCborItem>;

// The items of the one value that `bytes` hold; the first is the value itself. They refer
// to `bytes`.
//
// Errors: kDataLoss, naming the byte, for whatever is not the one form of a value:
// integers and lengths longer than they need be, indefinite lengths, keys that are no
// text or not in order (by length, then by bytes), the same key twice, text that is not
// UTF-8, tags other than 42, links that are no address behind a zero byte, floats of
// other than 64 bits, infinities and NaN, other simple values, an early end, bytes behind
// the value. kResourceExhausted: nested more than kMaxDagCborDepth deep, or more than
// `most_items`.
// Cost: one pass; 56 bytes an item, and there are never more items than bytes.
absl::StatusOr<DagCborItems> DecodeDagCbor(base::Bytes bytes,
                                           uint64_t most_items = UINT32_MAX);

// Whether the key `a` stands before the key `b`: by length, then by bytes.
bool KeyLess(std::string_view a, std::string_view b);

// The item that `key` names in the map `items[map]`; nullptr if none is.
// REQUIRES: items[map].kind == kMap. Cost: linear in the members of the map.
const DagCborItem* FindMember(const DagCborItems& items, uint32_t map,
                              std::string_view key);

// kDataLoss, saying what was expected at which byte, if the item is of another kind.
absl::Status ExpectKind(const DagCborItem& item, DagCborKind kind, std::string_view what);
// The address that the item links to. Errors: kDataLoss if it is no link, and those of
// Cid::FromBytes.
absl::StatusOr<Cid> ReadLink(const DagCborItem& item, std::string_view what);

// Appends values. Who calls it keeps to the order of keys, and to what was said to
// follow.
class DagCborWriter {
 public:
  // *out must outlive the writer.
  explicit DagCborWriter(base::ByteVector* out) : out_(out) {}

  void Unsigned(uint64_t value) { Head(0, value); }
  void Negative(uint64_t value) { Head(1, value); }  // -1 - value
  void Bytes(base::Bytes bytes);
  // REQUIRES: UTF-8.
  void Text(std::string_view text);
  void List(uint64_t members) { Head(4, members); }
  // Then each key by Text, by KeyLess, and behind it its value.
  void Map(uint64_t members) { Head(5, members); }
  void Link(const Cid& cid) { LinkTo(cid.ToBytes()); }
  // REQUIRES: CheckAnyCid(cid).ok().
  void LinkTo(base::Bytes cid);
  void Bool(bool value) { out_->push_back(value ? 0xf5 : 0xf4); }
  void Null() { out_->push_back(0xf6); }
  // REQUIRES: finite.
  void Float(double value);
  // One item as it was decoded, without what is in it: all items of a document, in order,
  // write it again.
  void Item(const DagCborItem& item);

 private:
  void Head(uint8_t major, uint64_t value);

  base::ByteVector* out_;
};

}  // namespace rondo::dictionary

#endif  // RONDO_DICTIONARY_DAG_CBOR_H_
