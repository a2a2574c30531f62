// dictionary: a root and parts of anybody's making end with a status; a dictionary that
// can be read whole holds the same when it is written again.
#include <cstdint>
#include <memory>

#include "dictionary/dictionary_object.h"
#include "dictionary/dictionary_writer.h"
#include "fuzz/check.h"
#include "fuzz/dictionary_input.h"

namespace rondo::fuzz {
namespace {

using dictionary::Cid;
using dictionary::DictionaryObject;

absl::StatusOr<dictionary::DictionaryContents> Contents(const DictionaryObject& object) {
  dictionary::DictionaryContents contents;
  contents.name = object.name();
  contents.description = object.description();
  for (size_t i = 0; i < object.segment_parts(); ++i) {
    const auto part = object.Part(i);
    if (!part.ok()) return part.status();
    FUZZ_CHECK(part->first == contents.segments.size());
    for (const base::Bytes segment : part->segments) {
      FUZZ_CHECK(object.PartOfSegment(contents.segments.size()) == i);
      contents.segments.emplace_back(segment.begin(), segment.end());
    }
  }
  FUZZ_CHECK(contents.segments.size() == object.segment_count());
  for (const std::string& name : object.own_names()) {
    auto own = object.ReadOwn(name, 0, object.OwnBytes(name));
    if (!own.ok()) return own.status();
    contents.own[name] = *std::move(own);
  }
  return contents;
}

void Run(base::Bytes input) {
  base::ByteReader reader(input);
  const auto blocks = std::make_shared<AnyBlocks>(&reader);
  if (!reader.ok() || blocks->empty()) return;
  const Cid cid = Cid::Of(dictionary::Codec::kDagCbor, blocks->root());
  const auto object = DictionaryObject::Parse(blocks, cid, blocks->root());
  if (!object.ok()) return;
  (void)object->Verify();
  const auto contents = Contents(*object);
  if (!contents.ok()) return;
  const auto kept = std::make_shared<dictionary::MemoryBlocks>();
  const auto again = dictionary::WriteDictionary(
      *contents,
      [&](const Cid& block_cid, base::Bytes block) {
        kept->Add(block_cid.codec, {block.begin(), block.end()});
        return absl::OkStatus();
      },
      {.single_block_bytes = 256, .part_bytes = 512});
  // Parts that are used often may become too many for one root.
  if (absl::IsResourceExhausted(again.status())) return;
  FUZZ_CHECK(again.ok());
  const auto back = DictionaryObject::Open(kept, *again);
  FUZZ_CHECK(back.ok());
  const auto same = Contents(*back);
  FUZZ_CHECK(same.ok() && same->segments == contents->segments &&
             same->own == contents->own && same->name == contents->name &&
             same->description == contents->description);
}

}  // namespace
}  // namespace rondo::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rondo::fuzz::Run({data, size});
  return 0;
}
