// Blocks of a dictionary from a trustless gateway: whoever runs it, what it sends is
// checked.
// docs/format/DICTIONARY.md, "Gateways".
//
// Thread rule: externally synchronised.
#ifndef RONDO_DICTIONARY_GATEWAY_GATEWAY_SESSION_H_
#define RONDO_DICTIONARY_GATEWAY_GATEWAY_SESSION_H_

#include <cstdint>
#include <functional>
#include <set>

#include "absl/status/status.h"
#include "base/byte_io.h"
#include "dictionary/cid.h"
#include "dictionary/gateway/gateway_url.h"
#include "dictionary/gateway/http.h"
#include "dictionary/gateway/limits.h"

namespace rondo::dictionary {

class GatewaySession {
 public:
  // Gets each block once it was checked against its address, in the order in which they
  // come. Its errors end what is under way.
  using Sink = std::function<absl::Status(const Cid&, base::ByteVector)>;

  // The time of `limits.whole` begins now.
  GatewaySession(const GatewayUrl& url, const Cid& root, const GatewayLimits& limits)
      : url_(url), root_(root), limits_(limits), requests_(limits) {}

  // All of `wanted`, kParallelRequests of them at once. Errors, the first of which ends
  // it: those of HttpAnswer::status; kDataLoss for what is not the block,
  // kResourceExhausted above limits.dictionary_bytes in this session.
  absl::Status GetBlocks(const std::set<Cid>& wanted, const Sink& sink);

  // Those of `wanted` that come in a CAR file of the dictionary, by one request; takes
  // them out of it. Others that come are passed over. Errors: those of HttpAnswer::status
  // and CarReader, before which good blocks may have come.
  absl::Status GetCar(std::set<Cid>* wanted, const Sink& sink);

 private:
  absl::Status Take(const Cid& cid, HttpAnswer& answer, const Sink& sink);
  absl::Status Pass(const Cid& cid, base::ByteVector block, const Sink& sink);

  GatewayUrl url_;
  Cid root_;
  GatewayLimits limits_;
  HttpRequests requests_;
  uint64_t bytes_ = 0;  // of blocks
};

}  // namespace rondo::dictionary

#endif  // RONDO_DICTIONARY_GATEWAY_GATEWAY_SESSION_H_
