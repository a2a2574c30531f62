// What a regular expression says in plain characters.
#ifndef RONDO_SEARCH_PLAIN_RUN_H_
#define RONDO_SEARCH_PLAIN_RUN_H_

#include <string>
#include <string_view>

namespace rondo::search {

// A string that is in every match of the pattern, the longest of those that stand in it
// outside of groups and alternatives; empty if there is none or if the pattern has parts
// that this does not look into (flags, \Q...\E). ASCII only.
// REQUIRES: the pattern is one that RE2 takes.
std::string LongestPlainRun(std::string_view pattern);

}  // namespace rondo::search

#endif  // RONDO_SEARCH_PLAIN_RUN_H_
