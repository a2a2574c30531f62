// Tested by tests/stream/encode/lender_choice_test.cc.
#include "stream/segment/lender_slot.h"

#include <utility>

#include "grammar/induction/borrow.h"
#include "stream/segment/open_lens.h"

namespace rondo::stream {
namespace {

// Keeps the bytes of the tables with them.
struct OwnedTables {
  base::ByteVector bytes;
  std::unique_ptr<SegmentTables> tables;
};

std::shared_ptr<const Lender> MakeLender(LenderSlot::Offer offer) {
  auto owned = std::make_shared<OwnedTables>();
  owned->bytes = std::move(offer.tables);
  const SegmentExtent extent = {.expanded_bytes = offer.expanded_bytes,
                                .blocks = offer.blocks};
  absl::StatusOr<std::unique_ptr<SegmentTables>> opened =
      OpenLens(offer.lens, owned->bytes, extent);
  if (!opened.ok()) return nullptr;
  owned->tables = *std::move(opened);
  auto lender = std::make_shared<Lender>();
  lender->tables = std::shared_ptr<SegmentTables>(owned, owned->tables.get());
  if (offer.rules.size() > 0) {
    lender->rules = std::make_shared<grammar::SharedRules>(std::move(offer.rules));
  }
  return lender;
}

}  // namespace

void LenderSlot::Put(std::optional<Offer> offer) {
  const std::lock_guard lock(mutex_);
  if (is_put_) return;
  is_put_ = true;
  offer_ = std::move(offer);
  put_.notify_all();
}

std::shared_ptr<const Lender> LenderSlot::Get() {
  std::unique_lock lock(mutex_);
  put_.wait(lock, [this] { return is_put_; });
  if (offer_.has_value()) {
    lender_ = MakeLender(*std::exchange(offer_, std::nullopt));
  }
  return lender_;
}

}  // namespace rondo::stream
