// Values of DAG-CBOR from a seed, and bytes as people write them.
#ifndef RONDO_TESTS_DICTIONARY_RANDOM_VALUE_H_
#define RONDO_TESTS_DICTIONARY_RANDOM_VALUE_H_

#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <string_view>

#include "base/byte_io.h"
#include "dictionary/cid.h"
#include "dictionary/dag_cbor.h"

namespace rondo::dictionary {

inline base::Bytes AsBytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

inline base::ByteVector FromHex(std::string_view hex) {
  base::ByteVector bytes;
  std::string digits;
  for (const char digit : hex) {
    if (digit != ' ') digits += digit;
  }
  for (size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes.push_back(static_cast<uint8_t>(std::stoi(digits.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

class RandomValue {
 public:
  RandomValue(uint32_t seed, base::ByteVector* out) : random_(seed), writer_(out) {}

  void Write(int depth = 4) {
    switch (random_() % (depth > 0 ? 9 : 7)) {
      case 0:
        return writer_.Unsigned(Number());
      case 1:
        return writer_.Negative(Number());
      case 2:
        return writer_.Bytes(AsBytes(Text()));
      case 3:
        return writer_.Text(Text());
      case 4:
        return writer_.Link(
            Cid::Of(random_() % 2 ? Codec::kRaw : Codec::kDagCbor, AsBytes(Text())));
      case 5:
        return random_() % 3 == 0 ? writer_.Null() : writer_.Bool(random_() % 2 != 0);
      case 6:
        return writer_.Float(static_cast<double>(random_()) / 1e3);
      case 7:
        return WriteList(depth);
      default:
        return WriteMap(depth);
    }
  }

 private:
  struct Less {
    bool operator()(const std::string& a, const std::string& b) const {
      return KeyLess(a, b);
    }
  };

  uint64_t Number() {
    const uint64_t number = uint64_t{random_()} << 32 | random_();
    return number >> random_() % 64;
  }
  std::string Text() {
    static constexpr const char* kLetters[] = {"a", "B", "\xc3\xa9", "\xe2\x82\xac", "z"};
    std::string text;
    for (size_t length = random_() % (random_() % 8 == 0 ? 300 : 12); length > 0;
         --length)
      text += kLetters[random_() % 5];
    return text;
  }
  void WriteList(int depth) {
    const uint32_t members = random_() % 5;
    writer_.List(members);
    for (uint32_t i = 0; i < members; ++i) Write(depth - 1);
  }
  void WriteMap(int depth) {
    std::set<std::string, Less> keys;
    for (uint32_t i = random_() % 5; i > 0; --i) keys.insert(Text());
    writer_.Map(keys.size());
    for (const std::string& key : keys) {
      writer_.Text(key);
      Write(depth - 1);
    }
  }

  std::mt19937 random_;
  DagCborWriter writer_;
};

}  // namespace rondo::dictionary

#endif  // RONDO_TESTS_DICTIONARY_RANDOM_VALUE_H_
