// --context NAME: parts of a score in another context, such as a language.
#ifndef RONDO_APPS_RONDO_REDACTION_CONTEXT_PLAYER_H_
#define RONDO_APPS_RONDO_REDACTION_CONTEXT_PLAYER_H_

#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "apps/rondo/command_line/command.h"
#include "apps/rondo/redaction/contexts.h"
#include "rondo/io.h"
#include "rondo/reader.h"

namespace rondo::app {

class ContextPlayer {
 public:
  // Says that it is a rendition, if it is one and the command is not quiet. Both must
  // outlive the player. Errors: those of ChooseContext.
  static absl::StatusOr<ContextPlayer> Create(const Command& command,
                                              const Reader& reader);

  // Sends bytes [from, to), which start and end with lines.
  absl::Status Play(uint64_t from, uint64_t to, const ByteSink& sink);
  // Says how many lines stayed as they are, if some did.
  void Finish() const;

 private:
  ContextPlayer(const Command& command, const Reader& reader, ChosenContext context)
      : command_(command), reader_(reader), context_(std::move(context)) {}

  const Command& command_;
  const Reader& reader_;
  const ChosenContext context_;
  RenderCounts counts_;
};

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_REDACTION_CONTEXT_PLAYER_H_
