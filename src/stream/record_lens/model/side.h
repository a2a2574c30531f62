// The two sides of the side information of record tables: one writes what it is shown,
// the other fills it in. A walk over the tables is a template over the side, so that
// reader and writer cannot differ in the order of things. docs/format/record_lens.md,
// "Tables".
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_RECORD_LENS_MODEL_SIDE_H_
#define RONDO_STREAM_RECORD_LENS_MODEL_SIDE_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "base/byte_io.h"
#include "entropy/histogram.h"
#include "entropy/side_info.h"
#include "stream/record_lens/model/layout.h"
#include "stream/record_lens/model/symbols.h"
#include "stream/record_lens/model/tables.h"

namespace rondo::stream {

// References to things numbered by first use.
struct ReferenceModel {
  entropy::BitModel is_new;
  entropy::IntModel back;
};

// Flags of which there are many are told four at a time, the first in the lowest bit,
// under what the four before them were.
using FlagModel = std::array<entropy::SymbolModel<4>, 16>;

// Writes; looks at what it is given only.
class SideWriter {
 public:
  static constexpr bool kReads = false;

  void Bit(entropy::BitModel& model, bool& bit) { out_.Bit(model, bit); }
  template <typename T>  // of 32 or 64 bits
  void Int(entropy::IntModel& model, T& value) {
    out_.Int(model, value);
  }
  template <int kBits>
  void Symbol(entropy::SymbolModel<kBits>& model, uint32_t& symbol) {
    out_.Symbol(model, symbol);
  }
  void Histograms(entropy::ModelSet& set, uint32_t) { set.Write(out_); }
  bool Fail() { return false; }
  bool ok() const { return true; }
  void Finish(base::ByteVector* out) { out_.Finish(out); }

 private:
  entropy::SideInfoWriter out_;
};

// Reads. Values are meaningless once ok() is false: ask before growing by one.
class SideReader {
 public:
  static constexpr bool kReads = true;

  explicit SideReader(base::Bytes bytes) : in_(bytes) {}

  void Bit(entropy::BitModel& model, bool& bit) { bit = in_.Bit(model); }
  void Int(entropy::IntModel& model, uint32_t& value) { value = in_.Int(model); }
  void Int(entropy::IntModel& model, uint64_t& value) { value = in_.Int64(model); }
  template <int kBits>
  void Symbol(entropy::SymbolModel<kBits>& model, uint32_t& symbol) {
    symbol = in_.Symbol(model);
  }
  void Histograms(entropy::ModelSet& set, uint32_t clusters) {
    if (!set.Read(in_, clusters, kRecordTokens, kRecordBits)) Fail();
  }
  // Sticky.
  bool Fail() { return ok_ = false; }
  bool ok() const { return ok_ && in_.ok(); }
  bool AtEnd() const { return ok() && in_.AtEnd(); }

 private:
  entropy::SideInfoReader in_;
  bool ok_ = true;
};

// What a reference says: which of `size` known things it is, or size for a new one.
template <typename Side>
void Reference(Side& side, ReferenceModel& model, uint32_t size, uint32_t* id) {
  bool is_new = *id == size;
  side.Bit(model.is_new, is_new);
  if (is_new) {
    *id = size;
    return;
  }
  uint32_t back = size - 1 - *id;
  side.Int(model.back, back);
  if (back >= size) {
    side.Fail();
    back = 0;
  }
  *id = size == 0 ? 0 : size - 1 - back;
}

// Whether *value is what it was before, which it then becomes.
template <typename Side, typename T>
bool AsBefore(Side& side, entropy::BitModel& model, const T& before, T* value) {
  bool same = *value == before;
  side.Bit(model, same);
  if (same) *value = before;
  return same;
}

// As many as there are.
template <typename Side>
void Flags(Side& side, FlagModel& model, std::vector<bool>& flags) {
  uint32_t four = 0;
  for (size_t i = 0; i < flags.size() && side.ok(); i += 4) {
    const size_t count = std::min<size_t>(4, flags.size() - i);
    const uint32_t before = four;
    four = 0;
    for (size_t j = 0; j < count; ++j) four |= uint32_t{flags[i + j]} << j;
    side.Symbol(model[before], four);
    if (four >> count != 0) side.Fail();
    for (size_t j = 0; j < count; ++j) flags[i + j] = four >> j & 1;
  }
}

// What a walk over tables writes.
template <template <typename> typename Walk>
base::ByteVector WriteSide(const RecordTables& tables) {
  SideWriter writer;
  RecordTables copy = tables;  // a walk is the same for both sides, and one fills in
  const SegmentExtent any = {.expanded_bytes = std::numeric_limits<uint64_t>::max()};
  Walk<SideWriter>(writer, copy, any).Run();
  base::ByteVector out;
  writer.Finish(&out);
  return out;
}

// Fills in *tables by a walk over what another wrote; false if no writer writes that.
template <template <typename> typename Walk>
bool ReadSide(base::Bytes coded, const SegmentExtent& extent, RecordTables* tables) {
  SideReader reader(coded);
  Walk<SideReader>(reader, *tables, extent).Run();
  return reader.AtEnd();
}

}  // namespace rondo::stream

#endif  // RONDO_STREAM_RECORD_LENS_MODEL_SIDE_H_
