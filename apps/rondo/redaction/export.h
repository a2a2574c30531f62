// The verb export.
#ifndef RONDO_APPS_RONDO_REDACTION_EXPORT_H_
#define RONDO_APPS_RONDO_REDACTION_EXPORT_H_

#include "apps/rondo/command_line/command.h"

namespace rondo::app {

// Makes a score of a rendition. Returns an exit code, and prints errors.
int RunExport(const Command& command);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_REDACTION_EXPORT_H_
