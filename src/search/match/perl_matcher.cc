// Lines are matched one by one, as GNU grep -P does, over UTF-8; bytes that are no
// character match nothing. Whole words and lines are part of the expression.
//
// Tested by tests/search/perl_matcher_test.cc.
#include "search/match/perl_matcher.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "search/syntax/characters.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace rondo::search {
namespace {

std::string ErrorText(int error) {
  unsigned char text[256] = {};
  pcre2_get_error_message(error, text, sizeof(text));
  return reinterpret_cast<const char*>(text);
}

PCRE2_SPTR Bytes(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data());
}

// What matching writes to; one for each thread, for all patterns.
pcre2_match_data* ThreadMatchData() {
  thread_local const std::unique_ptr<pcre2_match_data, void (*)(pcre2_match_data*)> data(
      pcre2_match_data_create(1, nullptr), pcre2_match_data_free);
  return data.get();
}

}  // namespace

class PerlMatcher::Code {
 public:
  explicit Code(pcre2_code* code) : code_(code) {
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);  // or not: it is only faster
  }
  ~Code() { pcre2_code_free(code_); }
  Code(const Code&) = delete;
  Code& operator=(const Code&) = delete;

  const pcre2_code* get() const { return code_; }

 private:
  pcre2_code* const code_;
};

absl::StatusOr<std::unique_ptr<const Matcher>> PerlMatcher::Create(
    const std::string& pattern, const PatternOptions& options) {
  if (!IsUtf8(pattern)) {
    return absl::InvalidArgumentError("-P takes patterns in UTF-8 only");
  }
  std::string whole = pattern;
  if (options.whole_words) whole = absl::StrCat("(?<!\\w)(?:", pattern, ")(?!\\w)");
  if (options.whole_lines) whole = absl::StrCat("^(?:", pattern, ")$");
  uint32_t flags = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_MULTILINE |
                   PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C;
  if (options.ignore_case) flags |= PCRE2_CASELESS;
  const std::unique_ptr<pcre2_compile_context, void (*)(pcre2_compile_context*)> context(
      pcre2_compile_context_create(nullptr), pcre2_compile_context_free);
  pcre2_set_newline(context.get(),
                    options.crlf ? PCRE2_NEWLINE_ANYCRLF : PCRE2_NEWLINE_LF);
  int error = 0;
  size_t offset = 0;
  pcre2_code* code =
      pcre2_compile(Bytes(whole), whole.size(), flags, &error, &offset, context.get());
  if (code == nullptr) return absl::InvalidArgumentError(ErrorText(error));
  return std::unique_ptr<const Matcher>(new PerlMatcher(std::make_unique<Code>(code)));
}

PerlMatcher::PerlMatcher(std::unique_ptr<const Code> code) : code_(std::move(code)) {}
PerlMatcher::~PerlMatcher() = default;

std::optional<Matcher::Hit> PerlMatcher::FindLine(std::string_view text,
                                                  size_t from) const {
  if (from > text.size()) return std::nullopt;
  return Hit{from, false};
}

std::optional<TextSpan> PerlMatcher::Find(std::string_view line, size_t from) const {
  pcre2_match_data* const data = ThreadMatchData();
  if (data == nullptr) return std::nullopt;
  const int result =
      pcre2_match(code_->get(), Bytes(line), line.size(), from, 0, data, nullptr);
  if (result == PCRE2_ERROR_NOMATCH) return std::nullopt;
  if (result < 0) {
    int none = 0;
    error_.compare_exchange_strong(none, result);
    return std::nullopt;
  }
  const size_t* const ends = pcre2_get_ovector_pointer(data);
  return TextSpan{ends[0], std::max(ends[0], ends[1])};  // \K may turn them around
}

std::optional<size_t> PerlMatcher::LongestEnd(std::string_view, size_t, size_t) const {
  return std::nullopt;  // whole words are part of the expression
}

absl::Status PerlMatcher::status() const {
  const int error = error_;
  if (error == 0) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat("-P could not decide a line: ", ErrorText(error)));
}

}  // namespace rondo::search
