// Files are read with pread rather than mapped: a file that is cut short while it is open
// then gives an error, where a mapping would end the process.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "rondo/io.h"

namespace rondo {
namespace {

class SystemFile : public RandomAccessFile {
 public:
  SystemFile(int descriptor, uint64_t size, std::string path)
      : descriptor_(descriptor), size_(size), path_(std::move(path)) {}
  ~SystemFile() override { close(descriptor_); }

  uint64_t size() const override { return size_; }

  absl::Status ReadAt(uint64_t offset, std::span<uint8_t> out) const override {
    while (!out.empty()) {
      const ssize_t count =
          pread(descriptor_, out.data(), out.size(), static_cast<off_t>(offset));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0)
        return absl::ErrnoToStatus(errno, absl::StrCat("cannot read ", path_));
      if (count == 0) {
        return absl::DataLossError(absl::StrCat(
            path_, " ends at offset ", offset, ", expected ", out.size(), " bytes more"));
      }
      out = out.subspan(count);
      offset += count;
    }
    return absl::OkStatus();
  }

 private:
  const int descriptor_;
  const uint64_t size_;
  const std::string path_;
};

class MemoryFile : public RandomAccessFile {
 public:
  explicit MemoryFile(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  uint64_t size() const override { return bytes_.size(); }

  absl::Status ReadAt(uint64_t offset, std::span<uint8_t> out) const override {
    if (offset > bytes_.size() || out.size() > bytes_.size() - offset) {
      return absl::DataLossError(absl::StrCat("score ends at offset ", bytes_.size(),
                                              ", expected ", out.size(), " bytes at ",
                                              offset));
    }
    if (!out.empty()) std::memcpy(out.data(), bytes_.data() + offset, out.size());
    return absl::OkStatus();
  }

 private:
  const std::span<const uint8_t> bytes_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<RandomAccessFile>> RandomAccessFile::Open(
    const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot open ", path));
  struct stat info;
  if (fstat(descriptor, &info) != 0) {
    const int error = errno;
    close(descriptor);
    return absl::ErrnoToStatus(error, absl::StrCat("cannot stat ", path));
  }
  if (!S_ISREG(info.st_mode)) {
    close(descriptor);
    return absl::InvalidArgumentError(absl::StrCat(path, " is not a regular file"));
  }
  return std::make_unique<SystemFile>(descriptor, static_cast<uint64_t>(info.st_size),
                                      path);
}

std::unique_ptr<RandomAccessFile> RandomAccessFile::OpenMemory(
    std::span<const uint8_t> bytes) {
  return std::make_unique<MemoryFile>(bytes);
}

}  // namespace rondo
