// Tested by tests/stream/dictionary/score_dictionary_test.cc.
#include "stream/dictionary/given_blocks.h"

#include <memory>
#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "dictionary/block_source.h"

namespace rondo::stream {
namespace {

class GivenBlocks final : public dictionary::BlockSource {
 public:
  explicit GivenBlocks(BlockGetter get) : get_(std::move(get)) {}

  absl::StatusOr<base::ByteVector> Get(const dictionary::Cid& cid) const override {
    RONDO_ASSIGN_OR_RETURN(const std::vector<uint8_t> given, get_(cid.ToText()));
    base::ByteVector block(given.begin(), given.end());
    RONDO_RETURN_IF_ERROR(dictionary::CheckBlock(cid, block));
    return block;
  }

 private:
  const BlockGetter get_;
};

}  // namespace

absl::StatusOr<dictionary::DictionaryObject> OpenGivenObject(const std::string& address,
                                                             const BlockGetter& get) {
  RONDO_ASSIGN_OR_RETURN(const dictionary::Cid cid, dictionary::Cid::Parse(address));
  return dictionary::DictionaryObject::Open(std::make_shared<GivenBlocks>(get), cid);
}

}  // namespace rondo::stream
