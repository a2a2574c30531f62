// The contexts that a score can be played in: those of the dictionaries that it needs,
// and those of the renditions at hand.
#ifndef RONDO_APPS_RONDO_REDACTION_CONTEXTS_H_
#define RONDO_APPS_RONDO_REDACTION_CONTEXTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "apps/rondo/command_line/command.h"
#include "rondo/reader.h"

namespace rondo::app {

// The context that a segment was encoded in; empty if it is of no part of a dictionary,
// or of one without a name. Errors: those of finding the dictionary.
absl::StatusOr<std::string> ContextOf(const Reader& score, const SegmentInfo& segment);

struct ChosenContext {
  RenderOptions options;
  bool is_exact = false;  // all of the score was encoded in it
};
// That of --context. Renditions are those of --dict, then of the dictionaries that the
// score needs, then of the store. Errors: UsageError, with the contexts that there are,
// if it is none of them; those of reading dictionaries.
absl::StatusOr<ChosenContext> ChooseContext(const Command& command, const Reader& score);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_REDACTION_CONTEXTS_H_
