// The address of a trustless gateway: who answers GET URL/ipfs/CID.
//
// Thread rule: plain data and pure functions.
#ifndef RONDO_DICTIONARY_GATEWAY_GATEWAY_URL_H_
#define RONDO_DICTIONARY_GATEWAY_GATEWAY_URL_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "dictionary/cid.h"

namespace rondo::dictionary {

class GatewayUrl {
 public:
  // "https://host", with a port and a path if need be; "/" and "/ipfs" at its end are
  // left away. Errors: kInvalidArgument for another scheme, a name or password, a query,
  // characters that no URL has.
  static absl::StatusOr<GatewayUrl> Parse(const std::string& text);

  const std::string& text() const { return text_; }
  // Of one block, and of a CAR file with all that it leads to.
  std::string OfBlock(const Cid& cid) const;
  std::string OfCar(const Cid& root) const;

 private:
  explicit GatewayUrl(std::string text) : text_(std::move(text)) {}

  std::string text_;
};

}  // namespace rondo::dictionary

#endif  // RONDO_DICTIONARY_GATEWAY_GATEWAY_URL_H_
