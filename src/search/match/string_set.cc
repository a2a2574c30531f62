// The automaton of Aho and Corasick (1975): a trie of the strings; a byte that does not
// go on from a state goes on from the longest proper suffix of what was read that is a
// state, too.
//
//   "he", "she", "hers":  0 -h-> 1 -e-> 3 -r-> 5 -s-> 6      state 4 is "she", whose longest
//                         0 -s-> 2 -h-> (7) -e-> 4 ...       suffix in the trie is "he": at
//                         the end of "ushe" both are found, and "hers" may go on from there.
//
// States are numbered breadth first over the sorted strings, so the children of a state
// are a range and need no pointers. Large sets have a million states, of which a text
// visits few: those near the root. These have all their transitions written out in rows
// over classes of bytes, and only from the deeper ones is a child looked for or fallen
// back.
//
// The leftmost of the longest strings: at each place the longest string that ends there
// starts furthest left. Once the state itself starts behind the best one that was found,
// nothing can start as early any more.
//
// Tested by tests/search/string_set_test.cc.
#include "search/match/string_set.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/ascii.h"

namespace rondo::search {
namespace {

// So many places may be looked at in so many bytes before the automaton, which looks at
// every byte, is faster.
size_t MostMisses(size_t bytes) { return 32 + bytes / 3; }

}  // namespace

StringSet::StringSet(std::vector<std::string> strings, bool ignore_case) {
  if (ignore_case) {
    for (std::string& string : strings) absl::AsciiStrToLower(&string);
  }
  shifts_ = ShiftTable::For(strings, ignore_case);
  ClassifyBytes(strings, ignore_case);
  BuildTrie(strings);
  BuildFallBacks();
}

void StringSet::ClassifyBytes(const std::vector<std::string>& strings, bool ignore_case) {
  std::array<bool, 256> used = {};
  for (const std::string& string : strings) {
    for (const char c : string) used[static_cast<uint8_t>(c)] = true;
  }
  // At most 255 classes and that of bytes in none: no string has a newline.
  for (size_t byte = 0; byte < used.size(); ++byte) {
    if (used[byte]) class_of_[byte] = static_cast<Class>(classes_++);
  }
  for (char c = 'a'; ignore_case && c <= 'z'; ++c) {
    class_of_[static_cast<uint8_t>(absl::ascii_toupper(c))] = ClassOf(c);
  }
}

void StringSet::BuildTrie(const std::vector<std::string>& strings) {
  std::vector<uint32_t> order(strings.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](uint32_t i) { return std::string_view(strings[i]); });
  // The strings that start like a state, in that order.
  struct Range {
    uint32_t from;
    uint32_t to;
  };
  // No more states than bytes, and the root. Room that is not taken costs nothing.
  size_t most_states = 1;
  for (const std::string& string : strings) most_states += string.size();
  std::vector<Range> ranges;
  ranges.reserve(most_states);
  labels_.reserve(most_states);
  first_child_.reserve(most_states + 1);
  end_.reserve(most_states);
  depth_.reserve(most_states);
  string_.reserve(most_states);
  ranges.push_back({0, static_cast<uint32_t>(order.size())});
  labels_.push_back(0);
  depth_.push_back(0);
  for (State state = kRoot; state < labels_.size(); ++state) {
    auto [from, to] = ranges[state];
    const uint32_t depth = depth_[state];
    string_.push_back(from < to ? order[from] : 0);
    const uint32_t all = from;
    while (from < to && strings[order[from]].size() == depth) ++from;
    end_.push_back(from > all ? state : kRoot);
    first_child_.push_back(static_cast<State>(labels_.size()));
    while (from < to) {
      const char label = strings[order[from]][depth];
      uint32_t end = from + 1;
      while (end < to && strings[order[end]][depth] == label) ++end;
      labels_.push_back(ClassOf(label));
      depth_.push_back(depth + 1);
      ranges.push_back({from, end});
      from = end;
    }
  }
  first_child_.push_back(static_cast<State>(labels_.size()));
}

void StringSet::BuildFallBacks() {
  const size_t states = labels_.size();
  rows_ = static_cast<State>(
      std::min(states, std::max<size_t>(1, kMaxRowEntries / classes_)));
  row_.resize(rows_ * classes_, kRoot);
  fall_back_.resize(states, kRoot);
  for (State state = kRoot; state < states; ++state) {
    const State shorter = fall_back_[state];
    // The row of the shorter state tells where bytes without a child lead.
    for (size_t c = 0; state < rows_ && state != kRoot && c < classes_; ++c) {
      row_[state * classes_ + c] = row_[shorter * classes_ + c];
    }
    for (State child = first_child_[state]; child < first_child_[state + 1]; ++child) {
      if (state != kRoot) fall_back_[child] = Next(shorter, labels_[child]) & ~kEnds;
      // That is nearer to the root, and complete.
      if (end_[child] == kRoot) end_[child] = end_[fall_back_[child]];
      if (state < rows_) row_[state * classes_ + labels_[child]] = Marked(child);
    }
  }
}

size_t StringSet::FindLine(std::string_view text, size_t from) const {
  size_t at = from;
  for (size_t misses = 0; shifts_ && misses <= MostMisses(at - from); ++misses) {
    at = shifts_->Next(text, at);
    if (at == kNone || LongestAt(text, at, text.size()) > 0) return at;
    ++at;
  }
  State state = kRoot;
  for (; at < text.size(); ++at) {
    state = Next(state, ClassOf(text[at]));
    if ((state & kEnds) != 0) return at;
  }
  return kNone;
}

std::optional<TextSpan> StringSet::Find(std::string_view text, size_t from) const {
  std::optional<TextSpan> best;
  State state = kRoot;
  for (size_t at = from; at < text.size(); ++at) {
    state = Next(state, ClassOf(text[at])) & ~kEnds;
    if (best && at + 1 - depth_[state] > best->from) break;
    if (end_[state] == kRoot) continue;
    const size_t begin = at + 1 - depth_[end_[state]];
    if (!best || begin <= best->from) best = TextSpan{begin, at + 1};
  }
  return best;
}

size_t StringSet::LongestAt(std::string_view text, size_t from, size_t to) const {
  size_t longest = 0;
  State state = kRoot;
  for (size_t at = from; at < to; ++at) {
    state = Child(state, ClassOf(text[at]));
    if (state == kNoState) break;
    if (end_[state] == state) longest = at + 1 - from;
  }
  return longest;
}

}  // namespace rondo::search
