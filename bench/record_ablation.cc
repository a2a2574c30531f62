// record_ablation FILE...
//
// What each ingredient of the record lens gains: the first 64 MiB of every file as one
// segment in blocks of 64 KiB, encoded with everything and then with one ingredient left
// out at a time. Every encoding is expanded and compared. Prints a Markdown table: bytes
// with everything, and how many per cent more without.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/templates/features.h"
#include "rondo/io.h"
#include "start_of_file.h"
#include "stream/lens/block_cutter.h"
#include "stream/record_lens/lens.h"
#include "stream/segment/open_lens.h"

namespace {

using rondo::base::Bytes;
using rondo::base::ByteVector;
using rondo::bench::Fail;
using rondo::bench::StartOfFile;
using rondo::grammar::RecordFeatures;

constexpr size_t kSegmentBytes = 64 << 20;
constexpr uint32_t kBlockBytes = 64 << 10;
constexpr int kLevel = 6;

struct Ingredient {
  const char* name;
  bool RecordFeatures::*flag;
};
constexpr Ingredient kIngredients[] = {
    {"typed items", &RecordFeatures::typed_items},
    {"templates by cost", &RecordFeatures::split_templates},
    {"shared columns", &RecordFeatures::shared_columns},
    {"differences", &RecordFeatures::differences},
    {"ranks by first use", &RecordFeatures::first_use_ranks},
    {"caches", &RecordFeatures::caches},
    {"contexts", &RecordFeatures::contexts},
    {"second sources", &RecordFeatures::second_sources},
    {"sequence rules", &RecordFeatures::sequence_rules},
};

// Size of the segment; ends the program unless it expands to the same bytes.
uint64_t EncodedBytes(Bytes segment, std::span<const uint64_t> block_ends,
                      const RecordFeatures& features) {
  const rondo::stream::EncodedSegment code =
      rondo::stream::EncodeRecordLens(segment, block_ends, kLevel, features);
  auto opened = rondo::stream::OpenLens(
      code.lens, code.tables,
      {segment.size(), static_cast<uint32_t>(block_ends.size()), uint64_t{1} << 30});
  if (!opened.ok()) Fail(opened.status().ToString());
  ByteVector expanded(segment.size());
  std::vector<rondo::stream::BlockJob> jobs;
  for (uint32_t b = 0; b < block_ends.size(); ++b) {
    const uint64_t begin = b == 0 ? 0 : block_ends[b - 1];
    const uint64_t payload = b == 0 ? 0 : code.payload_ends[b - 1];
    rondo::stream::BlockJob job;
    job.block = b;
    job.segment_offset = static_cast<uint32_t>(begin);
    job.payload = Bytes(code.blocks).subspan(payload, code.payload_ends[b] - payload);
    job.expanded_bytes = static_cast<uint32_t>(block_ends[b] - begin);
    job.out = std::span(expanded).subspan(begin, job.expanded_bytes);
    jobs.push_back(job);
  }
  const absl::Status status = (*opened)->NewDecoder()->Expand(jobs);
  if (!status.ok()) Fail(status.ToString());
  if (!std::equal(expanded.begin(), expanded.end(), segment.begin())) {
    Fail("a round trip gave other bytes");
  }
  return code.size_bytes();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) Fail("usage: record_ablation FILE...");
  std::printf("| file | bytes |");
  for (const Ingredient& ingredient : kIngredients) std::printf(" %s |", ingredient.name);
  std::printf("\n|---|--:|");
  for (size_t i = 0; i < std::size(kIngredients); ++i) std::printf("--:|");
  std::printf("\n");
  double log_sums[std::size(kIngredients)] = {};
  for (int f = 1; f < argc; ++f) {
    const std::string path = argv[f];
    const ByteVector segment = StartOfFile(path, kSegmentBytes);
    uint32_t block_bytes = kBlockBytes;
    const std::vector<uint64_t> block_ends =
        rondo::stream::CutBlocks(segment, block_bytes);
    const uint64_t full = EncodedBytes(segment, block_ends, {});
    std::printf("| %s | %llu |", path.substr(path.rfind('/') + 1).c_str(),
                static_cast<unsigned long long>(full));
    for (size_t i = 0; i < std::size(kIngredients); ++i) {
      RecordFeatures features;
      features.*kIngredients[i].flag = false;
      const double ratio =
          static_cast<double>(EncodedBytes(segment, block_ends, features)) /
          static_cast<double>(full);
      log_sums[i] += std::log(ratio);
      std::printf(" %+.1f %% |", 100 * (ratio - 1));
      std::fflush(stdout);
    }
    std::printf("\n");
  }
  std::printf("| geometric mean | |");
  for (const double sum : log_sums) {
    std::printf(" %+.1f %% |", 100 * (std::exp(sum / (argc - 1)) - 1));
  }
  std::printf("\n");
}
