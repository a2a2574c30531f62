// Tested by tests/stream/encode/lender_choice_test.cc.
#include "stream/encode/lender_choice.h"

#include <utility>

namespace rondo::stream {
namespace {

// So many of a segment's words must be in the one that it builds on.
constexpr double kLeastShare = 0.75;

}  // namespace

Lending LenderChoice::Next(uint64_t number, base::Bytes segment, bool is_last) {
  Lending lending;
  if (slot_ != nullptr && words_->ShareOf(segment) >= kLeastShare) {
    lending.from = slot_;
    lending.back = number - number_;
  } else if (!is_last) {
    lending.own = slot_ = std::make_shared<LenderSlot>();
    words_ = std::make_unique<SampledWords>(segment);
    number_ = number;
  }
  return lending;
}

}  // namespace rondo::stream
