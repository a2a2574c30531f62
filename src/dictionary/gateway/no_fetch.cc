// In the place of fetch.cc where there is no libcurl.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "dictionary/gateway/fetch.h"

namespace rondo::dictionary {

absl::StatusOr<FetchedBlocks> FetchDictionary(
    std::span<const GatewayUrl>, const std::shared_ptr<const BlockStore>& store,
    const Cid& root, const GatewayLimits&) {
  return absl::NotFoundError(
      absl::StrCat("not all of dictionary ", root.ToText(), " is in ",
                   absl::StrJoin(store->folders(), ", "),
                   "; no gateway was asked: this rondo was built without libcurl"));
}

}  // namespace rondo::dictionary
