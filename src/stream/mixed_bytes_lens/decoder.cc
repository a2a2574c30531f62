// A block is expanded from its start to the last byte that is wanted.
//
// Tested by tests/stream/mixed_bytes_lens/lens_test.cc.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status_macros.h"
#include "grammar/x86_filter.h"
#include "stream/mixed_bytes_lens/format.h"
#include "stream/mixed_bytes_lens/lens.h"

namespace rondo::stream {
namespace {

class MixedBytesDecoder : public SegmentDecoder {
 public:
  explicit MixedBytesDecoder(const MixedTables& tables) : tables_(tables) {}

  absl::Status Expand(std::span<const BlockJob> jobs) override {
    for (const BlockJob& job : jobs) RONDO_RETURN_IF_ERROR(ExpandOne(job));
    return absl::OkStatus();
  }

  uint64_t memory_bytes() const override { return text_.capacity(); }

 private:
  absl::Status ExpandOne(const BlockJob& job) {
    // The filter knows the last bytes only from those after them.
    const uint64_t wanted = job.from + job.out.size();
    const uint64_t reach = tables_.filtered ? grammar::kX86FilterReach : 0;
    text_.resize(std::min<uint64_t>(wanted + reach, job.expanded_bytes));
    ByteModel model(OptionsOfBlock(tables_, job.expanded_bytes), text_.data());
    entropy::BinaryDecoder coder(job.payload);
    for (uint8_t& byte : text_) {
      byte = model.Code(&coder, 0);
      model.Update();
    }
    if (wanted == job.expanded_bytes && !coder.AtEnd()) {
      return absl::DataLossError(
          absl::StrCat("block ", job.block, " of ", job.payload.size(),
                       " mixed bytes does not end where it should"));
    }
    if (tables_.filtered) grammar::X86FilterDecode(text_, job.segment_offset);
    std::ranges::copy(base::Bytes(text_).subspan(job.from, job.out.size()),
                      job.out.begin());
    return absl::OkStatus();
  }

  const MixedTables tables_;
  base::ByteVector text_;  // of a block
};

class MixedBytesTables : public SegmentTables {
 public:
  explicit MixedBytesTables(const MixedTables& tables) : tables_(tables) {}

  std::unique_ptr<SegmentDecoder> NewDecoder() override {
    return std::make_unique<MixedBytesDecoder>(tables_);
  }

 private:
  const MixedTables tables_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<SegmentTables>> OpenMixedBytesLens(
    base::Bytes tables, const SegmentExtent& extent) {
  base::ByteReader reader(tables);
  const int version = reader.U8();
  const int flags = reader.U8();
  const int table_bits = reader.U8();
  if (reader.ok() && version != kMixedVersion) {
    return absl::UnimplementedError(
        absl::StrCat("mixed bytes of version ", version, ", expected ", kMixedVersion));
  }
  if (!reader.AtEnd()) {
    return absl::DataLossError(
        absl::StrCat("mixed bytes have ", tables.size(), " bytes of tables, expected 3"));
  }
  if ((flags & ~kMixedFlags) != 0 || (flags & kMixedKindMask) >= kMixedKinds) {
    return absl::UnimplementedError(
        absl::StrCat("mixed bytes have flags ", flags, ", which are not known"));
  }
  if (table_bits < kMinMixedTableBits || table_bits > kMaxMixedTableBits) {
    return absl::DataLossError(absl::StrCat("mixed bytes have a table of ", table_bits,
                                            " bits, expected ", kMinMixedTableBits,
                                            " to ", kMaxMixedTableBits));
  }
  const MixedTables read = {.kind = static_cast<MixedKind>(flags & kMixedKindMask),
                            .expects = (flags & kMixedExpectsFlag) != 0,
                            .filtered = (flags & kMixedFilterFlag) != 0,
                            .table_bits = table_bits};
  const uint32_t largest = static_cast<uint32_t>(
      std::min<uint64_t>(extent.expanded_bytes, base::kMaxBlockBytes));
  const uint64_t needed = MixedModelBytes(MixedTableBits(read, largest)) + largest;
  if (needed > extent.memory_limit_bytes) {
    return absl::ResourceExhaustedError(absl::StrCat("mixed bytes need ", needed,
                                                     " bytes of memory, limit is ",
                                                     extent.memory_limit_bytes));
  }
  return std::make_unique<MixedBytesTables>(read);
}

}  // namespace rondo::stream
