#include "dictionary/car.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "dictionary/random_value.h"

namespace rondo::dictionary {
namespace {

using ::testing::HasSubstr;

// A file in memory, read a few bytes at a time.
CarReader::Source SourceOf(base::Bytes file) {
  return [file](std::span<uint8_t> buffer) mutable -> absl::StatusOr<size_t> {
    const size_t count = std::min<size_t>({buffer.size(), file.size(), 7});
    std::copy_n(file.begin(), count, buffer.begin());
    file = file.subspan(count);
    return count;
  };
}

struct Contents {
  std::vector<Cid> roots;
  std::vector<CarBlock> blocks;
};

absl::StatusOr<Contents> ReadAll(base::Bytes file) {
  auto reader = CarReader::Open(SourceOf(file));
  if (!reader.ok()) return reader.status();
  Contents contents;
  contents.roots = reader->roots();
  for (;;) {
    auto block = reader->Next();
    if (!block.ok()) return block.status();
    if (!*block) return contents;
    contents.blocks.push_back(**std::move(block));
  }
}

base::ByteVector WriteAll(std::span<const Cid> roots,
                          const std::vector<CarBlock>& blocks) {
  base::ByteVector file;
  auto writer = CarWriter::Create(roots, [&](base::Bytes bytes) {
    file.insert(file.end(), bytes.begin(), bytes.end());
    return absl::OkStatus();
  });
  EXPECT_TRUE(writer.ok());
  for (const CarBlock& block : blocks) {
    EXPECT_TRUE(writer->Add(block.cid, block.bytes).ok());
  }
  return file;
}

CarBlock Block(const std::vector<uint8_t>& bytes) {
  return {Cid::Of(Codec::kRaw, bytes), bytes};
}

RC_GTEST_PROP(Car, ThereAndBack, (const std::vector<std::vector<uint8_t>>& data)) {
  std::vector<CarBlock> blocks = {Block({})};
  for (const auto& bytes : data) blocks.push_back(Block(bytes));
  std::vector<Cid> roots = {blocks.back().cid, blocks.front().cid};
  const auto back = ReadAll(WriteAll(roots, blocks));
  RC_ASSERT(back.ok());
  RC_ASSERT(back->roots == roots);
  RC_ASSERT(back->blocks.size() == blocks.size());
  for (size_t i = 0; i < blocks.size(); ++i) {
    RC_ASSERT(back->blocks[i].cid == blocks[i].cid);
    RC_ASSERT(back->blocks[i].bytes == blocks[i].bytes);
  }
}

class SmallCar : public ::testing::Test {
 protected:
  const CarBlock first_ = Block({'h', 'i'});
  const CarBlock second_ = Block({1, 2, 3});
  const base::ByteVector file_ = WriteAll({&first_.cid, 1}, {first_, second_});
  const size_t header_ = 1 + file_[0];
  const size_t second_at_ = header_ + 1 + kCidBytes + 2;

  static std::string Refusal(const base::ByteVector& file, absl::StatusCode code) {
    const auto contents = ReadAll(file);
    EXPECT_EQ(contents.status().code(), code) << contents.status();
    return std::string(contents.status().message());
  }
};

TEST_F(SmallCar, TheWorkedExample) {
  EXPECT_EQ(file_[0], 0x3a);
  EXPECT_EQ(file_[header_], kCidBytes + 2);
  EXPECT_EQ(file_.size(), second_at_ + 1 + kCidBytes + 3);
}

// A file may end between two blocks, and nowhere else.
TEST_F(SmallCar, EveryTruncation) {
  for (size_t size = 0; size < file_.size(); ++size) {
    const auto contents = ReadAll(base::Bytes(file_).first(size));
    EXPECT_EQ(contents.ok(), size == header_ || size == second_at_) << size;
  }
}

TEST_F(SmallCar, EveryFlippedBit) {
  for (size_t i = 0; i < file_.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      base::ByteVector bent = file_;
      bent[i] ^= static_cast<uint8_t>(1 << bit);
      const auto contents = ReadAll(bent);
      if (!contents.ok()) continue;
      // Another root, or the same bytes by their other codec.
      EXPECT_EQ(WriteAll(contents->roots, contents->blocks), bent) << i;
    }
  }
}

TEST_F(SmallCar, Refusals) {
  base::ByteVector bent = file_;
  bent.back() ^= 1;
  EXPECT_THAT(Refusal(bent, absl::StatusCode::kDataLoss),
              HasSubstr(absl::StrCat("CAR, byte ", second_at_, ": the 3 bytes at ",
                                     second_.cid.ToText())));
  bent = file_;
  bent.push_back(0);
  EXPECT_THAT(Refusal(bent, absl::StatusCode::kDataLoss),
              HasSubstr("a block without an address"));
  bent = file_;
  bent.insert(bent.end(), {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01});
  EXPECT_THAT(Refusal(bent, absl::StatusCode::kResourceExhausted),
              HasSubstr("a block of 9223372036854775808 bytes"));
  bent = file_;
  bent.insert(bent.end(), {0x81, 0x00});
  EXPECT_THAT(Refusal(bent, absl::StatusCode::kDataLoss), HasSubstr("shortest form"));
  EXPECT_THAT(Refusal({}, absl::StatusCode::kInvalidArgument), HasSubstr("empty"));
  EXPECT_THAT(Refusal({0}, absl::StatusCode::kInvalidArgument), HasSubstr("0 bytes"));
  const std::string text =
      "a log with some lines of text, which is no CAR file at all\n"
      "and a second line, so that it is long enough\n";
  EXPECT_THAT(Refusal({text.begin(), text.end()}, absl::StatusCode::kInvalidArgument),
              HasSubstr("not a CAR file"));
}

base::ByteVector WithHeader(const char* hex) {
  base::ByteVector file = FromHex(hex);
  file.insert(file.begin(), static_cast<uint8_t>(file.size()));
  return file;
}

TEST_F(SmallCar, Headers) {
  const std::string root =
      "d82a 5825 00 0155 1220 "
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  const std::string roots = "65 726f6f7473 ";
  const std::string version = "67 76657273696f6e ";
  const auto good =
      ReadAll(WithHeader(("a2" + roots + "81" + root + version + "01").c_str()));
  ASSERT_TRUE(good.ok()) << good.status();
  EXPECT_EQ(good->roots[0], Cid::Of(Codec::kRaw, {}));
  struct Case {
    std::string header;
    absl::StatusCode code;
    const char* says;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"a2" + roots + "80" + version + "01", absl::StatusCode::kDataLoss, "root"},
           {"a2" + roots + "81" + root + version + "02", absl::StatusCode::kUnimplemented,
            "version 2"},
           {"a1" + version + "02", absl::StatusCode::kUnimplemented, "version 2"},
           {"a1" + version + "01", absl::StatusCode::kDataLoss, "roots"},
           {"a1" + roots + "80", absl::StatusCode::kInvalidArgument, "no version"},
           {"a2" + version + "01" + roots + "80", absl::StatusCode::kInvalidArgument,
            "belongs before"},
           {"a2" + roots + "8100" + version + "01", absl::StatusCode::kDataLoss,
            "expected a link"},
           {"a3 61 78 00" + roots + "81" + root + version + "01",
            absl::StatusCode::kDataLoss, "only"},
           {"80", absl::StatusCode::kInvalidArgument, "no map"},
           {"a2" + roots + "81 d82a 5823 00 1220" + root.substr(23) + version + "01",
            absl::StatusCode::kUnimplemented, "version 0"}}) {
    const auto contents = ReadAll(WithHeader(c.header.c_str()));
    EXPECT_EQ(contents.status().code(), c.code) << contents.status();
    EXPECT_THAT(std::string(contents.status().message()), HasSubstr(c.says));
  }
}

}  // namespace
}  // namespace rondo::dictionary
