// Tested by tests/redact/redactor_test.cc.
#include "redact/redactor.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace rondo::redact {
namespace {

constexpr size_t kOutBytes = 64u << 10;

}  // namespace

Redactor::Redactor(ClassList list, std::unique_ptr<Pseudonyms> pseudonyms,
                   uint64_t max_line_bytes)
    : recogniser_(std::move(list)),
      pseudonyms_(std::move(pseudonyms)),
      max_line_bytes_(max_line_bytes) {}

absl::Status Redactor::Add(std::string_view text, const RenditionSink& sink) {
  RONDO_RETURN_IF_ERROR(Start(text));
  if (!rest_.empty()) {
    const size_t end = text.find('\n');
    const std::string_view more = text.substr(0, end);
    if (more.size() > max_line_bytes_ - rest_.size()) {
      return absl::ResourceExhaustedError(
          absl::StrCat("a line of more than ", max_line_bytes_, " bytes"));
    }
    rest_.append(more);
    if (end == std::string_view::npos) return absl::OkStatus();
    const std::string line = std::exchange(rest_, "");
    RONDO_RETURN_IF_ERROR(Line(line, sink));
    RONDO_RETURN_IF_ERROR(Put("\n", sink));
    text.remove_prefix(end + 1);
  }
  for (size_t end; (end = text.find('\n')) != std::string_view::npos;) {
    RONDO_RETURN_IF_ERROR(Line(text.substr(0, end), sink));
    RONDO_RETURN_IF_ERROR(Put("\n", sink));
    text.remove_prefix(end + 1);
  }
  if (text.size() > max_line_bytes_) {
    return absl::ResourceExhaustedError(
        absl::StrCat("a line of more than ", max_line_bytes_, " bytes"));
  }
  rest_ = text;
  return Flush(sink);
}

absl::Status Redactor::Finish(const RenditionSink& sink) {
  const std::string line = std::exchange(rest_, "");
  RONDO_RETURN_IF_ERROR(Line(line, sink));
  return Flush(sink);
}

absl::Status Redactor::Line(std::string_view line, const RenditionSink& sink) {
  absl::Status status;
  size_t done = 0;
  recogniser_.ForEach(line, [&](const Value& value) {
    if (status.ok()) status = Put(line.substr(done, value.from - done), sink);
    if (status.ok()) {
      status = pseudonyms_->Append(recogniser_.list().names()[value.name],
                                   line.substr(value.from, value.to - value.from), &out_);
    }
    done = value.to;
  });
  RONDO_RETURN_IF_ERROR(status);
  return Put(line.substr(done), sink);
}

absl::Status Redactor::Put(std::string_view text, const RenditionSink& sink) {
  out_.append(text);
  return out_.size() >= kOutBytes ? Flush(sink) : absl::OkStatus();
}

absl::Status Redactor::Flush(const RenditionSink& sink) {
  if (out_.empty()) return absl::OkStatus();
  const absl::Status status = sink(out_);
  out_.clear();
  return status;
}

absl::Status Redactor::Start(std::string_view text) {
  if (start_.size() == 2) return absl::OkStatus();
  start_.append(text.substr(0, 2 - start_.size()));
  if (start_ != "\xFF\xFE" && start_ != "\xFE\xFF") return absl::OkStatus();
  return absl::InvalidArgumentError(
      "is UTF-16, in which no values are found; convert it to UTF-8 first");
}

}  // namespace rondo::redact
