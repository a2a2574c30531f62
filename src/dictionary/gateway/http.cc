// What a server may do is bounded here: it gets a connection of http or https, and so
// much time, headers and bytes. It cannot lead to other schemes, nor from https to http,
// more than kMaxRedirects times, nor leave cookies. Bodies are taken as they are, without
// decompression. Proxies are those of the environment that the user has set for curl.
//
// Tested by tests/dictionary/gateway/fetch_test.cc.
#include "dictionary/gateway/http.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "dictionary/block_source.h"

namespace rondo::dictionary {
namespace {

constexpr uint64_t kMaxHeaderBytes = 64u << 10;
// Of what an error page says nothing is used.
constexpr uint64_t kMaxErrorPageBytes = 64u << 10;
// A body that is read slower than it comes waits with the server above this. A block is
// never that much.
constexpr size_t kMaxWaitingBytes = kMaxBlockBytes + CURL_MAX_WRITE_SIZE;
constexpr CurlLong kSlowBytesPerSecond = 1000;
constexpr size_t kMaxTypeLetters = 60;
constexpr CurlLong kGood = 200;

bool IsLibraryReady() {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return ready;
}

bool MayPass(CurlLong code) {
  return code == 429 || code == 500 || code == 502 || code == 503 || code == 504;
}

bool IsBrokenOff(CURLcode code) {
  return code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR ||
         code == CURLE_GOT_NOTHING || code == CURLE_PARTIAL_FILE || code == CURLE_HTTP2 ||
         code == CURLE_HTTP2_STREAM;
}

}  // namespace

HttpAnswer::~HttpAnswer() {
  curl_multi_remove_handle(all_, easy_);
  curl_easy_cleanup(easy_);
  curl_slist_free_all(headers_);
}

CurlLong HttpAnswer::Code() const {
  CurlLong code = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &code);
  return code;
}

std::chrono::milliseconds HttpAnswer::RetryAfter() const {
  curl_off_t seconds = 0;
  curl_easy_getinfo(easy_, CURLINFO_RETRY_AFTER, &seconds);
  // A clock may be wrong by years.
  return std::chrono::seconds(std::clamp<curl_off_t>(seconds, 0, 3600));
}

std::string HttpAnswer::ContentType() const {
  const char* type = nullptr;
  curl_easy_getinfo(easy_, CURLINFO_CONTENT_TYPE, &type);
  std::string text = type == nullptr ? "" : type;
  text.resize(std::min(text.size(), kMaxTypeLetters));
  for (char& letter : text) {
    if (letter < ' ' || letter > '~') letter = '?';
  }
  return text;
}

size_t HttpAnswer::Read(std::span<uint8_t> buffer) {
  const size_t count = std::min(buffer.size(), body_.size() - read_);
  std::copy_n(body_.begin() + static_cast<ptrdiff_t>(read_), count, buffer.begin());
  read_ += count;
  if (read_ < body_.size()) return count;
  body_.clear();
  read_ = 0;
  if (std::exchange(is_paused_, false)) curl_easy_pause(easy_, CURLPAUSE_CONT);
  return count;
}

size_t HttpAnswer::OnHeader(char*, size_t one, size_t count, void* answer) {
  auto* const self = static_cast<HttpAnswer*>(answer);
  self->header_bytes_ += one * count;
  self->is_too_large_ |= self->header_bytes_ > kMaxHeaderBytes;
  return self->is_too_large_ ? 0 : one * count;
}

size_t HttpAnswer::OnBody(char* data, size_t one, size_t count, void* answer) {
  return static_cast<HttpAnswer*>(answer)->TakeData(
      {reinterpret_cast<const uint8_t*>(data), one * count});
}

size_t HttpAnswer::TakeData(base::Bytes data) {
  const bool is_good = Code() == kGood;
  if (is_good && body_.size() + data.size() > kMaxWaitingBytes) {
    is_paused_ = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  received_ += data.size();
  if (received_ > (is_good ? max_bytes_ : kMaxErrorPageBytes)) {
    is_too_large_ = is_good;
    return 0;
  }
  if (is_good) body_.insert(body_.end(), data.begin(), data.end());
  return data.size();
}

void HttpAnswer::Finish(CURLcode result) {
  is_done_ = true;
  const CurlLong code = Code();
  if (is_too_large_ || result == CURLE_FILESIZE_EXCEEDED) {
    status_ = absl::ResourceExhaustedError(
        header_bytes_ > kMaxHeaderBytes
            ? absl::StrCat("answered with headers of more than ", kMaxHeaderBytes,
                           " bytes")
            : absl::StrCat("answered with more than ", max_bytes_, " bytes"));
  } else if (code >= 400) {  // whatever became of its page
    may_pass_ = MayPass(code);
    const std::string message = absl::StrCat("answered ", code);
    status_ = code == 404 || code == 410 ? absl::NotFoundError(message)
                                         : absl::UnavailableError(message);
  } else if (result != CURLE_OK) {
    may_pass_ = IsBrokenOff(result);
    status_ = absl::UnavailableError(absl::StrCat(
        "failed: ", error_[0] != 0 ? error_.data() : curl_easy_strerror(result)));
  } else if (code != kGood) {
    status_ = absl::UnavailableError(absl::StrCat("answered ", code));
  }
}

HttpRequests::HttpRequests(const GatewayLimits& limits)
    : all_(IsLibraryReady() ? curl_multi_init() : nullptr),
      limits_(limits),
      end_(std::chrono::steady_clock::now() + limits.whole) {}

HttpRequests::~HttpRequests() {
  if (all_ != nullptr) curl_multi_cleanup(all_);
}

std::chrono::milliseconds HttpRequests::TimeLeft() const {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      end_ - std::chrono::steady_clock::now());
  return std::max(left, std::chrono::milliseconds(1));
}

absl::StatusOr<std::unique_ptr<HttpAnswer>> HttpRequests::Begin(
    const HttpRequest& request) {
  CURL* const easy = all_ == nullptr ? nullptr : curl_easy_init();
  if (easy == nullptr) return absl::InternalError("libcurl cannot be used");
  std::unique_ptr<HttpAnswer> answer(new HttpAnswer(all_, easy));
  answer->max_bytes_ = request.max_bytes;
  answer->headers_ =
      curl_slist_append(nullptr, absl::StrCat("Accept: ", request.accept).c_str());
  CURLcode result = answer->headers_ == nullptr ? CURLE_OUT_OF_MEMORY : CURLE_OK;
  const auto set = [&](CURLoption option, auto value) {
    if (result == CURLE_OK) result = curl_easy_setopt(easy, option, value);
  };
  const bool is_safe = request.url.starts_with("https:");
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_HTTPHEADER, answer->headers_);
  set(CURLOPT_USERAGENT, "rondo");
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, is_safe ? "https" : "http,https");
  set(CURLOPT_FOLLOWLOCATION, 1L);
  set(CURLOPT_MAXREDIRS, static_cast<CurlLong>(kMaxRedirects));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<CurlLong>(limits_.connect.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<CurlLong>(TimeLeft().count()));
  set(CURLOPT_LOW_SPEED_LIMIT, kSlowBytesPerSecond);
  set(CURLOPT_LOW_SPEED_TIME, static_cast<CurlLong>(limits_.stall.count()));
  set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request.max_bytes));
  set(CURLOPT_ERRORBUFFER, answer->error_.data());
  set(CURLOPT_WRITEFUNCTION, &HttpAnswer::OnBody);
  set(CURLOPT_WRITEDATA, static_cast<void*>(answer.get()));
  set(CURLOPT_HEADERFUNCTION, &HttpAnswer::OnHeader);
  set(CURLOPT_HEADERDATA, static_cast<void*>(answer.get()));
  set(CURLOPT_PRIVATE, static_cast<void*>(answer.get()));
  if (result != CURLE_OK) return absl::InternalError(curl_easy_strerror(result));
  const CURLMcode added = curl_multi_add_handle(all_, easy);
  if (added != CURLM_OK) return absl::InternalError(curl_multi_strerror(added));
  return answer;
}

absl::Status HttpRequests::Wait(std::chrono::milliseconds most) {
  int ignored = 0;
  CURLMcode result =
      curl_multi_poll(all_, nullptr, 0, static_cast<int>(most.count()), nullptr);
  if (result == CURLM_OK) result = curl_multi_perform(all_, &ignored);
  if (result != CURLM_OK) return absl::InternalError(curl_multi_strerror(result));
  while (const CURLMsg* const message = curl_multi_info_read(all_, &ignored)) {
    void* answer = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &answer);
    static_cast<HttpAnswer*>(answer)->Finish(message->data.result);
  }
  return absl::OkStatus();
}

}  // namespace rondo::dictionary
