// Where bytes come from and go to.
//
// Errors: absl::Status with a code of these meanings everywhere in Rondo:
//   kInvalidArgument    not a score, or a bad argument
//   kUnimplemented      a version or a reserved bit from the future
//   kDataLoss           corrupt or truncated
//   kResourceExhausted  over a limit on memory or size
//   kOutOfRange         past the end
//   kInternal, kUnavailable, kPermissionDenied, kNotFound, ...   from the system
#ifndef RONDO_IO_H_
#define RONDO_IO_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rondo {

// Takes the next bytes of a stream. A status that is not ok stops the work and is
// returned to the caller.
using ByteSink = std::function<absl::Status(std::span<const uint8_t>)>;

// Fills the start of the buffer and returns how many bytes it gave; 0 is the end.
using ByteSource = std::function<absl::StatusOr<size_t>(std::span<uint8_t>)>;

// A score at rest: bytes that can be read at any offset. Implementations are safe to call
// from several threads.
class RandomAccessFile {
 public:
  virtual ~RandomAccessFile() = default;
  virtual uint64_t size() const = 0;
  // Fills `out` whole with the bytes at `offset`, or fails.
  virtual absl::Status ReadAt(uint64_t offset, std::span<uint8_t> out) const = 0;
};

// Maps or opens a file for reading.
absl::StatusOr<std::unique_ptr<RandomAccessFile>> OpenFile(const std::string& path);
// Wraps bytes that outlive the result.
std::unique_ptr<RandomAccessFile> FileFromMemory(std::span<const uint8_t> bytes);

}  // namespace rondo

#endif  // RONDO_IO_H_
