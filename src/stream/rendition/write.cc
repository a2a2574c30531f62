// Tested by tests/stream/rendition/entry_test.cc.
#include <utility>

#include "base/status_macros.h"
#include "dictionary/dictionary_writer.h"
#include "rondo/rendition.h"
#include "stream/rendition/entry.h"

namespace rondo {

absl::StatusOr<WrittenRendition> WriteRendition(const Rendition& rendition,
                                                const std::string& name,
                                                const std::string& description) {
  dictionary::DictionaryContents contents;
  contents.name = name;
  if (!description.empty()) contents.description = description;
  contents.own.emplace(stream::RenditionEntryName(rendition.context()),
                       stream::PackRendition(rendition.contents()));
  WrittenRendition written;
  RONDO_ASSIGN_OR_RETURN(
      const dictionary::Cid root,
      dictionary::WriteDictionary(
          contents, [&](const dictionary::Cid& cid, base::Bytes block) {
            written.blocks.emplace_back(cid.ToText(),
                                        std::vector<uint8_t>(block.begin(), block.end()));
            return absl::OkStatus();
          }));
  written.address = root.ToText();
  return written;
}

}  // namespace rondo
