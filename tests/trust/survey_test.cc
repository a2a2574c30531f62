// How damaged files are taken apart, and that hostile ones cost no more than others.
#include "trust/survey.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "base/checksum.h"
#include "stream/score/format.h"
#include "support/container_support.h"

namespace rondo::testing {
namespace {

using trust::Piece;
using trust::PieceKind;
using trust::Survey;
using trust::SurveyFile;

constexpr uint64_t kLimit = uint64_t{64} << 20;

Survey SurveyOf(base::Bytes bytes) {
  const auto survey = SurveyFile(*RandomAccessFile::OpenMemory(bytes), kLimit);
  EXPECT_TRUE(survey.ok()) << survey.status();
  return *survey;
}

// Counts what is read.
class CountingFile final : public RandomAccessFile {
 public:
  explicit CountingFile(base::Bytes bytes) : file_(OpenMemory(bytes)) {}
  uint64_t size() const override { return file_->size(); }
  absl::Status ReadAt(uint64_t offset, std::span<uint8_t> out) const override {
    read_bytes_ += out.size();
    return file_->ReadAt(offset, out);
  }
  uint64_t read_bytes() const { return read_bytes_; }

 private:
  const std::unique_ptr<RandomAccessFile> file_;
  mutable std::atomic<uint64_t> read_bytes_ = 0;
};

TEST(Survey, PiecesAreEndToEnd) {
  base::ByteVector file = *Encode(Noise(40'000), SmallOptions());
  for (size_t at = 0; at < file.size(); at += 1999) {
    SCOPED_TRACE(at);
    base::ByteVector damaged = file;
    std::fill(damaged.begin() + at, damaged.begin() + std::min(at + 700, damaged.size()),
              0x8f);
    const Survey survey = SurveyOf(damaged);
    uint64_t end = 0;
    for (const Piece& piece : survey.pieces) {
      EXPECT_EQ(piece.begin, end);
      EXPECT_GE(piece.end, piece.begin);
      end = piece.end;
    }
    EXPECT_EQ(end, damaged.size());
  }
}

TEST(Survey, UndamagedFileIsNotScanned) {
  const base::ByteVector score = *Encode(Noise(300'000), SmallOptions());
  const CountingFile file(score);
  ASSERT_TRUE(SurveyFile(file, kLimit).ok());
  EXPECT_LT(file.read_bytes(), score.size() / 10);
}

// Headers that claim more than there is, each within the last one.
TEST(Survey, HeadersWithinHeadersCostNoMore) {
  base::ByteVector file = ToBytes("x");
  while (file.size() < 300'000) {
    stream::SegmentHeader header = {.expanded_bytes = 1 << 20,
                                    .block_bytes = 1 << 10,
                                    .blocks = 1 << 10,
                                    .block_table_bytes = 100'000,
                                    .blocks_bytes = 1 << 20};
    stream::AppendSegmentHeader(&header, &file);
  }
  const CountingFile counted(file);
  const auto survey = SurveyFile(counted, kLimit);
  ASSERT_TRUE(survey.ok()) << survey.status();
  // Eight times the file, and the least budget.
  EXPECT_LT(counted.read_bytes(), 8 * file.size() + (uint64_t{66} << 20));
}

// Trailers that all lead to the same index.
TEST(Survey, TrailersWithoutEndCostNoMore) {
  base::ByteVector file(200'000, 0x8f);
  for (size_t at = 0; at + 4 < file.size(); at += 4) {
    std::ranges::copy(stream::kIndexMarker, file.begin() + at);
  }
  for (int i = 0; i < 10'000; ++i) {
    base::ByteVector trailer;
    base::ByteWriter writer(&trailer);
    writer.U64(150'000);
    writer.U64(190'000);
    writer.U32(base::Xxh3Low(trailer));
    writer.Append(stream::kTrailerMarker);
    file = file + trailer;
  }
  const CountingFile counted(file);
  EXPECT_FALSE(SurveyFile(counted, kLimit).ok());
  EXPECT_LT(counted.read_bytes(), 8 * file.size() + (uint64_t{66} << 20));
}

}  // namespace
}  // namespace rondo::testing
