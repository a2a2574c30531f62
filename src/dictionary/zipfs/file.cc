// Bits are read from the highest of each byte down. With the codes 0, 100, 101 ... of
// code.cc the byte 50, 0101 0000, would be segment 0, segment 2, and four of 0; a
// file that ends behind segment 2 has 5f, 0101 1111. A decoder sees a window of 32 bits,
// filled with ones behind the end, so that at the end of a good file the window is the
// end's code.
//
// Tested by tests/dictionary/zipfs/file_test.cc.
#include "dictionary/zipfs/file.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "dictionary/dag_cbor.h"

namespace rondo::dictionary {
namespace {

// a3 64 "Data": the only start that the map can have.
constexpr std::array<uint8_t, kZipfsStartBytes> kStart = {0xa3, 0x64, 'D', 'a', 't', 'a'};
constexpr uint64_t kOutputBytes = 256u << 10;
// Below it a dictionary cannot have each byte, so no encoder of ours wrote with it.
constexpr uint64_t kLeastByRank = 256;

absl::Status Bad(uint64_t bit, const char* what) {
  return absl::DataLossError(absl::StrCat("ZIPFS, bit ", bit, " of Data: ", what));
}

class BitReader {
 public:
  explicit BitReader(base::Bytes bytes) : bytes_(bytes) {}

  uint64_t at() const { return at_; }
  uint64_t left() const { return 8 * uint64_t{bytes_.size()} - at_; }
  // The next 32 bits; behind the end come ones.
  uint32_t Window() const {
    const uint64_t byte = at_ / 8;
    uint64_t window = 0;
    for (uint64_t i = byte; i < byte + 5; ++i) {
      window = window << 8 | (i < bytes_.size() ? bytes_[i] : 0xff);
    }
    return static_cast<uint32_t>(window >> (8 - at_ % 8));
  }
  void Skip(uint64_t bits) { at_ += bits; }

 private:
  base::Bytes bytes_;
  uint64_t at_ = 0;
};

// The number of the next segment; `segments` at the end.
absl::StatusOr<uint64_t> NextCanonical(const ZipfsCode& code, BitReader* reader) {
  if (reader->left() == 0) return code.segments();
  const ZipfsCode::Match match = code.Find(reader->Window());
  if (match.segment == code.segments()) {
    if (reader->left() < 8) return match.segment;
    return Bad(reader->at(), "the code of the end, and more behind it");
  }
  if (static_cast<uint64_t>(match.bits) > reader->left()) {
    return Bad(reader->at(), "a code that the data ends within");
  }
  reader->Skip(static_cast<uint64_t>(match.bits));
  return match.segment;
}

absl::StatusOr<uint64_t> NextUnary(uint64_t segments, BitReader* reader) {
  const uint64_t start = reader->at();
  uint64_t ones = 0;
  while (reader->left() > 0 && reader->Window() >> 31 != 0) {
    reader->Skip(1);
    if (++ones >= std::max<uint64_t>(segments, 8)) break;
  }
  if (reader->left() == 0) {
    return ones < 8 ? absl::StatusOr<uint64_t>(segments)
                    : Bad(start, "a code that the data ends within");
  }
  reader->Skip(1);
  if (ones >= segments) return Bad(start, "a code of no segment");
  return ones;
}

}  // namespace

bool StartsLikeZipfs(base::Bytes bytes) {
  return bytes.size() >= kStart.size() &&
         std::ranges::equal(bytes.first(kStart.size()), kStart);
}

absl::StatusOr<ZipfsFile> ParseZipfs(base::Bytes bytes) {
  RONDO_ASSIGN_OR_RETURN(const DagCborItems items, DecodeDagCbor(bytes, 16));
  RONDO_RETURN_IF_ERROR(ExpectKind(items[0], DagCborKind::kMap, "a ZIPFS file"));
  const DagCborItem* data = FindMember(items, 0, "Data");
  const DagCborItem* name = FindMember(items, 0, "Name");
  const DagCborItem* dictionary = FindMember(items, 0, "Dictionary");
  if (data == nullptr || name == nullptr || dictionary == nullptr ||
      items[0].value != 3) {
    return absl::DataLossError(
        "a ZIPFS file has Data, Name and Dictionary, and nothing else");
  }
  RONDO_RETURN_IF_ERROR(ExpectKind(*data, DagCborKind::kBytes, "Data"));
  RONDO_RETURN_IF_ERROR(ExpectKind(*name, DagCborKind::kText, "Name"));
  if (name->bytes.size() > kMaxFileNameBytes) {
    return absl::DataLossError(absl::StrCat("a Name of ", name->bytes.size(),
                                            " bytes, at most ", kMaxFileNameBytes,
                                            " are allowed"));
  }
  ZipfsFile file;
  RONDO_ASSIGN_OR_RETURN(file.dictionary, ReadLink(*dictionary, "Dictionary"));
  file.name = std::string(name->text());
  file.data = data->bytes;
  return file;
}

base::ByteVector WriteZipfs(const ZipfsFile& file) {
  base::ByteVector bytes;
  DagCborWriter cbor(&bytes);
  cbor.Map(3);
  cbor.Text("Data");
  cbor.Bytes(file.data);
  cbor.Text("Name");
  cbor.Text(file.name);
  cbor.Text("Dictionary");
  cbor.Link(file.dictionary);
  return bytes;
}

absl::StatusOr<ZipfsDictionary> ZipfsDictionary::Load(const DictionaryObject& object,
                                                      Form form) {
  if (object.segment_count() == 0) {
    return absl::DataLossError("a dictionary without segments is not for ZIPFS files");
  }
  if (object.segment_count() > kMaxZipfsSegments) {
    return absl::ResourceExhaustedError(
        absl::StrCat("a dictionary of ", object.segment_count(),
                     " segments; of those for ZIPFS files at most ", kMaxZipfsSegments,
                     " are allowed"));
  }
  ZipfsDictionary dictionary;
  uint64_t bytes = 0;
  for (size_t i = 0; i < object.segment_parts(); ++i) {
    RONDO_ASSIGN_OR_RETURN(const SegmentPart part, object.Part(i));
    for (const base::Bytes segment : part.segments) bytes += segment.size();
    if (bytes > kMaxZipfsBytes) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "a dictionary for ZIPFS files of more than ", kMaxZipfsBytes, " bytes"));
    }
    dictionary.blocks_.push_back(part.block);
    dictionary.segments_.insert(dictionary.segments_.end(), part.segments.begin(),
                                part.segments.end());
  }
  if (form == Form::kUnary) return dictionary;
  if (!object.HasOwn(kZipfsEntry)) {
    if (object.segment_count() >= kLeastByRank) {
      dictionary.code_ = CodeByRank(object.segment_count());
    }
    return dictionary;
  }
  const uint64_t size = object.OwnBytes(kZipfsEntry);
  if (size > kMaxCodeBits * base::kMaxVarintBytes) {
    return absl::DataLossError(
        absl::StrCat("lengths of codes in ", size, " bytes, which is too many"));
  }
  RONDO_ASSIGN_OR_RETURN(const base::ByteVector entry,
                         object.ReadOwn(kZipfsEntry, 0, size));
  RONDO_ASSIGN_OR_RETURN(dictionary.code_, ZipfsCode::Parse(entry));
  if (dictionary.code_->segments() == object.segment_count()) return dictionary;
  return absl::DataLossError(absl::StrCat("codes of ", dictionary.code_->segments(),
                                          " segments, but there are ",
                                          object.segment_count()));
}

absl::Status DecodeZipfs(const ZipfsDictionary& dictionary, base::Bytes data,
                         const std::function<absl::Status(base::Bytes)>& sink,
                         uint64_t most_bytes) {
  const uint64_t segments = dictionary.segments().size();
  BitReader reader(data);
  base::ByteVector pending;
  uint64_t written = 0;
  for (;;) {
    uint64_t number = 0;
    if (dictionary.code()) {
      RONDO_ASSIGN_OR_RETURN(number, NextCanonical(*dictionary.code(), &reader));
    } else {
      RONDO_ASSIGN_OR_RETURN(number, NextUnary(segments, &reader));
    }
    if (number == segments) break;
    const base::Bytes segment = dictionary.segments()[number];
    written += segment.size();
    if (written > most_bytes) {
      return absl::ResourceExhaustedError(
          absl::StrCat("expands to more than ", most_bytes, " bytes"));
    }
    pending.insert(pending.end(), segment.begin(), segment.end());
    if (pending.size() < kOutputBytes) continue;
    RONDO_RETURN_IF_ERROR(sink(pending));
    pending.clear();
  }
  return pending.empty() ? absl::OkStatus() : sink(pending);
}

}  // namespace rondo::dictionary
