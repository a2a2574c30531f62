// A place where the encoder of a segment leaves what others may build on, and they wait
// for it.
//
// Thread rule: thread-safe.
#ifndef RONDO_STREAM_SEGMENT_LENDER_SLOT_H_
#define RONDO_STREAM_SEGMENT_LENDER_SLOT_H_

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "stream/lens/lender.h"
#include "stream/lens/lens.h"
#include "stream/score/segment_header.h"

namespace rondo::stream {

class LenderSlot {
 public:
  // What a segment lends: its tables as they are stored, without checksum, and its rules.
  struct Offer {
    Lens lens = Lens::kStored;
    base::ByteVector tables;
    uint64_t expanded_bytes = 0;
    uint32_t blocks = 0;
    grammar::SymbolLists rules;
  };

  // Nothing: the segment lends nothing. Only the first call counts.
  void Put(std::optional<Offer> offer);
  // Waits for it; null if nothing is lent. It is made ready at the first call, at a
  // tenth of what encoding the segment took.
  std::shared_ptr<const Lender> Get();

 private:
  std::mutex mutex_;
  std::condition_variable put_;
  // Guarded by mutex_.
  bool is_put_ = false;
  std::optional<Offer> offer_;
  std::shared_ptr<const Lender> lender_;
};

// A part of a dictionary that a segment may build on.
struct LentPart {
  std::shared_ptr<const Lender> lender;
  DictionaryPart part;
};

// What a segment has to do with others.
struct Lending {
  std::shared_ptr<LenderSlot> from;  // of the segment that it may build on, or null
  uint64_t back = 0;                 // how far back that is
  // Parts of dictionaries, one of which it may build on instead, the likeliest first.
  std::vector<LentPart> parts;
  std::shared_ptr<LenderSlot> own;  // where others wait for it, or null

  // A segment that was not encoded lends nothing.
  ~Lending() {
    if (own != nullptr) own->Put(std::nullopt);
  }
  Lending() = default;
  Lending(Lending&&) = default;
  Lending& operator=(Lending&&) = default;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_SEGMENT_LENDER_SLOT_H_
