// Reading parts: bytes, lines, ranges, from one thread and many.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <thread>

#include "base/checksum.h"
#include "support/container_support.h"
#include "support/scratch_folder.h"

namespace rondo::testing {
namespace {

// A file whose reads can be counted and made to fail.
class CountedFile : public RandomAccessFile {
 public:
  CountedFile(base::Bytes bytes, std::atomic<int>* reads, int failing = -1)
      : file_(RandomAccessFile::OpenMemory(bytes)), reads_(reads), failing_(failing) {}
  uint64_t size() const override { return file_->size(); }
  absl::Status ReadAt(uint64_t offset, std::span<uint8_t> out) const override {
    if ((*reads_)++ == failing_) return absl::UnavailableError("bad sector");
    return file_->ReadAt(offset, out);
  }

 private:
  const std::unique_ptr<RandomAccessFile> file_;
  std::atomic<int>* const reads_;
  const int failing_;
};

std::vector<uint64_t> NaiveLineOffsets(const base::ByteVector& bytes) {
  std::vector<uint64_t> offsets;
  if (!bytes.empty()) offsets.push_back(0);
  for (size_t i = 0; i + 1 < bytes.size(); ++i) {
    if (bytes[i] == '\n') offsets.push_back(i + 1);
  }
  return offsets;
}

TEST(Reader, LineOffsetsAgreeWithALoop) {
  for (const auto& sample : Samples()) {
    SCOPED_TRACE(sample.name);
    const auto score = Encode(sample.bytes, SmallOptions());
    ASSERT_TRUE(score.ok());
    const auto reader = OpenBytes(*score);
    ASSERT_TRUE(reader.ok()) << reader.status();
    const std::vector<uint64_t> expected = NaiveLineOffsets(sample.bytes);
    ASSERT_EQ((*reader)->lines(), expected.size());
    const size_t step = expected.size() / 500 + 1;
    for (size_t i = 0; i < expected.size(); i += step) {
      const auto offset = (*reader)->LineOffset(i);
      ASSERT_TRUE(offset.ok()) << offset.status();
      ASSERT_EQ(*offset, expected[i]) << i;
    }
    EXPECT_EQ(*(*reader)->LineOffset(expected.size()), sample.bytes.size());
    EXPECT_TRUE(absl::IsOutOfRange((*reader)->LineOffset(expected.size() + 1).status()));
  }
}

RC_GTEST_PROP(ReaderProperty, ReadAtAndReadGiveThePart, ()) {
  static const base::ByteVector bytes = LogLines(60000);
  static const base::ByteVector score = *Encode(bytes, SmallOptions());
  static const std::unique_ptr<Reader> reader = *OpenBytes(score);
  const uint64_t offset = *rc::gen::inRange<uint64_t>(0, bytes.size() + 1);
  const size_t size = *rc::gen::oneOf(rc::gen::inRange<size_t>(0, 100),
                                      rc::gen::inRange<size_t>(0, bytes.size() + 10));
  const size_t there = std::min<size_t>(size, bytes.size() - offset);
  const base::ByteVector expected(bytes.begin() + offset, bytes.begin() + offset + there);
  base::ByteVector part(size);
  const auto count = reader->ReadAt(offset, part);
  RC_ASSERT(count.ok());
  RC_ASSERT(*count == there);
  part.resize(there);
  RC_ASSERT(part == expected);
  base::ByteVector sunk;
  RC_ASSERT(reader->Read(offset, offset + there, SinkTo(&sunk)).ok());
  RC_ASSERT(sunk == expected);
}

TEST(Reader, LinesByNumber) {
  const std::string text = "one\n\nthree\n" + std::string(5000, 'x') + "\nlast";
  const auto score = Encode(AsBytes(text), {.level = 1, .block_bytes = 1024});
  const auto opened = OpenBytes(*score);
  const Reader& reader = **opened;
  std::string sunk;
  const auto lines = [&](uint64_t from, uint64_t to) {
    sunk.clear();
    return reader.ReadLines(from, to, [&](std::span<const uint8_t> bytes) {
      sunk.append(AsText(bytes));
      return absl::OkStatus();
    });
  };
  ASSERT_TRUE(lines(0, 5).ok());
  EXPECT_EQ(sunk, text);
  ASSERT_TRUE(lines(1, 3).ok());
  EXPECT_EQ(sunk, "\nthree\n");
  ASSERT_TRUE(lines(4, 5).ok());
  EXPECT_EQ(sunk, "last");
  ASSERT_TRUE(lines(5, 5).ok());
  EXPECT_EQ(sunk, "");
  EXPECT_TRUE(absl::IsOutOfRange(lines(4, 6)));
  EXPECT_TRUE(absl::IsInvalidArgument(lines(2, 1)));
  EXPECT_EQ(*reader.ReadLine(0), "one");
  EXPECT_EQ(*reader.ReadLine(1), "");
  EXPECT_EQ(*reader.ReadLine(3), std::string(5000, 'x'));
  EXPECT_EQ(*reader.ReadLine(4), "last");
  EXPECT_TRUE(absl::IsOutOfRange(reader.ReadLine(5).status()));
}

TEST(Reader, ALineMustFitTheMemory) {
  const std::string text = std::string(1 << 20, 'x') + "\nshort\n";
  const auto score = Encode(AsBytes(text), {.level = 1, .block_bytes = 1024});
  const auto reader = OpenBytes(*score, {.memory_limit_bytes = 1000 << 10});
  ASSERT_TRUE(reader.ok());
  EXPECT_TRUE(absl::IsResourceExhausted((*reader)->ReadLine(0).status()));
  EXPECT_EQ(*(*reader)->ReadLine(1), "short");
}

TEST(Reader, LongRangesGoThroughThreads) {
  const base::ByteVector bytes = LogLines(12 << 20);
  const auto score = Encode(bytes, {.level = 1, .segment_bytes = 1 << 20});
  ASSERT_TRUE(score.ok());
  for (const int threads : {1, 3}) {
    const auto reader = OpenBytes(*score, {.threads = threads});
    ASSERT_TRUE(reader.ok());
    for (const auto& [from, to] : {std::pair{uint64_t{0}, bytes.size()},
                                   {uint64_t{12345}, bytes.size() - 54321},
                                   {uint64_t{2} << 20, uint64_t{8} << 20}}) {
      base::ByteVector part;
      ASSERT_TRUE((*reader)->Read(from, to, SinkTo(&part)).ok());
      EXPECT_EQ(part, base::ByteVector(bytes.begin() + from, bytes.begin() + to));
    }
  }
}

TEST(Reader, RangesOutOfBounds) {
  const base::ByteVector bytes = LogLines(5000);
  const auto score = Encode(bytes, SmallOptions());
  const auto reader = OpenBytes(*score);
  std::array<uint8_t, 10> part;
  EXPECT_EQ(*(*reader)->ReadAt(5000, part), 0u);
  EXPECT_EQ(*(*reader)->ReadAt(4995, part), 5u);
  EXPECT_TRUE(absl::IsOutOfRange((*reader)->ReadAt(5001, part).status()));
  base::ByteVector sunk;
  EXPECT_TRUE(absl::IsOutOfRange((*reader)->Read(0, 5001, SinkTo(&sunk))));
  EXPECT_TRUE(absl::IsInvalidArgument((*reader)->Read(2, 1, SinkTo(&sunk))));
  EXPECT_TRUE((*reader)->Read(5000, 5000, SinkTo(&sunk)).ok());
  EXPECT_TRUE(sunk.empty());
}

TEST(Reader, SegmentsDescribeTheScore) {
  const base::ByteVector bytes = LogLines(50000);
  const auto score = Encode(bytes, SmallOptions());
  const auto reader = OpenBytes(*score);
  const auto infos = (*reader)->Segments();
  ASSERT_TRUE(infos.ok()) << infos.status();
  uint64_t begin = 0;
  uint64_t offset = 8;
  for (const SegmentInfo& info : *infos) {
    EXPECT_EQ(info.offset, offset);
    offset += info.stored_bytes;
    const base::Bytes part = base::Bytes(bytes).subspan(begin, info.expanded_bytes);
    EXPECT_EQ(info.sha256, base::Sha256(part));
    EXPECT_EQ(info.lines,
              static_cast<uint64_t>(std::count(part.begin(), part.end(), '\n')));
    begin += info.expanded_bytes;
    if (begin < bytes.size()) {
      EXPECT_EQ(part.back(), '\n');
      EXPECT_GE(info.blocks, 2u);
    }
  }
  EXPECT_EQ(begin, bytes.size());
  EXPECT_GE(infos->size(), 6u);
}

TEST(Reader, ASmallReadTouchesAPart) {
  const base::ByteVector bytes = LogLines(4 << 20);
  const auto score = Encode(bytes, {.level = 1, .segment_bytes = 1 << 20});
  std::atomic<int> reads = 0;
  const auto reader = Reader::Open(std::make_unique<CountedFile>(*score, &reads), {});
  ASSERT_TRUE(reader.ok());
  std::array<uint8_t, 100> part;
  ASSERT_TRUE((*reader)->ReadAt(3 << 20, part).ok());
  const int cold = reads;
  EXPECT_LE(cold, 16);  // with the tables of the segment that it builds on
  // Warm: one read of the payload; again in the same block: none after the second.
  ASSERT_TRUE((*reader)->ReadAt((3 << 20) + 300000, part).ok());
  EXPECT_EQ(reads, cold + 1);
  ASSERT_TRUE((*reader)->ReadAt((3 << 20) + 300100, part).ok());
  ASSERT_TRUE((*reader)->ReadAt((3 << 20) + 300200, part).ok());
  ASSERT_TRUE((*reader)->ReadAt((3 << 20) + 300300, part).ok());
  EXPECT_LE(reads, cold + 2);
}

TEST(Reader, EveryFailingReadOfTheFileIsReported) {
  const base::ByteVector bytes = LogLines(30000);
  const auto score = Encode(bytes, SmallOptions());
  std::atomic<int> reads = 0;
  const auto run = [&](int failing) -> absl::StatusOr<base::ByteVector> {
    reads = 0;
    auto reader =
        Reader::Open(std::make_unique<CountedFile>(*score, &reads, failing), {});
    if (!reader.ok()) return reader.status();
    base::ByteVector all;
    for (uint64_t offset = 0; offset < bytes.size(); offset += 5000) {
      base::ByteVector part(5000);
      const auto count = (*reader)->ReadAt(offset, part);
      if (!count.ok()) return count.status();
      all.insert(all.end(), part.begin(), part.begin() + *count);
    }
    const absl::Status verified = (*reader)->Verify();
    if (!verified.ok()) return verified;
    return all;
  };
  const auto good = run(-1);
  ASSERT_TRUE(good.ok()) << good.status();
  EXPECT_EQ(*good, bytes);
  const int total = reads;
  for (int failing = 0; failing < total; ++failing) {
    EXPECT_TRUE(absl::IsUnavailable(run(failing).status())) << failing;
  }
}

TEST(Reader, ManyThreadsAtOnce) {
  const base::ByteVector bytes = LogLines(400000);
  const auto score = Encode(bytes, SmallOptions());
  // So little memory that segments are opened and closed all the time.
  const auto reader = OpenBytes(*score, {.memory_limit_bytes = 2 << 20});
  ASSERT_TRUE(reader.ok());
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (uint64_t i = 0; i < 300; ++i) {
        const uint64_t offset = (i * 7919 + t * 104729) % bytes.size();
        base::ByteVector part(1500);
        const auto count = (*reader)->ReadAt(offset, part);
        if (!count.ok() ||
            !std::equal(part.begin(), part.begin() + *count, bytes.begin() + offset)) {
          ++wrong;
        }
        if (!(*reader)->LineOffset(i).ok()) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Reader, MemoryLimitRefusesBeforeItAllocates) {
  const base::ByteVector bytes = LogLines(100000);
  const auto score = Encode(bytes, {});
  const auto reader = OpenBytes(*score, {.memory_limit_bytes = 4 << 10});
  ASSERT_TRUE(reader.ok()) << reader.status();
  std::array<uint8_t, 10> part;
  EXPECT_TRUE(absl::IsResourceExhausted((*reader)->ReadAt(0, part).status()));
}

TEST(Reader, NoLimitOnMemoryIsNoneAtAll) {
  const base::ByteVector bytes = LogLines(9 << 20);
  const auto score = Encode(bytes, {.level = 1, .segment_bytes = 1 << 20});
  for (const int threads : {1, 3}) {
    const DecodeOptions options = {.threads = threads,
                                   .memory_limit_bytes = std::nullopt};
    EXPECT_EQ(*DecodePipe(*score, options), bytes);
    const auto reader = OpenBytes(*score, options);
    ASSERT_TRUE(reader.ok()) << reader.status();
    base::ByteVector all;
    ASSERT_TRUE((*reader)->Read(0, bytes.size(), SinkTo(&all)).ok());
    EXPECT_EQ(all, bytes);
    std::array<uint8_t, 1> part;
    for (size_t at = 0; at < bytes.size(); at += 300'000) {
      ASSERT_EQ(*(*reader)->ReadAt(at, part), 1u);
      EXPECT_EQ(part[0], bytes[at]);
    }
    EXPECT_TRUE((*reader)->Templates().ok());
    EXPECT_TRUE((*reader)->Verify().ok());
  }
  EXPECT_FALSE(OpenBytes(*score, {.memory_limit_bytes = 0}).ok());
}

TEST(RandomAccessFile, ReadsFilesAndNamesThemInErrors) {
  const ScratchFolder folder;
  const std::string path = folder / "a.rondo";
  const base::ByteVector bytes = LogLines(30000);
  const auto score = Encode(bytes, SmallOptions());
  WriteFile(path, *score);
  auto file = RandomAccessFile::Open(path);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ((*file)->size(), score->size());
  auto reader = Reader::Open(*std::move(file));
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ((*Reader::Open(path))->size(), bytes.size());
  base::ByteVector all;
  ASSERT_TRUE((*reader)->Read(0, (*reader)->size(), SinkTo(&all)).ok());
  EXPECT_EQ(all, bytes);
  // Cut short while it is open: an error, not a signal.
  std::filesystem::resize_file(path, 100);
  EXPECT_TRUE(absl::IsDataLoss((*reader)->Read(20000, 30000, SinkTo(&all))));
  std::filesystem::remove(path);
  const auto missing = RandomAccessFile::Open(path);
  EXPECT_TRUE(absl::IsNotFound(missing.status()));
  EXPECT_NE(std::string(missing.status().message()).find(path), std::string::npos);
  EXPECT_FALSE(RandomAccessFile::Open("/").ok());
  EXPECT_TRUE(absl::IsNotFound(Reader::Open(path).status()));
}

}  // namespace
}  // namespace rondo::testing
