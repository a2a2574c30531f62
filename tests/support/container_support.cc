#include "support/container_support.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <iterator>

#include "base/status_macros.h"

namespace rondo::testing {
namespace {

// splitmix64: small, and the same everywhere.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  uint64_t Below(uint64_t n) { return Next() % n; }

 private:
  uint64_t state_;
};

void Append(base::Bytes bytes, base::ByteVector* out) {
  out->insert(out->end(), bytes.begin(), bytes.end());
}

}  // namespace

base::ByteVector ToBytes(const std::string& text) {
  return base::ByteVector(text.begin(), text.end());
}

base::ByteVector operator+(base::Bytes a, base::Bytes b) {
  base::ByteVector sum(a.begin(), a.end());
  Append(b, &sum);
  return sum;
}

base::ByteVector ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return base::ByteVector(std::istreambuf_iterator<char>(file), {});
}

void WriteFile(const std::string& path, base::Bytes bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

base::ByteVector LogLines(uint64_t bytes, uint64_t seed) {
  constexpr std::array<const char*, 5> kWhat = {"connection from", "request for",
                                                "cannot open file", "finished job",
                                                "retrying after error in"};
  Random random(seed);
  std::string text;
  uint64_t now = 1700000000;
  while (text.size() < bytes) {
    now += random.Below(3);
    text += std::to_string(now) + " host" + std::to_string(random.Below(9)) + " " +
            kWhat[random.Below(kWhat.size())] + " /srv/data/" +
            std::to_string(random.Below(1000)) + "\n";
    if (random.Below(10) == 0) text += "\n";
  }
  text.resize(bytes);
  return ToBytes(text);
}

base::ByteVector Noise(uint64_t bytes, uint64_t seed) {
  Random random(seed);
  base::ByteVector noise(bytes);
  for (uint8_t& byte : noise) byte = static_cast<uint8_t>(random.Next());
  return noise;
}

std::vector<Sample> Samples() {
  std::vector<Sample> samples;
  samples.push_back({"empty", {}});
  samples.push_back({"one byte", {0}});
  samples.push_back({"newline", {'\n'}});
  samples.push_back({"two lines", ToBytes("one\ntwo\n")});
  samples.push_back({"no final newline", ToBytes("one\ntwo")});
  base::ByteVector all(256);
  for (int i = 0; i < 256; ++i) all[i] = static_cast<uint8_t>(i);
  samples.push_back({"all bytes", all});
  samples.push_back({"zeros", base::ByteVector(300000)});
  samples.push_back({"newlines", base::ByteVector(5000, '\n')});
  samples.push_back({"noise", Noise(50000)});
  samples.push_back({"lines", LogLines(200000)});
  samples.push_back({"long line", ToBytes(std::string(70000, 'a') + "b")});
  base::ByteVector mixed = LogLines(30000, 2);
  Append(Noise(30000, 2), &mixed);
  Append(base::ByteVector(30000), &mixed);
  Append(LogLines(30000, 2), &mixed);
  samples.push_back({"mixed", mixed});
  return samples;
}

EncodeOptions SmallOptions() {
  return {.block_bytes = 1 << 10, .segment_bytes = 8 << 10};
}

absl::StatusOr<base::ByteVector> Encode(base::Bytes bytes, const EncodeOptions& options) {
  base::ByteVector score;
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Encoder> encoder,
                         Encoder::Create(options, SinkTo(&score)));
  RONDO_RETURN_IF_ERROR(encoder->Write(bytes));
  RONDO_RETURN_IF_ERROR(encoder->Finish());
  return score;
}

absl::StatusOr<base::ByteVector> DecodePipe(base::Bytes score,
                                            const DecodeOptions& options) {
  base::ByteVector bytes;
  RONDO_ASSIGN_OR_RETURN(const DecodeStats stats,
                         Decode(SourceOf(score), SinkTo(&bytes), options));
  if (stats.bytes_in != score.size() || stats.bytes_out != bytes.size()) {
    return absl::InternalError("statistics are wrong");
  }
  return bytes;
}

absl::StatusOr<base::ByteVector> DecodeFile(base::Bytes score,
                                            const DecodeOptions& options) {
  RONDO_ASSIGN_OR_RETURN(const std::unique_ptr<Reader> reader, OpenBytes(score, options));
  base::ByteVector bytes;
  RONDO_RETURN_IF_ERROR(reader->Read(0, reader->size(), SinkTo(&bytes)));
  return bytes;
}

absl::StatusOr<std::unique_ptr<Reader>> OpenBytes(base::Bytes score,
                                                  const DecodeOptions& options) {
  return Reader::Open(RandomAccessFile::OpenMemory(score), options);
}

ByteSource SourceOf(base::Bytes bytes, size_t piece) {
  return [rest = bytes, piece](std::span<uint8_t> out) mutable -> absl::StatusOr<size_t> {
    const size_t count = std::min({rest.size(), out.size(), piece});
    std::copy_n(rest.begin(), count, out.begin());
    rest = rest.subspan(count);
    return count;
  };
}

ByteSink SinkTo(base::ByteVector* out) {
  return [out](std::span<const uint8_t> bytes) {
    Append(bytes, out);
    return absl::OkStatus();
  };
}

std::vector<stream::CollectedSegment> Collect(stream::Collector&& collector,
                                              base::Bytes bytes, size_t piece) {
  std::vector<stream::CollectedSegment> segments;
  while (!bytes.empty()) {
    base::Bytes part = bytes.first(std::min(piece, bytes.size()));
    bytes = bytes.subspan(part.size());
    while (!part.empty()) {
      part = part.subspan(collector.Add(part));
      if (part.empty()) break;
      if (auto segment = collector.Next()) segments.push_back(*std::move(segment));
    }
  }
  while (auto segment = collector.NextBeforeLast())
    segments.push_back(*std::move(segment));
  segments.push_back(collector.Last());
  return segments;
}

}  // namespace rondo::testing
