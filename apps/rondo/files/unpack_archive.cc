// What libarchive reads: compress and zip.
//
// Tested by tests/apps/rondo/unpack_test.cc.
#include <archive.h>
#include <archive_entry.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "apps/rondo/files/unpack.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

class ArchiveReader {
 public:
  ArchiveReader(Source& source, std::string format)
      : source_(source),
        format_(std::move(format)),
        in_(kUnpackBufferBytes),
        archive_(archive_read_new(), archive_read_free) {}

  archive* get() { return archive_.get(); }

  absl::Status Open() {
    return Check(archive_read_open(get(), this, nullptr, ReadSome, nullptr));
  }

  // False: there is none.
  absl::StatusOr<bool> NextMember() {
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(get(), &entry);
    if (result == ARCHIVE_EOF) return false;
    RONDO_RETURN_IF_ERROR(Check(result));
    if (archive_entry_is_encrypted(entry) != 0) {
      return absl::DataLossError(
          absl::StrCat(format_, " data is encrypted; cannot read it"));
    }
    return true;
  }

  // False: the sink has enough. What was expanded before an error comes with it, so the
  // blocks are taken as they are, and of one that is wrong its text before its error.
  absl::StatusOr<bool> ReadMember(const TextSink& sink) {
    for (;;) {
      const void* block = nullptr;
      size_t bytes = 0;
      la_int64_t offset = 0;
      const int result = archive_read_data_block(get(), &block, &bytes, &offset);
      if (result == ARCHIVE_EOF) return true;
      if (result != ARCHIVE_OK && result != ARCHIVE_WARN) return Damage();
      RONDO_ASSIGN_OR_RETURN(const bool more,
                             sink({static_cast<const char*>(block), bytes}));
      if (!more) return false;
      if (result == ARCHIVE_WARN) return Damage();  // a wrong checksum or size
    }
  }

 private:
  static la_ssize_t ReadSome(archive* reader, void* self_pointer, const void** bytes) {
    auto& self = *static_cast<ArchiveReader*>(self_pointer);
    const auto count = self.source_.Read(self.in_);
    *bytes = self.in_.data();
    if (count.ok()) return static_cast<la_ssize_t>(*count);
    self.read_status_ = count.status();
    archive_set_error(reader, EIO, "%s", "cannot read");
    return ARCHIVE_FATAL;
  }

  absl::Status Check(int result) const {
    const bool good = result == ARCHIVE_OK || result == ARCHIVE_WARN;
    return read_status_.ok() && good ? absl::OkStatus() : Damage();
  }

  // What is wrong.
  absl::Status Damage() const {
    RONDO_RETURN_IF_ERROR(read_status_);
    const char* message = archive_error_string(archive_.get());
    return absl::DataLossError(
        absl::StrCat(format_, " data: ", message == nullptr ? "damaged" : message));
  }

  Source& source_;
  const std::string format_;
  std::vector<uint8_t> in_;
  absl::Status read_status_;  // of the source
  const std::unique_ptr<archive, int (*)(archive*)> archive_;
};

// Others may need gigabytes, of which nothing tells before they are taken.
bool IsKnownMethod(const std::string& format_name) {
  return absl::StrContains(format_name, "(uncompressed)") ||
         absl::StrContains(format_name, "(deflation)") ||
         absl::StrContains(format_name, "(bzip");
}

}  // namespace

absl::Status UnpackCompress(Source& source, const TextSink& sink) {
  ArchiveReader reader(source, "compress");
  archive_read_support_filter_compress(reader.get());
  archive_read_support_format_raw(reader.get());
  archive_read_support_format_empty(reader.get());
  RONDO_RETURN_IF_ERROR(reader.Open());
  RONDO_ASSIGN_OR_RETURN(const bool has_text, reader.NextMember());
  return has_text ? reader.ReadMember(sink).status() : absl::OkStatus();
}

absl::Status UnpackZip(Source& source, const TextSink& sink) {
  ArchiveReader reader(source, "zip");
  archive_read_support_format_zip_streamable(reader.get());
  RONDO_RETURN_IF_ERROR(reader.Open());
  for (bool more = true; more;) {
    RONDO_ASSIGN_OR_RETURN(const bool has_member, reader.NextMember());
    if (!has_member) return absl::OkStatus();
    const std::string format = archive_format_name(reader.get());
    if (!IsKnownMethod(format)) {
      return absl::DataLossError(absl::StrCat("cannot read a member of ", format));
    }
    RONDO_ASSIGN_OR_RETURN(more, reader.ReadMember(sink));
  }
  return absl::OkStatus();
}

}  // namespace rondo::app
