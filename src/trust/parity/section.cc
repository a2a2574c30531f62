// Each page of the map says all that is needed to find the others, and stands there
// twice, as far apart as the parity is long. A page that is gone in both places leaves
// cells that nobody can check: they count as damaged, and are restored as those are.
//
// Tested by tests/trust/parity_test.cc.
#include "trust/parity/section.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "base/checksum.h"
#include "base/status_macros.h"
#include "stream/score/format.h"
#include "trust/parity/shards.h"

namespace rondo::trust {
namespace {

using base::Bytes;
using base::ByteVector;
using stream::ParityPage;
using stream::ParityShape;

constexpr uint64_t kScanBytes = uint64_t{1} << 20;
// Of a cell: its checksum, and two bits.
constexpr uint64_t kMemoryPerCell = 5;
// Nobody writes so many; pages that were made to tell of more are passed over.
constexpr size_t kMostPlaces = size_t{1} << 16;

void AddPlace(const ParityPage& page, uint64_t offset, uint64_t file_bytes,
              std::vector<SectionPlace>* places) {
  if (offset < page.offset() || places->size() == kMostPlaces) return;
  const SectionPlace place = {.begin = offset - page.offset(), .shape = page.shape};
  if (place.begin > file_bytes || place.shape.covered_bytes > place.begin) return;
  const bool is_known = !places->empty() && places->back().begin == place.begin &&
                        places->back().shape == place.shape;
  if (!is_known) places->push_back(place);
}

// Of the pages in bytes [begin, end).
absl::StatusOr<std::vector<SectionPlace>> PlacesIn(const RandomAccessFile& file,
                                                   uint64_t begin, uint64_t end) {
  std::vector<SectionPlace> places;
  ByteVector buffer(kScanBytes + stream::kParityHeaderBytes);
  for (uint64_t at = begin; at < end; at += kScanBytes) {
    const auto part =
        std::span<uint8_t>(buffer).first(std::min<uint64_t>(buffer.size(), end - at));
    RONDO_RETURN_IF_ERROR(file.ReadAt(at, part));
    const size_t count = std::min<size_t>(part.size(), kScanBytes);
    for (size_t i = 0; i < count; ++i) {
      const void* found =
          std::memchr(part.data() + i, stream::kParityMarker[0], count - i);
      if (found == nullptr) break;
      i = static_cast<const uint8_t*>(found) - part.data();
      const auto page = stream::ParseParityHeader(part.subspan(i));
      if (page.ok()) AddPlace(*page, at + i, file.size(), &places);
    }
  }
  return places;
}

// Those that are not in another one, nor overlap it.
std::vector<SectionPlace> Outermost(std::vector<SectionPlace> places) {
  std::ranges::sort(places, [](const SectionPlace& a, const SectionPlace& b) {
    return a.end() != b.end() ? a.end() > b.end() : a.covered_begin() < b.covered_begin();
  });
  std::vector<SectionPlace> outer;
  for (const SectionPlace& place : places) {
    if (outer.empty() || place.end() <= outer.back().covered_begin()) {
      outer.push_back(place);
    }
  }
  return outer;
}

class Checker {
 public:
  Checker(const RandomAccessFile& file, const SectionPlace& place)
      : file_(file), place_(place), shape_(place.shape) {
    health_.checksums.resize(shape_.cells());
    health_.is_known.resize(shape_.cells());
    health_.holds.resize(shape_.cells());
  }

  absl::StatusOr<SectionHealth> Run(CellsToCheck cells) {
    for (uint64_t first = 0; first < shape_.cells(); first += stream::kParityPageCells) {
      for (const bool is_back : {false, true}) {
        RONDO_RETURN_IF_ERROR(
            ReadPage({.shape = shape_, .is_back = is_back, .first_cell = first}));
      }
    }
    RONDO_RETURN_IF_ERROR(CheckTrailer());
    const int all = shape_.data_shards + shape_.parity_shards;
    int shard = 0;
    if (cells == CellsToCheck::kParity) {
      shard = shape_.data_shards;
      std::fill_n(health_.holds.begin(), shape_.data_cells(), true);
    }
    for (; shard < all; ++shard) RONDO_RETURN_IF_ERROR(CheckShard(shard));
    health_.bad_cells = std::ranges::count(health_.holds, false);
    return std::move(health_);
  }

 private:
  absl::Status ReadPage(const ParityPage& page) {
    const uint64_t offset = place_.begin + page.offset();
    ++health_.bad_pages;
    if (offset > file_.size() || page.page_bytes() > file_.size() - offset) {
      return absl::OkStatus();
    }
    page_.resize(page.page_bytes());
    RONDO_RETURN_IF_ERROR(file_.ReadAt(offset, std::span<uint8_t>(page_)));
    const Bytes bytes(page_);
    const auto parsed = stream::ParseParityHeader(bytes);
    if (!parsed.ok() || parsed->shape != shape_ || parsed->is_back != page.is_back ||
        parsed->first_cell != page.first_cell ||
        !base::ChecksumHolds(base::ByteReader(bytes.last(4)).U32(),
                             base::Xxh3Low(bytes.first(bytes.size() - 4)))) {
      return absl::OkStatus();
    }
    --health_.bad_pages;
    base::ByteReader reader(bytes.subspan(stream::kParityHeaderBytes));
    for (uint64_t i = 0; i < page.page_cells(); ++i) {
      health_.checksums[page.first_cell + i] = reader.U32();
      health_.is_known[page.first_cell + i] = true;
    }
    return absl::OkStatus();
  }

  absl::Status CheckTrailer() {
    RONDO_ASSIGN_OR_RETURN(
        const auto trailer,
        stream::ParityBefore(file_, std::min(place_.end(), file_.size())));
    health_.trailer_holds = place_.end() <= file_.size() && trailer.has_value() &&
                            trailer->section_bytes == shape_.section_bytes() &&
                            trailer->covered_bytes == shape_.covered_bytes;
    return absl::OkStatus();
  }

  absl::Status CheckShard(int shard) {
    const Shards shards(file_, shape_, place_.begin);
    const uint32_t step = static_cast<uint32_t>(
        std::clamp<uint64_t>(kScanBytes / shape_.cell_bytes, 1, shape_.columns));
    for (uint32_t column = 0; column < shape_.columns; column += step) {
      const uint32_t count = std::min(step, shape_.columns - column);
      cells_.resize(uint64_t{count} * shape_.cell_bytes);
      RONDO_RETURN_IF_ERROR(shards.Read(shard, column, cells_));
      for (uint32_t i = 0; i < count; ++i) {
        const uint64_t cell = uint64_t{shape_.columns} * shard + column + i;
        const Bytes bytes =
            Bytes(cells_).subspan(uint64_t{i} * shape_.cell_bytes, shape_.cell_bytes);
        health_.holds[cell] =
            health_.is_known[cell] &&
            base::ChecksumHolds(health_.checksums[cell], base::Xxh3Low(bytes));
      }
    }
    return absl::OkStatus();
  }

  const RandomAccessFile& file_;
  const SectionPlace place_;
  const ParityShape shape_;
  SectionHealth health_;
  ByteVector page_;
  ByteVector cells_;
};

}  // namespace

absl::StatusOr<std::vector<SectionPlace>> FindSections(const RandomAccessFile& file) {
  RONDO_ASSIGN_OR_RETURN(std::vector<SectionPlace> places,
                         PlacesIn(file, 0, file.size()));
  return Outermost(std::move(places));
}

absl::StatusOr<std::optional<SectionPlace>> SectionAt(const RandomAccessFile& file,
                                                      uint64_t begin, uint64_t end) {
  RONDO_ASSIGN_OR_RETURN(const std::vector<SectionPlace> places,
                         PlacesIn(file, begin, end));
  for (const SectionPlace& place : places) {
    if (place.begin == begin && place.end() == end) return place;
  }
  return std::nullopt;
}

absl::StatusOr<SectionHealth> CheckSection(const RandomAccessFile& file,
                                           const SectionPlace& place, CellsToCheck cells,
                                           uint64_t memory_limit_bytes) {
  if (place.shape.cells() > memory_limit_bytes / kMemoryPerCell) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "parity at offset ", place.begin, " has ", place.shape.cells(), " checksums of ",
        kMemoryPerCell, " bytes in memory, limit is ", memory_limit_bytes));
  }
  return Checker(file, place).Run(cells);
}

}  // namespace rondo::trust
