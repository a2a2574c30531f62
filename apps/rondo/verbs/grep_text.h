// What grep makes of a text before it looks for lines in it: UTF-8 out of another
// encoding, and lines out of what NUL ends.
#ifndef RONDO_APPS_RONDO_VERBS_GREP_TEXT_H_
#define RONDO_APPS_RONDO_VERBS_GREP_TEXT_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "apps/rondo/files/text_source.h"

namespace rondo::app {

// Encodings by which --encoding calls what is found out, and the text as it is.
inline constexpr char kAutoEncoding[] = "auto";
inline constexpr char kNoEncoding[] = "none";

// Whether a text that starts like this is UTF-16: it has a byte-order mark.
bool IsUtf16(std::string_view start);

// NUL for newline and newline for NUL.
std::string SwapNulAndNewline(std::string_view text);

// Not thread-safe.
class GrepText {
 public:
  // `encoding`: kAutoEncoding takes UTF-16 with a byte-order mark, and anything else as
  // it is; kNoEncoding nothing; or a name that iconv knows. `swap`: NUL ends lines.
  // kInvalidArgument: there is no such encoding.
  static absl::StatusOr<std::unique_ptr<GrepText>> Create(const std::string& encoding,
                                                          bool swap, TextSink sink);
  virtual ~GrepText() = default;
  // As TextSink does. What is not valid in the encoding becomes U+FFFD.
  virtual absl::StatusOr<bool> Add(std::string_view piece) = 0;
  // The text has ended.
  virtual absl::Status Finish() = 0;
};

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_VERBS_GREP_TEXT_H_
