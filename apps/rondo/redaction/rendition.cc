// Tested by tests/apps/rondo/redaction/redaction_test.cc.
#include "apps/rondo/redaction/rendition.h"

#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "apps/rondo/files/score.h"
#include "apps/rondo/files/source.h"
#include "apps/rondo/files/text_source.h"
#include "apps/rondo/terminal/console.h"
#include "base/status_macros.h"
#include "redact/class_list.h"
#include "redact/pseudonyms.h"

namespace rondo::app {
namespace {

using redact::ClassList;

absl::StatusOr<ClassList> ParseStored(const std::string& text) {
  auto list = ClassList::Parse(text.empty() ? redact::kDefaultList : text);
  if (list.ok()) return list;
  return absl::UnimplementedError(
      absl::StrCat("its list of what to redact, ", text, ", is not understood: ",
                   std::string(list.status().message()), "; --redact LIST says another"));
}

absl::StatusOr<ClassList> StoredList(const Reader& score) {
  uint64_t known = 0;
  for (const ScoreInfo& part : score.Scores()) known += part.to - part.from;
  if (known < score.size()) {
    return absl::DataLossError(
        "the index, which may list what to redact, is damaged; --redact LIST says it");
  }
  RONDO_ASSIGN_OR_RETURN(const std::string list, ListedBy(score, 0, score.size()));
  return ParseStored(list);
}

absl::StatusOr<ClassList> ListFor(const Command& command, const Reader* score) {
  if (!command.redact_list.empty()) return ClassList::Parse(command.redact_list);
  return score == nullptr ? ClassList::Default() : StoredList(*score);
}

absl::StatusOr<std::string> ReadKey(const std::string& file) {
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                         Source::Open(file, Source::Accept::kAnything));
  RONDO_ASSIGN_OR_RETURN(const auto bytes, source->Peek(redact::kMaxKeyBytes + 1));
  return std::string(AsText(bytes));
}

// A quarter for the line at hand, half for the numbers of values.
constexpr uint64_t kLineShare = 4;
constexpr uint64_t kNumbersShare = 2;

}  // namespace

absl::StatusOr<std::unique_ptr<redact::Redactor>> MakeRedactor(const Command& command,
                                                               const Reader* score) {
  RONDO_ASSIGN_OR_RETURN(ClassList list, ListFor(command, score));
  const uint64_t memory_bytes =
      command.memory_bytes != 0 ? command.memory_bytes : kDefaultMemoryLimitBytes;
  std::unique_ptr<redact::Pseudonyms> pseudonyms;
  if (command.key_file.empty()) {
    pseudonyms = redact::NumberedPseudonyms(memory_bytes / kNumbersShare);
  } else {
    auto key = ReadKey(command.key_file);
    auto keyed = key.ok() ? redact::KeyedPseudonyms(*key) : key.status();
    if (!keyed.ok()) {
      return absl::Status(keyed.status().code(),
                          absl::StrCat(command.key_file, ": ", keyed.status().message()));
    }
    pseudonyms = *std::move(keyed);
  }
  return std::make_unique<redact::Redactor>(std::move(list), std::move(pseudonyms),
                                            memory_bytes / kLineShare);
}

absl::StatusOr<std::string> ListedBy(const Reader& score, uint64_t from, uint64_t to) {
  std::set<std::string> lists;
  for (const ScoreInfo& part : score.Scores()) {
    if (part.to > from && part.from < to) lists.insert(part.redact_list);
  }
  if (lists.empty()) return "";
  if (lists.size() == 1) return *lists.begin();
  std::optional<ClassList> merged;
  for (const std::string& text : lists) {
    RONDO_ASSIGN_OR_RETURN(const ClassList list, ParseStored(text));
    if (!merged) merged = list;
    RONDO_RETURN_IF_ERROR(merged->Merge(list));
  }
  return merged->Text();
}

void TellOfRendition(const Command& command) {
  if (!command.redacted || command.quiet) return;
  PrintNote("rondo", "a redacted rendition, not the text itself");
}

absl::StatusOr<Player> Player::Create(const Command& command, const Reader& reader) {
  Player player(reader);
  if (!command.context.empty()) {
    RONDO_ASSIGN_OR_RETURN(ContextPlayer in_context,
                           ContextPlayer::Create(command, reader));
    player.in_context_.emplace(std::move(in_context));
  }
  if (!command.redacted) return player;
  RONDO_ASSIGN_OR_RETURN(std::unique_ptr<redact::Redactor> redactor,
                         MakeRedactor(command, &reader));
  // Whatever part is played, the text says by its start what it is.
  std::array<uint8_t, 2> start;
  RONDO_ASSIGN_OR_RETURN(const size_t bytes, reader.ReadAt(0, start));
  RONDO_RETURN_IF_ERROR(
      redactor->Start(AsText(std::span<const uint8_t>(start).first(bytes))));
  player.redactor_ = std::move(redactor);
  return player;
}

absl::Status Player::Play(uint64_t from, uint64_t to, const ByteSink& sink) {
  if (in_context_) return in_context_->Play(from, to, sink);
  if (redactor_ != nullptr && redactor_->NeedsAllBefore() && learnt_ < from) {
    RONDO_RETURN_IF_ERROR(reader_.Read(learnt_, from, [&](std::span<const uint8_t> part) {
      return redactor_->Learn(AsText(part));
    }));
  }
  learnt_ = to;
  return reader_.Read(from, to,
                      [&](std::span<const uint8_t> part) { return Add(part, sink); });
}

absl::Status Player::Add(std::span<const uint8_t> bytes, const ByteSink& sink) {
  if (redactor_ == nullptr) return sink(bytes);
  return redactor_->Add(AsText(bytes),
                        [&](std::string_view text) { return sink(AsBytes(text)); });
}

absl::Status Player::Finish(const ByteSink& sink) {
  if (in_context_) in_context_->Finish();
  if (redactor_ == nullptr) return absl::OkStatus();
  return redactor_->Finish([&](std::string_view text) { return sink(AsBytes(text)); });
}

absl::Status ReadRendition(const Command& command, Source& source, const ByteSink& sink) {
  RONDO_ASSIGN_OR_RETURN(const bool packed, IsPacked(source));
  // Only a score has templates.
  if (!packed || !command.context.empty()) {
    RONDO_ASSIGN_OR_RETURN(const Score score, OpenText(command, source));
    RONDO_ASSIGN_OR_RETURN(Player player, Player::Create(command, *score.reader));
    RONDO_RETURN_IF_ERROR(player.Play(0, score.reader->size(), sink));
    return player.Finish(sink);
  }
  RONDO_ASSIGN_OR_RETURN(const auto redactor, MakeRedactor(command, nullptr));
  const auto out = [&](std::string_view text) { return sink(AsBytes(text)); };
  const auto add = [&](std::string_view text) -> absl::StatusOr<bool> {
    RONDO_RETURN_IF_ERROR(redactor->Add(text, out));
    return true;
  };
  RONDO_RETURN_IF_ERROR(ReadText(source, command.decode_options(), add));
  return redactor->Finish(out);
}

}  // namespace rondo::app
