// Encoder: bytes in, score out, in bounded memory.
//
//   rondo::EncodeOptions options;
//   auto encoder = rondo::Encoder::Create(options, sink);
//   if (!encoder.ok()) return encoder.status();
//   RETURN_IF_ERROR((*encoder)->Write("as often as you like\n"));
//   RETURN_IF_ERROR((*encoder)->Finish());
//
// The score depends on the bytes, the options other than `threads`, and the version;
// never on how the input was cut into writes or on the number of threads.
#ifndef RONDO_ENCODER_H_
#define RONDO_ENCODER_H_

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rondo/dictionary.h"
#include "rondo/io.h"

namespace rondo {

inline constexpr int kMinLevel = 1;
inline constexpr int kDefaultLevel = 6;
inline constexpr int kFirstMixingLevel = 10;  // `rondo encode --max`
inline constexpr int kMaxLevel = 11;

struct EncodeOptions {
  // 1 fastest .. 9 smallest of those that are read fast; 10 and 11 mix bytes: far smaller
  // and slower both ways, in segments of 16 MiB and blocks of as much.
  int level = kDefaultLevel;
  // Expanded bytes of a block, 1 KiB .. 16 MiB (of mixed bytes 1 MiB at least); of logs
  // two to eight may become one, and blocks grow to 1 MiB where next to nothing is left
  // of them.
  uint32_t block_bytes = 64u << 10;
  uint64_t segment_bytes = 0;  // expanded bytes of a segment; 0: chosen by level and data
  int threads = 1;             // segments encoded side by side, 1 .. 256
  // For everything. Segments shrink to keep below it.
  std::optional<uint64_t> memory_limit_bytes = std::nullopt;
  bool online = false;      // grammars grow as bytes arrive; larger scores
  bool index = false;       // scores up to 4 % larger; searches open fewer segments
  bool for_append = false;  // for an Appender: the score counts once it is whole
  // What the score may build on, and is not read without then: of these, or of their
  // parts, each segment takes the one that suits it best, or none. Large scores of data
  // that a small dictionary was made for do not use it.
  std::vector<std::shared_ptr<const Dictionary>> dictionaries = {};
  // The score carries the dictionary, of which there is one, and is read by itself.
  bool with_dictionary = false;
  // The score says that it is of this log; for a LiveWriter, which chooses one at random.
  std::optional<std::array<uint8_t, 16>> log = std::nullopt;
  // The score keeps it: the classes of values that a redacted rendition hides, as `rondo
  // encode --redact` takes them. Not looked into; at most 4,096 bytes without control
  // characters. Empty: none.
  std::string redact_list = {};
  // When the source was last changed, in nanoseconds since 1970. The score keeps the
  // second if it has times without a year, which are of a year before it.
  std::optional<int64_t> modified = std::nullopt;
  // How lines write their times, where that is not to be found out, as
  // TimeSet::SetLineFormat takes it: the score keeps it, and reads them like that. 100
  // bytes together.
  std::string time_key = {};
  std::string time_format = {};
  // The end of what stands before the score in its log, whole lines, of which the last 16
  // KiB are looked at: the times of the first lines are judged by those before.
  std::string before = {};
};

struct EncodeStats {
  uint64_t bytes_in = 0;
  uint64_t bytes_coded = 0;  // of bytes_in: those whose segments are written
  uint64_t bytes_out = 0;
  uint64_t segments = 0;
  uint64_t blocks = 0;
  uint64_t lines = 0;
  // The most that buffers and working tables are expected to take, for the options given.
  uint64_t memory_bound_bytes = 0;
};

class Encoder {
 public:
  // kInvalidArgument for options out of range; kResourceExhausted if the memory limit
  // leaves no room for the smallest segment (the message says how much is needed).
  static absl::StatusOr<std::unique_ptr<Encoder>> Create(const EncodeOptions& options,
                                                         ByteSink sink);
  virtual ~Encoder() = default;

  // Blocks while all threads are busy. After an error every call returns that error.
  virtual absl::Status Write(std::span<const uint8_t> bytes) = 0;
  absl::Status Write(std::string_view text) { return Write(AsBytes(text)); }
  // Writes what is pending, the index and the trailer. Call once, last.
  virtual absl::Status Finish() = 0;
  // Progress so far; may be called between writes, after Finish, and in the sink.
  virtual EncodeStats stats() const = 0;
};

}  // namespace rondo

#endif  // RONDO_ENCODER_H_
