// A CAR file is sections, each a varint that says how many bytes follow:
//
//   3a  a2 65 "roots" 81 d8 2a 58 25 00 CID  67 "version" 01     the header
//   25  CID a0                                                  a block: 36 bytes and 1
//
// The header is DAG-CBOR; of a block comes the binary address, then its bytes. Nothing
// tells where a file ends but its end, between two sections. Blocks that nobody asked
// for, or that stand there twice, do no harm: whoever reads picks.
//
// Source: https://ipld.io/specs/transport/car/carv1/
//
// Tested by tests/dictionary/car_test.cc.
#include "dictionary/car.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "dictionary/dag_cbor.h"

namespace rondo::dictionary {
namespace {

// Of about 1,500 roots.
constexpr uint64_t kMaxHeaderBytes = 64u << 10;
constexpr uint64_t kCarVersion = 1;
// An address of a kind that cannot be read may be longer than ours.
constexpr uint64_t kMaxAddressBytes = 160;

template <typename... Parts>
absl::Status BadCar(uint64_t offset, const Parts&... parts) {
  return absl::DataLossError(absl::StrCat("CAR, byte ", offset, ": ", parts...));
}

absl::Status At(uint64_t offset, const absl::Status& status) {
  const auto code =
      absl::IsInvalidArgument(status) ? absl::StatusCode::kDataLoss : status.code();
  return {code, absl::StrCat("CAR, byte ", offset, ": ", status.message())};
}

// Everything that is no CAR file fails here in one way or another.
absl::Status NoCar(const absl::Status& why) {
  return absl::InvalidArgumentError(absl::StrCat("not a CAR file: ", why.message()));
}

absl::StatusOr<std::vector<Cid>> ReadRoots(const DagCborItems& items) {
  const DagCborItem* version = FindMember(items, 0, "version");
  if (version == nullptr) return absl::InvalidArgumentError("not a CAR file: no version");
  RONDO_RETURN_IF_ERROR(ExpectKind(*version, DagCborKind::kUnsigned, "version"));
  if (version->value != kCarVersion) {
    return absl::UnimplementedError(
        absl::StrCat("a CAR file of version ", version->value, ", expected 1"));
  }
  const DagCborItem* list = FindMember(items, 0, "roots");
  if (list == nullptr || items[0].value != 2) {
    return absl::DataLossError("the header of a CAR file has roots and version only");
  }
  RONDO_RETURN_IF_ERROR(ExpectKind(*list, DagCborKind::kList, "roots"));
  if (list->value == 0) return absl::DataLossError("a CAR file without a root");
  std::vector<Cid> roots;
  for (uint64_t i = 1; i <= list->value; ++i) {
    RONDO_ASSIGN_OR_RETURN(const Cid root, ReadLink(list[i], "a root"));
    roots.push_back(root);
  }
  return roots;
}

}  // namespace

absl::StatusOr<CarReader> CarReader::Open(Source source) {
  CarReader reader(std::move(source));
  RONDO_RETURN_IF_ERROR(reader.ReadHeader());
  return reader;
}

absl::Status CarReader::ReadHeader() {
  const auto length = ReadLength();
  if (!length.ok()) {
    return absl::IsDataLoss(length.status()) ? NoCar(length.status()) : length.status();
  }
  if (!*length) return absl::InvalidArgumentError("not a CAR file: it is empty");
  if (**length == 0 || **length > kMaxHeaderBytes) {
    return absl::InvalidArgumentError(absl::StrCat("not a CAR file: a header of ",
                                                   **length, " bytes, expected 1 to ",
                                                   kMaxHeaderBytes));
  }
  const auto header = Take(**length);
  if (!header.ok()) {
    return absl::IsDataLoss(header.status()) ? NoCar(header.status()) : header.status();
  }
  const auto items = DecodeDagCbor(*header);
  if (!items.ok()) return NoCar(items.status());
  if (items->front().kind != DagCborKind::kMap) {
    return absl::InvalidArgumentError("not a CAR file: its header is no map");
  }
  RONDO_ASSIGN_OR_RETURN(roots_, ReadRoots(*items));
  return absl::OkStatus();
}

absl::StatusOr<std::optional<CarBlock>> CarReader::Next() {
  const uint64_t start = at_;
  RONDO_ASSIGN_OR_RETURN(const std::optional<uint64_t> length, ReadLength());
  if (!length) return std::nullopt;
  if (*length > kMaxBlockBytes + kMaxAddressBytes) {
    return absl::ResourceExhaustedError(absl::StrCat("CAR, byte ", start, ": a block of ",
                                                     *length, " bytes, at most ",
                                                     kMaxBlockBytes, " are allowed"));
  }
  if (*length == 0) return BadCar(start, "a block without an address");
  RONDO_ASSIGN_OR_RETURN(const base::ByteVector section, Take(*length));
  const auto address = MeasureCid(section);
  if (!address.ok()) return At(start, address.status());
  const auto cid = Cid::FromBytes(base::Bytes(section).first(*address));
  if (!cid.ok()) return At(start, cid.status());
  CarBlock block;
  block.cid = *cid;
  block.bytes.assign(section.begin() + static_cast<ptrdiff_t>(*address), section.end());
  if (block.bytes.size() > kMaxBlockBytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("CAR, byte ", start, ": a block of ", block.bytes.size(),
                     " bytes, at most ", kMaxBlockBytes, " are allowed"));
  }
  const absl::Status status = CheckBlock(block.cid, block.bytes);
  if (!status.ok()) return At(start, status);
  return block;
}

absl::StatusOr<std::optional<uint64_t>> CarReader::ReadLength() {
  const uint64_t start = at_;
  base::ByteVector bytes;
  for (;;) {
    uint8_t byte = 0;
    RONDO_ASSIGN_OR_RETURN(const size_t count, Fill({&byte, 1}));
    if (count == 0 && bytes.empty()) return std::nullopt;
    if (count == 0) return BadCar(start, "ends within a length");
    bytes.push_back(byte);
    if ((byte & 0x80) == 0 || bytes.size() == base::kMaxVarintBytes) break;
  }
  base::ByteReader reader(bytes);
  const uint64_t length = reader.Varint();
  if (!reader.ok())
    return BadCar(start, "a length that is no varint in its shortest form");
  return length;
}

// REQUIRES: a count that was checked against a limit.
absl::StatusOr<base::ByteVector> CarReader::Take(uint64_t count) {
  const uint64_t start = at_;
  base::ByteVector bytes(count);
  RONDO_ASSIGN_OR_RETURN(const size_t filled, Fill(bytes));
  if (filled == count) return bytes;
  return BadCar(start, "ends ", count - filled, " bytes too early");
}

absl::StatusOr<size_t> CarReader::Fill(std::span<uint8_t> buffer) {
  size_t filled = 0;
  while (filled < buffer.size()) {
    RONDO_ASSIGN_OR_RETURN(const size_t count, source_(buffer.subspan(filled)));
    if (count == 0) break;
    filled += count;
  }
  at_ += filled;
  return filled;
}

absl::StatusOr<CarWriter> CarWriter::Create(std::span<const Cid> roots, Sink sink) {
  base::ByteVector header;
  DagCborWriter cbor(&header);
  cbor.Map(2);
  cbor.Text("roots");
  cbor.List(roots.size());
  for (const Cid& root : roots) cbor.Link(root);
  cbor.Text("version");
  cbor.Unsigned(kCarVersion);
  base::ByteVector section;
  base::ByteWriter writer(&section);
  writer.Varint(header.size());
  writer.Append(header);
  CarWriter car(std::move(sink));
  RONDO_RETURN_IF_ERROR(car.sink_(section));
  return car;
}

absl::Status CarWriter::Add(const Cid& cid, base::Bytes block) {
  base::ByteVector head;
  base::ByteWriter writer(&head);
  writer.Varint(kCidBytes + block.size());
  writer.Append(cid.ToBytes());
  RONDO_RETURN_IF_ERROR(sink_(head));
  return sink_(block);
}

}  // namespace rondo::dictionary
