// Tested by tests/stream/dictionary/carried_test.cc.
#include "stream/dictionary/carried.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "dictionary/car.h"
#include "dictionary/transfer.h"
#include "stream/score/format.h"
#include "stream/score/index.h"

namespace rondo::stream {
namespace {

using Found = absl::StatusOr<std::shared_ptr<const Dictionary>>;

Found Ask(const DictionaryFinder& next, const std::string& address) {
  if (next) return next(address);
  return absl::NotFoundError("there is none at hand");
}

absl::StatusOr<std::shared_ptr<const ScoreDictionary>> OpenCar(base::Bytes car) {
  RONDO_ASSIGN_OR_RETURN(dictionary::DictionaryObject object,
                         dictionary::DictionaryOfCar(car));
  return ScoreDictionary::Make(std::move(object));
}

// The address of the dictionary of a CAR file, of which only the start is read; empty if
// it is not to be read.
std::string AddressOf(const RandomAccessFile& file, const ScoreMap::Carried& place) {
  uint64_t at = place.offset + kCarriedSizeBytes;
  const uint64_t end = std::min(at + place.car_bytes, file.size());
  const auto reader =
      dictionary::CarReader::Open([&](std::span<uint8_t> out) -> absl::StatusOr<size_t> {
        const std::span<uint8_t> part =
            out.first(std::min<uint64_t>(out.size(), end - std::min(at, end)));
        if (part.empty()) return 0;
        RONDO_RETURN_IF_ERROR(file.ReadAt(at, part));
        at += part.size();
        return part.size();
      });
  return reader.ok() ? reader->roots().front().ToText() : "";
}

Found Read(const RandomAccessFile& file, const ScoreMap::Carried& place) {
  const uint64_t bytes = CarriedDictionaryBytes(place.car_bytes);
  if (bytes > file.size() || place.offset > file.size() - bytes) {
    return absl::DataLossError("the dictionary that the score carries is cut short");
  }
  base::ByteVector carried(bytes);
  RONDO_RETURN_IF_ERROR(file.ReadAt(place.offset, std::span<uint8_t>(carried)));
  RONDO_ASSIGN_OR_RETURN(const base::Bytes car, ParseCarriedDictionary(carried));
  return OpenCar(car);
}

}  // namespace

absl::StatusOr<base::ByteVector> CarOf(const ScoreDictionary& dictionary) {
  base::ByteVector car;
  RONDO_RETURN_IF_ERROR(dictionary::ExportCar(
      {&dictionary.object(), 1}, [&](base::Bytes bytes) -> absl::Status {
        if (bytes.size() > kMaxCarriedBytes - car.size()) {
          return absl::ResourceExhaustedError(
              absl::StrCat("dictionary ", dictionary.address(), " has more than ",
                           kMaxCarriedBytes, " bytes, which is what a score may carry"));
        }
        car.insert(car.end(), bytes.begin(), bytes.end());
        return absl::OkStatus();
      }));
  return car;
}

DictionaryFinder FileDictionaries(const RandomAccessFile& file,
                                  std::vector<ScoreMap::Carried> carried,
                                  DictionaryFinder next) {
  if (carried.empty()) return next;
  return [&file, carried = std::move(carried),
          next = std::move(next)](const std::string& address) -> Found {
    absl::Status damage;
    for (const ScoreMap::Carried& place : carried) {
      if (AddressOf(file, place) != address) continue;
      Found found = Read(file, place);
      if (found.ok()) return found;
      damage = found.status();
    }
    Found found = Ask(next, address);
    return found.ok() || damage.ok() ? found : damage;
  };
}

absl::Status PassingDictionaries::Pass(base::Bytes car) {
  RONDO_ASSIGN_OR_RETURN(last_, OpenCar(car));
  return absl::OkStatus();
}

LenderSource PassingDictionaries::Of(const DictionaryPart& part) const {
  if (last_ == nullptr || last_->digest() != part.digest) return nullptr;
  return [last = last_, part]() -> absl::StatusOr<std::shared_ptr<SegmentTables>> {
    RONDO_ASSIGN_OR_RETURN(OpenedPart opened, last->Part(part.part));
    return std::move(opened.tables);
  };
}

}  // namespace rondo::stream
