// What the program does about damage. Each returns an exit code, and prints the errors of
// its files.
#ifndef RONDO_APPS_RONDO_TRUST_TRUST_H_
#define RONDO_APPS_RONDO_TRUST_TRUST_H_

#include "apps/rondo/command_line/command.h"

namespace rondo::app {

int RunVerify(const Command& command);
int RunSalvage(const Command& command);
int RunRepair(const Command& command);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_TRUST_TRUST_H_
