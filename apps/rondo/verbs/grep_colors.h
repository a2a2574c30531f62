// The colours of grep's output.
#ifndef RONDO_APPS_RONDO_VERBS_GREP_COLORS_H_
#define RONDO_APPS_RONDO_VERBS_GREP_COLORS_H_

#include <string>
#include <string_view>

namespace rondo::app {

// Parameters of the terminal's SGR sequence; empty: no colour.
struct GrepColors {
  std::string match = "01;31";          // in selected lines (ms)
  std::string context_match = "01;31";  // in lines of context (mc)
  std::string selected;                 // the rest of a selected line (sl)
  std::string context;                  // of a line of context (cx)
  std::string name = "35";              // fn
  std::string number = "32";            // ln
  std::string offset = "32";            // bn
  std::string separator = "36";         // se
  bool reversed = false;                // rv: sl and cx change places with -v
  bool keeps_rest = false;  // ne: the rest of the terminal's line is not cleared
};

// As GREP_COLORS says: "ms=01;32:fn=35:ne". What is not understood is left as it is.
GrepColors ParseGrepColors(std::string_view text);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_VERBS_GREP_COLORS_H_
