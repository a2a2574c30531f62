// The distance of two words is that of optimal string alignment: letters changed, added,
// left out, and neighbours swapped, no letter twice (Wagner & Fischer 1974; Damerau
// 1964).
//
//   grpe -> grep    1: p and e swapped
//   encdoe -> encode    1
//   vrfy -> verify  2: e and i left out
//
// Tested by tests/apps/rondo/suggest_test.cc.
#include "apps/rondo/text/suggest.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"

namespace rondo::app {
namespace {

constexpr size_t kMostMistakes = 2;

size_t Distance(std::string_view a, std::string_view b) {
  // Distances of the first i letters of a, and of one and two less, to starts of b.
  std::vector<size_t> row(b.size() + 1);
  std::vector<size_t> last(b.size() + 1);
  std::vector<size_t> last_but_one(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    std::swap(last_but_one, last);
    std::swap(last, row);
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t changed = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({changed, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], last_but_one[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view Nearest(std::string_view word,
                         const std::vector<std::string_view>& candidates) {
  std::string_view nearest;
  size_t least = kMostMistakes + 1;
  for (const std::string_view candidate : candidates) {
    const size_t allowed = std::min(kMostMistakes, candidate.size() / 2);
    if (word.size() > candidate.size() + allowed) continue;
    const size_t distance = Distance(word, candidate);
    if (distance > allowed || distance >= least) continue;
    least = distance;
    nearest = candidate;
  }
  return nearest;
}

std::string DidYouMean(std::string_view word,
                       const std::vector<std::string_view>& candidates,
                       std::string_view prefix) {
  const std::string nearest(Nearest(word, candidates));
  if (nearest.empty()) return "";
  return absl::StrCat("; did you mean \"", std::string(prefix), nearest, "\"?");
}

}  // namespace rondo::app
