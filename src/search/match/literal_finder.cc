// Two bytes of a literal, those that texts have most rarely, are looked for at their
// distance, 16 places at a time; where both are, the whole literal is compared.
//
//   "timeout" has the probes 'm' at 2 and 'u' at 5: the places whose byte 2 is 'm' and whose
//   byte 5 is 'u' are found by two comparisons of 16 bytes and one AND.
//
// The method is the "generic SIMD" search of W. Muła (2018), with the choice of bytes by
// rarity from A. Gallant's memchr crate. Without SSE2 the places are tried one by one.
//
// Tested by tests/search/pattern_test.cc.
#include "search/match/literal_finder.h"

#include <algorithm>
#include <bit>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace rondo::search {
namespace {

// The bytes that logs and prose have most, common ones first.
constexpr std::string_view kCommon =
    " etaoinsrlhdc0123456789u.mpgfy-:bw/vk=_,\"xjqzETAIONSR";

size_t Rarity(uint8_t byte) {
  return std::min(kCommon.find(static_cast<char>(byte)), kCommon.size());
}

bool IsLetter(uint8_t byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

#ifdef __SSE2__
constexpr size_t kStep = 16;

// Bit i: text[i] is the probe's byte.
unsigned Hits(const char* text, uint8_t fold, uint8_t byte) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
  const __m128i folded = _mm_or_si128(bytes, _mm_set1_epi8(static_cast<char>(fold)));
  const __m128i equal = _mm_cmpeq_epi8(folded, _mm_set1_epi8(static_cast<char>(byte)));
  return static_cast<unsigned>(_mm_movemask_epi8(equal));
}
#else
constexpr size_t kStep = 1;

unsigned Hits(const char* text, uint8_t fold, uint8_t byte) {
  return (static_cast<uint8_t>(*text) | fold) == byte;
}
#endif

}  // namespace

LiteralFinder::LiteralFinder(const std::vector<std::string>& literals, bool ignore_case) {
  for (const std::string& literal : literals) {
    Needle needle;
    std::vector<Probe> probes;
    for (size_t i = 0; i < literal.size(); ++i) {
      const uint8_t byte = static_cast<uint8_t>(literal[i]);
      const uint8_t fold = ignore_case && IsLetter(byte) ? 0x20 : 0;
      needle.folds.push_back(static_cast<char>(fold));
      needle.folded.push_back(static_cast<char>(byte | fold));
      probes.push_back(
          {.at = i, .fold = fold, .byte = static_cast<uint8_t>(byte | fold)});
    }
    std::ranges::stable_sort(probes, std::ranges::greater(),
                             [](const Probe& probe) { return Rarity(probe.byte); });
    needle.probes = {probes.front(), probes[probes.size() > 1 ? 1 : 0]};
    longest_ = std::max(longest_, literal.size());
    needles_.push_back(std::move(needle));
  }
}

bool LiteralFinder::Needle::IsAt(const char* text) const {
  for (size_t i = 0; i < folded.size(); ++i) {
    if (static_cast<char>(text[i] | folds[i]) != folded[i]) return false;
  }
  return true;
}

size_t LiteralFinder::Find(std::string_view text, size_t from) const {
  size_t at = from;
  if (needles_.empty()) return kNone;
  for (; at + longest_ + kStep <= text.size(); at += kStep) {
    size_t found = kNone;
    for (const Needle& needle : needles_) {
      const auto& [a, b] = needle.probes;
      unsigned hits = Hits(text.data() + at + a.at, a.fold, a.byte) &
                      Hits(text.data() + at + b.at, b.fold, b.byte);
      for (; hits != 0; hits &= hits - 1) {
        const size_t place = at + static_cast<size_t>(std::countr_zero(hits));
        if (place >= found) break;
        if (needle.IsAt(text.data() + place)) found = place;
      }
    }
    if (found != kNone) return found;
  }
  for (; at < text.size(); ++at) {
    for (const Needle& needle : needles_) {
      const bool fits = needle.folded.size() <= text.size() - at;
      if (fits && needle.IsAt(text.data() + at)) return at;
    }
  }
  return kNone;
}

}  // namespace rondo::search
