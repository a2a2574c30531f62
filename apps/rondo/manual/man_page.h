// Manual pages, made from the help pages and the table of options, in the macros of
// man(7).
//
// Thread rule: pure.
#ifndef RONDO_APPS_RONDO_MANUAL_MAN_PAGE_H_
#define RONDO_APPS_RONDO_MANUAL_MAN_PAGE_H_

#include <string>

#include "apps/rondo/command_line/command.h"

namespace rondo::app {

// The page's name: rondo, or rondo-encode for a verb.
std::string ManPageName(Face face);

// The source of the page, of section 1.
std::string ManPage(Face face);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_MANUAL_MAN_PAGE_H_
