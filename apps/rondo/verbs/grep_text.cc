// Tested by tests/apps/rondo/grep_encoding_test.cc.
#include "apps/rondo/verbs/grep_text.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "apps/rondo/text/errors.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

constexpr std::string_view kLittleEndianMark = "\xFF\xFE";
constexpr std::string_view kBigEndianMark = "\xFE\xFF";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr size_t kConvertedBytes = 64u << 10;

class Iconv {
 public:
  explicit Iconv(const std::string& encoding)
      : handle_(::iconv_open("UTF-8", encoding.c_str())) {}
  ~Iconv() {
    if (good()) ::iconv_close(handle_);
  }
  Iconv(const Iconv&) = delete;
  Iconv& operator=(const Iconv&) = delete;

  bool good() const { return handle_ != reinterpret_cast<iconv_t>(-1); }
  iconv_t get() const { return handle_; }

 private:
  const iconv_t handle_;
};

class Converter : public GrepText {
 public:
  Converter(std::string encoding, bool swap, TextSink sink)
      : encoding_(std::move(encoding)), swap_(swap), sink_(std::move(sink)) {}

  absl::StatusOr<bool> Add(std::string_view piece) override {
    const bool as_it_is = started_ && iconv_ == nullptr && rest_.empty();
    if (as_it_is) return Deliver(piece);
    rest_.append(piece);
    if (!started_ && rest_.size() < kLittleEndianMark.size()) return true;
    RONDO_RETURN_IF_ERROR(Start());
    return TakeRest(false);
  }

  absl::Status Finish() override {
    RONDO_RETURN_IF_ERROR(Start());
    return TakeRest(true).status();
  }

  absl::Status Start() {
    if (started_) return absl::OkStatus();
    started_ = true;
    if (encoding_ == kAutoEncoding) {
      if (!IsUtf16(rest_)) return absl::OkStatus();
      encoding_ = rest_.starts_with(kLittleEndianMark) ? "UTF-16LE" : "UTF-16BE";
      rest_.erase(0, kLittleEndianMark.size());
    }
    if (encoding_ == kNoEncoding) return absl::OkStatus();
    iconv_ = std::make_unique<Iconv>(encoding_);
    if (iconv_->good()) return absl::OkStatus();
    return UsageError(absl::StrCat(
        "no encoding \"", encoding_,
        "\"; there are auto, none, utf-16, latin1 and all that iconv -l shows"));
  }

 private:
  absl::StatusOr<bool> TakeRest(bool ended) {
    if (iconv_ == nullptr) {
      const std::string text = std::exchange(rest_, "");
      return Deliver(text);
    }
    std::string text;
    char* in = rest_.data();
    size_t in_left = rest_.size();
    std::array<char, kConvertedBytes> buffer;
    while (in_left > 0) {
      char* out = buffer.data();
      size_t out_left = buffer.size();
      const size_t result = ::iconv(iconv_->get(), &in, &in_left, &out, &out_left);
      const int error = result == static_cast<size_t>(-1) ? errno : 0;
      text.append(buffer.data(), buffer.size() - out_left);
      if (error == EINVAL && !ended) break;  // more is to come
      if (error == EILSEQ || error == EINVAL) {
        text += kReplacement;
        const size_t skipped = std::min(UnitBytes(), in_left);
        in += skipped;
        in_left -= skipped;
      }
    }
    rest_.erase(0, rest_.size() - in_left);
    return Deliver(text);
  }

  // Of what is passed over when it is not valid.
  size_t UnitBytes() const {
    return encoding_.starts_with("UTF-16") || encoding_.starts_with("utf-16")   ? 2
           : encoding_.starts_with("UTF-32") || encoding_.starts_with("utf-32") ? 4
                                                                                : 1;
  }

  absl::StatusOr<bool> Deliver(std::string_view text) {
    if (text.empty()) return true;
    return swap_ ? sink_(SwapNulAndNewline(text)) : sink_(text);
  }

  std::string encoding_;
  const bool swap_;
  const TextSink sink_;
  std::string rest_;  // what was not taken yet
  bool started_ = false;
  std::unique_ptr<Iconv> iconv_;  // null: the text is taken as it is
};

}  // namespace

bool IsUtf16(std::string_view start) {
  return start.starts_with(kLittleEndianMark) || start.starts_with(kBigEndianMark);
}

std::string SwapNulAndNewline(std::string_view text) {
  std::string swapped(text);
  for (char& c : swapped) c = c == '\n' ? '\0' : c == '\0' ? '\n' : c;
  return swapped;
}

absl::StatusOr<std::unique_ptr<GrepText>> GrepText::Create(const std::string& encoding,
                                                           bool swap, TextSink sink) {
  auto converter = std::make_unique<Converter>(encoding, swap, std::move(sink));
  if (encoding != kAutoEncoding) RONDO_RETURN_IF_ERROR(converter->Start());
  return converter;
}

}  // namespace rondo::app
