// online_bench FILE...
//
// What --online costs and gains, on the first 64 MiB of every file. First Sequitur and
// Re-Pair on the same notes: speed in bytes of the file, memory beyond file and notes.
// Then what a segment takes and how fast it is encoded: online, by Re-Pair under the same
// lens, and as `rondo encode` does it. Every score made online is decoded and compared.
// Each measurement runs in a process of its own and is in CPU time. Prints a Markdown
// table.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "grammar/induction/re_pair.h"
#include "grammar/induction/sequitur.h"
#include "grammar/notes/notes.h"
#include "rondo/encoder.h"
#include "rondo/reader.h"
#include "start_of_file.h"
#include "stream/encode/online_collector.h"
#include "stream/grammar_lens/lens.h"
#include "stream/lens/block_cutter.h"
#include "stream/segment/lens_choice.h"

namespace {

using rondo::base::Bytes;
using rondo::base::ByteVector;
using rondo::bench::Fail;
using rondo::bench::StartOfFile;

constexpr int kRuns = 3;  // of Sequitur and of Re-Pair; the fastest counts
constexpr size_t kSegmentBytes = 64 << 20;
constexpr uint32_t kBlockBytes = 64 << 10;
constexpr rondo::stream::SegmentOptions kOptions = {.level = 6,
                                                    .block_bytes = kBlockBytes};

struct Measured {
  double seconds = 0;  // of CPU
  double mebibytes = 0;
  uint64_t result = 0;
};

Measured Used() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return {.seconds =
              static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
              1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec),
          .mebibytes = static_cast<double>(usage.ru_maxrss) / 1024};
}

// What was used when the measurement begins; the highest memory is forgotten.
Measured Begin() {
  if (std::FILE* const file = std::fopen("/proc/self/clear_refs", "w")) {
    std::fputs("5", file);
    std::fclose(file);
  }
  return Used();
}

// `work` may set its argument anew: what is measured begins then.
Measured InChild(const std::function<uint64_t(Measured*)>& work) {
  int ends[2];
  if (pipe(ends) != 0) Fail("no pipe");
  const pid_t child = fork();
  if (child < 0) Fail("no process");
  if (child == 0) {
    Measured before = Begin();
    const uint64_t result = work(&before);
    Measured used = Used();
    used.seconds -= before.seconds;
    used.mebibytes -= before.mebibytes;
    used.result = result;
    _exit(write(ends[1], &used, sizeof(used)) == sizeof(used) ? 0 : 1);
  }
  close(ends[1]);
  Measured used;
  const bool told = read(ends[0], &used, sizeof(used)) == sizeof(used);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (!told || status != 0) Fail("a measurement failed");
  return used;
}

// Calls use(segment) for every segment that is collected online.
template <typename Use>
void CollectOnline(Bytes bytes, Use use) {
  rondo::stream::OnlineCollector collector(kSegmentBytes, kBlockBytes);
  for (;;) {
    bytes = bytes.subspan(collector.Add(bytes));
    if (bytes.empty()) break;
    use(*collector.Next());
  }
  while (auto segment = collector.NextBeforeLast()) use(*std::move(segment));
  use(collector.Last());
}

rondo::grammar::NoteText MakeNotes(Bytes bytes) {
  const auto ends = rondo::stream::CutBlocks(bytes, kBlockBytes);
  return rondo::grammar::MakeNotes(rondo::grammar::ChooseNotes(bytes), bytes, ends);
}

// From notes to rules; the number of rules.
uint64_t RunSequitur(Bytes bytes, Measured* before) {
  const rondo::grammar::NoteText notes = MakeNotes(bytes);
  *before = Begin();
  rondo::grammar::Sequitur sequitur;
  sequitur.Append(notes.text);
  return sequitur.Finish(notes.blocks, notes.notes).rules.size();
}

uint64_t RunRePair(Bytes bytes, Measured* before) {
  rondo::grammar::NoteText notes = MakeNotes(bytes);
  *before = Begin();
  return rondo::grammar::RePair(std::move(notes)).rules.size();
}

// Tables and blocks of all segments, in bytes.
uint64_t EncodeOnline(Bytes bytes, Measured*) {
  uint64_t size = 0;
  CollectOnline(bytes, [&](rondo::stream::CollectedSegment segment) {
    size += rondo::stream::EncodeOnlineSegment(segment.bytes, std::move(segment.online),
                                               kOptions)
                .code.size_bytes();
  });
  return size;
}

uint64_t EncodeByRePair(Bytes bytes, Measured*) {
  const auto ends = rondo::stream::CutBlocks(bytes, kBlockBytes);
  return rondo::stream::EncodeGrammarLens(bytes, ends, kOptions.level).size_bytes();
}

uint64_t EncodeAsUsual(Bytes bytes, Measured*) {
  return rondo::stream::EncodeSegment(bytes, kOptions).code.size_bytes();
}

// Ends the program unless a score that is made online decodes to the same bytes.
uint64_t CheckRoundTrip(Bytes bytes, Measured*) {
  const auto append_to = [](ByteVector* out) {
    return [out](Bytes part) {
      out->insert(out->end(), part.begin(), part.end());
      return absl::OkStatus();
    };
  };
  ByteVector score;
  const auto encoder = rondo::Encoder::Create({.online = true}, append_to(&score));
  if (!encoder.ok() || !(*encoder)->Write(bytes).ok() || !(*encoder)->Finish().ok()) {
    Fail("encoding failed");
  }
  ByteVector decoded;
  Bytes rest = score;
  const auto source = [&rest](std::span<uint8_t> buffer) -> absl::StatusOr<size_t> {
    const size_t count = std::min(buffer.size(), rest.size());
    std::copy_n(rest.begin(), count, buffer.begin());
    rest = rest.subspan(count);
    return count;
  };
  if (!rondo::Decode(source, append_to(&decoded), {}).ok()) Fail("decoding failed");
  if (!std::ranges::equal(decoded, bytes)) Fail("a round trip gave other bytes");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) Fail("usage: online_bench FILE...");
  std::printf(
      "| file | bytes | Sequitur MB/s | MiB | Re-Pair MB/s | MiB | online bytes | "
      "Re-Pair | "
      "usual | online MB/s | Re-Pair | usual |\n"
      "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
  constexpr int kKinds = 3;
  uint64_t (*const induce[])(Bytes, Measured*) = {RunSequitur, RunRePair};
  uint64_t (*const encode[kKinds])(Bytes, Measured*) = {EncodeOnline, EncodeByRePair,
                                                        EncodeAsUsual};
  double log_sizes[kKinds] = {};
  for (int f = 1; f < argc; ++f) {
    const std::string path = argv[f];
    const ByteVector bytes = StartOfFile(path, kSegmentBytes);
    const auto run = [&bytes](uint64_t (*work)(Bytes, Measured*)) {
      return InChild([&bytes, work](Measured* before) { return work(bytes, before); });
    };
    const auto megabytes_per = [&bytes](double seconds) {
      return static_cast<double>(bytes.size()) / 1e6 / std::max(seconds, 1e-6);
    };
    run(CheckRoundTrip);
    std::printf("| %s | %zu |", path.substr(path.rfind('/') + 1).c_str(), bytes.size());
    for (const auto work : induce) {
      Measured measured = run(work);
      for (int again = 1; again < kRuns; ++again) {
        measured.seconds = std::min(measured.seconds, run(work).seconds);
      }
      std::printf(" %.1f | %.0f |", megabytes_per(measured.seconds), measured.mebibytes);
    }
    Measured encoded[kKinds];
    for (int kind = 0; kind < kKinds; ++kind) {
      encoded[kind] = run(encode[kind]);
      log_sizes[kind] += std::log(static_cast<double>(encoded[kind].result));
      std::printf(" %llu |", static_cast<unsigned long long>(encoded[kind].result));
    }
    for (const Measured& measured : encoded) {
      std::printf(" %.1f |", megabytes_per(measured.seconds));
    }
    std::printf("\n");
    std::fflush(stdout);
  }
  std::printf(
      "\nMean of online bytes: %.3f of Re-Pair's under the same lens, %.3f of usual.\n",
      std::exp((log_sizes[0] - log_sizes[1]) / (argc - 1)),
      std::exp((log_sizes[0] - log_sizes[2]) / (argc - 1)));
}
