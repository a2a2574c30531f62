// Classes of characters that have names in brackets: [[:alpha:]].
#ifndef RONDO_SEARCH_SYNTAX_NAMED_CLASSES_H_
#define RONDO_SEARCH_SYNTAX_NAMED_CLASSES_H_

#include <string>
#include <string_view>

namespace rondo::search {

// What stands in RE2's brackets for a class of grep, such as "[:alpha:]", with what it
// has past ASCII. A name that is none stays as it is: RE2 tells.
std::string MembersOfClass(std::string_view name);

}  // namespace rondo::search

#endif  // RONDO_SEARCH_SYNTAX_NAMED_CLASSES_H_
