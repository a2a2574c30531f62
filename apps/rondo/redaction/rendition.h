// --context: what is read from a score or a text becomes its rendition.
#ifndef RONDO_APPS_RONDO_REDACTION_RENDITION_H_
#define RONDO_APPS_RONDO_REDACTION_RENDITION_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "apps/rondo/command_line/command.h"
#include "apps/rondo/files/source.h"
#include "apps/rondo/redaction/context_player.h"
#include "redact/redactor.h"
#include "rondo/io.h"
#include "rondo/reader.h"

namespace rondo::app {

// What redacts a text as the command says: the classes of --redact, or those that the
// score lists, or the default; by --key or by number. `score`: null if the text is of
// none. A file of several scores hides what any of them lists, and the default if one
// lists nothing. Errors: of the key's file; kDataLoss if the index that would have the
// list is damaged; kUnimplemented if the list is of a later version.
absl::StatusOr<std::unique_ptr<redact::Redactor>> MakeRedactor(const Command& command,
                                                               const Reader* score);

// The list that parts of a score within bytes [from, to) have together: where one lists
// nothing, it is the default that it adds; empty if none does. kUnimplemented: several
// lists, of which one is not understood.
absl::StatusOr<std::string> ListedBy(const Reader& score, uint64_t from, uint64_t to);

// Says once what all of standard output is, if it is redacted. Not if the command is
// quiet.
void TellOfRendition(const Command& command);

// Plays parts of a score, in order: as they are, or their rendition.
class Player {
 public:
  // Both must outlive the player. Errors: those of MakeRedactor and ChooseContext.
  static absl::StatusOr<Player> Create(const Command& command, const Reader& reader);

  // Sends bytes [from, to). Of a rendition they start and end with lines, and none before
  // those that were played; where values are numbered, all that comes before is read,
  // too.
  absl::Status Play(uint64_t from, uint64_t to, const ByteSink& sink);
  // What follows on the last part.
  absl::Status Add(std::span<const uint8_t> bytes, const ByteSink& sink);
  // No part follows: a last line that is not whole is sent.
  absl::Status Finish(const ByteSink& sink);

 private:
  explicit Player(const Reader& reader) : reader_(reader) {}

  const Reader& reader_;
  // One of them, or none: parts as they are.
  std::unique_ptr<redact::Redactor> redactor_;
  std::optional<ContextPlayer> in_context_;
  uint64_t learnt_ = 0;  // of a rendition: bytes whose values have their numbers
};

// Sends the rendition of all that the source holds, a score or what another compressor
// made. Errors: of OpenText, ReadText and Player::Create.
absl::Status ReadRendition(const Command& command, Source& source, const ByteSink& sink);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_REDACTION_RENDITION_H_
