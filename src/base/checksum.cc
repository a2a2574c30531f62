#include "base/checksum.h"

#include <nettle/sha2.h>
#include <xxhash.h>

namespace rondo::base {

uint64_t Xxh3(Bytes bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

struct Xxh3Stream::State {
  struct Free {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
  };
  std::unique_ptr<XXH3_state_t, Free> xxhash{XXH3_createState()};
};

Xxh3Stream::Xxh3Stream() : state_(std::make_unique<State>()) {
  XXH3_64bits_reset(state_->xxhash.get());
}

Xxh3Stream::~Xxh3Stream() = default;

void Xxh3Stream::Update(Bytes bytes) {
  XXH3_64bits_update(state_->xxhash.get(), bytes.data(), bytes.size());
}

uint64_t Xxh3Stream::Finish() const { return XXH3_64bits_digest(state_->xxhash.get()); }

Sha256Digest Sha256(Bytes bytes) {
  Sha256Stream hash;
  hash.Update(bytes);
  return hash.Finish();
}

struct Sha256Stream::State {
  sha256_ctx nettle;
};

Sha256Stream::Sha256Stream() : state_(std::make_unique<State>()) {
  sha256_init(&state_->nettle);
}

Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::Update(Bytes bytes) {
  sha256_update(&state_->nettle, bytes.size(), bytes.data());
}

Sha256Digest Sha256Stream::Finish() {
  Sha256Digest digest;
  sha256_digest(&state_->nettle, digest.size(), digest.data());
  return digest;
}

}  // namespace rondo::base
