// dag_cbor: what is taken for DAG-CBOR has one form: written again it is the same.
#include "dictionary/dag_cbor.h"

#include <cstdint>

#include "dictionary/cid.h"
#include "fuzz/check.h"

namespace rondo::fuzz {
namespace {

void Run(base::Bytes input) {
  const auto items = dictionary::DecodeDagCbor(input);
  if (!items.ok()) return;
  FUZZ_CHECK(items->size() <= input.size());
  FUZZ_CHECK(items->front().end == items->size());
  base::ByteVector again;
  dictionary::DagCborWriter writer(&again);
  for (const dictionary::DagCborItem& item : *items) {
    writer.Item(item);
    if (item.kind != dictionary::DagCborKind::kLink) continue;
    const auto cid = dictionary::Cid::FromBytes(item.bytes);
    if (!cid.ok()) continue;
    const auto parsed = dictionary::Cid::Parse(cid->ToText());
    FUZZ_CHECK(parsed.ok() && *parsed == *cid);
  }
  FUZZ_CHECK(base::ByteVector(input.begin(), input.end()) == again);
}

}  // namespace
}  // namespace rondo::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rondo::fuzz::Run({data, size});
  return 0;
}
