// small_files_bench FILE...
//
// Small files of a kind with a dictionary: of each FILE twenty slices of 64 KiB, cut at
// lines, are encoded with a dictionary of 110 KiB that was made of 200 others, and with
// `zstd -19` and its own dictionary of 110 KiB of the same ones. Slices are decoded, with
// the dictionary at hand, and compared. Prints a line for each FILE: bytes of all slices,
// their ratio, and the time of decoding one (the median and the worst of all slices, each
// the best of five). Then the geometric mean of the ratios, and that of the sums.
#include <zdict.h>
#include <zstd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rondo/dictionary.h"
#include "rondo/encoder.h"
#include "rondo/io.h"
#include "rondo/reader.h"

namespace {

using Clock = std::chrono::steady_clock;
using Bytes = std::vector<uint8_t>;

constexpr size_t kSliceBytes = 64 << 10;
constexpr size_t kSlices = 20;
constexpr size_t kTraining = 200;
constexpr size_t kDictionaryBytes = 110 << 10;
constexpr int kZstdLevel = 19;
constexpr int kRepeats = 5;

struct Slices {
  std::vector<Bytes> tested;
  std::vector<Bytes> training;
};

// Slices from all over the file, which do not overlap but for a line.
Slices Cut(const Bytes& file) {
  std::vector<size_t> places;
  for (size_t at = 0; at + kSliceBytes <= file.size(); at += kSliceBytes) {
    places.push_back(at);
  }
  std::mt19937 random(5);
  std::shuffle(places.begin(), places.end(), random);
  Slices slices;
  const auto line_end = [&](size_t at) {
    const auto found = std::find(file.begin() + at, file.end(), '\n');
    return found == file.end() ? file.size() : found - file.begin() + 1;
  };
  for (size_t i = 0; i < places.size() && i < kSlices + kTraining; ++i) {
    const size_t begin = places[i] == 0 ? 0 : line_end(places[i]);
    const size_t end = line_end(std::min(places[i] + kSliceBytes, file.size() - 1));
    if (begin >= end) continue;
    (i < kSlices ? slices.tested : slices.training)
        .emplace_back(file.begin() + begin, file.begin() + end);
  }
  return slices;
}

absl::StatusOr<std::shared_ptr<const rondo::Dictionary>> Train(const Slices& slices) {
  const std::vector<std::span<const uint8_t>> samples(slices.training.begin(),
                                                      slices.training.end());
  absl::StatusOr<rondo::TrainedDictionary> trained =
      rondo::TrainDictionary(samples, {.size_bytes = kDictionaryBytes});
  if (!trained.ok()) return trained.status();
  const auto blocks = std::make_shared<std::map<std::string, Bytes>>(
      trained->blocks.begin(), trained->blocks.end());
  return rondo::Dictionary::Open(
      trained->address, [blocks](const std::string& address) -> absl::StatusOr<Bytes> {
        const auto found = blocks->find(address);
        if (found == blocks->end()) return absl::NotFoundError(address);
        return found->second;
      });
}

absl::StatusOr<Bytes> Encode(const Bytes& slice,
                             std::shared_ptr<const rondo::Dictionary> dictionary) {
  Bytes score;
  rondo::EncodeOptions options;
  options.dictionaries = {std::move(dictionary)};
  auto encoder = rondo::Encoder::Create(options, [&](std::span<const uint8_t> bytes) {
    score.insert(score.end(), bytes.begin(), bytes.end());
    return absl::OkStatus();
  });
  if (!encoder.ok()) return encoder.status();
  if (absl::Status status = (*encoder)->Write(slice); !status.ok()) return status;
  if (absl::Status status = (*encoder)->Finish(); !status.ok()) return status;
  return score;
}

absl::StatusOr<Bytes> Decode(const Bytes& score,
                             const std::shared_ptr<const rondo::Dictionary>& dictionary) {
  size_t read = 0;
  const auto source = [&](std::span<uint8_t> out) -> absl::StatusOr<size_t> {
    const size_t count = std::min(out.size(), score.size() - read);
    std::memcpy(out.data(), score.data() + read, count);
    read += count;
    return count;
  };
  Bytes out;
  const auto sink = [&](std::span<const uint8_t> bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
    return absl::OkStatus();
  };
  rondo::DecodeOptions options;
  options.find_dictionary = [&](const std::string&) { return dictionary; };
  const auto decoded = rondo::Decode(source, sink, options);
  if (!decoded.ok()) return decoded.status();
  return out;
}

// The bytes of all slices with zstd and a dictionary of its own.
uint64_t ZstdBytes(const Slices& slices) {
  Bytes all;
  std::vector<size_t> sizes;
  for (const Bytes& slice : slices.training) {
    all.insert(all.end(), slice.begin(), slice.end());
    sizes.push_back(slice.size());
  }
  Bytes dictionary(kDictionaryBytes);
  const size_t size =
      ZDICT_trainFromBuffer(dictionary.data(), dictionary.size(), all.data(),
                            sizes.data(), static_cast<unsigned>(sizes.size()));
  dictionary.resize(ZDICT_isError(size) ? 0 : size);
  const std::unique_ptr<ZSTD_CDict, size_t (*)(ZSTD_CDict*)> made(
      ZSTD_createCDict(dictionary.data(), dictionary.size(), kZstdLevel), ZSTD_freeCDict);
  const std::unique_ptr<ZSTD_CCtx, size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(),
                                                                   ZSTD_freeCCtx);
  uint64_t bytes = 0;
  Bytes out(ZSTD_compressBound(2 * kSliceBytes));
  for (const Bytes& slice : slices.tested) {
    bytes += ZSTD_compress_usingCDict(context.get(), out.data(), out.size(), slice.data(),
                                      slice.size(), made.get());
  }
  return bytes;
}

struct Result {
  uint64_t rondo_bytes = 0;
  uint64_t zstd_bytes = 0;
  std::vector<double> decode_ms;  // sorted
};

absl::StatusOr<Result> Measure(const Bytes& file) {
  const Slices slices = Cut(file);
  if (slices.tested.size() < kSlices || slices.training.empty()) {
    return absl::InvalidArgumentError(
        "too small for twenty slices and some to learn from");
  }
  const auto dictionary = Train(slices);
  if (!dictionary.ok()) return dictionary.status();
  Result result;
  for (const Bytes& slice : slices.tested) {
    const absl::StatusOr<Bytes> score = Encode(slice, *dictionary);
    if (!score.ok()) return score.status();
    result.rondo_bytes += score->size();
    double best_ms = HUGE_VAL;
    for (int i = 0; i < kRepeats; ++i) {
      const Clock::time_point start = Clock::now();
      const absl::StatusOr<Bytes> back = Decode(*score, *dictionary);
      const std::chrono::duration<double, std::milli> took = Clock::now() - start;
      best_ms = std::min(best_ms, took.count());
      if (!back.ok()) return back.status();
      if (*back != slice) return absl::DataLossError("a slice came back otherwise");
    }
    result.decode_ms.push_back(best_ms);
  }
  std::sort(result.decode_ms.begin(), result.decode_ms.end());
  result.zstd_bytes = ZstdBytes(slices);
  return result;
}

absl::StatusOr<Bytes> ReadFile(const char* path) {
  auto file = rondo::RandomAccessFile::Open(path);
  if (!file.ok()) return file.status();
  Bytes bytes((*file)->size());
  if (absl::Status status = (*file)->ReadAt(0, bytes); !status.ok()) return status;
  return bytes;
}

}  // namespace

int main(int argc, char** argv) {
  double logs = 0;
  uint64_t rondo_bytes = 0;
  uint64_t zstd_bytes = 0;
  int files = 0;
  for (int i = 1; i < argc; ++i) {
    const absl::StatusOr<Bytes> file = ReadFile(argv[i]);
    const absl::StatusOr<Result> result = file.ok() ? Measure(*file) : file.status();
    if (!result.ok()) {
      std::fprintf(stderr, "%s: %s\n", argv[i], result.status().ToString().c_str());
      return 1;
    }
    const double ratio = static_cast<double>(result->rondo_bytes) /
                         static_cast<double>(result->zstd_bytes);
    std::printf("%-40s rondo %8llu  zstd %8llu  ratio %.3f  decode %.2f ms, worst %.2f\n",
                argv[i], static_cast<unsigned long long>(result->rondo_bytes),
                static_cast<unsigned long long>(result->zstd_bytes), ratio,
                result->decode_ms[result->decode_ms.size() / 2],
                result->decode_ms.back());
    std::fflush(stdout);
    logs += std::log(ratio);
    rondo_bytes += result->rondo_bytes;
    zstd_bytes += result->zstd_bytes;
    ++files;
  }
  if (files == 0) {
    std::fprintf(stderr, "Usage: small_files_bench FILE...\n");
    return 2;
  }
  std::printf("geometric mean %.3f, of the sums %.3f\n", std::exp(logs / files),
              static_cast<double>(rondo_bytes) / static_cast<double>(zstd_bytes));
  return 0;
}
