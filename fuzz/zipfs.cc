// zipfs: files and dictionaries of anybody's making end with a status. What decodes is,
// with a dictionary that can write, the same when it is written and read again, in no
// more bits at best.
#include <algorithm>
#include <cstdint>
#include <memory>

#include "dictionary/zipfs/encoder.h"
#include "dictionary/zipfs/file.h"
#include "fuzz/check.h"
#include "fuzz/dictionary_input.h"
#include "fuzz/limits.h"

namespace rondo::fuzz {
namespace {

using dictionary::DictionaryObject;
using dictionary::ZipfsDictionary;
using dictionary::ZipfsParse;

bool Decode(const ZipfsDictionary& dictionary, base::Bytes data, base::ByteVector* text) {
  return dictionary::DecodeZipfs(
             dictionary, data,
             [&](base::Bytes bytes) {
               text->insert(text->end(), bytes.begin(), bytes.end());
               return absl::OkStatus();
             },
             kOutputBytes / 16)
      .ok();
}

void RoundTrip(const ZipfsDictionary& dictionary, base::Bytes text, size_t most) {
  for (const ZipfsParse parse : {ZipfsParse::kGreedy, ZipfsParse::kOptimal}) {
    const auto data = dictionary::EncodeZipfs(dictionary, text, parse);
    if (!data.ok()) return;
    FUZZ_CHECK(parse == ZipfsParse::kGreedy || data->size() <= most);
    base::ByteVector back;
    const bool decodes = Decode(dictionary, *data, &back);
    FUZZ_CHECK(decodes && back == base::ByteVector(text.begin(), text.end()));
    most = std::min(most, data->size());
  }
}

void Run(base::Bytes input) {
  (void)dictionary::ParseZipfs(input);
  base::ByteReader reader(input);
  const auto blocks = std::make_shared<AnyBlocks>(&reader);
  if (!reader.ok() || blocks->empty()) return;
  const base::Bytes rest = reader.Take(reader.remaining());
  const auto object = DictionaryObject::Parse(
      blocks, dictionary::Cid::Of(dictionary::Codec::kDagCbor, blocks->root()),
      blocks->root());
  if (!object.ok()) return;
  const auto file = dictionary::ParseZipfs(rest);
  const base::Bytes data = file.ok() ? file->data : rest;
  for (const auto form : {ZipfsDictionary::Form::kAuto, ZipfsDictionary::Form::kUnary}) {
    const auto dictionary = ZipfsDictionary::Load(*object, form);
    if (!dictionary.ok()) continue;
    base::ByteVector text;
    if (Decode(*dictionary, data, &text)) RoundTrip(*dictionary, text, data.size());
    RoundTrip(*dictionary, rest, SIZE_MAX);
  }
}

}  // namespace
}  // namespace rondo::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rondo::fuzz::Run({data, size});
  return 0;
}
