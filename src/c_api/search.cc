// Tested by tests/c_api/c_api_test.c.
#include "rondo/search.h"

#include <string_view>
#include <utility>

#include "base/status_macros.h"
#include "c_api/call.h"
#include "c_api/reader.h"

struct rondo_pattern {
  rondo::Pattern pattern;
};

namespace {

using rondo::c_api::Call;

constexpr unsigned kFlags = RONDO_FIXED_STRINGS | RONDO_IGNORE_CASE | RONDO_WHOLE_WORDS |
                            RONDO_WHOLE_LINES | RONDO_EXTENDED | RONDO_BASIC;

}  // namespace

void rondo_search_options_init(rondo_search_options* options) {
  *options = {.struct_size = sizeof *options,
              .invert = 0,
              .threads = 1,
              .max_lines = UINT64_MAX,
              .before = 0,
              .after = 0};
}

rondo_code rondo_pattern_create(const char* text, size_t size, unsigned flags,
                                rondo_pattern** pattern) {
  return Call([&]() -> absl::Status {
    if ((flags & ~kFlags) != 0) return absl::InvalidArgumentError("unknown flags");
    rondo::PatternOptions options;
    options.fixed_strings = (flags & RONDO_FIXED_STRINGS) != 0;
    options.ignore_case = (flags & RONDO_IGNORE_CASE) != 0;
    options.whole_words = (flags & RONDO_WHOLE_WORDS) != 0;
    options.whole_lines = (flags & RONDO_WHOLE_LINES) != 0;
    if ((flags & RONDO_EXTENDED) != 0) options.syntax = rondo::PatternSyntax::kExtended;
    if ((flags & RONDO_BASIC) != 0) options.syntax = rondo::PatternSyntax::kBasic;
    RONDO_ASSIGN_OR_RETURN(rondo::Pattern made,
                           rondo::Pattern::Create(std::string_view(text, size), options));
    *pattern = new rondo_pattern{std::move(made)};
    return absl::OkStatus();
  });
}

void rondo_pattern_free(rondo_pattern* pattern) { delete pattern; }

rondo_code rondo_reader_search(const rondo_reader* reader, const rondo_pattern* pattern,
                               const rondo_search_options* given, rondo_line_sink sink,
                               void* context, uint64_t* found) {
  return Call([&]() -> absl::Status {
    const rondo_search_options known =
        rondo::c_api::Known(given, &rondo_search_options_init);
    rondo::SearchOptions options;
    options.invert = known.invert != 0;
    options.threads = known.threads;
    options.max_lines = known.max_lines;
    options.before = known.before;
    options.after = known.after;
    options.count_only = sink == nullptr;
    const auto take = [&](const rondo::FoundLine& line) {
      const rondo_line shown = {.text = line.text.data(),
                                .size = line.text.size(),
                                .number = line.number - 1,
                                .offset = line.offset,
                                .selected = line.selected ? 1 : 0};
      return sink(context, &shown) == 0 ? absl::OkStatus() : rondo::c_api::Stopped();
    };
    RONDO_ASSIGN_OR_RETURN(
        const rondo::SearchSummary summary,
        rondo::SearchScore(*reader->reader, pattern->pattern, options, take));
    if (found != nullptr) *found = summary.selected_lines;
    return absl::OkStatus();
  });
}
