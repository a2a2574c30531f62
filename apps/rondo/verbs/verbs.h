// What the program does. Each returns an exit code, and prints the errors of its files.
#ifndef RONDO_APPS_RONDO_VERBS_VERBS_H_
#define RONDO_APPS_RONDO_VERBS_VERBS_H_

#include "apps/rondo/command_line/command.h"

namespace rondo::app {

int RunAppend(const Command& command);
int RunEncode(const Command& command);
int RunEncodeLive(const Command& command);
int RunCompact(const Command& command);
int RunDecode(const Command& command);
int RunCat(const Command& command);
int RunGrep(const Command& command);
int RunHead(const Command& command);
int RunTail(const Command& command);
int RunWc(const Command& command);
int RunStat(const Command& command);
int RunList(const Command& command);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_VERBS_VERBS_H_
