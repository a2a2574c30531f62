// A writer replaces tail files by better ones that hold more, and removes what these hold
// then. A reader that has opened the old one finds nothing behind it:
//
//   reader opens from-0, which goes to 100
//   writer makes a new from-0, which goes to 300, and removes from-100 and from-200
//   reader finds no from-100
//
// What it has is a consistent prefix, but not all that was flushed. So when the chain
// ends and one of its files is not the one of its name any more, the reader starts over.
//
// Tested by tests/stream/live/live_test.cc.
#include "stream/live/log_chain.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "rondo/reader.h"
#include "stream/score/map.h"

namespace rondo::stream {
namespace {

constexpr std::string_view kTailMark = ".from-";
// Starting over, a reader gains on any writer: opening takes less time than encoding. If
// it does not, what it has is still a consistent prefix.
constexpr int kMostAttempts = 100;

// Files one behind the other.
class JoinedFile : public RandomAccessFile {
 public:
  void Add(std::shared_ptr<const RandomAccessFile> file, uint64_t bytes) {
    if (bytes == 0) return;
    size_ += bytes;
    parts_.push_back({std::move(file), size_});
  }

  uint64_t size() const override { return size_; }

  absl::Status ReadAt(uint64_t offset, std::span<uint8_t> out) const override {
    auto part = std::ranges::upper_bound(parts_, offset, {}, &Part::end);
    for (; !out.empty() && part != parts_.end(); ++part) {
      const uint64_t begin = part == parts_.begin() ? 0 : std::prev(part)->end;
      const size_t count = std::min<uint64_t>(out.size(), part->end - offset);
      RONDO_RETURN_IF_ERROR(part->file->ReadAt(offset - begin, out.first(count)));
      offset += count;
      out = out.subspan(count);
    }
    if (out.empty()) return absl::OkStatus();
    return absl::DataLossError(absl::StrCat("the log ends at offset ", size_,
                                            ", expected ", out.size(), " bytes more"));
  }

 private:
  struct Part {
    std::shared_ptr<const RandomAccessFile> file;
    uint64_t end = 0;
  };
  std::vector<Part> parts_;
  uint64_t size_ = 0;
};

// Finds where the piece ends.
absl::Status Measure(LogPiece* piece) {
  piece->to = piece->from;
  const auto map = ScoreMap::Read(*piece->file, kDefaultMemoryLimitBytes);
  if (!map.ok()) {
    RONDO_ASSIGN_OR_RETURN(const bool unwritten, ScoreMap::IsUnwritten(*piece->file));
    if (unwritten) return absl::OkStatus();
  }
  RONDO_RETURN_IF_ERROR(map.status());
  piece->stored_bytes = map->stored_bytes();
  if (!__builtin_add_overflow(piece->from, map->expanded_bytes(), &piece->to)) {
    return absl::OkStatus();
  }
  return absl::DataLossError(
      absl::StrCat(piece->path, " claims to expand to more than 2^64 bytes"));
}

}  // namespace

std::string TailPath(const std::string& path, uint64_t from) {
  return absl::StrCat(path, std::string(kTailMark), from);
}

absl::StatusOr<std::vector<uint64_t>> TailOffsets(const std::string& path) {
  const std::string start = absl::StrCat(base::BaseName(path), std::string(kTailMark));
  const std::string folder = base::FolderOf(path);
  std::vector<uint64_t> offsets;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (!name.starts_with(start)) continue;
    const std::string digits = name.substr(start.size());
    uint64_t from = 0;
    // One way to write a number: "from-07" is somebody else's file.
    if (absl::SimpleAtoi(digits, &from) && digits == std::to_string(from)) {
      offsets.push_back(from);
    }
  }
  if (!error) return offsets;
  return absl::ErrnoToStatus(error.value(), absl::StrCat("cannot list ", folder));
}

absl::StatusOr<std::string> SetTailAside(const std::string& path, uint64_t from) {
  constexpr int kMostOrphans = 1000;  // of one offset
  const std::string name = TailPath(path, from);
  std::string orphan = absl::StrCat(path, ".orphan-", from);
  for (int number = 2;; ++number) {
    if (renameat2(AT_FDCWD, name.c_str(), AT_FDCWD, orphan.c_str(), RENAME_NOREPLACE) ==
        0) {
      return orphan;
    }
    if (errno == ENOENT) return std::string();
    if (errno != EEXIST || number > kMostOrphans) {
      return base::SystemError(absl::StrCat("rename ", name, " to"), orphan);
    }
    orphan = absl::StrCat(path, ".orphan-", from, ".", number);
  }
}

absl::StatusOr<LogChain> LogChain::Open(const std::string& path) {
  constexpr useconds_t kPauseMicroseconds = 1000;
  LogChain chain;
  for (int attempt = 1;; ++attempt) {
    chain = LogChain();
    RONDO_RETURN_IF_ERROR(chain.OpenScore(path));
    RONDO_RETURN_IF_ERROR(chain.Extend());
    if (!chain.AnyChanged() || attempt == kMostAttempts) return chain;
    usleep(kPauseMicroseconds);
  }
}

absl::Status LogChain::OpenScore(const std::string& path) {
  LogPiece piece;
  score_ = base::Descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!score_.is_open()) return base::SystemError("open", path);
  if (fstat(score_.number(), &piece.identity) != 0)
    return base::SystemError("stat", path);
  RONDO_ASSIGN_OR_RETURN(piece.file,
                         RandomAccessFile::Open(base::DescriptorPath(score_.number())));
  // Without a name there are no files beside it.
  piece.path = base::CurrentPath(score_.number()).value_or("");
  RONDO_RETURN_IF_ERROR(Measure(&piece));
  pieces_.push_back(std::move(piece));
  return absl::OkStatus();
}

absl::Status LogChain::Extend() {
  if (path().empty()) return absl::OkStatus();
  // A tail file without a whole score is the last one: its writer was interrupted.
  while (pieces_.size() == 1 || pieces_.back().to > pieces_.back().from) {
    LogPiece piece;
    piece.from = expanded_bytes();
    piece.path = TailPath(path(), piece.from);
    if (stat(piece.path.c_str(), &piece.identity) != 0) {
      return errno == ENOENT ? absl::OkStatus() : base::SystemError("stat", piece.path);
    }
    auto file = RandomAccessFile::Open(piece.path);
    if (absl::IsNotFound(file.status())) return absl::OkStatus();
    RONDO_ASSIGN_OR_RETURN(piece.file, std::move(file));
    RONDO_RETURN_IF_ERROR(Measure(&piece));
    pieces_.push_back(std::move(piece));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> LogChain::CurrentPath() const {
  return base::CurrentPath(score_.number());
}

bool LogChain::IsChanged(const LogPiece& piece) const {
  if (piece.path.empty()) return false;
  struct stat now = {};
  return stat(piece.path.c_str(), &now) != 0 || !base::SameFile(now, piece.identity) ||
         now.st_size != piece.identity.st_size;
}

bool LogChain::AnyChanged() const {
  return std::ranges::any_of(pieces_,
                             [&](const LogPiece& piece) { return IsChanged(piece); });
}

bool LogChain::Changed() const {
  return IsChanged(pieces_.front()) || IsChanged(pieces_.back());
}

void LogChain::KeepEnds() {
  if (pieces_.size() > 2) pieces_.erase(pieces_.begin() + 1, pieces_.end() - 1);
}

LogTail LogChain::tail() const {
  return {.files = pieces_.size() - 1,
          .expanded_bytes = expanded_bytes() - pieces_.front().to};
}

absl::Status LogChain::ReadTail(const ByteSink& sink) const {
  if (tail().expanded_bytes == 0) return absl::OkStatus();
  return SendFrom(pieces_.front().to, sink);
}

absl::Status LogChain::SendFrom(uint64_t offset, const ByteSink& sink) const {
  size_t first = pieces_.size() - 1;
  while (pieces_[first].from > offset) --first;
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Reader> reader, Reader::Open(Join(first)));
  return reader->Read(offset - pieces_[first].from, reader->size(), sink);
}

std::unique_ptr<RandomAccessFile> LogChain::Join(size_t first) const {
  auto joined = std::make_unique<JoinedFile>();
  for (size_t i = first; i < pieces_.size(); ++i) {
    const LogPiece& piece = pieces_[i];
    const bool is_last = i + 1 == pieces_.size();
    joined->Add(piece.file, is_last ? piece.file->size() : piece.stored_bytes);
  }
  return joined;
}

}  // namespace rondo::stream
