// Tested by tests/search/characters_test.cc.
#include "search/syntax/characters.h"

namespace rondo::search {
namespace {

constexpr size_t kMaxBytes = 4;

unsigned char ByteAt(std::string_view text, size_t at) {
  return static_cast<unsigned char>(text[at]);
}

bool IsContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

}  // namespace

Character CharacterAt(std::string_view text, size_t at) {
  if (at >= text.size()) return {};
  const unsigned char first = ByteAt(text, at);
  if (first < 0x80) return {first, 1};
  const size_t bytes = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (bytes == 0 || first > 0xF4 || text.size() - at < bytes) return {};
  char32_t code = first & (0xFF >> (bytes + 1));
  for (size_t i = 1; i < bytes; ++i) {
    const unsigned char byte = ByteAt(text, at + i);
    if (!IsContinuation(byte)) return {};
    code = code << 6 | (byte & 0x3F);
  }
  const bool overlong = (bytes == 3 && code < 0x800) || (bytes == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  if (overlong || surrogate || code > 0x10FFFF) return {};
  return {code, bytes};
}

bool IsUtf8(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const size_t bytes = CharacterAt(text, at).bytes;
    if (bytes == 0) return false;
    at += bytes;
  }
  return true;
}

bool IsInsideCharacter(std::string_view text, size_t at) {
  if (at >= text.size() || !IsContinuation(ByteAt(text, at))) return false;
  size_t start = at;
  while (start > 0 && at - start < kMaxBytes && IsContinuation(ByteAt(text, start)))
    --start;
  return CharacterAt(text, start).bytes > at - start;
}

bool IsAscii(std::string_view text) {
  constexpr size_t kStep = 32;
  const auto past_ascii = [](std::string_view some) {
    unsigned char all = 0;
    for (const char c : some) all |= static_cast<unsigned char>(c);
    return all >= 0x80;
  };
  for (; text.size() >= kStep; text.remove_prefix(kStep)) {
    if (past_ascii(text.substr(0, kStep))) return false;
  }
  return !past_ascii(text);
}

void AppendUtf8(char32_t code, std::string* text) {
  const auto add = [&](char32_t byte) { text->push_back(static_cast<char>(byte)); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0 | code >> 6);
  } else if (code < 0x10000) {
    add(0xE0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3F));
  } else {
    add(0xF0 | code >> 18);
    add(0x80 | (code >> 12 & 0x3F));
    add(0x80 | (code >> 6 & 0x3F));
  }
  add(0x80 | (code & 0x3F));
}

}  // namespace rondo::search
