// Tested by tests/trust/verify_test.cc.
#include "trust/segment_health.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/checksum.h"
#include "base/status_macros.h"
#include "stream/score/format.h"
#include "stream/score/presence.h"

namespace rondo::trust {
namespace {

using base::ByteVector;
using stream::BlockTable;

constexpr uint64_t kReadBytes = uint64_t{1} << 20;

class Check {
 public:
  Check(const RandomAccessFile& file, const stream::SegmentPlace& place,
        const stream::SegmentHeader& header, uint64_t end, uint64_t limit_bytes,
        uint64_t* read_bytes)
      : file_(file),
        place_(place),
        header_(header),
        end_(std::min(end, file.size())),
        limit_bytes_(limit_bytes),
        read_bytes_(*read_bytes) {
    health_.first_damage = place.offset + header.stored_bytes();
  }

  absl::StatusOr<SegmentHealth> Run(HowFar how_far) {
    const bool stop = how_far == HowFar::kFirstDamage;
    uint64_t at = place_.offset + header_.header_bytes;
    RONDO_RETURN_IF_ERROR(CheckPresence(at));
    if (stop && !health_.presence_holds) return std::move(health_);
    at += header_.presence_bytes;
    RONDO_RETURN_IF_ERROR(CheckTable(at));
    if (!health_.table) return std::move(health_);
    at += header_.block_table_bytes;
    RONDO_RETURN_IF_ERROR(CheckTables(at));
    if (stop && !health_.tables_hold) return std::move(health_);
    if (how_far == HowFar::kTables) return std::move(health_);
    at += header_.tables_bytes;
    RONDO_RETURN_IF_ERROR(CheckBlocks(at, stop));
    return std::move(health_);
  }

 private:
  bool IsThere(uint64_t at, uint64_t bytes) const {
    return at <= end_ && bytes <= end_ - at;
  }

  void Damaged(uint64_t at) { health_.first_damage = std::min(health_.first_damage, at); }

  absl::Status Read(uint64_t at, std::span<uint8_t> out) {
    read_bytes_ += out.size();
    return file_.ReadAt(at, out);
  }

  absl::Status CheckPresence(uint64_t at) {
    if (header_.presence_bytes == 0) return absl::OkStatus();
    health_.presence_holds = IsThere(at, header_.presence_bytes);
    if (health_.presence_holds) {
      ByteVector bytes(header_.presence_bytes);
      RONDO_RETURN_IF_ERROR(Read(at, bytes));
      health_.presence_holds = stream::Presence::Parse(std::move(bytes)).ok();
    }
    if (!health_.presence_holds) Damaged(at);
    return absl::OkStatus();
  }

  absl::Status CheckTable(uint64_t at) {
    if (!IsThere(at, header_.block_table_bytes)) {
      Damaged(at);
      return absl::OkStatus();
    }
    const uint64_t needed =
        header_.block_table_bytes + header_.blocks * 2 * BlockTable::kMemoryPerBlock;
    if (needed > limit_bytes_) {
      return absl::ResourceExhaustedError(
          absl::StrCat(place_.ToString(), ": its block table needs at least ", needed,
                       " bytes of memory, limit is ", limit_bytes_));
    }
    ByteVector bytes(header_.block_table_bytes);
    RONDO_RETURN_IF_ERROR(Read(at, bytes));
    absl::StatusOr<BlockTable> table = stream::ParseBlockTable(bytes, header_, place_);
    if (table.ok()) {
      health_.block_holds.assign(table->size(), true);
      health_.table = *std::move(table);
    } else {
      Damaged(at);
    }
    return absl::OkStatus();
  }

  absl::Status CheckTables(uint64_t at) {
    if (header_.tables_bytes == 0) return absl::OkStatus();
    health_.tables_hold = header_.tables_bytes >= stream::kTablesChecksumBytes &&
                          IsThere(at, header_.tables_bytes);
    if (health_.tables_hold) {
      base::Xxh3Stream hash;
      const uint64_t covered = header_.tables_bytes - stream::kTablesChecksumBytes;
      ByteVector buffer(std::min(covered, kReadBytes));
      for (uint64_t done = 0; done < covered; done += buffer.size()) {
        const auto part = std::span<uint8_t>(buffer).first(
            std::min<uint64_t>(buffer.size(), covered - done));
        RONDO_RETURN_IF_ERROR(Read(at + done, part));
        hash.Update(part);
      }
      ByteVector checksum(stream::kTablesChecksumBytes);
      RONDO_RETURN_IF_ERROR(Read(at + covered, checksum));
      health_.tables_hold =
          base::ChecksumHolds(base::ByteReader(checksum).U64(), hash.Finish());
    }
    if (!health_.tables_hold) Damaged(at);
    return absl::OkStatus();
  }

  // Reads runs of blocks.
  absl::Status CheckBlocks(uint64_t at, bool stop) {
    const BlockTable& table = *health_.table;
    ByteVector buffer;
    for (uint32_t i = 0; i < table.size();) {
      uint32_t run_end = i + 1;
      while (run_end < table.size() &&
             table.payload_ends[run_end] - table.payload_begin(i) <= kReadBytes) {
        ++run_end;
      }
      const uint64_t begin = table.payload_begin(i);
      // What the file has of the run; the rest of it is gone.
      const uint64_t there = std::min(table.payload_ends[run_end - 1] - begin,
                                      end_ - std::min(at + begin, end_));
      buffer.resize(there);
      RONDO_RETURN_IF_ERROR(Read(std::min(at + begin, end_), buffer));
      for (; i < run_end; ++i) {
        const uint64_t from = table.payload_begin(i) - begin;
        const uint64_t to = table.payload_ends[i] - begin;
        if (to <= there && base::ChecksumHolds(table.checksums[i],
                                               base::Xxh3Low(base::Bytes(buffer).subspan(
                                                   from, to - from)))) {
          continue;
        }
        health_.block_holds[i] = false;
        ++health_.bad_blocks;
        Damaged(at + table.payload_begin(i));
        if (stop) return absl::OkStatus();
      }
    }
    return absl::OkStatus();
  }

  const RandomAccessFile& file_;
  const stream::SegmentPlace place_;
  const stream::SegmentHeader& header_;
  const uint64_t end_;
  const uint64_t limit_bytes_;
  uint64_t& read_bytes_;
  SegmentHealth health_;
};

}  // namespace

absl::StatusOr<SegmentHealth> CheckSegment(const RandomAccessFile& file,
                                           const stream::SegmentPlace& place,
                                           const stream::SegmentHeader& header,
                                           uint64_t end, HowFar how_far,
                                           uint64_t memory_limit_bytes,
                                           uint64_t* read_bytes) {
  return Check(file, place, header, end, memory_limit_bytes, read_bytes).Run(how_far);
}

}  // namespace rondo::trust
