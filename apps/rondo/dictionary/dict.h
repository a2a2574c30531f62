// rondo dict. Each returns an exit code, and prints the errors of what it is about.
#ifndef RONDO_APPS_RONDO_DICTIONARY_DICT_H_
#define RONDO_APPS_RONDO_DICTIONARY_DICT_H_

#include "apps/rondo/command_line/command.h"

namespace rondo::app {

int RunDict(const Command& command);
// Of its actions, train and translate.
int RunDictTrain(const Command& command);
int RunDictTranslate(const Command& command);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_DICTIONARY_DICT_H_
