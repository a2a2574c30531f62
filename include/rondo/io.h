// Where bytes come from and go to, and what holds in all of Rondo: errors, limits.
//
// Errors: absl::Status with a code of these meanings everywhere in Rondo:
//   kInvalidArgument    not a score, or a bad argument
//   kUnimplemented      a version or a reserved bit from the future
//   kDataLoss           corrupt or truncated
//   kResourceExhausted  over a limit on memory or size
//   kOutOfRange         past the end
//   kInternal, kUnavailable, kPermissionDenied, kNotFound, ...   from the system
//
// Memory: a limit on it is a std::optional<uint64_t> of bytes. Work that does not fit the
// limit fails with kResourceExhausted before it allocates; absent, there is no limit.
// Options of reading and searching, which may be of anybody's bytes, come with
// kDefaultMemoryLimitBytes in them; those of encoding come without a limit, since what an
// encoder takes depends on its options alone (EncodeStats::memory_bound_bytes).
//
// What makes an object is a static member: Open, of something that is there (Appender and
// LiveWriter make their file if it is not), or Create.
#ifndef RONDO_IO_H_
#define RONDO_IO_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rondo {

// Keeps open what a reader of parts needs of about 1 GiB of text, or several of logs; a
// plain decode takes a tenth of it.
inline constexpr uint64_t kDefaultMemoryLimitBytes = uint64_t{512} << 20;

// Takes the next bytes of a stream. A status that is not ok stops the work and is
// returned to the caller.
using ByteSink = std::function<absl::Status(std::span<const uint8_t>)>;

// Fills the start of the buffer and returns how many bytes it gave; 0 is the end.
using ByteSource = std::function<absl::StatusOr<size_t>(std::span<uint8_t>)>;

// Bytes as text and text as bytes, where they are. Not checked to be anything.
inline std::string_view AsText(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline std::span<const uint8_t> AsBytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

// A score at rest: bytes that can be read at any offset. Implementations are safe to call
// from several threads.
class RandomAccessFile {
 public:
  // The file of this name. kInvalidArgument: not a regular file.
  static absl::StatusOr<std::unique_ptr<RandomAccessFile>> Open(const std::string& path);
  // Bytes that outlive the result.
  static std::unique_ptr<RandomAccessFile> OpenMemory(std::span<const uint8_t> bytes);
  static std::unique_ptr<RandomAccessFile> OpenMemory(std::string_view bytes) {
    return OpenMemory(AsBytes(bytes));
  }
  virtual ~RandomAccessFile() = default;

  virtual uint64_t size() const = 0;
  // Fills `out` whole with the bytes at `offset`, or fails.
  virtual absl::Status ReadAt(uint64_t offset, std::span<uint8_t> out) const = 0;
};

}  // namespace rondo

#endif  // RONDO_IO_H_
