// Tested by tests/c_api/c_api_test.c.
#include "rondo/reader.h"

#include <memory>
#include <span>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "c_api/call.h"
#include "c_api/reader.h"
#include "rondo/live.h"
#include "rondo/templates.h"
#include "rondo/time.h"

namespace {

using rondo::c_api::Call;

rondo::DecodeOptions Options(const rondo_decode_options* given) {
  const rondo_decode_options known =
      rondo::c_api::Known(given, &rondo_decode_options_init);
  rondo::DecodeOptions options;
  options.threads = known.threads;
  options.memory_limit_bytes = std::nullopt;
  if (known.memory_limit_bytes != 0)
    options.memory_limit_bytes = known.memory_limit_bytes;
  return options;
}

// A score that a caller reads.
class Input : public rondo::RandomAccessFile {
 public:
  explicit Input(const rondo_input& input) : input_(input) {}
  ~Input() override {
    if (input_.release != nullptr) input_.release(input_.context);
  }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  uint64_t size() const override { return input_.size; }
  absl::Status ReadAt(uint64_t offset, std::span<uint8_t> out) const override {
    if (offset > input_.size || out.size() > input_.size - offset) {
      return absl::OutOfRangeError("read past the end of the input");
    }
    if (input_.read_at(input_.context, offset, out.data(), out.size()) == 0) {
      return absl::OkStatus();
    }
    return absl::UnavailableError(absl::StrCat("input cannot be read at ", offset));
  }

 private:
  const rondo_input input_;
};

rondo_code Open(std::unique_ptr<rondo::RandomAccessFile> file,
                const rondo_decode_options* options, rondo_reader** reader) {
  return Call([&] {
    RONDO_ASSIGN_OR_RETURN(auto opened,
                           rondo::Reader::Open(std::move(file), Options(options)));
    *reader = new rondo_reader{.reader = std::move(opened)};
    return absl::OkStatus();
  });
}

rondo::ByteSink To(rondo_sink sink, void* context) {
  return [sink, context](std::span<const uint8_t> bytes) {
    return sink(context, bytes.data(), bytes.size()) == 0 ? absl::OkStatus()
                                                          : rondo::c_api::Stopped();
  };
}

}  // namespace

void rondo_decode_options_init(rondo_decode_options* options) {
  *options = {.struct_size = sizeof *options,
              .threads = 1,
              .memory_limit_bytes = rondo::kDefaultMemoryLimitBytes};
}

rondo_code rondo_reader_open(const char* path, const rondo_decode_options* options,
                             rondo_reader** reader) {
  std::unique_ptr<rondo::RandomAccessFile> file;
  const rondo_code code = Call([&] {
    RONDO_ASSIGN_OR_RETURN(file, rondo::OpenLog(path));
    return absl::OkStatus();
  });
  return code == RONDO_OK ? Open(std::move(file), options, reader) : code;
}

rondo_code rondo_reader_open_memory(const void* bytes, size_t size,
                                    const rondo_decode_options* options,
                                    rondo_reader** reader) {
  return Open(rondo::RandomAccessFile::OpenMemory(
                  std::span(static_cast<const uint8_t*>(bytes), size)),
              options, reader);
}

rondo_code rondo_reader_open_input(const rondo_input* input,
                                   const rondo_decode_options* options,
                                   rondo_reader** reader) {
  return Open(std::make_unique<Input>(*input), options, reader);
}

void rondo_reader_free(rondo_reader* reader) { delete reader; }

uint64_t rondo_reader_size(const rondo_reader* reader) { return reader->reader->size(); }
uint64_t rondo_reader_lines(const rondo_reader* reader) {
  return reader->reader->lines();
}
uint64_t rondo_reader_stored(const rondo_reader* reader) {
  return reader->reader->stored_bytes();
}

rondo_code rondo_reader_read_at(const rondo_reader* reader, uint64_t offset, void* out,
                                size_t size, size_t* got) {
  return Call([&] {
    RONDO_ASSIGN_OR_RETURN(
        *got,
        reader->reader->ReadAt(offset, std::span(static_cast<uint8_t*>(out), size)));
    return absl::OkStatus();
  });
}

rondo_code rondo_reader_read(const rondo_reader* reader, uint64_t from, uint64_t to,
                             rondo_sink sink, void* context) {
  return Call([&] { return reader->reader->Read(from, to, To(sink, context)); });
}

rondo_code rondo_reader_read_lines(const rondo_reader* reader, uint64_t from, uint64_t to,
                                   rondo_sink sink, void* context) {
  return Call([&] { return reader->reader->ReadLines(from, to, To(sink, context)); });
}

rondo_code rondo_reader_line_offset(const rondo_reader* reader, uint64_t line,
                                    uint64_t* offset) {
  return Call([&] {
    RONDO_ASSIGN_OR_RETURN(*offset, reader->reader->LineOffset(line));
    return absl::OkStatus();
  });
}

rondo_code rondo_reader_verify(const rondo_reader* reader) {
  return Call([&] { return reader->reader->Verify(); });
}

rondo_code rondo_parse_time(const char* text, int64_t now, int64_t* from, int64_t* to) {
  return Call([&] {
    RONDO_ASSIGN_OR_RETURN(const rondo::TimeSpan span, rondo::ParseTime(text, now));
    *from = span.from;
    *to = span.to;
    return absl::OkStatus();
  });
}

rondo_code rondo_reader_lines_in_time(const rondo_reader* reader, int64_t since,
                                      int64_t until, int64_t now, rondo_line_run run,
                                      void* context) {
  return Call([&]() -> absl::Status {
    if (since > until) return absl::InvalidArgumentError("since is later than until");
    RONDO_ASSIGN_OR_RETURN(
        const auto runs,
        reader->reader->LinesInTime(rondo::TimeSet::Between(since, until, now)));
    for (const rondo::LineRun& one : runs) {
      if (run(context, one.newlines, one.newlines + one.lines) != 0)
        return rondo::c_api::Stopped();
    }
    return absl::OkStatus();
  });
}

rondo_code rondo_reader_templates(const rondo_reader* reader, rondo_template_sink sink,
                                  void* context) {
  return Call([&]() -> absl::Status {
    RONDO_ASSIGN_OR_RETURN(const rondo::TemplateSummary summary,
                           reader->reader->Templates());
    for (const rondo::LineTemplate& one : summary.templates) {
      const std::string text = one.Text();
      const rondo_template shown = {
          .text = text.c_str(), .size = text.size(), .lines = one.lines};
      if (sink(context, &shown) != 0) return rondo::c_api::Stopped();
    }
    return absl::OkStatus();
  });
}
