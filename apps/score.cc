#include "apps/score.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "apps/errors.h"
#include "apps/fd_writer.h"
#include "apps/source.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

constexpr size_t kCopyBytes = 1u << 20;

struct CloseFile {
  void operator()(FILE* file) const { std::fclose(file); }
};
using TemporaryFile = std::unique_ptr<FILE, CloseFile>;

std::string PathOf(int fd) { return absl::StrCat("/proc/self/fd/", fd); }

absl::StatusOr<TemporaryFile> CopyToTemporary(Source& source) {
  TemporaryFile file(std::tmpfile());
  if (file == nullptr) return IoError("cannot create a temporary file", errno);
  FdWriter writer(::fileno(file.get()), "a temporary file");
  std::vector<uint8_t> buffer(kCopyBytes);
  for (;;) {
    RONDO_ASSIGN_OR_RETURN(const size_t count, source.Read(buffer));
    if (count == 0) break;
    RONDO_RETURN_IF_ERROR(writer.Write(std::span(buffer).first(count)));
  }
  RONDO_RETURN_IF_ERROR(writer.Flush());
  return file;
}

}  // namespace

absl::StatusOr<Score> OpenScore(const Command& command, const std::string& file) {
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Source> source,
                         Source::Open(file, Source::Accept::kAnything));
  RONDO_RETURN_IF_ERROR(RefuseTerminal(*source, command));
  TemporaryFile copy;
  std::string path = PathOf(source->fd());
  if (!source->is_regular()) {
    RONDO_ASSIGN_OR_RETURN(copy, CopyToTemporary(*source));
    path = PathOf(::fileno(copy.get()));
  }
  RONDO_ASSIGN_OR_RETURN(std::unique_ptr<RandomAccessFile> opened, OpenFile(path));
  Score score;
  score.stored_bytes = opened->size();
  RONDO_ASSIGN_OR_RETURN(score.reader,
                         Reader::Open(std::move(opened), command.decode_options()));
  return score;
}

}  // namespace rondo::app
