// Turns a text that comes in pieces into its rendition, line by line.
#ifndef RONDO_REDACT_REDACTOR_H_
#define RONDO_REDACT_REDACTOR_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "redact/pseudonyms.h"
#include "redact/recogniser.h"

namespace rondo::redact {

// Takes the rendition, piece by piece.
using RenditionSink = std::function<absl::Status(std::string_view)>;

// Not thread-safe. Holds the last line until it is whole, some 64 KiB of its rendition,
// and what the pseudonyms hold. What is not a value stays as it is, to the byte, newlines
// too.
class Redactor {
 public:
  // `max_line_bytes`: longer lines are refused.
  Redactor(ClassList list, std::unique_ptr<Pseudonyms> pseudonyms,
           uint64_t max_line_bytes);

  // The next piece. Errors: of the sink; kResourceExhausted: a line or a number that does
  // not fit; kInvalidArgument: the text starts like UTF-16, in which nothing would be
  // found. After an error nothing may be added.
  absl::Status Add(std::string_view text, const RenditionSink& sink);
  // Behind the text, or behind a part of it that ends with a line: what is left is a
  // line.
  absl::Status Finish(const RenditionSink& sink);
  // The start of the text, two bytes or all there are, if what is added is not. Errors:
  // as those of Add.
  absl::Status Start(std::string_view text);
  // A text that only is learnt from: values get their numbers, nothing is sent. From the
  // start of a line to the end of one.
  absl::Status Learn(std::string_view text) {
    return Add(text, [](std::string_view) { return absl::OkStatus(); });
  }
  // Whether all that comes before must be learnt for a part to be as in the whole.
  bool NeedsAllBefore() const { return pseudonyms_->NeedsAllBefore(); }

  const ClassList& list() const { return recogniser_.list(); }

 private:
  absl::Status Line(std::string_view line, const RenditionSink& sink);
  absl::Status Put(std::string_view text, const RenditionSink& sink);
  absl::Status Flush(const RenditionSink& sink);

  const Recogniser recogniser_;
  const std::unique_ptr<Pseudonyms> pseudonyms_;
  const uint64_t max_line_bytes_;
  std::string rest_;   // of the last line, which is not whole
  std::string out_;    // what is to be sent
  std::string start_;  // of the text, two bytes once they are known
};

}  // namespace rondo::redact

#endif  // RONDO_REDACT_REDACTOR_H_
