// The words of a rendition as a table for people to edit: tab-separated, one a line.
//
//   s1    full                             voll
//   line  <1:time> disk <2:string> <3:s1>  <1> Platte <2> <3>
//
// The first column says what it is: a string of list s1, or lines of a template; the
// second what the score says, the third what is said instead. <2> is what a line has in
// its second slot, in the third column in any order; behind a colon stands its list, or,
// for people alone, its type. A "<" that begins no slot is \<, a backslash \\, and a byte
// that is no text \t, \r or \x00 to \xff. Lines that begin with # are comments.
//
// Thread rule: pure functions.
#ifndef RONDO_APPS_RONDO_DICTIONARY_TABLE_H_
#define RONDO_APPS_RONDO_DICTIONARY_TABLE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "rondo/rendition.h"

namespace rondo::app {

std::string RenditionTable(const RenditionDraft& draft);

// What the table says in other words; what is the same in both columns, or has no third
// one, is left out. UsageError with the number of the line for what is no such table.
absl::StatusOr<RenditionContents> ParseRenditionTable(std::string_view text);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_DICTIONARY_TABLE_H_
