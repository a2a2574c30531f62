// Where a result goes: standard output, a device, or a file that appears whole or not at
// all.
#ifndef RONDO_APPS_RONDO_FILES_OUTPUT_H_
#define RONDO_APPS_RONDO_FILES_OUTPUT_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "apps/rondo/command_line/command.h"
#include "apps/rondo/files/source.h"

namespace rondo::app {

// Not thread-safe.
class Output {
 public:
  virtual ~Output() = default;

  virtual absl::Status Write(std::span<const uint8_t> bytes) = 0;
  // Makes the result final. Without it, a file never appears.
  virtual absl::Status Commit() = 0;
};

// The name of the result: -o, "-" with -c or for standard input, else the source's name
// with the suffix added (encode) or taken off (decode). UsageError if there is no such
// name.
absl::StatusOr<std::string> OutputName(const Command& command, const std::string& source);

// UsageError if `output` is the file `source` itself, by whatever names: what is being
// read would be overwritten, or grow as fast as it is read. -f does not change that.
// Either may be kStandardStream.
absl::Status RefuseOwnOutput(const std::string& source, const std::string& output);

// Opens `name`, which OutputName made. Devices and pipes are written to as they are;
// other files become an AtomicOutput with the attributes of `source` (may be nullptr).
// UsageError if the file exists (without -f), or if a score would go to a terminal.
absl::StatusOr<std::unique_ptr<Output>> OpenOutput(const Command& command,
                                                   const std::string& name,
                                                   const Source* source);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_FILES_OUTPUT_H_
