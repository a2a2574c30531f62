// From passages of a text, in order, to the lines that a search delivers: joins lines
// that passages cut, selects, counts, and adds context.
//
// Thread rule: externally synchronised.
#ifndef RONDO_SEARCH_LINE_FLOW_H_
#define RONDO_SEARCH_LINE_FLOW_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rondo/search.h"
#include "search/compiled_pattern.h"

namespace rondo::search {

// Lines [from, to), 0-based, with their newlines, of the text that is searched. Asked for
// context that passages left out.
using LineFetcher =
    std::function<absl::StatusOr<std::string>(uint64_t from, uint64_t to)>;

class LineFlow {
 public:
  // Without a fetcher no passage may be left out. `pattern` must outlive the flow.
  LineFlow(const CompiledPattern& pattern, const SearchOptions& options,
           FoundLineSink sink, LineFetcher fetch);

  struct Passage {
    std::string_view text;
    uint64_t offset = 0;
    uint64_t newlines = 0;  // before it
    // The lines that match of those that end with a newline in `text`, the first being
    // taken to start with the passage; null: not known yet.
    const std::vector<TextSpan>* matches = nullptr;
  };
  // A passage that does not follow on the one before starts with a line, and the one
  // before ended with one. REQUIRES: !finished().
  absl::Status Add(const Passage& passage);
  // The text has ended. `lines` is how many it has, if known; else 0.
  absl::Status Finish(uint64_t lines);

  // Nothing that follows can be of interest.
  bool finished() const { return selected_ >= options_.max_lines && after_left_ == 0; }
  // The position behind what was added.
  uint64_t next_offset() const { return next_offset_ + cut_line_.size(); }

  uint64_t selected() const { return selected_; }
  uint64_t tried() const { return tried_; }

 private:
  // Whole lines that follow on next_line_; the last one may lack its newline. `matches`,
  // if not null, counts from `skip` before them.
  absl::Status AddLines(std::string_view lines, const std::vector<TextSpan>* matches,
                        size_t skip);
  void CountLines(const std::vector<TextSpan>* matches, size_t skip);
  absl::Status SelectLines(const std::vector<TextSpan>* matches, size_t skip);
  // Both go on from at_ to a later start of a line.
  absl::Status Select(size_t to);
  absl::Status PassOver(size_t to);
  absl::Status DeliverBefore();
  // Of lines up to `end`, 0-based, that no passage had.
  absl::Status DeliverAfter(uint64_t end);
  // The line at at_.
  absl::Status Deliver(bool selected);
  // Context: the first of the lines has this 0-based number and starts at this offset.
  absl::Status DeliverContext(std::string_view lines, uint64_t number, uint64_t offset);
  void Remember();

  const CompiledPattern& pattern_;
  const SearchOptions options_;
  const FoundLineSink sink_;
  const LineFetcher fetch_;

  uint64_t selected_ = 0;
  uint64_t tried_ = 0;
  uint64_t after_left_ = 0;   // lines still to deliver as context of the last match
  uint64_t undelivered_ = 0;  // the line behind the last one delivered, 0-based
  std::string cut_line_;      // the start of a line whose end is to come
  std::string history_;       // the last `before` lines, if there is no fetcher

  std::string_view lines_;    // whole lines at hand
  uint64_t next_line_ = 0;    // 0-based number of their first line, and
  uint64_t next_offset_ = 0;  // where it starts
  size_t at_ = 0;             // in lines_: the start of the first one not looked at,
  uint64_t line_ = 0;         // and its number
};

}  // namespace rondo::search

#endif  // RONDO_SEARCH_LINE_FLOW_H_
