// dictionary_samples WHAT [COUNT]: what the reference implementations are compared on,
// one object a line, in JSON.
//   dictionaries COUNT  random ones: their contents, and our block and address
//   malformed           what must be refused
//   car COUNT           a CAR file of random dictionaries, in hexadecimal
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <string_view>

#include "dictionary/block_source.h"
#include "dictionary/dictionary_object.h"
#include "dictionary/dictionary_writer.h"
#include "dictionary/malformed.h"
#include "dictionary/transfer.h"

namespace rondo::dictionary {
namespace {

std::string Hex(base::Bytes bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const uint8_t byte : bytes) hex += {kDigits[byte >> 4], kDigits[byte & 15]};
  return hex;
}

DictionaryContents Random(uint32_t seed) {
  std::mt19937 random(seed);
  const auto bytes = [&](size_t least, size_t most) {
    base::ByteVector out(least + random() % (most - least + 1));
    for (uint8_t& byte : out) byte = static_cast<uint8_t>(random());
    return out;
  };
  DictionaryContents contents;
  contents.name = "dictionary " + std::to_string(seed);
  if (seed % 3 == 0) contents.description = "of seed " + std::to_string(seed);
  for (size_t i = random() % 60; i > 0; --i) {
    contents.segments.push_back(bytes(1, random() % 20 == 0 ? 5000 : 40));
  }
  for (size_t i = random() % 4; i > 0; --i) {
    contents.own[std::string(1 + random() % 3, 'a' + random() % 26)] = bytes(0, 300);
  }
  return contents;
}

struct Written {
  std::shared_ptr<MemoryBlocks> blocks = std::make_shared<MemoryBlocks>();
  Cid root;
};

Written Write(const DictionaryContents& contents, const DictionarySizes& sizes = {}) {
  Written written;
  const auto keep = [&](const Cid& cid, base::Bytes block) {
    written.blocks->Add(cid.codec, {block.begin(), block.end()});
    return absl::OkStatus();
  };
  written.root = *WriteDictionary(contents, keep, sizes);
  return written;
}

void PrintDictionary(uint32_t seed) {
  const DictionaryContents contents = Random(seed);
  const Written written = Write(contents);
  std::string json = "{\"name\":\"" + contents.name + "\"";
  if (contents.description) json += ",\"description\":\"" + *contents.description + "\"";
  json += ",\"segments\":[";
  for (size_t i = 0; i < contents.segments.size(); ++i) {
    json += (i > 0 ? ",\"" : "\"") + Hex(contents.segments[i]) + "\"";
  }
  json += "],\"rondo\":{";
  for (const auto& [name, own] : contents.own) {
    json += (json.back() == '{' ? "\"" : ",\"") + name + "\":\"" + Hex(own) + "\"";
  }
  json += "},\"block\":\"" + Hex(*written.blocks->Get(written.root)) + "\",\"cid\":\"" +
          written.root.ToText() + "\"}";
  std::puts(json.c_str());
}

void PrintCar(uint32_t count) {
  MemoryBlocks blocks;
  std::vector<DictionaryObject> objects;
  for (uint32_t seed = 0; seed < count; ++seed) {
    // Every other one in parts.
    const DictionarySizes parts = {.single_block_bytes = 300, .part_bytes = 1000};
    const Written written =
        Write(Random(seed), seed % 2 == 0 ? DictionarySizes{} : parts);
    objects.push_back(*DictionaryObject::Open(written.blocks, written.root));
  }
  base::ByteVector car;
  const absl::Status status = ExportCar(objects, [&](base::Bytes bytes) {
    car.insert(car.end(), bytes.begin(), bytes.end());
    return absl::OkStatus();
  });
  if (status.ok()) std::printf("\"%s\"\n", Hex(car).c_str());
}

void PrintMalformed() {
  for (const Malformed& object : MalformedValues()) {
    std::printf("{\"name\":\"%s\",\"block\":\"%s\"}\n", object.name.c_str(),
                Hex(object.bytes).c_str());
  }
}

int Main(std::string_view what, uint32_t count) {
  if (what == "malformed") {
    PrintMalformed();
  } else if (what == "car") {
    PrintCar(count);
  } else if (what == "dictionaries") {
    for (uint32_t seed = 0; seed < count; ++seed) PrintDictionary(seed);
  } else {
    return 2;
  }
  return 0;
}

}  // namespace
}  // namespace rondo::dictionary

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  return rondo::dictionary::Main(
      argv[1], argc < 3 ? 0 : static_cast<uint32_t>(std::atoi(argv[2])));
}
