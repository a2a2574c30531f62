// Rondo in Boost.Iostreams: a filter that encodes what passes through it, and a seekable
// source that reads a score.
//
//   boost::iostreams::filtering_ostream out;
//   out.push(rondo::EncodingFilter());
//   out.push(boost::iostreams::file_descriptor_sink("access.log.rondo"), 0);
//   out << ...;
//   boost::iostreams::close(out);   // writes the end of the score
//
//   boost::iostreams::stream<rondo::ScoreSource> in(rondo::ScoreSource(reader));
//   in.seekg(-100, std::ios::end);
//   std::getline(in, line);
//
// Boost.Iostreams knows no status: where the rest of Rondo returns one that is not ok,
// these throw std::ios_base::failure with its message, which a stream turns into badbit.
// Call close yourself to hear of errors at the end: destructors swallow them. Give the
// sink no buffer (the 0 above; file_sink has one inside): Boost swallows what goes wrong
// when it empties one at close, and the filter writes large pieces anyway.
//
// Thread rule: as for a stream. Copies share their state, as Boost.Iostreams wants it.
#ifndef RONDO_BOOST_IOSTREAMS_H_
#define RONDO_BOOST_IOSTREAMS_H_

#include <boost/iostreams/categories.hpp>
#include <boost/iostreams/operations.hpp>
#include <boost/iostreams/positioning.hpp>
#include <cstdint>
#include <ios>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "rondo/encoder.h"
#include "rondo/reader.h"

namespace rondo {

namespace iostreams_internal {

inline void ThrowIfError(const absl::Status& status) {
  if (!status.ok()) throw std::ios_base::failure(std::string(status.message()));
}

}  // namespace iostreams_internal

// An output filter: what is written to it goes on as a score.
class EncodingFilter {
 public:
  using char_type = char;
  struct category : boost::iostreams::output_filter_tag,
                    boost::iostreams::multichar_tag,
                    boost::iostreams::closable_tag {};

  explicit EncodingFilter(const EncodeOptions& options = {})
      : state_(std::make_shared<State>()) {
    state_->options = options;
  }

  template <typename Sink>
  std::streamsize write(Sink& sink, const char* bytes, std::streamsize count) {
    Start();
    iostreams_internal::ThrowIfError(
        state_->encoder->Write(std::string_view(bytes, static_cast<size_t>(count))));
    Drain(sink);
    return count;
  }

  template <typename Sink>
  void close(Sink& sink) {
    Start();
    const absl::Status status = state_->encoder->Finish();
    state_->encoder.reset();  // the next write starts another score
    iostreams_internal::ThrowIfError(status);
    Drain(sink);
  }

 private:
  struct State {
    EncodeOptions options;
    std::vector<uint8_t> pending;  // of the score, on its way to the sink
    std::unique_ptr<Encoder> encoder;
  };

  void Start() {
    if (state_->encoder != nullptr) return;
    auto encoder = Encoder::Create(
        state_->options, [pending = &state_->pending](std::span<const uint8_t> bytes) {
          pending->insert(pending->end(), bytes.begin(), bytes.end());
          return absl::OkStatus();
        });
    iostreams_internal::ThrowIfError(encoder.status());
    state_->encoder = *std::move(encoder);
  }

  template <typename Sink>
  void Drain(Sink& sink) {
    std::vector<uint8_t>& pending = state_->pending;
    const auto size = static_cast<std::streamsize>(pending.size());
    const auto written = boost::iostreams::write(
        sink, reinterpret_cast<const char*>(pending.data()), size);
    pending.clear();
    if (written != size) throw std::ios_base::failure("score could not be written");
  }

  std::shared_ptr<State> state_;
};

// A source device: the expanded bytes of a score, from any position.
class ScoreSource {
 public:
  using char_type = char;
  struct category : boost::iostreams::input_seekable, boost::iostreams::device_tag {};

  explicit ScoreSource(std::shared_ptr<const Reader> reader)
      : reader_(std::move(reader)) {}

  // Bytes read, or -1 at the end.
  std::streamsize read(char* bytes, std::streamsize count) {
    const auto got = reader_->ReadAt(
        position_, {reinterpret_cast<uint8_t*>(bytes), static_cast<size_t>(count)});
    iostreams_internal::ThrowIfError(got.status());
    position_ += *got;
    return *got == 0 && count > 0 ? -1 : static_cast<std::streamsize>(*got);
  }

  std::streampos seek(boost::iostreams::stream_offset offset,
                      std::ios_base::seekdir way) {
    const uint64_t base = way == std::ios_base::beg   ? 0
                          : way == std::ios_base::cur ? position_
                                                      : reader_->size();
    // Wraps for a negative offset past the start, which is then past the end.
    const uint64_t target = base + static_cast<uint64_t>(offset);
    if (target > reader_->size()) {
      throw std::ios_base::failure("seek past the ends of the score");
    }
    position_ = target;
    return boost::iostreams::offset_to_position(
        static_cast<boost::iostreams::stream_offset>(position_));
  }

 private:
  std::shared_ptr<const Reader> reader_;
  uint64_t position_ = 0;  // <= reader_->size()
};

}  // namespace rondo

#endif  // RONDO_BOOST_IOSTREAMS_H_
