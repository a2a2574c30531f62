// Writes what grep finds: as lines for people, or as JSON for programs.
#ifndef RONDO_APPS_RONDO_VERBS_GREP_PRINTER_H_
#define RONDO_APPS_RONDO_VERBS_GREP_PRINTER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "apps/rondo/command_line/command.h"
#include "apps/rondo/files/fd_writer.h"
#include "rondo/search.h"

namespace rondo::app {

// Files come one after another. Not thread-safe.
class GrepPrinter {
 public:
  virtual ~GrepPrinter() = default;
  // The next file, by the name that is shown.
  virtual void Begin(const std::string& name) = 0;
  virtual absl::Status Line(const FoundLine& line) = 0;
  virtual absl::Status End(const SearchSummary& summary) = 0;
};

// GNU grep's output, byte for byte. All that is given must outlive the printer.
std::unique_ptr<GrepPrinter> MakeLinePrinter(const Command& command,
                                             const Pattern& pattern, FdWriter* out);

// One object a line, as ripgrep writes them: begin, match and context, end; a file
// without a match has none.
std::unique_ptr<GrepPrinter> MakeJsonPrinter(const Pattern& pattern, FdWriter* out);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_VERBS_GREP_PRINTER_H_
