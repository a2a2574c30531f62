// What somebody who mistyped a word probably meant.
#ifndef RONDO_APPS_RONDO_TEXT_SUGGEST_H_
#define RONDO_APPS_RONDO_TEXT_SUGGEST_H_

#include <string>
#include <string_view>
#include <vector>

namespace rondo::app {

// The candidate that is nearest to `word`, the first of several; empty if none is near.
// Of a candidate of two or three letters one letter may be wrong, missing or too many, or
// two neighbours may have changed places; of longer ones two such things may have
// happened.
// Cost: the product of the lengths of words that differ in length by two at most.
std::string_view Nearest(std::string_view word,
                         const std::vector<std::string_view>& candidates);

// "; did you mean \"grep\"?" with `prefix` before the candidate, or nothing if none is
// near.
std::string DidYouMean(std::string_view word,
                       const std::vector<std::string_view>& candidates,
                       std::string_view prefix = "");

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_TEXT_SUGGEST_H_
