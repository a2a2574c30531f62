// Tested by tests/stream/live/live_test.cc.
#include "stream/live/tail_files.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/system_file.h"
#include "rondo/reader.h"
#include "stream/live/log_chain.h"

namespace rondo::stream {
namespace {

// What is being written. One at a time; left behind only by a crash.
std::string NewPath(const std::string& path) { return absl::StrCat(path, ".new"); }

absl::Status RemoveFile(const std::string& path) {
  if (unlink(path.c_str()) == 0 || errno == ENOENT) return absl::OkStatus();
  return base::SystemError("remove", path);
}

absl::Status Rename(const std::string& from, const std::string& to) {
  if (rename(from.c_str(), to.c_str()) == 0) return absl::OkStatus();
  return base::SystemError(absl::StrCat("rename ", from, " to"), to);
}

absl::StatusOr<TailPart> Describe(uint64_t from, std::unique_ptr<RandomAccessFile> file) {
  RONDO_ASSIGN_OR_RETURN(const auto reader, Reader::Open(std::move(file), {}));
  RONDO_ASSIGN_OR_RETURN(const std::vector<SegmentInfo> segments, reader->Segments());
  uint64_t records = 0;
  for (const SegmentInfo& segment : segments) {
    if (segment.lens == "record") records += segment.expanded_bytes;
  }
  TailPart part = {.from = from, .stored_bytes = reader->stored_bytes()};
  if (__builtin_add_overflow(from, reader->size(), &part.to)) {
    return absl::DataLossError("the log claims to expand to more than 2^64 bytes");
  }
  part.is_records = records > reader->size() / 2;
  return part;
}

}  // namespace

absl::StatusOr<std::unique_ptr<TailFiles>> TailFiles::TakeOver(const std::string& path) {
  std::unique_ptr<TailFiles> files(new TailFiles(path));
  RONDO_RETURN_IF_ERROR(files->Adopt());
  return files;
}

absl::Status TailFiles::Adopt() {
  RONDO_ASSIGN_OR_RETURN(const LogChain chain, LogChain::Open(path_));
  const LogPiece& score = chain.pieces().front();
  if (score.path.empty()) return absl::NotFoundError("the score has no name");
  path_ = score.path;
  score_ = base::Descriptor(open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  if (!score_.is_open()) return base::SystemError("open", path_);
  score_end_ = score.to;
  for (size_t i = 1; i < chain.pieces().size(); ++i) {
    const LogPiece& piece = chain.pieces()[i];
    if (piece.to == piece.from) break;
    RONDO_ASSIGN_OR_RETURN(std::unique_ptr<RandomAccessFile> file,
                           RandomAccessFile::Open(piece.path));
    RONDO_ASSIGN_OR_RETURN(const TailPart part, Describe(piece.from, std::move(file)));
    parts_.push_back(part);
  }
  RONDO_RETURN_IF_ERROR(SettleOthers());
  return RemoveFile(NewPath(path_));
}

absl::Status TailFiles::SettleOthers() {
  RONDO_ASSIGN_OR_RETURN(const std::vector<uint64_t> offsets, TailOffsets(path_));
  for (const uint64_t from : offsets) {
    if (std::ranges::any_of(parts_,
                            [&](const auto& part) { return part.from == from; })) {
      continue;
    }
    const std::string name = TailPath(path_, from);
    if (from <= End()) {
      RONDO_RETURN_IF_ERROR(RemoveFile(name));
      continue;
    }
    RONDO_ASSIGN_OR_RETURN(const std::string orphan, SetTailAside(path_, from));
    if (!orphan.empty()) orphans_.push_back(orphan);
  }
  return absl::OkStatus();
}

std::vector<TailPart> TailFiles::parts() const {
  const std::lock_guard lock(list_);
  return parts_;
}

void TailFiles::SetParts(std::vector<TailPart> parts) {
  const std::lock_guard lock(list_);
  parts_ = std::move(parts);
}

absl::StatusOr<std::unique_ptr<RandomAccessFile>> TailFiles::Open(
    const TailPart& part) const {
  const std::lock_guard lock(work_);
  return RandomAccessFile::Open(TailPath(path_, part.from));
}

absl::Status TailFiles::Append(base::Bytes score) {
  const std::lock_guard lock(work_);
  RONDO_ASSIGN_OR_RETURN(const TailPart part,
                         Describe(End(), RandomAccessFile::OpenMemory(score)));
  RONDO_RETURN_IF_ERROR(Store(part, score));
  std::vector<TailPart> parts = parts_;
  parts.push_back(part);
  SetParts(std::move(parts));
  return absl::OkStatus();
}

absl::Status TailFiles::Replace(size_t first, size_t count, base::Bytes score) {
  const std::lock_guard lock(work_);
  std::vector<TailPart> parts = parts_;
  const auto from = parts.begin() + static_cast<ptrdiff_t>(first);
  const auto to = from + static_cast<ptrdiff_t>(count);
  RONDO_ASSIGN_OR_RETURN(const TailPart part,
                         Describe(from->from, RandomAccessFile::OpenMemory(score)));
  if (part.to != std::prev(to)->to) {
    return absl::InternalError("a tail file does not hold what the ones before it do");
  }
  RONDO_RETURN_IF_ERROR(Store(part, score));
  for (auto old = from + 1; old != to; ++old) RONDO_RETURN_IF_ERROR(Remove(*old));
  *from = part;
  parts.erase(from + 1, to);
  SetParts(std::move(parts));
  return absl::OkStatus();
}

absl::Status TailFiles::Drop(size_t count) {
  const std::lock_guard lock(work_);
  std::vector<TailPart> parts = parts_;
  const auto to = parts.begin() + static_cast<ptrdiff_t>(count);
  score_end_ = std::prev(to)->to;
  for (auto old = parts.begin(); old != to; ++old) RONDO_RETURN_IF_ERROR(Remove(*old));
  parts.erase(parts.begin(), to);
  SetParts(std::move(parts));
  return absl::OkStatus();
}

absl::StatusOr<bool> TailFiles::Move(const std::string& path) {
  const std::lock_guard lock(work_);
  if (path == path_) return false;
  for (const TailPart& part : parts_) {
    RONDO_RETURN_IF_ERROR(Rename(TailPath(path_, part.from), TailPath(path, part.from)));
  }
  RONDO_RETURN_IF_ERROR(base::SyncFolder(base::FolderOf(path)));
  RONDO_RETURN_IF_ERROR(base::SyncFolder(base::FolderOf(std::exchange(path_, path))));
  return true;
}

absl::Status TailFiles::Store(const TailPart& part, base::Bytes score) {
  const std::string name = NewPath(path_);
  if (const absl::Status status = WriteNew(name, score); !status.ok()) {
    unlink(name.c_str());  // it may be what fills the disk
    return status;
  }
  RONDO_RETURN_IF_ERROR(Rename(name, TailPath(path_, part.from)));
  return base::SyncFolder(base::FolderOf(path_));
}

absl::Status TailFiles::WriteNew(const std::string& name, base::Bytes score) const {
  constexpr mode_t kPrivate = 0600;
  // Made anew: what has the name might be a link to something else.
  RONDO_RETURN_IF_ERROR(RemoveFile(name));
  const base::Descriptor file(
      open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kPrivate));
  if (!file.is_open()) return base::SystemError("create", name);
  // Who may read the score may read its tail.
  RONDO_RETURN_IF_ERROR(base::CopyAccess(score_.number(), file.number(), name));
  RONDO_RETURN_IF_ERROR(base::WriteAt(file.number(), name, 0, score));
  return base::SyncData(file.number(), name);
}

absl::Status TailFiles::Remove(const TailPart& part) const {
  return RemoveFile(TailPath(path_, part.from));
}

}  // namespace rondo::stream
