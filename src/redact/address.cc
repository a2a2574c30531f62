// Tested by tests/redact/recogniser_test.cc.
#include "redact/address.h"

#include "redact/letters.h"

namespace rondo::redact {
namespace {

constexpr size_t kOctets = 4;
constexpr size_t kIpv6Groups = 8;
constexpr size_t kMostGroupDigits = 4;

size_t SkipDigits(std::string_view line, size_t at) {
  while (at < line.size() && IsDigit(line[at])) ++at;
  return at;
}

bool IsOctet(std::string_view digits) {
  if (digits.size() > 3) return false;
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value < 256;
}

// Whether a hyphen and up to four digits, which are a word, stand before `at`.
bool FollowsOnDigits(std::string_view line, size_t at) {
  if (at < 2 || line[at - 1] != '-') return false;
  size_t start = at - 1;
  while (start > 0 && at - start <= 5 && IsDigit(line[start - 1])) --start;
  return start < at - 1 && !(start > 0 && IsWord(line[start - 1]));
}

// "IP 10.0.0.5.443 > 10.0.0.9.52314: Flags", "IP" and "UDP" as well as the arrows.
bool IsOfTcpdump(std::string_view line, size_t at, size_t end) {
  const std::string_view before = line.substr(0, at);
  const std::string_view after = line.substr(end, 3);
  return before.ends_with("IP ") || before.ends_with(" > ") || after == " > ";
}

}  // namespace

DottedNumbers ReadDottedNumbers(std::string_view line, size_t at) {
  DottedNumbers numbers;
  for (;;) {
    const size_t end = SkipDigits(line, at);
    if (numbers.groups < kOctets) numbers.octets &= IsOctet(line.substr(at, end - at));
    ++numbers.groups;
    numbers.end = end;
    if (numbers.groups == kOctets) numbers.four_end = end;
    if (At(line, end) != '.' || !IsDigit(At(line, end + 1))) return numbers;
    if (IsLetter(At(line, SkipDigits(line, end + 1)))) return numbers;
    at = end + 1;
  }
}

size_t EndOfIpv4(std::string_view line, size_t at, const DottedNumbers& numbers) {
  if (!numbers.octets || numbers.groups < kOctets || numbers.groups > kOctets + 1) {
    return at;
  }
  const char next = At(line, numbers.end);
  if (next == '~' || next == '+') return at;  // of a package
  const bool more = next == '.' && IsDigit(At(line, numbers.end + 1));
  if (numbers.groups == kOctets) return more ? at : numbers.end;
  return !more && IsOfTcpdump(line, at, numbers.end) ? numbers.four_end : at;
}

size_t EndOfHostOctets(std::string_view line, size_t at) {
  constexpr size_t kMostNameBytes = 64;
  if (FollowsOnDigits(line, at)) return at;
  size_t end = at;
  for (size_t octets = 1;; ++octets) {
    const size_t from = end;
    end = SkipDigits(line, from);
    if (end == from || !IsOctet(line.substr(from, end - from))) return at;
    const bool joined = At(line, end) == '-' && IsDigit(At(line, end + 1));
    if (octets == kOctets && (joined || IsLetter(At(line, end)))) return at;
    if (octets == kOctets) break;
    if (!joined) return at;
    ++end;
  }
  if (line.substr(0, at).ends_with("ip-")) return end;
  size_t label_end = end;
  while (label_end - end < kMostNameBytes &&
         (IsWord(At(line, label_end)) || At(line, label_end) == '-')) {
    ++label_end;
  }
  return At(line, label_end) == '.' && IsLetter(At(line, label_end + 1)) ? end : at;
}

size_t EndOfIpv6(std::string_view line, size_t at) {
  size_t groups = 0;
  bool short_cut = false;  // "::" was seen
  bool digit = false;
  size_t end = at;  // behind the last group, or behind "::"
  size_t next = at;
  if (At(line, at) == ':') {
    if (At(line, at + 1) != ':') return at;
    short_cut = true;
    end = next = at + 2;
  }
  for (;;) {
    size_t stop = next;
    bool all_digits = true;
    for (; IsHexDigit(At(line, stop)) && stop - next <= kMostGroupDigits; ++stop) {
      digit |= IsDigit(line[stop]);
      all_digits &= IsDigit(line[stop]);
    }
    if (stop == next) break;  // behind a colon: of "::", or what follows the address
    if (stop - next > kMostGroupDigits || IsWord(At(line, stop))) return at;
    if (all_digits && At(line, stop) == '.' && IsDigit(At(line, stop + 1))) {
      const DottedNumbers numbers = ReadDottedNumbers(line.substr(0, next + 16), next);
      const size_t dotted_end = EndOfIpv4(line, next, numbers);
      if (dotted_end == next || IsWord(At(line, dotted_end))) return at;
      groups += 2;
      end = dotted_end;
      break;
    }
    ++groups;
    end = stop;
    if (groups > kIpv6Groups) return at;
    if (At(line, stop) != ':') break;
    if (At(line, stop + 1) == ':') {
      if (short_cut) return at;
      short_cut = true;
      end = stop + 2;
      next = stop + 2;
    } else {
      next = stop + 1;
    }
  }
  const char next_char = At(line, end + 1);
  const bool goes_on =
      At(line, end) == ':' &&
      (line[end - 1] == ':' || next_char == ':' || IsHexDigit(next_char));
  if (goes_on || IsWord(At(line, end))) return at;
  if (!short_cut) return groups == kIpv6Groups ? end : at;
  return groups < kIpv6Groups && groups > 0 && (digit || groups >= 3) ? end : at;
}

}  // namespace rondo::redact
