// Reading forward, from a pipe or from a file, with the position for messages.
//
// Thread rule: externally synchronised.
#ifndef RONDO_STREAM_IO_INPUT_H_
#define RONDO_STREAM_IO_INPUT_H_

#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "rondo/io.h"

namespace rondo::stream {

class Input {
 public:
  virtual ~Input() = default;
  // Fills `out` from its start; less than all of it only at the end of the input.
  absl::StatusOr<size_t> ReadUpTo(std::span<uint8_t> out);
  // Fills all of `out`. kDataLoss at the end of the input.
  absl::Status Read(std::span<uint8_t> out);
  // Reads `count` bytes into *out in steps, so that a false claim of a huge size fails at
  // the end of the input before its memory is taken.
  absl::Status Read(uint64_t count, base::ByteVector* out);
  // Passes over `count` bytes, which may be past the end: the next read tells.
  virtual absl::Status Skip(uint64_t count);
  // Bytes read so far, or the offset in the file.
  uint64_t position() const { return position_; }

 protected:
  explicit Input(uint64_t position) : position_(position) {}
  void Advance(uint64_t count) { position_ += count; }

 private:
  // Some of the next bytes, 0 only at the end.
  virtual absl::StatusOr<size_t> ReadSome(std::span<uint8_t> out) = 0;

  uint64_t position_;
};

// `source` must outlive the input.
class PipeInput : public Input {
 public:
  explicit PipeInput(const ByteSource& source) : Input(0), source_(source) {}

 private:
  absl::StatusOr<size_t> ReadSome(std::span<uint8_t> out) override;
  const ByteSource& source_;
};

// `file` must outlive the input.
class FileInput : public Input {
 public:
  FileInput(const RandomAccessFile& file, uint64_t offset) : Input(offset), file_(file) {}

  absl::Status Skip(uint64_t count) override;

 private:
  absl::StatusOr<size_t> ReadSome(std::span<uint8_t> out) override;
  const RandomAccessFile& file_;
};

// Bytes that were at `offset` of some input.
class BufferInput : public Input {
 public:
  BufferInput(base::ByteVector bytes, uint64_t offset)
      : Input(offset), bytes_(std::move(bytes)) {}

 private:
  absl::StatusOr<size_t> ReadSome(std::span<uint8_t> out) override;
  base::ByteVector bytes_;
  size_t next_ = 0;
};

// Bytes that were read of another input at `offset`, and then what comes behind them
// there. The other input must outlive it.
class ReplayedInput : public Input {
 public:
  ReplayedInput(base::ByteVector bytes, uint64_t offset, Input* rest)
      : Input(offset), bytes_(std::move(bytes)), rest_(*rest) {}

 private:
  absl::StatusOr<size_t> ReadSome(std::span<uint8_t> out) override;
  base::ByteVector bytes_;
  size_t next_ = 0;
  Input& rest_;
};

}  // namespace rondo::stream

#endif  // RONDO_STREAM_IO_INPUT_H_
