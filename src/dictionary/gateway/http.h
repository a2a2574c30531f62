// HTTP requests, several at once, by libcurl.
//
// Thread rule: externally synchronised; each thread has its own HttpRequests.
#ifndef RONDO_DICTIONARY_GATEWAY_HTTP_H_
#define RONDO_DICTIONARY_GATEWAY_HTTP_H_

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/byte_io.h"
#include "dictionary/gateway/limits.h"

namespace rondo::dictionary {

using CurlLong = long;  // NOLINT(google-runtime-int): what libcurl takes numbers as

struct HttpRequest {
  std::string url;         // http or https
  std::string accept;      // the header of that name
  uint64_t max_bytes = 0;  // of the body
};

// A request that was begun, and what came of its answer. Taken back when this is
// destroyed, before the HttpRequests that began it.
class HttpAnswer {
 public:
  ~HttpAnswer();
  HttpAnswer(const HttpAnswer&) = delete;
  HttpAnswer& operator=(const HttpAnswer&) = delete;

  bool is_done() const { return is_done_; }
  // Once it is done. Errors, which say what happened: kNotFound for the codes 404 and
  // 410, kUnavailable for others than 200, for no answer, for one that took too long or
  // broke off, for redirects that are not followed; kResourceExhausted for a body above
  // max_bytes.
  const absl::Status& status() const { return status_; }
  // Whether it failed in a way that may pass.
  bool may_pass() const { return may_pass_; }
  // For how long the server asks not to be asked again; 0: it does not.
  std::chrono::milliseconds RetryAfter() const;
  // What the server says that the body is, for messages; "" if it does not.
  std::string ContentType() const;

  // All of a body of at most kMaxBlockBytes. REQUIRES: is_done(), nothing was read.
  base::ByteVector TakeBody() { return std::move(body_); }
  // What came of the body and was not read yet; 0 if there is nothing.
  size_t Read(std::span<uint8_t> buffer);

 private:
  friend class HttpRequests;

  HttpAnswer(CURLM* all, CURL* easy) : all_(all), easy_(easy) {}

  static size_t OnBody(char* data, size_t one, size_t count, void* answer);
  static size_t OnHeader(char* data, size_t one, size_t count, void* answer);
  // How much of the data is taken, or CURL_WRITEFUNC_PAUSE.
  size_t TakeData(base::Bytes data);
  void Finish(CURLcode code);
  CurlLong Code() const;

  CURLM* all_;
  CURL* easy_;
  curl_slist* headers_ = nullptr;
  std::array<char, CURL_ERROR_SIZE> error_ = {};
  uint64_t max_bytes_ = 0;
  uint64_t received_ = 0;      // of the body, or of the page of an error
  uint64_t header_bytes_ = 0;  // of all redirects, too
  base::ByteVector body_;
  size_t read_ = 0;  // of body_
  bool is_paused_ = false;
  bool is_too_large_ = false;
  bool is_done_ = false;
  bool may_pass_ = false;
  absl::Status status_;
};

class HttpRequests {
 public:
  // `limits.whole` begins now, for all requests together.
  explicit HttpRequests(const GatewayLimits& limits);
  ~HttpRequests();
  HttpRequests(const HttpRequests&) = delete;
  HttpRequests& operator=(const HttpRequests&) = delete;

  // Errors: kInternal if libcurl has no memory. Nothing is sent before Wait.
  absl::StatusOr<std::unique_ptr<HttpAnswer>> Begin(const HttpRequest& request);

  // Works on all answers until something comes, at most for so long.
  absl::Status Wait(std::chrono::milliseconds most);

 private:
  std::chrono::milliseconds TimeLeft() const;  // at least 1

  CURLM* all_;
  GatewayLimits limits_;
  std::chrono::steady_clock::time_point end_;
};

}  // namespace rondo::dictionary

#endif  // RONDO_DICTIONARY_GATEWAY_HTTP_H_
