// building_on: a segment on the tables of another, without the checksums that a container
// puts around them. Any two texts come back, under both lenses; tables of anybody's
// making that build on ours end with a status, within memory.
//
//   input  = u8 lens (0 grammar, 1 records), u8 mode, rest
//   texts  (0)  u16 size of the first text, both texts: the second is built on the first
//   stored (1)  u16 expanded bytes, u16 tables bytes, tables, payload: of one block
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/byte_io.h"
#include "fuzz/check.h"
#include "fuzz/limits.h"
#include "grammar/induction/borrow.h"
#include "stream/grammar_lens/lens.h"
#include "stream/lens/lender.h"
#include "stream/record_lens/lens.h"
#include "stream/segment/open_lens.h"

namespace rondo::fuzz {
namespace {

using stream::EncodedSegment;
using stream::Lender;
using stream::SegmentExtent;

EncodedSegment Encode(bool records, base::Bytes text, const Lender* lender) {
  const std::vector<uint64_t> ends = {text.size()};
  if (records) return stream::EncodeJoinedRecords(text, ends, 6, lender).code;
  return stream::EncodeGrammarLens(text, ends, 6,
                                   lender == nullptr ? nullptr : lender->rules.get());
}

SegmentExtent ExtentOf(uint64_t bytes, std::shared_ptr<stream::SegmentTables> lender) {
  return {bytes, 1, kMemoryBytes, std::move(lender)};
}

// What a text lends. The bytes of the tables live as long as the program.
Lender LenderOf(bool records, base::Bytes text, EncodedSegment* encoded) {
  *encoded = Encode(records, text, nullptr);
  Lender lender;
  auto opened = OpenLens(encoded->lens, encoded->tables, ExtentOf(text.size(), nullptr));
  FUZZ_CHECK(opened.ok());
  lender.tables = *std::move(opened);
  if (encoded->rules.size() > 0) {
    lender.rules = std::make_shared<grammar::SharedRules>(encoded->rules);
  }
  return lender;
}

bool Expand(stream::Lens lens, base::Bytes tables, base::Bytes payload,
            const SegmentExtent& extent, base::ByteVector* out) {
  auto opened = OpenLens(lens, tables, extent);
  if (!opened.ok()) return false;
  const auto decoder = (*opened)->NewDecoder();
  out->assign(extent.expanded_bytes, 0);
  stream::BlockJob job;
  job.payload = payload;
  job.expanded_bytes = static_cast<uint32_t>(extent.expanded_bytes);
  job.out = *out;
  const bool good = decoder->Expand({&job, 1}).ok();
  FUZZ_CHECK((*opened)->memory_bytes() + decoder->memory_bytes() <= kMemoryBytes);
  return good;
}

void TwoTexts(bool records, base::ByteReader* reader) {
  const base::Bytes first =
      reader->Take(std::min<uint64_t>(reader->U16(), reader->remaining()));
  const base::Bytes second = reader->Take(reader->remaining());
  if (!reader->ok() || first.empty() || second.empty()) return;
  EncodedSegment kept;
  const Lender lender = LenderOf(records, first, &kept);
  const EncodedSegment built = Encode(records, second, &lender);
  base::ByteVector out;
  FUZZ_CHECK(Expand(built.lens, built.tables, built.blocks,
                    ExtentOf(second.size(), built.builds_on ? lender.tables : nullptr),
                    &out));
  FUZZ_CHECK(std::equal(out.begin(), out.end(), second.begin(), second.end()));
}

// A log that hostile tables may build on.
const Lender& Log(bool records) {
  static const std::string& log = *[] {
    auto* text = new std::string;
    for (int i = 0; i < 200; ++i) {
      *text += "10:00:" + std::to_string(10 + i % 50) + " worker-" +
               std::to_string(i % 7) +
               (i % 3 == 0 ? " opened /var/log/app/" : " closed /var/log/app/") +
               std::to_string(i * 37 % 11) + ".log\n";
    }
    return text;
  }();
  static EncodedSegment* const kept = new EncodedSegment[2];
  const base::Bytes bytes(reinterpret_cast<const uint8_t*>(log.data()), log.size());
  static const Lender& grammar = *new Lender(LenderOf(false, bytes, &kept[0]));
  static const Lender& record = *new Lender(LenderOf(true, bytes, &kept[1]));
  return records ? record : grammar;
}

void Stored(bool records, base::ByteReader* reader) {
  const uint64_t expanded_bytes = reader->U16();
  const base::Bytes tables = reader->Take(reader->U16());
  const base::Bytes payload = reader->Take(reader->remaining());
  if (!reader->ok() || expanded_bytes == 0) return;
  base::ByteVector out;
  Expand(records ? stream::Lens::kRecord : stream::Lens::kGrammar, tables, payload,
         ExtentOf(expanded_bytes, Log(records).tables), &out);
}

}  // namespace
}  // namespace rondo::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rondo::base::ByteReader reader(rondo::base::Bytes(data, size));
  const bool records = (reader.U8() & 1) != 0;
  const uint8_t mode = reader.U8();
  if (!reader.ok()) return 0;
  if (mode % 2 == 0) {
    rondo::fuzz::TwoTexts(records, &reader);
  } else {
    rondo::fuzz::Stored(records, &reader);
  }
  return 0;
}
