// Tested by tests/c_api/c_api_test.c.
#include "rondo/encoder.h"

#include <memory>
#include <span>
#include <utility>

#include "base/status_macros.h"
#include "c_api/call.h"
#include "rondo/appender.h"

// Of one that adds to a file, the file is let go last.
struct rondo_encoder {
  std::unique_ptr<rondo::Appender> appender;  // null: a sink takes the score
  std::unique_ptr<rondo::Encoder> encoder;
};

namespace {

using rondo::c_api::Call;

rondo::EncodeOptions Options(const rondo_encode_options* given) {
  const rondo_encode_options known =
      rondo::c_api::Known(given, &rondo_encode_options_init);
  rondo::EncodeOptions options;
  options.level = known.level;
  options.threads = known.threads;
  if (known.memory_limit_bytes != 0)
    options.memory_limit_bytes = known.memory_limit_bytes;
  options.segment_bytes = known.segment_bytes;
  if (known.block_bytes != 0) options.block_bytes = known.block_bytes;
  options.index = known.index != 0;
  return options;
}

}  // namespace

void rondo_encode_options_init(rondo_encode_options* options) {
  *options = {.struct_size = sizeof *options,
              .level = rondo::kDefaultLevel,
              .threads = 1,
              .memory_limit_bytes = 0,
              .segment_bytes = 0,
              .block_bytes = 0,
              .index = 0};
}

rondo_code rondo_encoder_create(const rondo_encode_options* options, rondo_sink sink,
                                void* context, rondo_encoder** encoder) {
  return Call([&] {
    RONDO_ASSIGN_OR_RETURN(
        auto made, rondo::Encoder::Create(
                       Options(options), [sink, context](std::span<const uint8_t> bytes) {
                         return sink(context, bytes.data(), bytes.size()) == 0
                                    ? absl::OkStatus()
                                    : rondo::c_api::Stopped();
                       }));
    *encoder = new rondo_encoder{.appender = nullptr, .encoder = std::move(made)};
    return absl::OkStatus();
  });
}

rondo_code rondo_encoder_append(const rondo_encode_options* options, const char* path,
                                rondo_encoder** encoder) {
  return Call([&] {
    RONDO_ASSIGN_OR_RETURN(auto appender, rondo::Appender::Open(path));
    rondo::EncodeOptions for_append = Options(options);
    for_append.for_append = true;
    RONDO_ASSIGN_OR_RETURN(
        auto made,
        rondo::Encoder::Create(for_append,
                               [file = appender.get()](std::span<const uint8_t> bytes) {
                                 return file->Write(bytes);
                               }));
    *encoder =
        new rondo_encoder{.appender = std::move(appender), .encoder = std::move(made)};
    return absl::OkStatus();
  });
}

rondo_code rondo_encoder_write(rondo_encoder* encoder, const void* bytes, size_t size) {
  return Call([&] {
    return encoder->encoder->Write(std::span(static_cast<const uint8_t*>(bytes), size));
  });
}

rondo_code rondo_encoder_finish(rondo_encoder* encoder) {
  return Call([&] {
    RONDO_RETURN_IF_ERROR(encoder->encoder->Finish());
    return encoder->appender == nullptr ? absl::OkStatus() : encoder->appender->Commit();
  });
}

void rondo_encoder_free(rondo_encoder* encoder) { delete encoder; }
