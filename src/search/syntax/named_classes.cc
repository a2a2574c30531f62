// By categories of Unicode, as near as these come to the classes of the C library: that
// has also half of the marks without a width of their own, and a few symbols, among its
// letters.
//
// Tested by tests/search/pattern_syntax_test.cc and, against GNU grep, by
// tests/search/grep_differential.
#include "search/syntax/named_classes.h"

namespace rondo::search {
namespace {

struct PastAscii {
  std::string_view name;
  std::string_view members;
};

constexpr PastAscii kPastAscii[] = {
    {"[:alpha:]", R"(\pL\p{Nl}\p{Mc})"},
    {"[:alnum:]", R"(\pL\p{Nd}\p{Nl}\p{Mc})"},
    {"[:upper:]", R"(\p{Lu}\p{Lt})"},
    {"[:lower:]", R"(\p{Ll})"},
    {"[:punct:]", R"(\pP\pS\p{No})"},
    {"[:graph:]", R"(\pL\pM\pN\pP\pS\p{Cf}\x{A0}\x{2007}\x{202F})"},
    {"[:print:]", R"(\pL\pM\pN\pP\pS\p{Cf}\p{Zs})"},
    // Without spaces that do not break.
    {"[:space:]",
     R"(\x{1680}\x{2000}-\x{2006}\x{2008}-\x{200A}\x{2028}\x{2029}\x{205F}\x{3000})"},
    {"[:blank:]", R"(\x{1680}\x{2000}-\x{2006}\x{2008}-\x{200A}\x{205F}\x{3000})"},
};

}  // namespace

std::string MembersOfClass(std::string_view name) {
  std::string members(name);
  for (const PastAscii& one : kPastAscii) {
    if (one.name == name) members += one.members;
  }
  return members;
}

}  // namespace rondo::search
