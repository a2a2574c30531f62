// Tested by tests/dictionary/catalog_test.cc.
#include "dictionary/catalog.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace rondo::dictionary {
namespace {

using Cids = std::set<Cid>;

void AddBlocks(const DictionaryObject& dictionary, Cids* blocks) {
  blocks->insert(dictionary.cid());
  for (const Cid& link : dictionary.Links()) blocks->insert(link);
}

absl::Status CheckDropped(std::span<const Cid> dropped, const Catalog& catalog,
                          const Cids& own) {
  for (const Cid& cid : dropped) {
    const auto found =
        std::ranges::find(catalog.dictionaries, cid, &DictionaryObject::cid);
    if (found != catalog.dictionaries.end() && own.contains(cid)) continue;
    return absl::NotFoundError(
        absl::StrCat("no dictionary ", cid.ToText(), " that could be removed"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Catalog> ReadCatalog(const std::shared_ptr<const BlockStore>& store) {
  RONDO_ASSIGN_OR_RETURN(const std::vector<Cid> cids, store->List());
  Catalog catalog;
  for (const Cid& cid : cids) {
    if (cid.codec != Codec::kDagCbor) continue;
    auto block = store->Get(cid);
    if (absl::IsNotFound(block.status())) continue;  // removed meanwhile
    if (absl::IsDataLoss(block.status()) || absl::IsResourceExhausted(block.status())) {
      catalog.damaged.push_back({cid, block.status()});
      continue;
    }
    if (!block.ok()) return block.status();
    // What is sound and no dictionary is a part of one, or something else.
    auto dictionary = DictionaryObject::Parse(store, cid, *std::move(block));
    if (dictionary.ok()) catalog.dictionaries.push_back(*std::move(dictionary));
  }
  std::ranges::sort(catalog.dictionaries,
                    [](const DictionaryObject& a, const DictionaryObject& b) {
                      return std::tie(a.name(), a.cid()) < std::tie(b.name(), b.cid());
                    });
  return catalog;
}

absl::StatusOr<CollectedGarbage> CollectGarbage(
    const std::shared_ptr<const BlockStore>& store, std::span<const Cid> dropped) {
  RONDO_ASSIGN_OR_RETURN(const Catalog catalog, ReadCatalog(store));
  const BlockStore first(
      {store->folders().begin(),
       store->folders().begin() + static_cast<ptrdiff_t>(!store->folders().empty())});
  RONDO_ASSIGN_OR_RETURN(const std::vector<Cid> listed, first.List());
  const Cids own(listed.begin(), listed.end());
  RONDO_RETURN_IF_ERROR(CheckDropped(dropped, catalog, own));
  Cids wanted, unwanted;
  CollectedGarbage garbage;
  for (const DictionaryObject& dictionary : catalog.dictionaries) {
    const bool drops = std::ranges::count(dropped, dictionary.cid()) > 0;
    AddBlocks(dictionary, drops ? &unwanted : &wanted);
    garbage.dictionaries += drops;
  }
  for (const Cid& cid : own) {
    if (wanted.contains(cid)) continue;
    if (!unwanted.contains(cid) && !first.IsOld(cid)) continue;
    RONDO_RETURN_IF_ERROR(first.Remove(cid));
    ++garbage.blocks;
  }
  RONDO_ASSIGN_OR_RETURN(garbage.leftovers, first.RemoveLeftovers());
  return garbage;
}

}  // namespace rondo::dictionary
