// What a regular expression says in plain characters.
#ifndef RONDO_SEARCH_SYNTAX_PLAIN_RUN_H_
#define RONDO_SEARCH_SYNTAX_PLAIN_RUN_H_

#include <string>
#include <string_view>
#include <vector>

namespace rondo::search {

// Strings that are all in every match of the pattern, one after the other: those that
// stand in it outside of groups and alternatives; none if the pattern has parts that this
// does not look into (flags, \Q...\E). ASCII only, none is empty.
// REQUIRES: the pattern is one that RE2 takes.
std::vector<std::string> PlainRuns(std::string_view pattern);
// The first of the longest; empty if there is none.
std::string LongestPlainRun(std::string_view pattern);

}  // namespace rondo::search

#endif  // RONDO_SEARCH_SYNTAX_PLAIN_RUN_H_
