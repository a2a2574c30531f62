#include "dictionary/malformed.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "dictionary/cid.h"
#include "dictionary/dag_cbor.h"
#include "dictionary/random_value.h"

namespace rondo::dictionary {
namespace {

// "00 11*3" is 00 11 11 11.
base::ByteVector ParseHex(const std::string& text) {
  base::ByteVector bytes;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const size_t star = word.find('*');
    const base::ByteVector unit = FromHex(word.substr(0, star));
    const int times = star == std::string::npos ? 1 : std::stoi(word.substr(star + 1));
    for (int i = 0; i < times; ++i) bytes.insert(bytes.end(), unit.begin(), unit.end());
  }
  return bytes;
}

void Add(const std::string& name, const std::string& before, const base::ByteVector& last,
         std::vector<Malformed>* all) {
  base::ByteVector bytes = FromHex(before);
  bytes.insert(bytes.end(), last.begin(), last.end());
  all->push_back({name, bytes});
}

// A map of texts as keys, in order, and of values that are DAG-CBOR already.
using Members = std::vector<std::pair<std::string, std::string>>;

base::ByteVector Map(const Members& members) {
  base::ByteVector bytes;
  DagCborWriter writer(&bytes);
  writer.Map(members.size());
  for (const auto& [key, hex] : members) {
    writer.Text(key);
    const base::ByteVector value = ParseHex(hex);
    bytes.insert(bytes.end(), value.begin(), value.end());
  }
  return bytes;
}

}  // namespace

std::vector<Malformed> MalformedValues() {
  std::vector<Malformed> all;
  std::ifstream file(RONDO_MALFORMED_VALUES);
  EXPECT_TRUE(file.good());
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    const size_t colon = line.find(": ");
    const std::string name = line.substr(0, colon);
    const base::ByteVector bytes = ParseHex(line.substr(colon + 2));
    Add(name, "", bytes, &all);
    Add(name + " in a list", "82 00", bytes, &all);
    Add(name + " in a map", "a2 61 61 f6 61 62", bytes, &all);
    Add(name + " in a dictionary", "a2 64 4e616d65 61 78 68 5365676d656e7473 82 41 61",
        bytes, &all);
  }
  return all;
}

std::vector<Malformed> MalformedDictionaries() {
  const std::string name = "61 78";
  const std::string none = "80";
  const std::string cbor = "d82a 5825 00 0171 1220 11*32 ";
  const std::string raw = "d82a 5825 00 0155 1220 11*32 ";
  const auto dictionary = [&](const std::string& segments) {
    return Map({{"Name", name}, {"Segments", segments}});
  };
  const auto own = [&](const std::string& value) {
    return Map({{"Name", name}, {"Rondo", value}, {"Segments", none}});
  };
  const auto described = [&](const std::string& value) {
    return Map({{"Name", name}, {"Segments", none}, {"Description", value}});
  };
  return {
      {"no map but a list", FromHex("80")},
      {"no map but a link", ParseHex(cbor)},
      {"no map but text", FromHex("644e616d65")},
      {"nothing in it", FromHex("a0")},
      {"no Name", Map({{"Segments", none}})},
      {"no Segments", Map({{"Name", name}})},
      {"Name that is bytes", Map({{"Name", "41 78"}, {"Segments", none}})},
      {"Name that is null", Map({{"Name", "f6"}, {"Segments", none}})},
      {"empty Name", Map({{"Name", "60"}, {"Segments", none}})},
      {"Name of 256 bytes", Map({{"Name", "79 0100 78*256"}, {"Segments", none}})},
      {"name in small letters", Map({{"name", name}, {"Segments", none}})},
      {"another member", Map({{"Name", name}, {"Size", "00"}, {"Segments", none}})},
      {"another member last",
       Map({{"Name", name}, {"Segments", none}, {"Segmentss", none}})},
      {"Description that is bytes", described("41 78")},
      {"Description that is null", described("f6")},
      {"empty Description", described("60")},
      {"Description of 64 KiB and a byte", described("7a 00010001 78*65537")},
      {"Segments that are bytes", dictionary("41 78")},
      {"Segments that are a map", dictionary("a0")},
      {"Segments that are a link", dictionary(cbor)},
      {"segment that is text", dictionary("81 61 78")},
      {"segment that is a number", dictionary("81 00")},
      {"segment that is a link", dictionary("81" + cbor)},
      {"empty segment", dictionary("81 40")},
      {"empty segment behind another", dictionary("82 41 61 40")},
      {"segment of 64 KiB and a byte", dictionary("81 5a 00010001 78*65537")},
      {"segment before a part", dictionary("82 41 61 82 " + cbor + "01")},
      {"segment behind a part", dictionary("82 82 " + cbor + "01 41 61")},
      {"part of nothing", dictionary("81 80")},
      {"part without a count", dictionary("81 81 " + cbor)},
      {"part with two counts", dictionary("81 83 " + cbor + "01 01")},
      {"part with its count first", dictionary("81 82 01 " + cbor)},
      {"part of 0", dictionary("81 82 " + cbor + "00")},
      {"part of minus 1", dictionary("81 82 " + cbor + "20")},
      {"part of more than a block", dictionary("81 82 " + cbor + "1a 00200001")},
      {"part of 2 to the 64", dictionary("81 82 " + cbor + "1b ff*8")},
      {"part with a raw address", dictionary("81 82 " + raw + "01")},
      {"part with an address of version 0",
       dictionary("81 82 d82a 5823 00 1220 11*32 01")},
      {"part with another hash", dictionary("81 82 d82a 5825 00 0171 1e20 11*32 01")},
      {"part with another codec", dictionary("81 82 d82a 5825 00 0170 1220 11*32 01")},
      {"Rondo that is bytes", own("41 78")},
      {"Rondo that is a list", own("80")},
      {"Rondo that is null", own("f6")},
      {"own entry that is text", own("a1 61 61 61 61")},
      {"own entry that is a number", own("a1 61 61 00")},
      {"own entry that is a link", own("a1 61 61" + raw)},
      {"own entry without a name", own("a1 60 41 61")},
      {"own entry with a name of 256 bytes", own("a1 79 0100 78*256 41 61")},
      {"own entry without a part", own("a1 61 61 80")},
      {"own entry of bytes in a list", own("a1 61 61 81 41 61")},
      {"own entry of a DAG CBOR part", own("a1 61 61 81 82 " + cbor + "01")},
      {"own entry of a part of 0", own("a1 61 61 81 82 " + raw + "00")},
      {"second own entry of text", own("a2 61 61 41 61 61 62 61 61")},
  };
}

}  // namespace rondo::dictionary
