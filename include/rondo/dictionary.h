// Dictionary: what many scores share, kept once and named by the hash of its content.
//
//   auto dictionary = rondo::Dictionary::Open(address, [&](const std::string& block) {
//     return MyBytesAt(block);
//   });
//   rondo::EncodeOptions options;
//   options.dictionaries = {*dictionary};
//
// A score that was encoded with one names it, and cannot be read without it: see
// DecodeOptions. docs/format/DICTIONARY.md.
#ifndef RONDO_DICTIONARY_H_
#define RONDO_DICTIONARY_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rondo {

namespace stream {
class ScoreDictionary;
}

// Gives the block at an address, a CID in letters; it is checked by who asks. kNotFound,
// with where it was looked for, if there is none. May be called from any thread.
using BlockGetter =
    std::function<absl::StatusOr<std::vector<uint8_t>>(const std::string& address)>;

// Thread-safe. Its parts are read when something asks for them.
class Dictionary {
 public:
  // Reads the root. Errors: those of `get`; kDataLoss for what is no dictionary,
  // kInvalidArgument for one that has nothing for scores, or an address that is none.
  static absl::StatusOr<std::shared_ptr<const Dictionary>> Open(
      const std::string& address, const BlockGetter& get);
  virtual ~Dictionary() = default;

  virtual std::string address() const = 0;
  virtual std::string name() const = 0;
  // That of a part, such as a language; empty: of none that has a name.
  virtual std::string context(size_t part) const = 0;

  // For the library itself.
  virtual const stream::ScoreDictionary& score_dictionary() const = 0;
};

// Finds a dictionary by its address. May be called from any thread, and more than once.
using DictionaryFinder = std::function<absl::StatusOr<std::shared_ptr<const Dictionary>>(
    const std::string& address)>;

struct TrainOptions {
  std::string name = "samples";      // UTF-8, 1 to 255 bytes
  std::string description = {};      // UTF-8, up to 64 KiB
  uint64_t size_bytes = 110u << 10;  // of all of its blocks, 4 KiB .. 64 MiB
  std::string context = {};          // of its parts: see rondo/rendition.h; empty: none
};

struct TrainedDictionary {
  std::string address;
  // Each with its address; the root is the last.
  std::vector<std::pair<std::string, std::vector<uint8_t>>> blocks;
  uint64_t parts = 0;  // kinds of samples that have tables of their own
  // Of pieces of samples that were held out: what they take without it and with it.
  // All 0 if there were too few to hold some out.
  uint64_t held_out_bytes = 0;
  uint64_t plain_bytes = 0;
  uint64_t coded_bytes = 0;
};

// A dictionary for scores of data that is like the samples. Large samples are taken in
// pieces, and at most 64 MiB of all of them. kInvalidArgument, with what would help, for
// samples that make none, and options out of range.
// Cost: about a second for each MB of samples.
absl::StatusOr<TrainedDictionary> TrainDictionary(
    std::span<const std::span<const uint8_t>> samples, const TrainOptions& options = {});

}  // namespace rondo

#endif  // RONDO_DICTIONARY_H_
