// A place in a text that a parser moves over it. Behind the end stand zeros.
//
// What takes something moves behind it, or says no and may have moved: a parser that goes
// on from there goes back to a copy of the cursor.
//
// Thread rule: externally synchronised.
#ifndef RONDO_TIME_TEXT_CURSOR_H_
#define RONDO_TIME_TEXT_CURSOR_H_

#include <cstddef>
#include <string_view>

#include "time/characters.h"

namespace rondo::time {

class TextCursor {
 public:
  // Columns may be aligned.
  static constexpr int kMaxBlanks = 8;
  // Longer runs of digits are none of a date.
  static constexpr size_t kMaxRun = 21;

  explicit TextCursor(std::string_view text)
      : at_(text.data()), end_(text.data() + text.size()) {}

  const char* at() const { return at_; }
  size_t left() const { return static_cast<size_t>(end_ - at_); }

  char Peek(size_t ahead = 0) const { return ahead < left() ? at_[ahead] : '\0'; }

  bool Take(char c) {
    if (Peek() != c) return false;
    ++at_;
    return true;
  }

  bool TakeText(std::string_view text) {
    if (!std::string_view(at_, end_).starts_with(text)) return false;
    at_ += text.size();
    return true;
  }

  // How many were taken, at most kMaxBlanks.
  int TakeBlanks() {
    int blanks = 0;
    for (; blanks < kMaxBlanks && IsBlank(Peek()); ++blanks) ++at_;
    return blanks;
  }

  // Digits behind `ahead` bytes, at most kMaxRun.
  size_t Run(size_t ahead = 0) const {
    size_t digits = 0;
    while (digits < kMaxRun && IsDigit(Peek(ahead + digits))) ++digits;
    return digits;
  }

  // REQUIRES: so many digits are ahead, at most 9.
  int Number(size_t digits) {
    int value = 0;
    for (; digits > 0; --digits) value = value * 10 + (*at_++ - '0');
    return value;
  }

  // A number of one or two digits.
  bool Short(int* value) {
    if (!IsDigit(Peek())) return false;
    *value = *at_++ - '0';
    if (!IsDigit(Peek())) return true;
    *value = *value * 10 + (*at_++ - '0');
    return !IsDigit(Peek());
  }

  bool TwoDigits(int* value) { return Run() == 2 && Short(value); }

  // To a copy that was made of it.
  void GoTo(const TextCursor& copy) { at_ = copy.at_; }

  // REQUIRES: so many bytes are ahead.
  void Skip(size_t bytes) { at_ += bytes; }

 private:
  const char* at_;
  const char* end_;
};

}  // namespace rondo::time

#endif  // RONDO_TIME_TEXT_CURSOR_H_
