// Whole lines at hand are walked from one match to the next. What lies between is passed
// over: its first lines may be context after a match, its last ones are context of the
// next. Context that is not at hand is remembered (a pipe) or fetched by its number (a
// score, of which passages are left out).
//
// Tested by tests/search/flow_test.cc.
#include "search/line_flow.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/newlines.h"
#include "base/status_macros.h"

namespace rondo::search {
namespace {

uint64_t CountNewlines(std::string_view text) {
  return base::CountNewlines(
      {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

// Just past the line that starts at `at`.
size_t LineEnd(std::string_view text, size_t at) {
  const size_t newline = text.find('\n', at);
  return newline == std::string_view::npos ? text.size() : newline + 1;
}

// Where the last `*count` lines in front of `at` start, a start of a line itself. Fewer
// if there are fewer: `*count` is left at those that are missing.
size_t LinesBefore(std::string_view text, size_t at, uint64_t* count) {
  for (; *count > 0 && at > 0; --*count) {
    at = at < 2 ? 0 : text.rfind('\n', at - 2) + 1;  // npos + 1 is 0
  }
  return at;
}

// Calls `use` with the lines that match, without newlines, until it says false.
template <typename Use>
void ForEachMatch(const CompiledPattern& pattern, std::string_view lines,
                  const std::vector<TextSpan>* matches, size_t skip, uint64_t* tried,
                  const Use& use) {
  if (matches != nullptr) {
    for (const TextSpan& match : *matches) {
      if (match.from >= skip && !use(TextSpan{match.from - skip, match.to - skip}))
        return;
    }
    return;
  }
  const std::string_view text = lines.substr(0, lines.size() - lines.ends_with('\n'));
  LineSearch search(pattern, text);
  for (size_t at = 0; at < lines.size();) {
    const auto match = search.Next(at);
    if (!match.has_value() || !use(*match)) break;
    at = match->to + 1;
  }
  *tried += search.tried();
}

SearchOptions WithoutUselessContext(SearchOptions options) {
  if (options.count_only) options.before = options.after = 0;
  return options;
}

}  // namespace

LineFlow::LineFlow(const CompiledPattern& pattern, const SearchOptions& options,
                   FoundLineSink sink, LineFetcher fetch)
    : pattern_(pattern),
      options_(WithoutUselessContext(options)),
      sink_(std::move(sink)),
      fetch_(std::move(fetch)) {}

absl::Status LineFlow::Add(const Passage& passage) {
  const std::string_view text = passage.text;
  size_t head = 0;  // where whole lines start
  if (!cut_line_.empty()) {
    head = LineEnd(text, 0);
    const uint64_t limit = options_.memory_limit_bytes.value_or(UINT64_MAX);
    if (cut_line_.size() + head > limit) {
      return absl::ResourceExhaustedError(
          absl::StrCat("the line at offset ", next_offset_, " is longer than ", limit,
                       " bytes, the limit on memory"));
    }
    cut_line_.append(text.substr(0, head));
    if (cut_line_.back() != '\n') return absl::OkStatus();
    const std::string line = std::exchange(cut_line_, "");
    RONDO_RETURN_IF_ERROR(AddLines(line, nullptr, 0));
  } else if (passage.offset != next_offset_) {
    RONDO_RETURN_IF_ERROR(DeliverAfter(passage.newlines));
    next_offset_ = passage.offset;
    next_line_ = passage.newlines;
  }
  const size_t tail = text.rfind('\n') + 1;  // npos + 1 is 0
  if (head < tail && !finished()) {
    RONDO_RETURN_IF_ERROR(
        AddLines(text.substr(head, tail - head), passage.matches, head));
  }
  cut_line_ = text.substr(std::max(head, tail));
  return absl::OkStatus();
}

absl::Status LineFlow::Finish(uint64_t lines) {
  if (!cut_line_.empty() && !finished()) {
    const std::string line = std::exchange(cut_line_, "");
    RONDO_RETURN_IF_ERROR(AddLines(line, nullptr, 0));
  }
  return DeliverAfter(lines);
}

absl::Status LineFlow::AddLines(std::string_view lines,
                                const std::vector<TextSpan>* matches, size_t skip) {
  lines_ = lines;
  at_ = 0;
  line_ = next_line_;
  if (options_.count_only) {
    CountLines(matches, skip);
  } else {
    RONDO_RETURN_IF_ERROR(SelectLines(matches, skip));
    Remember();
    next_line_ = line_;
  }
  next_offset_ += lines.size();
  return absl::OkStatus();
}

void LineFlow::CountLines(const std::vector<TextSpan>* matches, size_t skip) {
  uint64_t count = 0;
  const uint64_t wanted = options_.invert ? UINT64_MAX : options_.max_lines - selected_;
  ForEachMatch(pattern_, lines_, matches, skip, &tried_,
               [&](TextSpan) { return ++count < wanted; });
  if (options_.invert) {
    count = CountNewlines(lines_) + !lines_.ends_with('\n') - count;
  }
  selected_ += std::min(count, options_.max_lines - selected_);
}

absl::Status LineFlow::SelectLines(const std::vector<TextSpan>* matches, size_t skip) {
  absl::Status status;
  const auto use = [&](TextSpan match) {
    const size_t end = std::min(match.to + 1, lines_.size());
    status = options_.invert ? Select(match.from) : PassOver(match.from);
    if (status.ok()) status = options_.invert ? PassOver(end) : Select(end);
    return status.ok() && selected_ < options_.max_lines;
  };
  if (selected_ < options_.max_lines) {
    ForEachMatch(pattern_, lines_, matches, skip, &tried_, use);
  }
  RONDO_RETURN_IF_ERROR(status);
  return options_.invert ? Select(lines_.size()) : PassOver(lines_.size());
}

absl::Status LineFlow::Select(size_t to) {
  while (at_ < to && selected_ < options_.max_lines) {
    RONDO_RETURN_IF_ERROR(DeliverBefore());
    ++selected_;
    after_left_ = options_.after;
    RONDO_RETURN_IF_ERROR(Deliver(true));
  }
  return PassOver(to);
}

absl::Status LineFlow::PassOver(size_t to) {
  for (; at_ < to && after_left_ > 0; --after_left_) {
    RONDO_RETURN_IF_ERROR(Deliver(false));
  }
  line_ += CountNewlines(lines_.substr(at_, to - at_));
  at_ = to;
  return absl::OkStatus();
}

absl::Status LineFlow::DeliverBefore() {
  const uint64_t wanted = std::min(options_.before, line_ - undelivered_);
  uint64_t missing = wanted;
  const size_t from = LinesBefore(lines_, at_, &missing);
  if (missing > 0) {
    std::string older;
    if (fetch_) {
      RONDO_ASSIGN_OR_RETURN(older, fetch_(next_line_ - missing, next_line_));
    } else {
      uint64_t count = missing;
      older = history_.substr(LinesBefore(history_, history_.size(), &count));
    }
    RONDO_RETURN_IF_ERROR(
        DeliverContext(older, next_line_ - missing, next_offset_ - older.size()));
  }
  return DeliverContext(lines_.substr(from, at_ - from), line_ - (wanted - missing),
                        next_offset_ + from);
}

absl::Status LineFlow::DeliverAfter(uint64_t end) {
  if (after_left_ == 0 || end <= next_line_ || !fetch_) return absl::OkStatus();
  const uint64_t count = std::min(after_left_, end - next_line_);
  RONDO_ASSIGN_OR_RETURN(const std::string lines, fetch_(next_line_, next_line_ + count));
  after_left_ -= count;
  return DeliverContext(lines, next_line_, next_offset_);
}

absl::Status LineFlow::Deliver(bool selected) {
  const size_t end = LineEnd(lines_, at_);
  const std::string_view line = lines_.substr(at_, end - at_);
  const FoundLine found = {.text = line.substr(0, line.size() - line.ends_with('\n')),
                           .number = line_ + 1,
                           .offset = next_offset_ + at_,
                           .selected = selected};
  at_ = end;
  undelivered_ = ++line_;
  return sink_(found);
}

absl::Status LineFlow::DeliverContext(std::string_view lines, uint64_t number,
                                      uint64_t offset) {
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, LineEnd(lines, 0));
    RONDO_RETURN_IF_ERROR(
        sink_({.text = line.substr(0, line.size() - line.ends_with('\n')),
               .number = ++number,
               .offset = offset,
               .selected = false}));
    undelivered_ = number;
    offset += line.size();
    lines.remove_prefix(line.size());
  }
  return absl::OkStatus();
}

void LineFlow::Remember() {
  if (fetch_ || options_.before == 0) return;
  uint64_t missing = options_.before;
  const size_t from = LinesBefore(lines_, lines_.size(), &missing);
  history_.erase(0, LinesBefore(history_, history_.size(), &missing));
  history_.append(lines_.substr(from));
}

}  // namespace rondo::search
