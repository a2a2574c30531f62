// In the place of fetch.cc where there is no libcurl.
#include "absl/strings/str_cat.h"
#include "dictionary/gateway/fetch.h"

namespace rondo::dictionary {

absl::StatusOr<FetchedBlocks> FetchDictionary(std::span<const GatewayUrl>,
                                              const std::shared_ptr<const BlockStore>&,
                                              const Cid& root, const GatewayLimits&) {
  return absl::NotFoundError(
      absl::StrCat("not all of dictionary ", root.ToText(),
                   " is at hand, and this rondo was built without libcurl, so that it "
                   "cannot ask gateways"));
}

}  // namespace rondo::dictionary
