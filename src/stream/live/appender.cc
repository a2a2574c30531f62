// The order of writes is what makes an interrupted addition harmless:
//
//   file header, segments, index | sync | trailer | sync
//
// Without the first sync the disk might have the trailer but not all before it.
//
// Tested by tests/stream/live/appender_test.cc.
#include "rondo/appender.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/byte_io.h"
#include "base/status_macros.h"
#include "base/system_file.h"
#include "rondo/io.h"
#include "stream/live/log_chain.h"
#include "stream/score/format.h"
#include "stream/score/index.h"
#include "stream/score/map.h"

namespace rondo {
namespace {

struct LockedFile {
  base::Descriptor descriptor;
  bool is_new = false;  // was not there before
};

// Opens and locks the file that has this name once it is locked: between the two, another
// writer may have put a new file in its place.
absl::StatusOr<LockedFile> OpenLocked(const std::string& path) {
  constexpr mode_t kNewFile = 0666;
  constexpr int kFlags = O_RDWR | O_CLOEXEC | O_NONBLOCK;
  while (true) {
    base::Descriptor file(open(path.c_str(), kFlags));
    const bool is_missing = !file.is_open() && errno == ENOENT;
    if (is_missing) {
      file = base::Descriptor(open(path.c_str(), kFlags | O_CREAT, kNewFile));
    }
    if (!file.is_open()) return base::SystemError("open", path);
    if (flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) return base::SystemError("lock", path);
      return absl::UnavailableError("another program is adding to it");
    }
    struct stat opened = {};
    struct stat named = {};
    if (fstat(file.number(), &opened) != 0) return base::SystemError("stat", path);
    if (!S_ISREG(opened.st_mode)) {
      return absl::FailedPreconditionError(
          "is not a regular file: nothing can be added to it");
    }
    if (stat(path.c_str(), &named) == 0 && base::SameFile(opened, named)) {
      // What another writer made meanwhile and gave back has something in it.
      return LockedFile{std::move(file), is_missing && opened.st_size == 0};
    }
  }
}

// What of the file counts.
struct Extent {
  uint64_t stored_bytes = 0;
  uint64_t unfinished_bytes = 0;
};

absl::StatusOr<Extent> Measure(int descriptor) {
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<RandomAccessFile> file,
                         RandomAccessFile::Open(base::DescriptorPath(descriptor)));
  // A score that was begun and of which nothing is there. More zeros than that may be
  // somebody's file.
  constexpr uint64_t kBegunBytes = 4096;
  if (file->size() <= kBegunBytes) {
    RONDO_ASSIGN_OR_RETURN(const bool unwritten, stream::ScoreMap::IsUnwritten(*file));
    if (unwritten) return Extent{0, file->size()};
  }
  RONDO_ASSIGN_OR_RETURN(const stream::ScoreMap map,
                         stream::ScoreMap::Read(*file, kDefaultMemoryLimitBytes));
  return Extent{map.stored_bytes(), map.unfinished_bytes()};
}

class FileAppender : public Appender {
 public:
  FileAppender(LockedFile file, std::string path, const Extent& extent)
      : file_(std::move(file.descriptor)),
        is_new_(file.is_new),
        path_(std::move(path)),
        extent_(extent) {}

  ~FileAppender() override {
    // Nobody is left to tell of an error; what stays behind does not count.
    if (written_ > 0 || !held_.empty()) (void)CutOff();
    if (!is_new_ || extent_.stored_bytes > 0) return;
    if (const auto name = base::CurrentPath(file_.number()); name.ok())
      unlink(name->c_str());
  }

  absl::Status CutOff() {
    written_ = 0;
    held_.clear();
    if (ftruncate(file_.number(), static_cast<off_t>(extent_.stored_bytes)) == 0) {
      return absl::OkStatus();
    }
    return base::SystemError("shorten", path_);
  }

  // The last bytes wait for Commit: they may be the trailer.
  absl::Status Write(std::span<const uint8_t> bytes) override {
    RONDO_RETURN_IF_ERROR(status_);
    const size_t ready = held_.size() + bytes.size() < stream::kTrailerBytes
                             ? 0
                             : held_.size() + bytes.size() - stream::kTrailerBytes;
    const size_t of_held = std::min(ready, held_.size());
    status_ = WriteOut(base::Bytes(held_).first(of_held));
    held_.erase(held_.begin(), held_.begin() + static_cast<ptrdiff_t>(of_held));
    if (status_.ok()) status_ = WriteOut(bytes.first(ready - of_held));
    const std::span<const uint8_t> rest = bytes.subspan(ready - of_held);
    held_.insert(held_.end(), rest.begin(), rest.end());
    if (!status_.ok()) (void)CutOff();
    return status_;
  }

  absl::Status Commit() override {
    RONDO_RETURN_IF_ERROR(status_);
    const bool is_trailer =
        held_.size() == stream::kTrailerBytes && stream::ParseTrailer(held_).ok();
    status_ =
        is_trailer ? Finish() : absl::FailedPreconditionError("no whole score to add");
    if (!status_.ok()) (void)CutOff();
    return status_;
  }

  absl::StatusOr<LogTail> FindTail() override {
    RONDO_ASSIGN_OR_RETURN(tail_, stream::LogChain::Open(path_));
    return tail_->tail();
  }

  absl::Status ReadTail(const ByteSink& sink) const override {
    return tail_->ReadTail(sink);
  }

  absl::Status RemoveTail() override {
    for (size_t i = 1; i < tail_->pieces().size(); ++i) {
      const std::string& path = tail_->pieces()[i].path;
      if (unlink(path.c_str()) != 0) return base::SystemError("remove", path);
    }
    return absl::OkStatus();
  }

  // To be called while nothing is in the file: what lies beside it is not its own.
  absl::Status SetTailsAside() {
    const auto path = base::CurrentPath(file_.number());
    if (!path.ok()) return absl::OkStatus();
    // In a folder that cannot be listed only the one that would be read is looked for.
    const auto offsets = stream::TailOffsets(*path);
    for (const uint64_t from : offsets.value_or(std::vector<uint64_t>{0})) {
      RONDO_ASSIGN_OR_RETURN(std::string orphan, stream::SetTailAside(*path, from));
      if (!orphan.empty()) orphans_.push_back(std::move(orphan));
    }
    return absl::OkStatus();
  }

  const std::vector<std::string>& orphans() const override { return orphans_; }

  uint64_t size() const override { return extent_.stored_bytes; }
  uint64_t unfinished_bytes() const override { return extent_.unfinished_bytes; }
  absl::StatusOr<std::string> CurrentPath() const override {
    return base::CurrentPath(file_.number());
  }

 private:
  absl::Status Finish() {
    RONDO_RETURN_IF_ERROR(Sync());
    RONDO_RETURN_IF_ERROR(WriteOut(held_));
    RONDO_RETURN_IF_ERROR(Sync());
    extent_.stored_bytes += std::exchange(written_, 0);
    held_.clear();
    return absl::OkStatus();
  }

  absl::Status Sync() { return base::SyncData(file_.number(), path_); }

  absl::Status WriteOut(std::span<const uint8_t> bytes) {
    // What was written in part is cut off with the rest.
    RONDO_RETURN_IF_ERROR(
        base::WriteAt(file_.number(), path_, extent_.stored_bytes + written_, bytes));
    written_ += bytes.size();
    return absl::OkStatus();
  }

  const base::Descriptor file_;
  const bool is_new_;
  const std::string path_;
  Extent extent_;
  uint64_t written_ = 0;   // behind the extent
  base::ByteVector held_;  // what comes next, at most kTrailerBytes
  absl::Status status_;
  std::optional<stream::LogChain> tail_;  // once it was found
  std::vector<std::string> orphans_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Appender>> Appender::Open(const std::string& path) {
  RONDO_ASSIGN_OR_RETURN(LockedFile file, OpenLocked(path));
  RONDO_ASSIGN_OR_RETURN(const Extent extent, Measure(file.descriptor.number()));
  auto appender = std::make_unique<FileAppender>(std::move(file), path, extent);
  if (extent.unfinished_bytes > 0) RONDO_RETURN_IF_ERROR(appender->CutOff());
  // A tail file is written when its score is on disk. So those beside an empty file are
  // of a score that was removed, and would bring its lines back.
  if (extent.stored_bytes == 0) RONDO_RETURN_IF_ERROR(appender->SetTailsAside());
  return appender;
}

}  // namespace rondo
