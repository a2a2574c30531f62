#include "fuzz/dictionary_seeds.h"

#include <memory>
#include <utility>

#include "base/byte_io.h"
#include "dictionary/dictionary_writer.h"
#include "dictionary/transfer.h"
#include "dictionary/zipfs/encoder.h"
#include "dictionary/zipfs/file.h"
#include "fuzz/dictionary_input.h"

namespace rondo::fuzz {
namespace {

using dictionary::Cid;
using dictionary::DagCborWriter;
using dictionary::DictionaryContents;
using dictionary::DictionaryObject;
using dictionary::DictionarySizes;
using dictionary::MemoryBlocks;

std::string Text(base::Bytes bytes) { return {bytes.begin(), bytes.end()}; }

struct Written {
  std::shared_ptr<MemoryBlocks> blocks = std::make_shared<MemoryBlocks>();
  Cid root;
};

Written Write(const DictionaryContents& contents, const DictionarySizes& sizes) {
  Written written;
  const auto keep = [&](const Cid& cid, base::Bytes block) {
    written.blocks->Add(cid.codec, {block.begin(), block.end()});
    return absl::OkStatus();
  };
  written.root = *WriteDictionary(contents, keep, sizes);
  return written;
}

DictionaryContents Words(bool all_bytes) {
  DictionaryContents contents;
  contents.name = "words";
  contents.description = "of a seed";
  for (const char* const word : {"the ", "rondo ", "theme", " and ", "episode"}) {
    const std::string text = word;
    contents.segments.emplace_back(text.begin(), text.end());
  }
  for (int byte = 0; byte < 256 && all_bytes; ++byte) {
    contents.segments.push_back({static_cast<uint8_t>(byte)});
  }
  return contents;
}

// A root, then its parts, as AnyBlocks takes them.
std::string Blocks(const Written& written) {
  std::vector<base::ByteVector> blocks = {*written.blocks->Get(written.root)};
  for (const auto& [cid, block] : written.blocks->blocks()) {
    if (cid != written.root && blocks.size() < 7) blocks.push_back(block);
  }
  base::ByteVector out;
  AnyBlocks::Write(blocks, &out);
  return Text(out);
}

std::string Car(const Written& written) {
  const DictionaryObject object = *DictionaryObject::Open(written.blocks, written.root);
  std::string car;
  const absl::Status status = dictionary::ExportCar({&object, 1}, [&](base::Bytes bytes) {
    car += Text(bytes);
    return absl::OkStatus();
  });
  return status.ok() ? car : "";
}

std::string Zipfs(const Written& written) {
  const DictionaryObject object = *DictionaryObject::Open(written.blocks, written.root);
  const auto loaded = *dictionary::ZipfsDictionary::Load(object);
  const std::string text = "the rondo theme and the episode\xff and the rondo";
  const auto data = dictionary::EncodeZipfs(
      loaded, {reinterpret_cast<const uint8_t*>(text.data()), text.size()},
      dictionary::ZipfsParse::kOptimal);
  const base::ByteVector data_bytes = data.ok() ? *data : base::ByteVector{0x5b, 0xbf};
  return Text(dictionary::WriteZipfs({"name", written.root, data_bytes}));
}

// A value of every kind.
std::string Values(const Cid& cid) {
  base::ByteVector out;
  DagCborWriter writer(&out);
  writer.List(9);
  writer.Unsigned(1000);
  writer.Negative(70'000);
  writer.Bytes(cid.digest);
  writer.Text("text \xe2\x82\xac");
  writer.Link(cid);
  writer.Bool(true);
  writer.Null();
  writer.Float(1.5);
  writer.Map(3);
  writer.Text("a");
  writer.List(0);
  writer.Text("b");
  writer.Map(0);
  writer.Text("aa");
  writer.Unsigned(5'000'000'000);
  return Text(out);
}

}  // namespace

std::vector<Seed> DictionarySeeds() {
  DictionaryContents large = Words(true);
  large.own["tables"] = base::ByteVector(2000, 7);
  large.own["small"] = {1, 2, 3};
  DictionaryContents lengths = Words(true);
  std::vector<uint64_t> weights;
  for (size_t i = 0; i <= lengths.segments.size(); ++i)
    weights.push_back(10'000 / (i + 1));
  lengths.own[dictionary::kZipfsEntry] =
      dictionary::ZipfsCode::Create(dictionary::HuffmanLengths(weights))->Entry();
  const std::pair<const char*, Written> all[] = {
      {"few", Write(Words(false), {})},
      {"bytes", Write(Words(true), {})},
      {"lengths", Write(lengths, {})},
      {"parts", Write(large, {.single_block_bytes = 256, .part_bytes = 600})},
  };
  std::vector<Seed> seeds;
  for (const auto& [name, written] : all) {
    const std::string root = Text(*written.blocks->Get(written.root));
    seeds.push_back({std::string("dag_cbor/") + name, root});
    seeds.push_back({std::string("car/") + name, Car(written)});
    seeds.push_back({std::string("car/bare-") + name, root});
    seeds.push_back({std::string("dictionary/") + name, Blocks(written)});
    seeds.push_back({std::string("zipfs/") + name, Blocks(written) + Zipfs(written)});
    seeds.push_back({std::string("zipfs/file-") + name, Zipfs(written)});
  }
  seeds.push_back({"dag_cbor/values", Values(all[0].second.root)});
  return seeds;
}

}  // namespace rondo::fuzz
