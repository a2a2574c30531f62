// Running logs: what was flushed can be read, whatever the writer does or did with it.
#include "rondo/live.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <numeric>
#include <string>
#include <thread>

#include "rondo/appender.h"
#include "rondo/reader.h"
#include "stream/live/log_chain.h"
#include "stream/live/tail_files.h"
#include "stream/live/tail_plan.h"
#include "support/container_support.h"
#include "support/scratch_folder.h"

namespace rondo::testing {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using stream::TailFiles;
using stream::TailPart;
using stream::TailStep;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LiveTest : public ::testing::Test {
 protected:
  // Nothing is flushed unless it is asked for.
  static LiveOptions Slow() {
    LiveOptions options;
    options.encode = SmallOptions();
    options.encode.segment_bytes = 1 << 20;
    options.flush_interval = milliseconds(3'600'000);
    return options;
  }

  std::unique_ptr<LiveWriter> Open(const LiveOptions& options = Slow()) const {
    auto writer = LiveWriter::Open(path_, options);
    EXPECT_TRUE(writer.ok()) << writer.status();
    return writer.ok() ? *std::move(writer) : nullptr;
  }

  // What a reader finds now; checks every checksum of it.
  base::ByteVector Log(const std::string& path) const {
    base::ByteVector bytes;
    auto file = OpenLog(path);
    EXPECT_TRUE(file.ok()) << file.status();
    if (!file.ok()) return bytes;
    const auto reader = Reader::Open(*std::move(file), {});
    EXPECT_TRUE(reader.ok()) << reader.status();
    if (!reader.ok()) return bytes;
    EXPECT_TRUE((*reader)->Verify().ok());
    EXPECT_TRUE((*reader)->Read(0, (*reader)->size(), SinkTo(&bytes)).ok());
    return bytes;
  }
  base::ByteVector Log() const { return Log(path_); }

  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_.path())) {
      names.push_back(entry.path().filename());
    }
    std::ranges::sort(names);
    return names;
  }

  // All files of the folder with their bytes; and the other way.
  using Folder = std::map<std::string, base::ByteVector>;
  Folder Save() const {
    Folder saved;
    for (const std::string& name : Names()) saved[name] = ReadFile(folder_ / name);
    return saved;
  }
  void Restore(const Folder& saved) const {
    for (const std::string& name : Names()) fs::remove(folder_ / name);
    for (const auto& [name, bytes] : saved) WriteFile(folder_ / name, bytes);
  }

  const ScratchFolder folder_;
  const std::string path_ = folder_ / "a.rondo";
};

TEST_F(LiveTest, WhatWasFlushedCanBeRead) {
  const auto writer = Open();
  EXPECT_THAT(Log(), IsEmpty());
  const base::ByteVector first = LogLines(9'000, 1);
  const base::ByteVector second = LogLines(5'000, 2);
  ASSERT_TRUE(writer->Write(first).ok());
  EXPECT_THAT(Log(), IsEmpty());
  ASSERT_TRUE(writer->Flush().ok());
  EXPECT_EQ(Log(), first);
  ASSERT_TRUE(writer->Write(second).ok());
  ASSERT_TRUE(writer->Flush().ok());
  EXPECT_EQ(Log(), first + second);
  EXPECT_THAT(Names(), ElementsAre("a.rondo", "a.rondo.from-0",
                                   "a.rondo.from-" + std::to_string(first.size())));
  ASSERT_TRUE(writer->Finish().ok());
  EXPECT_EQ(Log(), first + second);
  EXPECT_EQ(*DecodeFile(ReadFile(path_)), first + second);
  EXPECT_THAT(Names(), ElementsAre("a.rondo"));
}

TEST_F(LiveTest, TimesAreJudgedByWhatWasFlushedBefore) {
  const std::string line = "2024-03-04 10:02:03 INFO a\n";
  const std::string record =
      "2024-03-04 10:03:03 ERROR b\n"
      "ValueError: bad date 2019-01-01 00:00:00\n";
  auto writer = Open();
  for (const std::string& text : {line + line, record, record}) {
    ASSERT_TRUE(writer->Write(text).ok());
    ASSERT_TRUE(writer->Flush().ok());
  }
  writer = nullptr;
  writer = Open();
  ASSERT_TRUE(writer->Write(record).ok());
  ASSERT_TRUE(writer->Flush().ok());
  const auto years = [&] {
    std::vector<std::string> all;
    const auto reader = Reader::Open(*OpenLog(path_), {});
    const auto segments = *(*reader)->Segments();
    for (const SegmentInfo& segment : segments) {
      all.push_back(FormatTime(segment.times->from).substr(0, 4));
    }
    return all;
  };
  EXPECT_THAT(years(), ElementsAre("2024", "2024", "2024", "2024"));
  ASSERT_TRUE(writer->Finish().ok());
  EXPECT_THAT(years(), ElementsAre("2024"));
  writer = nullptr;
  writer = Open();
  ASSERT_TRUE(writer->Write(record).ok());
  ASSERT_TRUE(writer->Finish().ok());
  EXPECT_THAT(years(), ElementsAre("2024", "2024"));
}

TEST_F(LiveTest, WhatWasSaidOfTimesIsKept) {
  LiveOptions options = Slow();
  options.encode.time_format = "%d.%m.%Y um %H.%M";
  auto writer = Open(options);
  ASSERT_TRUE(writer->Write("04.03.2024 um 10.02 a\n").ok());
  ASSERT_TRUE(writer->Finish().ok());
  writer = nullptr;
  writer = Open();  // does not say it again
  ASSERT_TRUE(writer->Write("05.03.2024 um 10.02 b\n").ok());
  ASSERT_TRUE(writer->Flush().ok());
  const auto reader = Reader::Open(*OpenLog(path_), {});
  const auto segments = (*reader)->Segments();
  ASSERT_TRUE(segments.ok());
  ASSERT_EQ(segments->size(), 2u);
  for (const SegmentInfo& segment : *segments) {
    EXPECT_EQ(segment.time_format, options.encode.time_format);
    EXPECT_TRUE(segment.times);
  }
  EXPECT_EQ(TextBefore(**reader, (*reader)->size()),
            "04.03.2024 um 10.02 a\n05.03.2024 um 10.02 b\n");
  EncodeOptions kept;
  KeepTimes(*segments, 0, (*reader)->size(), &kept);
  EXPECT_EQ(kept.time_format, options.encode.time_format);
  kept = {.time_key = "at"};
  KeepTimes(*segments, 0, (*reader)->size(), &kept);
  EXPECT_EQ(kept.time_format, "");
}

TEST_F(LiveTest, LinesAreFlushedWhenTheIntervalEndsAndStartsOfLinesWait) {
  LiveOptions options = Slow();
  options.flush_interval = milliseconds(150);
  const auto writer = Open(options);
  const auto start = std::chrono::steady_clock::now();
  ASSERT_TRUE(writer->Write("one\ntwo\nthr").ok());
  while (Log().empty()) ::usleep(1'000);
  EXPECT_EQ(Log(), ToBytes("one\ntwo\n"));
  // Early by what a flush takes, and not more than half of the interval.
  EXPECT_GE(std::chrono::steady_clock::now() - start, options.flush_interval / 2);
  // Nothing more of the line comes.
  while (Log().size() < 11) ::usleep(1'000);
  EXPECT_EQ(Log(), ToBytes("one\ntwo\nthr"));
}

TEST_F(LiveTest, AWriterGoesOnWhereAnotherWasStopped) {
  base::ByteVector all;
  for (uint64_t run = 0; run < 4; ++run) {
    auto writer = Open();
    EXPECT_EQ(Log(), all);
    for (uint64_t part = 0; part < 3; ++part) {
      const base::ByteVector lines = LogLines(3'000, run * 10 + part);
      ASSERT_TRUE(writer->Write(lines).ok());
      ASSERT_TRUE(writer->Flush().ok());
      all = all + lines;
    }
    ASSERT_TRUE(writer->Write(LogLines(500)).ok());  // is lost
    // It packs until it is gone, and so has the use of the name.
    writer.reset();
    if (run == 2) WriteFile(path_ + ".new", Noise(100));
  }
  const auto writer = Open();
  EXPECT_THAT(writer->orphans(), IsEmpty());
  ASSERT_TRUE(writer->Finish().ok());
  EXPECT_THAT(Names(), ElementsAre("a.rondo"));
  EXPECT_EQ(Log(), all);
}

TEST_F(LiveTest, AnAppenderTakesOverWhatAWriterLeft) {
  const base::ByteVector lines = LogLines(3'000, 1);
  {
    const auto writer = Open();
    ASSERT_TRUE(writer->Write(lines).ok());
    ASSERT_TRUE(writer->Flush().ok());
  }
  EXPECT_EQ(FindLogTail(path_)->files, 1u);
  EXPECT_EQ(FindLogTail(path_)->expanded_bytes, lines.size());
  const auto appender = Appender::Open(path_);
  ASSERT_TRUE(appender.ok()) << appender.status();
  EXPECT_EQ((*appender)->FindTail()->expanded_bytes, lines.size());
  base::ByteVector tail;
  ASSERT_TRUE((*appender)->ReadTail(SinkTo(&tail)).ok());
  EXPECT_EQ(tail, lines);
  EncodeOptions options = Slow().encode;
  options.for_append = true;
  ASSERT_TRUE((*appender)->Write(*Encode(tail, options)).ok());
  ASSERT_TRUE((*appender)->Commit().ok());
  EXPECT_EQ(Log(), lines);  // what the tail file holds is passed over
  ASSERT_TRUE((*appender)->RemoveTail().ok());
  EXPECT_EQ(FindLogTail(path_)->files, 0u);
  EXPECT_THAT(Names(), ElementsAre("a.rondo"));
  EXPECT_EQ(Log(), lines);
}

// All that a reader sees while a writer merges, adds and removes is a start of what was
// written, and never less than it saw before.
TEST_F(LiveTest, ReadersSeeAGrowingStart) {
  LiveOptions options = Slow();
  options.encode.segment_bytes = 200'000;
  const auto writer = Open(options);
  const base::ByteVector all = LogLines(400'000);
  std::atomic<bool> done = false;
  std::thread reader([&] {
    size_t seen = 0;
    for (int reads = 0; !done; ++reads) {
      const base::ByteVector now = Log();
      ASSERT_GE(now.size(), seen);
      ASSERT_TRUE(std::equal(now.begin(), now.end(), all.begin()));
      seen = now.size();
    }
  });
  base::ByteVector followed;
  std::thread follower([&] {
    const auto log = LogFollower::Open(path_, 0);
    ASSERT_TRUE(log.ok());
    while (followed.size() < all.size()) {
      const auto more = (*log)->Next(SinkTo(&followed));
      ASSERT_TRUE(more.ok()) << more.status();
      if (!*more) ::usleep(500);
    }
  });
  constexpr size_t kPiece = 9'001;
  for (size_t at = 0; at < all.size(); at += kPiece) {
    const base::Bytes rest = base::Bytes(all).subspan(at);
    ASSERT_TRUE(writer->Write(rest.first(std::min(kPiece, rest.size()))).ok());
    ASSERT_TRUE(writer->Flush().ok());
  }
  ASSERT_TRUE(writer->Finish().ok());
  follower.join();
  done = true;
  reader.join();
  EXPECT_EQ(followed, all);
  EXPECT_EQ(Log(), all);
  const LiveStats stats = writer->stats();
  EXPECT_EQ(stats.bytes_flushed, all.size());
  EXPECT_EQ(stats.bytes_added, all.size());
  EXPECT_GT(stats.flushes, 20u);
  EXPECT_GT(stats.merges, 0u);
}

// Any crash: the writer's steps are one rename or one trailer each, so every state in
// which a crash can leave the files is among those between the steps, or has a last file
// that is torn.
TEST_F(LiveTest, TornFilesLoseNothingThatWasFlushedBefore) {
  const base::ByteVector first = LogLines(20'000, 1);
  const base::ByteVector second = LogLines(3'000, 2);
  Folder flushed, finished;
  {
    const auto writer = Open();
    ASSERT_TRUE(writer->Write(first).ok());
    ASSERT_TRUE(writer->Flush().ok());
    ASSERT_TRUE(writer->Write(second).ok());
    ASSERT_TRUE(writer->Flush().ok());
    flushed = Save();
    ASSERT_TRUE(writer->Finish().ok());
    finished = Save();
  }
  const auto tear = [&](const Folder& state, const std::string& name, size_t safe,
                        const base::ByteVector& expected, size_t step) {
    const base::ByteVector whole = state.at(name);
    ASSERT_GT(whole.size(), safe);
    for (size_t at = safe; at < whole.size(); at += step) {
      for (const bool zeros : {false, true}) {
        Folder torn = state;
        torn[name].resize(at);
        if (zeros) torn[name].resize(whole.size());
        Restore(torn);
        ASSERT_EQ(Log(), expected) << name << " at " << at;
      }
    }
    const auto writer = Open();
    ASSERT_TRUE(writer->Write(second).ok());
    ASSERT_TRUE(writer->Finish().ok());
    ASSERT_EQ(Log(), expected + second);
    ASSERT_THAT(Names(), ElementsAre("a.rondo"));
  };
  // The last flush, and the addition to the score before its parts are removed.
  tear(flushed, "a.rondo.from-" + std::to_string(first.size()), 0, first, 7);
  Folder adding = flushed;
  adding["a.rondo"] = finished["a.rondo"];
  tear(adding, "a.rondo", flushed["a.rondo"].size(), first + second, 31);
  // Added, and not all parts removed.
  adding.erase("a.rondo.from-0");
  Restore(adding);
  EXPECT_EQ(Log(), first + second);
  EXPECT_THAT(Open()->orphans(), IsEmpty());
  EXPECT_THAT(Names(), ElementsAre("a.rondo"));
}

TEST_F(LiveTest, WhatFollowsOnNothingIsSetAside) {
  const base::ByteVector lines = LogLines(3'000);
  {
    const auto writer = Open();
    ASSERT_TRUE(writer->Write(lines).ok());
    ASSERT_TRUE(writer->Flush().ok());
  }
  fs::rename(path_ + ".from-0", path_ + ".from-77");
  WriteFile(path_ + ".from-077", lines);  // somebody else's
  const auto writer = Open();
  EXPECT_THAT(writer->orphans(), ElementsAre(path_ + ".orphan-77"));
  EXPECT_THAT(Names(), ElementsAre("a.rondo", "a.rondo.from-077", "a.rondo.orphan-77"));
  EXPECT_EQ(*DecodeFile(ReadFile(path_ + ".orphan-77")), lines);
}

TEST_F(LiveTest, TheTailMovesWithTheScore) {
  const base::ByteVector old_lines = LogLines(30'000, 1);
  const base::ByteVector new_lines = LogLines(10'000, 2);
  auto writer = Open();
  base::ByteVector followed;
  const auto log = LogFollower::Open(path_, 0);
  ASSERT_TRUE(writer->Write(base::Bytes(old_lines).first(12'000)).ok());
  ASSERT_TRUE(writer->Flush().ok());
  ASSERT_TRUE(*(*log)->Next(SinkTo(&followed)));
  EXPECT_EQ(*writer->FollowRename(), false);
  const std::string moved = folder_ / "b.rondo";
  fs::rename(path_, moved);
  EXPECT_FALSE(*(*log)->Next(SinkTo(&followed)));
  ASSERT_TRUE(writer->Write(base::Bytes(old_lines).subspan(12'000)).ok());
  ASSERT_TRUE(writer->Flush().ok());
  EXPECT_EQ(*writer->FollowRename(), true);
  EXPECT_EQ(Log(moved), old_lines);
  {
    const auto next = Open();
    ASSERT_TRUE(next->Write(new_lines).ok());
    ASSERT_TRUE(next->Flush().ok());
    EXPECT_TRUE(*(*log)->Next(SinkTo(&followed)));
    EXPECT_EQ(followed, old_lines + new_lines);
    ASSERT_TRUE(writer->Finish().ok());
    EXPECT_EQ(Log(moved), old_lines);
    EXPECT_EQ(Log(), new_lines);
    fs::remove(path_);
    EXPECT_TRUE(absl::IsNotFound(next->FollowRename().status()));
  }
  EXPECT_FALSE(*(*log)->Next(SinkTo(&followed)));
}

TEST_F(LiveTest, AFollowerIsNotConfusedByACompactedScore) {
  const base::ByteVector lines = LogLines(30'000);
  {
    const auto writer = Open();
    ASSERT_TRUE(writer->Write(lines).ok());
    ASSERT_TRUE(writer->Finish().ok());
  }
  const auto log = LogFollower::Open(path_, lines.size() - 10);
  base::ByteVector followed;
  ASSERT_TRUE(*(*log)->Next(SinkTo(&followed)));
  EXPECT_EQ(followed.size(), 10u);
  WriteFile(folder_ / "new", *Encode(lines + lines, SmallOptions()));
  fs::rename(folder_ / "new", path_);
  ASSERT_TRUE(*(*log)->Next(SinkTo(&followed)));
  EXPECT_EQ(followed.size(), 10 + lines.size());
  WriteFile(folder_ / "new", *Encode(base::Bytes(lines).first(500), SmallOptions()));
  fs::rename(folder_ / "new", path_);
  ASSERT_TRUE(*(*log)->Next(SinkTo(&followed)));
  EXPECT_EQ(followed.size(), 510 + lines.size());
}

TEST_F(LiveTest, OthersAreToldThatTheScoreIsBeingWritten) {
  const auto writer = Open();
  EXPECT_TRUE(absl::IsUnavailable(LiveWriter::Open(path_, Slow()).status()));
  EXPECT_TRUE(absl::IsUnavailable(Appender::Open(path_).status()));
}

TEST_F(LiveTest, WhatCannotBe) {
  LiveOptions options = Slow();
  options.flush_interval = milliseconds(0);
  EXPECT_TRUE(absl::IsInvalidArgument(LiveWriter::Open(path_, options).status()));
  options = Slow();
  options.encode.level = 12;
  EXPECT_TRUE(absl::IsInvalidArgument(LiveWriter::Open(path_, options).status()));
  EXPECT_THAT(Names(), IsEmpty());
  WriteFile(path_, LogLines(500));
  EXPECT_TRUE(absl::IsInvalidArgument(LiveWriter::Open(path_, Slow()).status()));
  EXPECT_EQ(ReadFile(path_), LogLines(500));
}

TEST_F(LiveTest, TailFilesAreNoMoreReadableThanTheScore) {
  { const auto writer = Open(); }
  fs::permissions(path_, fs::perms(0640));
  const auto writer = Open();
  ASSERT_TRUE(writer->Write(ToBytes("secret\n")).ok());
  ASSERT_TRUE(writer->Flush().ok());
  EXPECT_EQ(fs::status(path_ + ".from-0").permissions(), fs::perms(0640));
}

std::string Step(const std::vector<uint64_t>& part_bytes,
                 uint64_t segment_bytes = 64 << 20, bool all = false) {
  const TailStep step = stream::NextStep(part_bytes, segment_bytes, all);
  if (step.kind == TailStep::Kind::kNone) return "none";
  return (step.kind == TailStep::Kind::kMerge ? "merge " : "add ") +
         std::to_string(step.first) + " " + std::to_string(step.count);
}

TEST(TailPlanTest, Steps) {
  constexpr uint64_t kK = 1024;
  EXPECT_EQ(Step({}), "none");
  EXPECT_EQ(Step({}, 100, true), "none");
  EXPECT_EQ(Step(std::vector<uint64_t>(7, 10 * kK)), "none");
  EXPECT_EQ(Step(std::vector<uint64_t>(8, 10 * kK)), "merge 0 8");
  EXPECT_EQ(Step(std::vector<uint64_t>(40, 600 * kK)), "none");
  EXPECT_EQ(Step({600 * kK, 80 * kK, 80 * kK, 80 * kK, kK, kK, kK, kK, kK, kK, kK}),
            "merge 1 10");
  EXPECT_EQ(Step({600 * kK, 80 * kK, kK, kK, kK, kK, kK, kK, kK, kK}), "merge 2 8");
  EXPECT_EQ(Step({30, 30, 30}, 100), "none");
  EXPECT_EQ(Step({30, 30, 30, 30}, 100), "add 0 3");
  EXPECT_EQ(Step({130, 30, 30, 30}, 100), "add 0 1");
  EXPECT_EQ(Step({30, 30}, 100, true), "add 0 2");
}

// However sizes go up and down, few files are left and few bytes are encoded often.
TEST(TailPlanTest, FewFilesAndLittleWork) {
  uint64_t noise = 1, written = 0, worked = 0;
  std::vector<uint64_t> parts;
  size_t most = 0;
  for (int flush = 0; flush < 20'000; ++flush) {
    noise = noise * 6364136223846793005u + 1442695040888963407u;
    parts.push_back(1 + (noise >> 33) % (uint64_t{1} << (7 + (noise >> 60))));
    written += parts.back();
    while (true) {
      const TailStep step = stream::NextStep(parts, 8 << 20, false);
      if (step.kind == TailStep::Kind::kNone) break;
      const auto from = parts.begin() + static_cast<ptrdiff_t>(step.first);
      const auto to = from + static_cast<ptrdiff_t>(step.count);
      const uint64_t sum = std::accumulate(from, to, uint64_t{0});
      worked += sum;
      parts.erase(from, to);
      if (step.kind == TailStep::Kind::kMerge)
        parts.insert(parts.begin() + static_cast<ptrdiff_t>(step.first), sum);
    }
    most = std::max(most, parts.size());
  }
  EXPECT_LT(most, 60u);
  EXPECT_LT(worked, 4 * written);
}

}  // namespace
}  // namespace rondo::testing
