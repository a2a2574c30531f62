// What stands for a value in a rendition: "<ip-1>" by number, "<ip-3f9a21c0b4>" by key.
#ifndef RONDO_REDACT_MARK_H_
#define RONDO_REDACT_MARK_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace rondo::redact {

// Digits of a keyed mark: 40 bits.
inline constexpr size_t kKeyedDigits = 10;

// Behind the mark of a class that starts at `at`, or `at` if none does: a name of
// `names`, and up to ten decimal or exactly ten small hexadecimal digits. What a text
// says like that stays as it is, or a rendition would change when it is redacted again.
size_t EndOfMark(std::string_view line, size_t at, std::span<const std::string> names);

// Whether [from, to) lies within such a mark.
bool IsWithinMark(std::string_view line, size_t from, size_t to,
                  std::span<const std::string> names);

}  // namespace rondo::redact

#endif  // RONDO_REDACT_MARK_H_
