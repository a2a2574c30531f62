// Tested by tests/apps/rondo/redaction/context_test.cc.
#include "apps/rondo/redaction/context_player.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/text/text.h"
#include "base/status_macros.h"

namespace rondo::app {

absl::StatusOr<ContextPlayer> ContextPlayer::Create(const Command& command,
                                                    const Reader& reader) {
  RONDO_ASSIGN_OR_RETURN(ChosenContext context, ChooseContext(command, reader));
  if (!context.is_exact && !command.quiet) {
    PrintNote("rondo", absl::StrCat("a rendition, ", OneLine(command.context),
                                    ", not the text itself"));
  }
  return ContextPlayer(command, reader, std::move(context));
}

absl::Status ContextPlayer::Play(uint64_t from, uint64_t to, const ByteSink& sink) {
  return reader_.Render(from, to, context_.options, sink, &counts_);
}

void ContextPlayer::Finish() const {
  const uint64_t rest = counts_.lines - counts_.rendered;
  if (rest == 0 || command_.quiet) return;
  PrintNote("rondo",
            absl::StrCat("lines that have no words in ", OneLine(command_.context), ": ",
                         FormatCount(rest), " of ", FormatCount(counts_.lines)));
}

}  // namespace rondo::app
