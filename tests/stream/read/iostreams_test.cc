// The Boost.Iostreams adapters.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/iostreams/close.hpp>
#include <boost/iostreams/device/back_inserter.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <boost/iostreams/stream.hpp>
#include <string>

#include "rondo/boost_iostreams.h"
#include "support/container_support.h"

namespace rondo {
namespace {

namespace io = boost::iostreams;
using testing::DecodePipe;
using testing::Encode;
using testing::LogLines;
using testing::OpenBytes;
using testing::Samples;
using testing::SmallOptions;

base::ByteVector EncodeThroughStream(const base::ByteVector& bytes,
                                     const EncodeOptions& options) {
  std::string score;
  io::filtering_ostream out;
  out.push(EncodingFilter(options));
  out.push(io::back_inserter(score));
  out.write(reinterpret_cast<const char*>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
  io::close(out);
  return testing::ToBytes(score);
}

TEST(EncodingFilter, WritesWhatTheEncoderWrites) {
  for (const auto& sample : Samples()) {
    SCOPED_TRACE(sample.name);
    EXPECT_EQ(EncodeThroughStream(sample.bytes, SmallOptions()),
              *Encode(sample.bytes, SmallOptions()));
  }
}

TEST(EncodingFilter, ReportsBadOptions) {
  std::string score;
  io::filtering_ostream out;
  out.push(EncodingFilter({.level = 99}));
  out.push(io::back_inserter(score));
  out.exceptions(std::ios::badbit);
  EXPECT_THROW(
      {
        out << "text" << std::flush;
        io::close(out);
      },
      std::ios_base::failure);
}

// A device that takes a few bytes and then no more.
class FullSink {
 public:
  using char_type = char;
  using category = io::sink_tag;
  std::streamsize write(const char*, std::streamsize) {
    throw std::ios_base::failure("disk full");
  }
};

TEST(EncodingFilter, PassesOnTheErrorsOfTheSink) {
  io::filtering_ostream out;
  out.push(EncodingFilter());
  out.push(FullSink(), 0);
  out << "text";
  EXPECT_THROW(io::close(out), std::ios_base::failure);
}

TEST(ScoreSource, ReadsLineByLine) {
  const base::ByteVector bytes = LogLines(30000);
  const base::ByteVector score = *Encode(bytes, SmallOptions());
  io::stream<ScoreSource> in{ScoreSource(*OpenBytes(score))};
  std::string text;
  std::string line;
  while (std::getline(in, line)) text += line + (in.eof() ? "" : "\n");
  EXPECT_TRUE(in.eof());
  EXPECT_EQ(testing::ToBytes(text), bytes);
}

RC_GTEST_PROP(ScoreSourceProperty, SeeksLikeAStringStream, ()) {
  static const base::ByteVector bytes = LogLines(20000);
  static const base::ByteVector score = *Encode(bytes, SmallOptions());
  static const std::shared_ptr<Reader> reader = *OpenBytes(score);
  io::stream<ScoreSource> in{ScoreSource(reader)};
  uint64_t position = 0;
  for (int step = 0; step < 10; ++step) {
    const int64_t size = static_cast<int64_t>(bytes.size());
    const int64_t target = *rc::gen::inRange<int64_t>(0, size + 1);
    const int way = *rc::gen::inRange(0, 3);
    if (way == 0) in.seekg(target, std::ios::beg);
    if (way == 1) in.seekg(target - static_cast<int64_t>(position), std::ios::cur);
    if (way == 2) in.seekg(target - size, std::ios::end);
    RC_ASSERT(in.good());
    RC_ASSERT(static_cast<int64_t>(in.tellg()) == target);
    const uint64_t count = *rc::gen::inRange<uint64_t>(0, size - target + 1);
    base::ByteVector part(count);
    in.read(reinterpret_cast<char*>(part.data()), static_cast<std::streamsize>(count));
    RC_ASSERT(std::equal(part.begin(), part.end(), bytes.begin() + target));
    position = target + count;
  }
}

TEST(ScoreSource, RefusesToSeekPastTheEnds) {
  const base::ByteVector score = *Encode(LogLines(1000), {});
  const std::shared_ptr<Reader> reader = *OpenBytes(score);
  ScoreSource source(reader);
  EXPECT_THROW(source.seek(1001, std::ios::beg), std::ios_base::failure);
  EXPECT_THROW(source.seek(-1, std::ios::beg), std::ios_base::failure);
  EXPECT_THROW(source.seek(1, std::ios::end), std::ios_base::failure);
  source.seek(0, std::ios::end);
  char byte;
  EXPECT_EQ(source.read(&byte, 1), -1);
}

TEST(ScoreSource, DamageIsAnErrorNotAnEnd) {
  base::ByteVector score = *Encode(LogLines(5000), {});
  const std::shared_ptr<Reader> reader = *OpenBytes(score);
  score[score.size() / 2] ^= 1;
  io::stream<ScoreSource> in{ScoreSource(reader)};
  std::string line;
  while (std::getline(in, line)) {
  }
  EXPECT_TRUE(in.bad());
}

}  // namespace
}  // namespace rondo
