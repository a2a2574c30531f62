// Tested by tests/apps/rondo/trust/repair_test.cc.
#include "apps/rondo/trust/parity.h"

#include <cerrno>
#include <optional>

#include "apps/rondo/files/atomic_output.h"
#include "apps/rondo/text/errors.h"
#include "base/status_macros.h"
#include "base/system_file.h"
#include "rondo/trust.h"

namespace rondo::app {

ParityOutput::ParityOutput(const Command& command, Output& output)
    : command_(command), output_(output) {}

absl::Status ParityOutput::Write(std::span<const uint8_t> bytes) {
  RONDO_RETURN_IF_ERROR(Open());
  if (copy_writer_ != nullptr) RONDO_RETURN_IF_ERROR(copy_writer_->Write(bytes));
  return output_.Write(bytes);
}

absl::Status ParityOutput::Open() {
  const bool is_needed = command_.parity_percent > 0 && copy_ == nullptr &&
                         dynamic_cast<AtomicOutput*>(&output_) == nullptr;
  if (!is_needed) return absl::OkStatus();
  copy_.reset(std::tmpfile());
  if (copy_ == nullptr) return IoError("cannot create a temporary file", errno);
  copy_writer_ = std::make_unique<FdWriter>(::fileno(copy_.get()), "a temporary file");
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<RandomAccessFile>> ParityOutput::Written() {
  if (copy_writer_ == nullptr) return dynamic_cast<AtomicOutput&>(output_).Written();
  RONDO_RETURN_IF_ERROR(copy_writer_->Flush());
  return RandomAccessFile::Open(base::DescriptorPath(::fileno(copy_.get())));
}

absl::Status ParityOutput::AddParity() {
  if (command_.parity_percent == 0) return absl::OkStatus();
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<RandomAccessFile> written, Written());
  const std::optional<uint64_t> limit_bytes =
      command_.memory_bytes > 0 ? std::optional(command_.memory_bytes) : std::nullopt;
  return WriteParity(
      *written, command_.parity_percent,
      [&](std::span<const uint8_t> bytes) { return output_.Write(bytes); }, limit_bytes);
}

}  // namespace rondo::app
