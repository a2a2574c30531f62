#include "apps/rondo/files/output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "apps/rondo/files/atomic_output.h"
#include "apps/rondo/files/fd_writer.h"
#include "apps/rondo/text/errors.h"
#include "base/status_macros.h"
#include "base/system_file.h"

namespace rondo::app {
namespace {

// Standard output or a device: bytes are gone once written.
class StreamOutput : public Output {
 public:
  StreamOutput(int fd, const std::string& name) : fd_(fd), writer_(fd, name) {}
  ~StreamOutput() override {
    if (fd_ != STDOUT_FILENO) ::close(fd_);
  }
  absl::Status Write(std::span<const uint8_t> bytes) override {
    return writer_.Write(bytes);
  }
  absl::Status Commit() override { return writer_.Flush(); }

 private:
  int fd_;
  FdWriter writer_;
};

bool HasSuffix(const std::string& file, const std::string& suffix) {
  const std::string base = base::BaseName(file);
  return base.size() > suffix.size() && absl::EndsWith(base, suffix);
}

// app.log.gz: app.log; tree.tgz: tree.tar. Other names stay.
std::string NameOfUnpacked(const std::string& file) {
  struct Ending {
    std::string_view packed;
    std::string_view unpacked;
  };
  constexpr Ending kEndings[] = {
      {".gz", ""},      {".zst", ""},     {".xz", ""},       {".lzma", ""},
      {".lz", ""},      {".bz2", ""},     {".lz4", ""},      {".Z", ""},
      {".zip", ""},     {".tgz", ".tar"}, {".taz", ".tar"},  {".txz", ".tar"},
      {".tlz", ".tar"}, {".tbz", ".tar"}, {".tbz2", ".tar"}, {".tzst", ".tar"}};
  const std::string base = base::BaseName(file);
  for (const Ending& ending : kEndings) {
    if (base.size() <= ending.packed.size() || !base.ends_with(ending.packed)) continue;
    std::string name = file.substr(0, file.size() - ending.packed.size());
    name += ending.unpacked;
    return name;
  }
  return file;
}

// False: there is no such file.
bool Identify(const std::string& file, int standard_stream, struct stat* attributes) {
  return (file == kStandardStream ? ::fstat(standard_stream, attributes)
                                  : ::stat(file.c_str(), attributes)) == 0;
}

absl::Status CheckTerminal(const Command& command, int fd) {
  const bool is_dict = command.verb == Verb::kDict;
  const bool encodes = command.verb == Verb::kEncode || command.verb == Verb::kExport;
  if ((!encodes && !is_dict) || command.force || ::isatty(fd) == 0) {
    return absl::OkStatus();
  }
  return UsageError(absl::StrCat(is_dict ? "a dictionary" : "a score",
                                 " is not written to a terminal; use -o FILE, or -f to "
                                 "insist"));
}

}  // namespace

absl::StatusOr<std::string> OutputName(const Command& command,
                                       const std::string& source) {
  if (!command.output.empty()) return command.output;
  if (command.to_stdout || command.verb == Verb::kCat || source == kStandardStream) {
    return std::string(kStandardStream);
  }
  if (command.verb == Verb::kEncode) {
    const std::string suffix = command.zipfs.wanted ? kZipfsSuffix : kSuffix;
    if (HasSuffix(source, suffix) && !command.force) {
      return UsageError(
          absl::StrCat("already ends in ", suffix, "; skipped (-f encodes it)"));
    }
    return absl::StrCat(command.unpack ? NameOfUnpacked(source) : source, suffix);
  }
  for (const std::string suffix : {kSuffix, kZipfsSuffix}) {
    if (HasSuffix(source, suffix)) return source.substr(0, source.size() - suffix.size());
  }
  return UsageError(
      absl::StrCat("does not end in ", kSuffix, "; name the output with -o FILE or -c"));
}

absl::Status RefuseOwnOutput(const std::string& source, const std::string& output) {
  struct stat from = {};
  struct stat to = {};
  const bool known = Identify(source, STDIN_FILENO, &from) &&
                     Identify(output, STDOUT_FILENO, &to) && S_ISREG(from.st_mode);
  if (!known || !base::SameFile(from, to)) return absl::OkStatus();
  return UsageError("is also the output; left as it is");
}

absl::StatusOr<std::unique_ptr<Output>> OpenOutput(const Command& command,
                                                   const std::string& name,
                                                   const Source* source) {
  if (name == kStandardStream) {
    RONDO_RETURN_IF_ERROR(CheckTerminal(command, STDOUT_FILENO));
    return std::make_unique<StreamOutput>(STDOUT_FILENO, "standard output");
  }
  struct stat target = {};
  const bool exists = ::stat(name.c_str(), &target) == 0;
  if (exists && S_ISDIR(target.st_mode)) {
    return UsageError(absl::StrCat("cannot write to ", name, ": it is a directory"));
  }
  if (exists && !S_ISREG(target.st_mode)) {
    const int fd = ::open(name.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) return IoError(absl::StrCat("cannot write to ", name), errno);
    auto output = std::make_unique<StreamOutput>(fd, name);
    RONDO_RETURN_IF_ERROR(CheckTerminal(command, fd));
    return output;
  }
  return AtomicOutput::Create(name, source, command.force);
}

}  // namespace rondo::app
