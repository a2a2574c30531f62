// rondo dict translate: a rendition out of a table.
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "apps/rondo/dictionary/dict.h"
#include "apps/rondo/dictionary/made.h"
#include "apps/rondo/dictionary/table.h"
#include "apps/rondo/files/dictionary.h"
#include "apps/rondo/files/source.h"
#include "apps/rondo/terminal/console.h"
#include "apps/rondo/text/errors.h"
#include "apps/rondo/text/text.h"
#include "base/status_macros.h"
#include "rondo/rendition.h"

namespace rondo::app {
namespace {

constexpr uint64_t kMaxTableBytes = uint64_t{64} << 20;

absl::Status Translate(const Command& command, const std::string& file) {
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                         Source::Open(file, Source::Accept::kAnything));
  RONDO_ASSIGN_OR_RETURN(const std::vector<uint8_t> table,
                         ReadWhole(*source, kMaxTableBytes, " of a table"));
  RONDO_ASSIGN_OR_RETURN(RenditionContents contents, ParseRenditionTable(AsText(table)));
  const auto rendition = Rendition::Make(command.dict.context, std::move(contents));
  if (!rendition.ok()) return UsageError(std::string(rendition.status().message()));
  const std::string name =
      command.dict.name.empty() ? command.dict.context : command.dict.name;
  RONDO_ASSIGN_OR_RETURN(const WrittenRendition written,
                         WriteRendition(**rendition, name, command.dict.description));
  RONDO_ASSIGN_OR_RETURN(Made made, MadeOf(written.address, written.blocks));
  made.summary = absl::StrCat(FormatCount((*rendition)->contents().phrases.size()),
                              " templates in other words");
  return Deliver(command, made);
}

}  // namespace

int RunDictTranslate(const Command& command) {
  return ForEachFile(command,
                     [&](const std::string& file) { return Translate(command, file); });
}

}  // namespace rondo::app
