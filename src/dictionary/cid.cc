// A binary CIDv1 is varints, and a digest:
//
//   01 version   71 codec, DAG-CBOR   12 hash, SHA-256   20 its length   32 bytes
//
// Written, it is "b" and those 36 bytes as base32 (RFC 4648, lower case, no padding):
// five bits a letter, high bits first, so 58 letters with two bits left, which are zero.
// The empty map, a0, is bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua.
//
// A CIDv0 is a bare SHA-256 multihash, 12 20 and 32 bytes.
// Source: https://github.com/multiformats/cid
//
// Tested by tests/dictionary/cid_test.cc.
#include "dictionary/cid.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/status_macros.h"

namespace rondo::dictionary {
namespace {

constexpr char kBase32[] = "abcdefghijklmnopqrstuvwxyz234567";
constexpr uint64_t kCidVersion = 1;
constexpr uint64_t kSha256 = 0x12;
constexpr size_t kDigestBytes = 32;
// Longer ones than any hash function has.
constexpr uint64_t kMaxDigestBytes = 128;

struct AnyCid {
  uint64_t version = 0;
  uint64_t codec = 0;
  uint64_t hash = 0;
  base::Bytes digest;
  size_t bytes = 0;  // of the whole
};

absl::StatusOr<AnyCid> ReadAnyCid(base::Bytes bytes) {
  base::ByteReader reader(bytes);
  AnyCid cid;
  if (bytes.size() >= 2 && bytes[0] == kSha256 && bytes[1] == kDigestBytes) {
    cid.hash = reader.Varint();
  } else {
    cid.version = reader.Varint();
    if (reader.ok() && cid.version != kCidVersion) {
      return absl::InvalidArgumentError(
          absl::StrCat("an address of version ", cid.version, ", expected 1"));
    }
    cid.codec = reader.Varint();
    cid.hash = reader.Varint();
  }
  const uint64_t length = reader.Varint();
  if (reader.ok() && length > kMaxDigestBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("an address with a digest of ", length, " bytes"));
  }
  cid.digest = reader.Take(length);
  if (!reader.ok()) return absl::InvalidArgumentError("the address ends too early");
  if (cid.hash == kSha256 && length != kDigestBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("an address with a SHA-256 of ", length, " bytes, expected 32"));
  }
  cid.bytes = reader.position();
  return cid;
}

}  // namespace

Cid Cid::Of(Codec codec, base::Bytes block) { return {codec, base::Sha256(block)}; }

absl::StatusOr<Cid> Cid::FromBytes(base::Bytes bytes) {
  RONDO_ASSIGN_OR_RETURN(const AnyCid any, ReadAnyCid(bytes));
  if (any.bytes != bytes.size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        bytes.size() - any.bytes, " bytes behind the address, expected none"));
  }
  if (any.version != kCidVersion) {
    return absl::UnimplementedError("an address of version 0; only version 1 is known");
  }
  if (any.hash != kSha256) {
    return absl::UnimplementedError(absl::StrFormat(
        "an address by hash function %#x; only SHA-256 is known", any.hash));
  }
  Cid cid;
  if (any.codec == static_cast<uint64_t>(Codec::kRaw)) {
    cid.codec = Codec::kRaw;
  } else if (any.codec != static_cast<uint64_t>(Codec::kDagCbor)) {
    return absl::UnimplementedError(absl::StrFormat(
        "an address of codec %#x; only DAG-CBOR and raw are known", any.codec));
  }
  std::ranges::copy(any.digest, cid.digest.begin());
  return cid;
}

absl::StatusOr<Cid> Cid::Parse(std::string_view text) {
  if (text.empty() || text[0] != 'b') {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", std::string(text.substr(0, kCidLetters)),
                     "\" is no address: expected base32, which starts with \"b\""));
  }
  if (text.size() > 2 * kCidLetters) {
    return absl::InvalidArgumentError(
        absl::StrCat("an address of ", text.size(), " letters, expected ", kCidLetters));
  }
  base::ByteVector bytes;
  uint32_t pending = 0;
  int bits = 0;
  for (size_t i = 1; i < text.size(); ++i) {
    const std::string_view letters(kBase32);
    const size_t value = letters.find(text[i]);
    if (value == std::string_view::npos) {
      return absl::InvalidArgumentError(
          absl::StrCat("letter ", i + 1,
                       " of the address is none of base32's, a to z "
                       "and 2 to 7"));
    }
    pending = pending << 5 | static_cast<uint32_t>(value);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<uint8_t>(pending >> bits));
    pending &= (1u << bits) - 1;
  }
  if (bits >= 5 || pending != 0) {
    return absl::InvalidArgumentError("the last letter of the address is wrong");
  }
  return FromBytes(bytes);
}

base::ByteVector Cid::ToBytes() const {
  base::ByteVector bytes;
  base::ByteWriter writer(&bytes);
  writer.Varint(kCidVersion);
  writer.Varint(static_cast<uint64_t>(codec));
  writer.Varint(kSha256);
  writer.Varint(kDigestBytes);
  writer.Append(digest);
  return bytes;
}

std::string Cid::ToText() const {
  std::string text = "b";
  uint32_t pending = 0;
  int bits = 0;
  for (const uint8_t byte : ToBytes()) {
    pending = pending << 8 | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += kBase32[pending >> bits & 31];
    }
  }
  if (bits > 0) text += kBase32[pending << (5 - bits) & 31];
  return text;
}

absl::StatusOr<size_t> MeasureCid(base::Bytes bytes) {
  RONDO_ASSIGN_OR_RETURN(const AnyCid any, ReadAnyCid(bytes));
  return any.bytes;
}

absl::Status CheckAnyCid(base::Bytes bytes) {
  RONDO_ASSIGN_OR_RETURN(const size_t measured, MeasureCid(bytes));
  if (measured == bytes.size()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(bytes.size() - measured, " bytes behind the address, expected none"));
}

absl::Status CheckBlock(const Cid& cid, base::Bytes block) {
  const Cid found = Cid::Of(cid.codec, block);
  if (base::ChecksumHolds(cid.digest, found.digest)) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("the ", block.size(), " bytes at ",
                                          cid.ToText(), " have the address ",
                                          found.ToText()));
}

}  // namespace rondo::dictionary
