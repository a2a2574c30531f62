// Tested by tests/stream/read/building_on_test.cc.
#include "stream/segment/lenders.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stream/score/walker.h"
#include "stream/segment/reader.h"

namespace rondo::stream {
namespace {

// The tables keep their reader, which holds their bytes.
absl::StatusOr<std::shared_ptr<SegmentTables>> OpenLender(Input* input,
                                                          const SegmentPlace& place,
                                                          const SegmentHeader& header,
                                                          uint64_t limit_bytes) {
  if (!header.lends) {
    return absl::DataLossError(
        absl::StrCat(place.ToString(), " has nothing that others could build on"));
  }
  RONDO_ASSIGN_OR_RETURN(std::shared_ptr<SegmentReader> reader,
                         SegmentReader::Open(input, place, header, limit_bytes, {}));
  SegmentTables* const tables = reader->tables();
  return std::shared_ptr<SegmentTables>(std::move(reader), tables);
}

absl::Status NotThere(uint64_t number, uint64_t lender) {
  return absl::DataLossError(absl::StrCat("segment ", number, " builds on segment ",
                                          lender,
                                          ", which is not the last that can lend"));
}

LenderSource FromDictionary(const DictionarySource& dictionaries,
                            const DictionaryPart& part) {
  return [dictionaries, part] { return dictionaries(part); };
}

}  // namespace

LenderSource FileLenders::Of(uint64_t number, const SegmentHeader& header) {
  if (header.dictionary) return FromDictionary(dictionaries_, *header.dictionary);
  if (header.builds_on == 0) return {};
  return [this, number,
          back = header.builds_on]() -> absl::StatusOr<std::shared_ptr<SegmentTables>> {
    if (back > number) return NotThere(number, 0);
    return Get(number - back);
  };
}

absl::StatusOr<std::shared_ptr<SegmentTables>> FileLenders::Get(uint64_t number) {
  const base::MutexLock lock(&mutex_);
  if (tables_ != nullptr && number_ == number) return tables_;
  const SegmentPlace place = map_.place(number);
  FileInput input(file_, place.offset);
  RONDO_ASSIGN_OR_RETURN(const SegmentHeader header, ReadSegmentAt(&input, place));
  RONDO_RETURN_IF_ERROR(map_.CheckHeader(number, header));
  RONDO_ASSIGN_OR_RETURN(tables_, OpenLender(&input, place, header, limit_bytes_));
  number_ = number;
  return tables_;
}

absl::StatusOr<std::optional<base::ByteVector>> PassingLenders::Pass(
    Input* input, const SegmentPlace& place, const SegmentHeader& header) {
  if (!header.lends) return std::nullopt;
  number_ = place.number;
  tables_ = nullptr;
  const uint64_t head_bytes = header.body_bytes() - header.blocks_bytes;
  if (head_bytes > limit_bytes_) {
    damage_ = absl::ResourceExhaustedError(
        absl::StrCat(place.ToString(), " has tables of ", head_bytes,
                     " bytes that others build on, the ", "limit is ", limit_bytes_));
    return std::nullopt;
  }
  damage_ = absl::OkStatus();
  const uint64_t offset = input->position();
  base::ByteVector head;
  RONDO_RETURN_IF_ERROR(input->Read(head_bytes, &head));
  BufferInput copy(head, offset);
  absl::StatusOr<std::shared_ptr<SegmentTables>> tables =
      OpenLender(&copy, place, header, limit_bytes_);
  // Whoever expands the segment itself says so, too.
  if (tables.ok()) {
    tables_ = *std::move(tables);
  } else {
    damage_ = tables.status();
  }
  return head;
}

LenderSource PassingLenders::Of(uint64_t number, const SegmentHeader& header) const {
  if (header.dictionary) return FromDictionary(dictionaries_, *header.dictionary);
  if (header.builds_on == 0) return {};
  const uint64_t lender = number - header.builds_on;
  if (!damage_.ok()) {
    return [damage = damage_] { return damage; };
  }
  if (tables_ == nullptr || header.builds_on > number || lender != number_) {
    return [number, lender] { return NotThere(number, lender); };
  }
  return [tables = tables_] { return tables; };
}

}  // namespace rondo::stream
