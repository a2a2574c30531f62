#include "stream/io/input.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace rondo::stream {
namespace {

constexpr uint64_t kReadStepBytes = uint64_t{4} << 20;

}  // namespace

absl::StatusOr<size_t> Input::ReadUpTo(std::span<uint8_t> out) {
  size_t done = 0;
  while (done < out.size()) {
    RONDO_ASSIGN_OR_RETURN(const size_t count, ReadSome(out.subspan(done)));
    if (count == 0) break;
    if (count > out.size() - done) {
      return absl::InternalError(
          absl::StrCat("source gave ", count, " bytes, asked for ", out.size() - done));
    }
    done += count;
    Advance(count);
  }
  return done;
}

absl::Status Input::Read(std::span<uint8_t> out) {
  const uint64_t start = position_;
  RONDO_ASSIGN_OR_RETURN(const size_t count, ReadUpTo(out));
  if (count == out.size()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("truncated: the score ends at offset ",
                                          start + count, ", expected at least ",
                                          start + out.size(), " bytes"));
}

absl::Status Input::Read(uint64_t count, base::ByteVector* out) {
  out->clear();
  while (count > 0) {
    const auto step = static_cast<size_t>(std::min(count, kReadStepBytes));
    const size_t done = out->size();
    if (out->capacity() < done + step)
      out->reserve(done + std::min<uint64_t>(count, done + step));
    out->resize(done + step);
    RONDO_RETURN_IF_ERROR(Read(std::span(*out).last(step)));
    count -= step;
  }
  return absl::OkStatus();
}

absl::Status Input::Skip(uint64_t count) {
  base::ByteVector discarded(static_cast<size_t>(std::min(count, kReadStepBytes)));
  while (count > 0) {
    const size_t step = std::min<uint64_t>(count, discarded.size());
    RONDO_RETURN_IF_ERROR(Read(std::span(discarded).first(step)));
    count -= step;
  }
  return absl::OkStatus();
}

absl::Status FileInput::Skip(uint64_t count) {
  Advance(count);
  return absl::OkStatus();
}

absl::StatusOr<size_t> PipeInput::ReadSome(std::span<uint8_t> out) {
  return source_(out);
}

absl::StatusOr<size_t> FileInput::ReadSome(std::span<uint8_t> out) {
  if (position() >= file_.size()) return 0;
  const size_t count = std::min<uint64_t>(out.size(), file_.size() - position());
  RONDO_RETURN_IF_ERROR(file_.ReadAt(position(), out.first(count)));
  return count;
}

absl::StatusOr<size_t> BufferInput::ReadSome(std::span<uint8_t> out) {
  const size_t count = std::min(out.size(), bytes_.size() - next_);
  if (count > 0) std::memcpy(out.data(), bytes_.data() + next_, count);
  next_ += count;
  return count;
}

absl::StatusOr<size_t> ReplayedInput::ReadSome(std::span<uint8_t> out) {
  const size_t count = std::min(out.size(), bytes_.size() - next_);
  if (count == 0) return rest_.ReadUpTo(out);
  std::copy_n(bytes_.begin() + static_cast<ptrdiff_t>(next_), count, out.begin());
  next_ += count;
  return count;
}

}  // namespace rondo::stream
