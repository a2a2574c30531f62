// What shells complete for rondo, made from the table of options: verbs, options of the
// verb, words that the value of an option may be, and files.
//
// Thread rule: pure.
#ifndef RONDO_APPS_RONDO_MANUAL_COMPLETIONS_H_
#define RONDO_APPS_RONDO_MANUAL_COMPLETIONS_H_

#include <string>

namespace rondo::app {

std::string BashCompletion();
std::string ZshCompletion();
std::string FishCompletion();

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_MANUAL_COMPLETIONS_H_
