// Tested by tests/apps/rondo/redaction/context_test.cc.
#include "apps/rondo/redaction/contexts.h"

#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "apps/rondo/files/dictionary.h"
#include "apps/rondo/text/errors.h"
#include "apps/rondo/text/text.h"
#include "base/status_macros.h"
#include "dictionary/block_store.h"
#include "dictionary/catalog.h"
#include "stream/dictionary/score_dictionary.h"
#include "stream/rendition/entry.h"

namespace rondo::app {
namespace {

using dictionary::DictionaryObject;

// Those that may have a rendition, in the order in which these count; some of them twice.
absl::StatusOr<std::vector<DictionaryObject>> ObjectsAtHand(
    const Command& command, const Reader& score,
    const std::vector<SegmentInfo>& segments) {
  const auto store =
      std::make_shared<const dictionary::BlockStore>(dictionary::BlockStore::OfUser());
  std::vector<DictionaryObject> objects;
  RONDO_ASSIGN_OR_RETURN(const auto gateways, GatewaysOf(command));
  for (const std::string& name : command.dictionaries) {
    RONDO_ASSIGN_OR_RETURN(DictionaryObject named, OpenDictionary(store, gateways, name));
    objects.push_back(std::move(named));
  }
  std::set<std::string> needed;
  for (const SegmentInfo& segment : segments) {
    if (segment.dictionary.empty() || !needed.insert(segment.dictionary).second) continue;
    RONDO_ASSIGN_OR_RETURN(const auto found, score.FindDictionary(segment.dictionary));
    objects.push_back(found->score_dictionary().object());
  }
  RONDO_ASSIGN_OR_RETURN(dictionary::Catalog catalog, dictionary::ReadCatalog(store));
  for (DictionaryObject& object : catalog.dictionaries) {
    objects.push_back(std::move(object));
  }
  return objects;
}

absl::Status NoSuchContext(const std::string& context,
                           const std::set<std::string>& names) {
  std::vector<std::string> shown;
  shown.reserve(names.size() + 1);
  for (const std::string& name : names) shown.push_back(OneLine(name));
  shown.emplace_back("redacted");
  return UsageError(absl::StrCat("no context \"", OneLine(context), "\"; there ",
                                 shown.size() == 1 ? "is " : "are ",
                                 absl::StrJoin(shown, ", ")));
}

}  // namespace

absl::StatusOr<std::string> ContextOf(const Reader& score, const SegmentInfo& segment) {
  if (segment.dictionary.empty()) return "";
  RONDO_ASSIGN_OR_RETURN(const auto found, score.FindDictionary(segment.dictionary));
  return found->context(segment.dictionary_part);
}

absl::StatusOr<ChosenContext> ChooseContext(const Command& command, const Reader& score) {
  RONDO_ASSIGN_OR_RETURN(const std::vector<SegmentInfo> segments, score.Segments());
  ChosenContext chosen = {.options = {.context = command.context},
                          .is_exact = !segments.empty()};
  std::set<std::string> names;
  for (const SegmentInfo& segment : segments) {
    RONDO_ASSIGN_OR_RETURN(std::string context, ContextOf(score, segment));
    chosen.is_exact &= context == command.context;
    if (!context.empty()) names.insert(std::move(context));
  }
  if (chosen.is_exact) return chosen;
  RONDO_ASSIGN_OR_RETURN(const std::vector<DictionaryObject> objects,
                         ObjectsAtHand(command, score, segments));
  for (const DictionaryObject& object : objects) {
    for (const std::string& name : stream::RenditionContexts(object)) {
      names.insert(name);
      if (name != command.context) continue;
      RONDO_ASSIGN_OR_RETURN(auto rendition, stream::ReadRendition(object, name));
      chosen.options.renditions.push_back(std::move(rendition));
    }
  }
  if (!names.contains(command.context)) return NoSuchContext(command.context, names);
  return chosen;
}

}  // namespace rondo::app
