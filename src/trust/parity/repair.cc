// Of a column whose data cells E are damaged, e of them, e rows of parity that hold give
//
//   p_j + sum over i not in E of a(j, i) d_i  =  sum over i in E of a(j, i) d_i
//
// which are e equations; their matrix is a square part of Cauchy's, and has an inverse.
// Inverse times the left side is one matrix over the cells that hold, so restoring is
// what making parity is: a linear map. Columns side by side that miss the same shards
// share it.
//
// Tested by tests/trust/parity_test.cc.
#include "trust/parity/repair.h"

#include <algorithm>
#include <vector>

#include "base/checksum.h"
#include "base/status_macros.h"
#include "trust/parity/gf256.h"
#include "trust/parity/linear_map.h"
#include "trust/parity/shards.h"
#include "trust/parity/writer.h"

namespace rondo::trust {
namespace {

using base::Bytes;
using base::ByteVector;
using stream::ParityShape;

// Which shards of a column are damaged.
struct Missing {
  std::vector<int> data;
  std::vector<int> parity;  // rows
  bool empty() const { return data.empty() && parity.empty(); }
  friend bool operator==(const Missing&, const Missing&) = default;
};

// `rows`, as many as `erased`, restore the data shards `erased` from the other data
// shards, in order, and the rows of parity themselves.
GfMatrix RestoringMatrix(int data_shards, const std::vector<int>& erased,
                         const std::vector<int>& rows) {
  const int count = static_cast<int>(erased.size());
  GfMatrix square(count, count);
  for (int r = 0; r < count; ++r) {
    for (int c = 0; c < count; ++c) {
      square.at(r, c) = CauchyElement(data_shards, rows[r], erased[c]);
    }
  }
  const GfMatrix inverse = GfInverted(std::move(square));
  GfMatrix restoring(count, data_shards);
  int column = 0;
  for (int i = 0; i < data_shards; ++i) {
    if (std::ranges::find(erased, i) != erased.end()) continue;
    for (int r = 0; r < count; ++r) {
      for (int j = 0; j < count; ++j) {
        restoring.at(r, column) ^=
            GfMultiply(inverse.at(r, j), CauchyElement(data_shards, rows[j], i));
      }
    }
    ++column;
  }
  for (int j = 0; j < count; ++j, ++column) {
    for (int r = 0; r < count; ++r) restoring.at(r, column) = inverse.at(r, j);
  }
  return restoring;
}

class Repairer {
 public:
  Repairer(const RandomAccessFile& file, const SectionPlace& place, SectionHealth health,
           uint64_t memory_bytes, const PatchSink& patch, RepairReport* report)
      : place_(place),
        shape_(place.shape),
        shards_(file, place.shape, place.begin),
        strip_columns_(StripColumns(place.shape, memory_bytes)),
        health_(std::move(health)),
        patch_(patch),
        report_(*report) {}

  absl::Status Run() {
    for (uint32_t column = 0; column < shape_.columns;) {
      const Missing missing = MissingOf(column);
      uint32_t end = column + 1;
      while (end < shape_.columns && end - column < strip_columns_ &&
             MissingOf(end) == missing) {
        ++end;
      }
      if (!missing.empty()) RONDO_RETURN_IF_ERROR(RepairColumns(column, end, missing));
      column = end;
    }
    return RepairMap();
  }

 private:
  uint64_t CellOf(int shard, uint32_t column) const {
    return uint64_t{shape_.columns} * shard + column;
  }

  Missing MissingOf(uint32_t column) const {
    Missing missing;
    for (int i = 0; i < shape_.data_shards; ++i) {
      if (!health_.holds[CellOf(i, column)]) missing.data.push_back(i);
    }
    for (int row = 0; row < shape_.parity_shards; ++row) {
      if (!health_.holds[CellOf(shape_.data_shards + row, column)]) {
        missing.parity.push_back(row);
      }
    }
    return missing;
  }

  absl::Status RepairColumns(uint32_t column, uint32_t end, const Missing& missing) {
    const uint64_t bytes = uint64_t{end - column} * shape_.cell_bytes;
    std::vector<int> rows;  // of parity, that hold
    for (int row = 0; row < shape_.parity_shards && rows.size() < missing.data.size();
         ++row) {
      if (std::ranges::find(missing.parity, row) == missing.parity.end()) {
        rows.push_back(row);
      }
    }
    if (rows.size() < missing.data.size()) {
      for (const int shard : missing.data) GiveUp(shard, column, bytes);
      return absl::OkStatus();
    }
    // All data shards, restored ones too, then the rows of parity.
    data_.resize(bytes * (shape_.data_shards + rows.size()));
    const auto part = [&](size_t i) {
      return std::span<uint8_t>(data_).subspan(bytes * i, bytes);
    };
    std::vector<const uint8_t*> in;
    for (int i = 0; i < shape_.data_shards; ++i) {
      if (std::ranges::find(missing.data, i) != missing.data.end()) continue;
      RONDO_RETURN_IF_ERROR(shards_.Read(i, column, part(i)));
      in.push_back(part(i).data());
    }
    for (size_t j = 0; j < rows.size(); ++j) {
      const auto to = part(shape_.data_shards + j);
      RONDO_RETURN_IF_ERROR(shards_.Read(shape_.data_shards + rows[j], column, to));
      in.push_back(to.data());
    }
    std::vector<uint8_t*> out;
    for (const int shard : missing.data) out.push_back(part(shard).data());
    if (!out.empty()) {
      LinearMap(RestoringMatrix(shape_.data_shards, missing.data, rows))
          .Apply(bytes, in, out);
    }
    for (const int shard : missing.data) {
      RONDO_RETURN_IF_ERROR(Restore(shard, column, part(shard)));
    }
    return RepairParity(column, bytes, missing.parity);
  }

  // `data_` has the data of these columns.
  absl::Status RepairParity(uint32_t column, uint64_t bytes,
                            const std::vector<int>& rows) {
    if (rows.empty()) return absl::OkStatus();
    GfMatrix matrix(static_cast<int>(rows.size()), shape_.data_shards);
    for (int r = 0; r < matrix.rows; ++r) {
      for (int i = 0; i < matrix.columns; ++i) {
        matrix.at(r, i) = CauchyElement(shape_.data_shards, rows[r], i);
      }
    }
    std::vector<const uint8_t*> in;
    for (int i = 0; i < shape_.data_shards; ++i) in.push_back(data_.data() + bytes * i);
    parity_.resize(bytes * rows.size());
    std::vector<uint8_t*> out;
    for (size_t r = 0; r < rows.size(); ++r) out.push_back(parity_.data() + bytes * r);
    LinearMap(matrix).Apply(bytes, in, out);
    for (size_t r = 0; r < rows.size(); ++r) {
      RONDO_RETURN_IF_ERROR(
          Restore(shape_.data_shards + rows[r], column, {out[r], bytes}));
    }
    return absl::OkStatus();
  }

  // Cells that were computed are believed if their checksums hold, or are not known.
  absl::Status Restore(int shard, uint32_t column, Bytes cells) {
    for (; !cells.empty(); cells = cells.subspan(shape_.cell_bytes), ++column) {
      const Bytes bytes = cells.first(shape_.cell_bytes);
      const uint64_t cell = CellOf(shard, column);
      const uint32_t checksum = base::Xxh3Low(bytes);
      if (health_.is_known[cell] &&
          !base::ChecksumHolds(health_.checksums[cell], checksum)) {
        GiveUp(shard, column, bytes.size());
        continue;
      }
      health_.checksums[cell] = checksum;
      health_.is_known[cell] = true;
      const uint64_t offset = shards_.OffsetOf(shard, column);
      const uint64_t there = shards_.BytesThere(shard, offset, bytes.size());
      report_.repaired_bytes += there;
      RONDO_RETURN_IF_ERROR(patch_(offset, bytes.first(there)));
    }
    return absl::OkStatus();
  }

  void GiveUp(int shard, uint32_t column, uint64_t bytes) {
    const uint64_t offset = shards_.OffsetOf(shard, column);
    bytes = shards_.BytesThere(shard, offset, bytes);
    if (bytes > 0) report_.beyond_repair.push_back({offset, offset + bytes});
  }

  // Map and trailer say nothing but what is known now.
  absl::Status RepairMap() {
    const bool is_needed = health_.bad_pages > 0 || !health_.trailer_holds;
    if (!is_needed) return absl::OkStatus();
    if (std::ranges::find(health_.is_known, false) != health_.is_known.end()) {
      return absl::OkStatus();  // something was beyond repair, and is reported
    }
    uint64_t offset = place_.begin;
    const auto write = [&](Bytes bytes) {
      report_.repaired_bytes += bytes.size();
      const absl::Status status = patch_(offset, bytes);
      offset += bytes.size();
      return status;
    };
    RONDO_RETURN_IF_ERROR(WriteMap(shape_, health_.checksums, /*is_back=*/false, write));
    offset += shape_.parity_bytes();
    RONDO_RETURN_IF_ERROR(WriteMap(shape_, health_.checksums, /*is_back=*/true, write));
    ByteVector trailer;
    stream::AppendParityTrailer(
        {.section_bytes = shape_.section_bytes(), .covered_bytes = shape_.covered_bytes},
        &trailer);
    return write(trailer);
  }

  const SectionPlace place_;
  const ParityShape shape_;
  const Shards shards_;
  const uint32_t strip_columns_;
  SectionHealth health_;
  const PatchSink& patch_;
  RepairReport& report_;
  ByteVector data_;
  ByteVector parity_;
};

}  // namespace

absl::Status RepairSection(const RandomAccessFile& file, const SectionPlace& place,
                           uint64_t memory_limit_bytes, const PatchSink& patch,
                           RepairReport* report) {
  RONDO_ASSIGN_OR_RETURN(
      SectionHealth health,
      CheckSection(file, place, CellsToCheck::kAll, memory_limit_bytes / 2));
  report->sections += 1;
  report->protected_bytes += place.shape.covered_bytes;
  report->file_bytes = std::max(report->file_bytes, place.end());
  if (health.is_whole()) return absl::OkStatus();
  report->was_damaged = true;
  return Repairer(file, place, std::move(health), memory_limit_bytes / 2, patch, report)
      .Run();
}

}  // namespace rondo::trust
