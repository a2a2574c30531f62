#include "apps/rondo/command_line/parse_dict.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "apps/rondo/text/errors.h"
#include "apps/rondo/text/suggest.h"

namespace rondo::app {
namespace {

struct DictActionName {
  const char* name;
  DictCommand::Action action;
};

constexpr DictActionName kDictActions[] = {
    {"list", DictCommand::Action::kList},
    {"show", DictCommand::Action::kShow},
    {"import", DictCommand::Action::kImport},
    {"export", DictCommand::Action::kExport},
    {"fetch", DictCommand::Action::kFetch},
    {"verify", DictCommand::Action::kVerify},
    {"gc", DictCommand::Action::kGc},
    {"train", DictCommand::Action::kTrain},
    {"translate", DictCommand::Action::kTranslate},
};

}  // namespace

std::vector<std::string> DictActionNames() {
  std::vector<std::string> names;
  for (const DictActionName& action : kDictActions) names.emplace_back(action.name);
  return names;
}

absl::Status TakeDictAction(Command* command) {
  DictCommand& dict = command->dict;
  const std::vector<std::string> names = DictActionNames();
  const std::string all = absl::StrJoin(names, ", ");
  if (command->files.empty()) {
    return UsageError(absl::StrCat("dict needs what to do: ", all));
  }
  const std::string word = command->files.front();
  const auto* const found = std::ranges::find(kDictActions, word, &DictActionName::name);
  if (found == std::end(kDictActions)) {
    return UsageError(absl::StrCat("dict does not know \"", word, "\"",
                                   DidYouMean(word, {names.begin(), names.end()}),
                                   "; it knows ", all));
  }
  dict.action = found->action;
  command->files.erase(command->files.begin());
  dict.arguments = command->files;
  return absl::OkStatus();
}

absl::Status CheckDict(const Command& command) {
  using Action = DictCommand::Action;
  const Action action = command.dict.action;
  const bool none = command.dict.arguments.empty();
  if ((action == Action::kShow || action == Action::kExport) && none) {
    return UsageError("which dictionary? rondo dict list shows their addresses");
  }
  if (action == Action::kFetch && none) {
    return UsageError("which dictionary? dict fetch needs its address");
  }
  if (action == Action::kList && !none) {
    return UsageError("dict list takes no dictionaries; dict show has more of one");
  }
  const bool asks = action == Action::kFetch || action == Action::kShow ||
                    action == Action::kExport || action == Action::kVerify;
  if (!command.gateways.empty() && !asks) {
    return UsageError("--gateway is about dict fetch, show, export and verify");
  }
  const bool trains = action == Action::kTrain;
  const bool translates = action == Action::kTranslate;
  const bool makes = trains || translates;
  if (!command.output.empty() && action != Action::kExport && !makes) {
    return UsageError("-o is about dict export, train and translate");
  }
  const bool describes = !command.dict.name.empty() ||
                         !command.dict.description.empty() ||
                         !command.dict.context.empty();
  if (describes && !makes) {
    return UsageError(
        "--name, --description and --context are about dict train and translate");
  }
  const bool sizes =
      command.dict.size_bytes != DictCommand{}.size_bytes || command.zipfs.wanted;
  if (sizes && !trains) return UsageError("--format and --size are about dict train");
  if (command.zipfs.wanted && !command.dict.context.empty()) {
    return UsageError("--context is about dictionaries for scores");
  }
  if (translates && command.dict.context.empty()) {
    return UsageError("dict translate needs the name of what it makes: --context");
  }
  if (translates && command.files.size() > 1) {
    return UsageError("dict translate takes one table");
  }
  if (trains && none) return UsageError("dict train needs samples");
  if (command.templates && action != Action::kShow) {
    return UsageError("--templates is about dict show");
  }
  if (command.json && action != Action::kList && action != Action::kShow) {
    return UsageError("--json is about dict list and dict show");
  }
  return absl::OkStatus();
}

absl::Status CheckZipfs(const Command& command) {
  const ZipfsCommand& zipfs = command.zipfs;
  if (command.verb != Verb::kEncode) return absl::OkStatus();
  if (!zipfs.wanted && zipfs.optimal) {
    return UsageError("--optimal is about --format zipfs");
  }
  if (zipfs.wanted && command.dictionaries.size() != 1) {
    return UsageError(
        "--format zipfs needs a dictionary: --dict; rondo dict train makes "
        "one");
  }
  if (zipfs.wanted && command.live) {
    return UsageError("--live writes scores, and no ZIPFS files");
  }
  if (zipfs.wanted && (command.all_dictionaries || command.with_dictionary)) {
    return UsageError("--contexts and --with-dict are about scores, not ZIPFS files");
  }
  if (command.dictionaries.empty() && !command.gateways.empty()) {
    return UsageError("--gateway is about the dictionary of --dict");
  }
  if (command.with_dictionary &&
      (command.dictionaries.size() != 1 || command.all_dictionaries)) {
    return UsageError("--with-dict needs one dictionary: --dict");
  }
  if (command.with_dictionary && command.live) {
    return UsageError("--with-dict is not for --live, which adds many small scores");
  }
  return absl::OkStatus();
}

}  // namespace rondo::app
