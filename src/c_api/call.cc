// Tested by tests/c_api/c_api_test.c.
#include "c_api/call.h"

#include <string>

namespace rondo::c_api {
namespace {

constexpr char kStopped[] = "stopped by the caller";

std::string& LastMessage() {
  thread_local std::string message;
  return message;
}

rondo_code CodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return RONDO_OK;
    case absl::StatusCode::kInvalidArgument:
      return RONDO_INVALID_ARGUMENT;
    case absl::StatusCode::kUnimplemented:
      return RONDO_UNIMPLEMENTED;
    case absl::StatusCode::kDataLoss:
      return RONDO_DATA_LOSS;
    case absl::StatusCode::kResourceExhausted:
      return RONDO_RESOURCE_EXHAUSTED;
    case absl::StatusCode::kOutOfRange:
      return RONDO_OUT_OF_RANGE;
    case absl::StatusCode::kNotFound:
      return RONDO_NOT_FOUND;
    case absl::StatusCode::kCancelled:
      return RONDO_STOPPED;
    default:
      return RONDO_SYSTEM;
  }
}

}  // namespace

absl::Status Stopped() { return absl::CancelledError(kStopped); }

rondo_code Report(const absl::Status& status) {
  if (!status.ok()) LastMessage() = std::string(status.message());
  return CodeOf(status);
}

}  // namespace rondo::c_api

const char* rondo_version() { return RONDO_VERSION; }

const char* rondo_error_message() { return rondo::c_api::LastMessage().c_str(); }
