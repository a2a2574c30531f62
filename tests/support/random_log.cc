#include "support/random_log.h"

#include <algorithm>
#include <cstdio>

namespace rondo::testing {
namespace {

class LogMaker {
 public:
  explicit LogMaker(uint32_t seed) : random_(seed) {}

  std::string Line() {
    time_ += Below(5000);
    switch (Below(14)) {
      case 0:
        return Stamp() + " INFO [main] open file /var/lib/" + Word() + Number() + "\n";
      case 1:
        return Stamp() + " WARN disk " + Number() + " is " + Number() + "% full\r\n";
      case 2:
        return Ip() + " - - \"GET /" + Word() + "?id=" + Number() + "\" 200 -" +
               Number() + "\n";
      case 3:
        return "{\"id\":\"" + Uuid() + "\",\"x\":" + Decimal() + ",\"ok\":true}\n";
      case 4:
        return "kernel: addr 0x" + Hex(1 + Below(16)) + " sum " + Hex(32) + "\n";
      case 5:
        return "\tat " + Word() + "." + Word() + "(" + Word() + ".java:" + Number() +
               ")\n";
      case 6:
        return "a," + Decimal() + ",-" + Decimal() + ",00" + Number() + "\n";
      case 7:
        return "Jun 14 15:16:0" + Digit() + " host sshd[" + Number() +
               "]: -0 --5 1.2.3\n";
      case 8:
        return "\n";
      case 9:
        return Noise(Below(40)) + "\n";
      case 10:
        return "99999999999999999999 18446744073709551616 0x " + Hex(17) + " -0.0\n";
      case 11:
        return "2023-02-30 24:00:00 1.5.6.700 300.1.1.1 1.2.3.4.5\n";
      case 12:
        return "\x1b[31m" + Word() + "\x1b[0m \xff\xfe " + Word() + "\n";
      default:
        return "same line again and again\n";
    }
  }

  uint32_t Below(uint32_t n) { return static_cast<uint32_t>(random_() % n); }

 private:
  std::string Digit() { return std::string(1, static_cast<char>('0' + Below(10))); }
  std::string Number() { return std::to_string(Below(1u << Below(31))); }
  std::string Decimal() {
    std::string text = Number() + ".";
    for (uint32_t i = 0; i <= Below(6); ++i) text += Digit();
    return text;
  }
  std::string Word() {
    std::string text;
    for (uint32_t i = 0; i <= Below(3); ++i) text += kSyllables[Below(6)];
    return text;
  }
  std::string Hex(uint32_t digits) {
    std::string text;
    for (uint32_t i = 0; i < digits; ++i) text += "0123456789abcdef"[Below(16)];
    return text;
  }
  std::string Uuid() {
    return Hex(8) + "-" + Hex(4) + "-" + Hex(4) + "-" + Hex(4) + "-" + Hex(12);
  }
  std::string Ip() {
    return "10.0." + std::to_string(Below(3)) + "." + std::to_string(Below(256));
  }
  std::string Stamp() {
    char text[40];
    std::snprintf(text, sizeof text, "2024-03-0%u %02u:%02u:%02u,%03u",
                  1 + time_ / 86400000 % 9, time_ / 3600000 % 24, time_ / 60000 % 60,
                  time_ / 1000 % 60, time_ % 1000);
    return text;
  }
  std::string Noise(uint32_t bytes) {
    std::string text;
    for (uint32_t i = 0; i < bytes; ++i) text += static_cast<char>(Below(256));
    return text;
  }

  static constexpr const char* kSyllables[6] = {"ab", "Kor", "x9", "lin_", "tee", "Q"};
  std::mt19937 random_;
  uint32_t time_ = 0;
};

}  // namespace

std::string RandomLog(uint32_t seed, int lines) {
  LogMaker maker(seed);
  std::string log;
  for (int i = 0; i < lines; ++i) log += maker.Line();
  if (seed % 3 == 0 && !log.empty()) log.pop_back();
  return log;
}

std::vector<uint64_t> BlockEnds(const std::string& log, uint64_t block_bytes) {
  std::vector<uint64_t> ends;
  for (uint64_t at = 0; at < log.size();) {
    uint64_t end = std::min<uint64_t>(log.size(), at + block_bytes);
    const size_t newline = log.rfind('\n', end - 1);
    if (end < log.size() && newline != std::string::npos && newline >= at)
      end = newline + 1;
    ends.push_back(end);
    at = end;
  }
  return ends;
}

}  // namespace rondo::testing
