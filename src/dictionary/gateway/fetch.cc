// The root comes first, by itself: most dictionaries are no more than that, and it says
// which parts there are. Many parts are asked for as a CAR file, in one request; whatever
// becomes of that, those that did not come are asked for one by one. So a server that
// knows no CAR files, or breaks off, or sends what nobody wants, costs time and nothing
// else.
//
// Tested by tests/dictionary/gateway/fetch_test.cc.
#include "dictionary/gateway/fetch.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "dictionary/dictionary_object.h"
#include "dictionary/gateway/gateway_session.h"

namespace rondo::dictionary {
namespace {

// What the store does not take is no fault of a gateway: the next one is not asked.
struct Fetch {
  std::shared_ptr<const BlockStore> store;
  Cid root;
  FetchedBlocks fetched;
  absl::Status store_status;

  absl::Status Keep(const Cid& cid, base::Bytes block) {
    store_status = store->Put(cid, block);
    RONDO_RETURN_IF_ERROR(store_status);
    ++fetched.blocks;
    fetched.bytes += block.size();
    return absl::OkStatus();
  }

  absl::StatusOr<base::ByteVector> GetRoot(GatewaySession& session, bool* is_new) const {
    auto kept = store->Get(root);
    *is_new = !kept.ok();
    if (kept.ok()) return kept;
    base::ByteVector block;
    RONDO_RETURN_IF_ERROR(
        session.GetBlocks({root}, [&](const Cid&, base::ByteVector bytes) {
          block = std::move(bytes);
          return absl::OkStatus();
        }));
    return block;
  }

  absl::Status From(const GatewayUrl& gateway, const GatewayLimits& limits) {
    GatewaySession session(gateway, root, limits);
    bool is_new = false;
    RONDO_ASSIGN_OR_RETURN(const base::ByteVector block, GetRoot(session, &is_new));
    RONDO_ASSIGN_OR_RETURN(const DictionaryObject object,
                           DictionaryObject::Parse(store, root, block));
    std::set<Cid> missing;
    for (const Cid& link : object.Links()) {
      if (!store->Get(link).ok()) missing.insert(link);
    }
    const auto keep = [&](const Cid& cid, base::ByteVector bytes) {
      return Keep(cid, bytes);
    };
    if (missing.size() > kParallelRequests) {
      session.GetCar(&missing, keep).IgnoreError();
      RONDO_RETURN_IF_ERROR(store_status);
    }
    RONDO_RETURN_IF_ERROR(session.GetBlocks(missing, keep));
    RONDO_RETURN_IF_ERROR(object.Verify());
    return is_new ? Keep(root, block) : absl::OkStatus();
  }
};

std::string Missing(const BlockStore& store, const Cid& root) {
  const auto block = store.Get(root);
  if (!block.ok()) return std::string(block.status().message());
  return absl::StrCat("not all of dictionary ", root.ToText(), " is in ",
                      absl::StrJoin(store.folders(), ", "));
}

}  // namespace

absl::StatusOr<FetchedBlocks> FetchDictionary(
    std::span<const GatewayUrl> gateways, const std::shared_ptr<const BlockStore>& store,
    const Cid& root, const GatewayLimits& limits) {
  Fetch fetch{store, root, {}, {}};
  absl::StatusCode code = absl::StatusCode::kNotFound;
  std::string message = Missing(*store, root);
  for (const GatewayUrl& gateway : gateways) {
    const absl::Status status = fetch.From(gateway, limits);
    if (status.ok()) return fetch.fetched;
    RONDO_RETURN_IF_ERROR(fetch.store_status);
    // That one does not have it says least.
    if (code == absl::StatusCode::kNotFound) code = status.code();
    absl::StrAppend(&message, "; ", gateway.text(), " ", std::string(status.message()));
  }
  return absl::Status(code, message);
}

}  // namespace rondo::dictionary
