// A walk over the pattern from left to right. Ordinary characters and escaped marks join
// the run at hand; anything else ends it. A character before `*`, `?` or `{` may be
// absent from the match and is taken back.
//
//   disk (full|err[0-9]+) on /dev/s?da   ->   "disk ", " on /dev/", "da"
//
// Tested by tests/search/pattern_test.cc.
#include "search/syntax/plain_run.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace rondo::search {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

class Walk {
 public:
  explicit Walk(std::string_view pattern) : rest_(pattern) {}

  std::vector<std::string> Runs() {
    while (!rest_.empty()) {
      if (!Step()) return {};
    }
    EndRun();
    return std::move(runs_);
  }

 private:
  // Goes past one part of the pattern; false if it is one that nothing can be said about.
  bool Step() {
    const char c = rest_.front();
    if (c == '|' || IsOpaque()) return false;
    if (c == '*' || c == '?') return Repeat(1);
    if (c == '{' && CountLength() > 0) return Repeat(CountLength());
    if (c == '+') {  // the character is there, but more of it may follow
      EndRun();
      return Skip(rest_.size() > 1 && rest_[1] == '?' ? 2 : 1);
    }
    if (c == '[') return SkipClass();
    if (c == '(') return SkipGroup();
    if (c == '\\') return Escape();
    if (c == '.' || c == '^' || c == '$' || static_cast<unsigned char>(c) >= 0x80) {
      EndRun();
    } else {
      run_.push_back(c);
    }
    return Skip(1);
  }

  // Flags change what follows; quoted text is not worth its rules.
  bool IsOpaque() const {
    return (rest_.starts_with("(?") && !rest_.starts_with("(?:")) ||
           rest_.starts_with("\\Q");
  }

  bool Skip(size_t count) {
    rest_.remove_prefix(count);
    return true;
  }

  void EndRun() {
    if (!run_.empty()) runs_.push_back(run_);
    run_.clear();
  }

  // A mark of `length` characters that allows for what precedes it to be absent.
  bool Repeat(size_t length) {
    if (!run_.empty()) run_.pop_back();
    EndRun();
    Skip(length);
    return rest_.starts_with('?') ? Skip(1) : true;
  }

  // Of "{2}", "{2,}", "{2,3}"; 0 for a brace that stands for itself.
  size_t CountLength() const {
    size_t at = 1;
    while (at < rest_.size() && IsDigit(rest_[at])) ++at;
    if (at == 1) return 0;
    if (at < rest_.size() && rest_[at] == ',') ++at;
    while (at < rest_.size() && IsDigit(rest_[at])) ++at;
    return at < rest_.size() && rest_[at] == '}' ? at + 1 : 0;
  }

  bool Escape() {
    const char c = rest_[1];
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 &&
        static_cast<unsigned char>(c) < 0x80) {
      run_.push_back(c);
      return Skip(2);
    }
    // Classes and assertions of one letter; all others are followed by more.
    if (std::string_view("dDsSwWbB").find(c) == std::string_view::npos) return false;
    EndRun();
    return Skip(2);
  }

  // False if the class does not end, which RE2 would not have taken.
  bool SkipClass() {
    EndRun();
    size_t at = 1;
    if (at < rest_.size() && rest_[at] == '^') ++at;
    if (at < rest_.size() && rest_[at] == ']') ++at;
    while (at < rest_.size() && rest_[at] != ']') {
      if (rest_[at] == '\\') {
        at += 2;
      } else if (rest_.substr(at).starts_with("[:") &&
                 rest_.find(":]", at + 2) != std::string_view::npos) {
        at = rest_.find(":]", at + 2) + 2;
      } else {
        ++at;
      }
    }
    return at < rest_.size() && Skip(at + 1);
  }

  bool SkipGroup() {
    EndRun();
    int depth = 0;
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (IsOpaque()) return false;
      if (c == '[') {
        if (!SkipClass()) return false;
        continue;
      }
      depth += (c == '(') - (c == ')');
      Skip(c == '\\' && rest_.size() > 1 ? 2 : 1);
      if (depth == 0) return true;
    }
    return false;
  }

  std::string_view rest_;
  std::string run_;
  std::vector<std::string> runs_;
};

}  // namespace

std::vector<std::string> PlainRuns(std::string_view pattern) {
  return Walk(pattern).Runs();
}

std::string LongestPlainRun(std::string_view pattern) {
  const std::vector<std::string> runs = PlainRuns(pattern);
  const auto longest = std::ranges::max_element(runs, {}, &std::string::size);
  return longest == runs.end() ? "" : *longest;
}

}  // namespace rondo::search
