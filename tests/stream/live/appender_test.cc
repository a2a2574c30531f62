// Additions to a file that is read meanwhile: whole or not at all, whatever happens.
#include "rondo/appender.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "rondo/encoder.h"
#include "rondo/reader.h"
#include "stream/score/format.h"
#include "support/container_support.h"
#include "support/scratch_folder.h"

namespace rondo::testing {
namespace {

class AppenderTest : public ::testing::Test {
 protected:
  static EncodeOptions Added() {
    EncodeOptions options = SmallOptions();
    options.for_append = true;
    return options;
  }

  // A score of `bytes`, added to the file and committed.
  absl::Status Add(base::Bytes bytes) const {
    auto appender = Appender::Open(path_);
    if (!appender.ok()) return appender.status();
    const auto score = Encode(bytes, Added());
    if (!score.ok()) return score.status();
    const absl::Status written = (*appender)->Write(*score);
    return written.ok() ? (*appender)->Commit() : written;
  }

  base::ByteVector Stored() const { return ReadFile(path_); }
  void Store(base::Bytes bytes) const { WriteFile(path_, bytes); }

  const ScratchFolder folder_;
  const std::string path_ = folder_ / "a.rondo";
};

TEST_F(AppenderTest, AddsBehindWhatIsThere) {
  const base::ByteVector first = LogLines(9'000, 1);
  const base::ByteVector second = LogLines(5'000, 2);
  ASSERT_TRUE(Add(first).ok());
  const base::ByteVector before = Stored();
  ASSERT_TRUE(Add(second).ok());
  const base::ByteVector after = Stored();
  ASSERT_GT(after.size(), before.size());
  EXPECT_TRUE(std::equal(before.begin(), before.end(), after.begin()));
  EXPECT_EQ(*DecodeFile(after), first + second);
  EXPECT_EQ(*DecodePipe(after), first + second);
  EXPECT_TRUE((*OpenBytes(after))->Verify().ok());
}

TEST_F(AppenderTest, AddsToAPlainScoreToo) {
  const base::ByteVector first = LogLines(3'000, 1);
  Store(*Encode(first, SmallOptions()));
  ASSERT_TRUE(Add(first).ok());
  EXPECT_EQ(*DecodeFile(Stored()), first + first);
}

TEST_F(AppenderTest, CutAnywhereTheFileIsTheOldOneOrTheNewOne) {
  const base::ByteVector first = LogLines(2'000, 1);
  const base::ByteVector second = LogLines(2'500, 2);
  ASSERT_TRUE(Add(first).ok());
  const size_t old_size = Stored().size();
  ASSERT_TRUE(Add(second).ok());
  const base::ByteVector whole = Stored();
  for (size_t size = old_size; size < whole.size(); ++size) {
    const base::Bytes cut = base::Bytes(whole).first(size);
    const auto reader = OpenBytes(cut);
    ASSERT_TRUE(reader.ok()) << size << ": " << reader.status();
    EXPECT_EQ((*reader)->size(), first.size()) << size;
    EXPECT_EQ((*reader)->stored_bytes(), old_size) << size;
    EXPECT_EQ((*reader)->unfinished_bytes(), size - old_size) << size;
    EXPECT_TRUE((*reader)->Verify().ok()) << size;
  }
}

TEST_F(AppenderTest, ZerosFromAnywhereOnAreUnfinished) {
  const base::ByteVector first = LogLines(2'000, 1);
  const base::ByteVector second = LogLines(2'500, 2);
  ASSERT_TRUE(Add(first).ok());
  const size_t old_size = Stored().size();
  ASSERT_TRUE(Add(second).ok());
  const base::ByteVector whole = Stored();
  for (size_t from = old_size; from < whole.size(); ++from) {
    base::ByteVector torn = whole;
    std::fill(torn.begin() + static_cast<ptrdiff_t>(from), torn.end(), 0);
    const auto reader = OpenBytes(torn);
    ASSERT_TRUE(reader.ok()) << from << ": " << reader.status();
    EXPECT_EQ((*reader)->size(), first.size()) << from;
    EXPECT_TRUE((*reader)->Verify().ok()) << from;
  }
}

TEST_F(AppenderTest, AFirstAdditionThatWasCutIsAnEmptyScore) {
  ASSERT_TRUE(Add(LogLines(2'000)).ok());
  const base::ByteVector whole = Stored();
  for (size_t size = stream::kFileHeaderBytes; size < whole.size(); ++size) {
    const auto reader = OpenBytes(base::Bytes(whole).first(size));
    ASSERT_TRUE(reader.ok()) << size << ": " << reader.status();
    EXPECT_EQ((*reader)->size(), 0u) << size;
  }
}

TEST_F(AppenderTest, TheNextAdditionCutsOffWhatWasNotFinished) {
  const base::ByteVector first = LogLines(2'000, 1);
  const base::ByteVector second = LogLines(9'000, 2);
  ASSERT_TRUE(Add(first).ok());
  const base::ByteVector old = Stored();
  ASSERT_TRUE(Add(second).ok());
  const base::ByteVector whole = Stored();
  Store(base::Bytes(whole).first(whole.size() - 7));
  auto appender = Appender::Open(path_);
  ASSERT_TRUE(appender.ok()) << appender.status();
  EXPECT_EQ((*appender)->unfinished_bytes(), whole.size() - 7 - old.size());
  EXPECT_EQ(Stored(), old);
  appender->reset();
  ASSERT_TRUE(Add(second).ok());
  EXPECT_EQ(Stored(), whole);
}

TEST_F(AppenderTest, DamageIsNotCutOff) {
  const base::ByteVector first = LogLines(4'000, 1);
  // A plain score that lost its end is damaged, not unfinished.
  const base::ByteVector score = *Encode(first, SmallOptions());
  for (const size_t lost : {size_t{200}, score.size() / 2}) {
    Store(base::Bytes(score).first(score.size() - lost));
    const base::ByteVector before = Stored();
    EXPECT_TRUE(absl::IsDataLoss(Appender::Open(path_).status())) << lost;
    EXPECT_EQ(Stored(), before) << lost;
  }
  // An added one that something intact stands behind, too.
  ASSERT_TRUE(std::filesystem::remove(path_));
  ASSERT_TRUE(Add(first).ok());
  base::ByteVector two = Stored();
  ASSERT_TRUE(Add(first).ok());
  const size_t boundary = two.size();
  two = Stored();
  two[boundary / 2] ^= 0xff;
  const auto reader = OpenBytes(two);
  EXPECT_TRUE(!reader.ok() || !(*reader)->Verify().ok());
}

TEST_F(AppenderTest, OneAtATime) {
  const auto first = Appender::Open(path_);
  ASSERT_TRUE(first.ok());
  EXPECT_TRUE(absl::IsUnavailable(Appender::Open(path_).status()));
}

TEST_F(AppenderTest, CommitsWholeScoresOnly) {
  const base::ByteVector score = *Encode(LogLines(2'000), Added());
  auto appender = Appender::Open(path_);
  ASSERT_TRUE(appender.ok());
  ASSERT_TRUE((*appender)->Write(base::Bytes(score).first(score.size() - 1)).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition((*appender)->Commit()));
  EXPECT_TRUE(absl::IsFailedPrecondition((*appender)->Write(score)));
  EXPECT_EQ(std::filesystem::file_size(path_), 0u);
}

TEST_F(AppenderTest, AnyCutsOfTheWritesGiveTheSame) {
  const base::ByteVector score = *Encode(LogLines(3'000), Added());
  for (const size_t piece : {1, 5, 23, 24, 25, 1000}) {
    std::filesystem::remove(path_);
    auto appender = Appender::Open(path_);
    ASSERT_TRUE(appender.ok());
    for (size_t at = 0; at < score.size(); at += piece) {
      const base::Bytes rest = base::Bytes(score).subspan(at);
      ASSERT_TRUE((*appender)->Write(rest.first(std::min(piece, rest.size()))).ok());
    }
    ASSERT_TRUE((*appender)->Commit().ok());
    EXPECT_EQ((*appender)->size(), score.size());
    EXPECT_EQ(Stored(), score) << piece;
  }
}

TEST_F(AppenderTest, WithoutCommitNothingStays) {
  const base::ByteVector first = LogLines(2'000, 1);
  ASSERT_TRUE(Add(first).ok());
  const base::ByteVector before = Stored();
  {
    auto appender = Appender::Open(path_);
    ASSERT_TRUE(appender.ok());
    ASSERT_TRUE((*appender)->Write(*Encode(first, Added())).ok());
    EXPECT_EQ(*DecodeFile(Stored()), first);
  }
  EXPECT_EQ(Stored(), before);
}

TEST_F(AppenderTest, AFileThatWasMadeForNothingGoesAgain) {
  const base::ByteVector score = *Encode(LogLines(2'000), Added());
  for (const size_t count : {size_t{0}, score.size()}) {
    auto appender = Appender::Open(path_);
    ASSERT_TRUE(appender.ok());
    ASSERT_TRUE((*appender)->Write(base::Bytes(score).first(count)).ok());
    EXPECT_TRUE(std::filesystem::exists(path_));
    appender->reset();
    EXPECT_FALSE(std::filesystem::exists(path_)) << count;
  }
  // It was there before.
  Store({});
  (void)Appender::Open(path_);
  EXPECT_TRUE(std::filesystem::exists(path_));
}

// A child adds one score after another until it is killed, noting in a pipe what it has
// committed; the file then holds that, and at most one addition more.
TEST_F(AppenderTest, KilledAtAnyMomentNothingCommittedIsLost) {
  constexpr int kRuns = 60;
  const base::ByteVector part = LogLines(20'000, 7);
  const base::ByteVector score = *Encode(part, Added());
  for (int run = 0; run < kRuns; ++run) {
    std::filesystem::remove(path_);
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto appender = Appender::Open(path_);
      while (appender.ok() && (*appender)->Write(score).ok() &&
             (*appender)->Commit().ok()) {
        if (::write(ends[1], "x", 1) != 1) break;
      }
      ::_exit(1);
    }
    ::close(ends[1]);
    ::usleep(static_cast<useconds_t>(1'000 + run * 700));
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
    size_t committed = 0;
    char noted[64];
    for (ssize_t count; (count = ::read(ends[0], noted, sizeof(noted))) > 0;) {
      committed += static_cast<size_t>(count);
    }
    ::close(ends[0]);
    const base::ByteVector stored =
        std::filesystem::exists(path_) ? Stored() : base::ByteVector();
    if (stored.size() < stream::kFileHeaderBytes) {
      EXPECT_EQ(committed, 0u);
      continue;
    }
    const auto reader = OpenBytes(stored);
    ASSERT_TRUE(reader.ok()) << reader.status();
    EXPECT_TRUE((*reader)->Verify().ok());
    const uint64_t found = (*reader)->size() / part.size();
    EXPECT_EQ((*reader)->size() % part.size(), 0u);
    EXPECT_GE(found, committed);
    EXPECT_LE(found, committed + 1);
  }
}

}  // namespace
}  // namespace rondo::testing
