// Content identifiers: the address of a block is the hash of its bytes.
// docs/format/DICTIONARY.md, "Addresses".
//
// Thread rule: plain data and pure functions.
#ifndef RONDO_DICTIONARY_CID_H_
#define RONDO_DICTIONARY_CID_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "base/checksum.h"

namespace rondo::dictionary {

// How the bytes of a block are to be read, by their number in the table of multicodecs.
enum class Codec : uint8_t {
  kRaw = 0x55,
  kDagCbor = 0x71,
};

// Bytes of a binary address, and letters of a written one.
inline constexpr size_t kCidBytes = 36;
inline constexpr size_t kCidLetters = 59;

// A CIDv1 with SHA-256, the only kind that Rondo writes and looks up.
struct Cid {
  Codec codec = Codec::kDagCbor;
  base::Sha256Digest digest = {};

  // The address of a block. Cost: one pass of SHA-256.
  static Cid Of(Codec codec, base::Bytes block);

  // From its 36 bytes. Errors: kInvalidArgument for what is no address, kUnimplemented
  // for another version, codec or hash.
  static absl::StatusOr<Cid> FromBytes(base::Bytes bytes);
  // From its 59 letters, "bafyrei...". Errors as those of FromBytes.
  static absl::StatusOr<Cid> Parse(std::string_view text);

  base::ByteVector ToBytes() const;
  std::string ToText() const;

  auto operator<=>(const Cid&) const = default;
};

// OkStatus if the bytes are one address of any version, codec and hash function, as its
// lengths say: what a link may hold. Errors: kInvalidArgument.
absl::Status CheckAnyCid(base::Bytes bytes);

// How many bytes at the start of `bytes` are one address of any kind. Errors as above.
absl::StatusOr<size_t> MeasureCid(base::Bytes bytes);

// OkStatus if `block` is what `cid` is the address of. kDataLoss otherwise.
absl::Status CheckBlock(const Cid& cid, base::Bytes block);

}  // namespace rondo::dictionary

#endif  // RONDO_DICTIONARY_CID_H_
