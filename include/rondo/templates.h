// Templates: what the lines of a log have in common, as a score's record segments hold
// it.
//
//   auto templates = reader->Templates();
//   for (const rondo::LineTemplate& one : templates->templates) {
//     std::cout << one.lines << "  " << one.Text() << "\n";
//   }
//   // 149  <time> combo sshd[<int>]: Failed password for root from <ip>
//
// Thread rule: plain data.
#ifndef RONDO_TEMPLATES_H_
#define RONDO_TEMPLATES_H_

#include <cstdint>
#include <string>
#include <vector>

namespace rondo {

// What a slot holds. kDecimal: digits on both sides of a point.
enum class SlotType : uint8_t { kString, kInt, kDecimal, kHex, kIp, kTime, kUuid };

// "string", "int", "decimal", "hex", "ip", "time", "uuid".
const char* SlotTypeName(SlotType type);

struct LineTemplate {
  std::vector<std::string>
      literals;  // one before each slot and one at the end, any bytes
  std::vector<SlotType> slots;
  uint64_t lines = 0;
  // The first line that has it, without its newline; cut after kMaxExampleBytes.
  std::string example;

  // Literals and slots in turn, a slot as its name in angle brackets.
  std::string Text() const;
};
inline constexpr uint32_t kMaxExampleBytes = 4096;

// A line is counted once, in one of the four.
struct TemplateSummary {
  std::vector<LineTemplate> templates;  // most frequent first, no two alike
  uint64_t lines = 0;                   // of the score
  // Of record segments, that are like too few others.
  uint64_t lines_without_template = 0;
  uint64_t lines_elsewhere = 0;  // in segments of other lenses
};

}  // namespace rondo

#endif  // RONDO_TEMPLATES_H_
