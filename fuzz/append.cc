// append: what becomes of a file to which scores are added, step by step. What was
// committed is there, whatever happens behind it; what was not does not count; a damaged
// file gives an error or true bytes, never others.
//
//   input = u8 mode, step*              (0) the file is empty at first
//         | u8 mode, u16 bytes, file, step*   (1) the file is of anybody's making
//   step  = u8 what, u16 where, u8 bytes, data
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/byte_io.h"
#include "base/checksum.h"
#include "fuzz/check.h"
#include "fuzz/limits.h"
#include "rondo/appender.h"
#include "rondo/encoder.h"
#include "rondo/reader.h"

namespace rondo::fuzz {
namespace {

constexpr int kMostSteps = 24;

// A file in memory that can be opened by name.
class MemoryFile {
 public:
  MemoryFile() : number_(::memfd_create("score", MFD_CLOEXEC)) {
    FUZZ_CHECK(number_ >= 0);
  }
  ~MemoryFile() { ::close(number_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string path() const { return "/proc/self/fd/" + std::to_string(number_); }
  base::ByteVector Read() const {
    base::ByteVector bytes(static_cast<size_t>(::lseek(number_, 0, SEEK_END)));
    FUZZ_CHECK(::pread(number_, bytes.data(), bytes.size(), 0) ==
               static_cast<ssize_t>(bytes.size()));
    return bytes;
  }
  void Write(base::Bytes bytes) {
    FUZZ_CHECK(::ftruncate(number_, 0) == 0);
    FUZZ_CHECK(::pwrite(number_, bytes.data(), bytes.size(), 0) ==
               static_cast<ssize_t>(bytes.size()));
  }

 private:
  const int number_;
};

// The public API, in one place.

base::ByteVector EncodeAddition(base::Bytes text) {
  base::ByteVector score;
  EncodeOptions options;
  options.level = kMinLevel;
  options.block_bytes = 1 << 10;
  options.for_append = true;
  auto encoder = Encoder::Create(options, [&](std::span<const uint8_t> bytes) {
    score.insert(score.end(), bytes.begin(), bytes.end());
    return absl::OkStatus();
  });
  FUZZ_CHECK(encoder.ok());
  FUZZ_CHECK((*encoder)->Write(text).ok());
  FUZZ_CHECK((*encoder)->Finish().ok());
  return score;
}

// What a reader finds in the bytes of a file.
struct Found {
  absl::Status status;
  base::ByteVector bytes;
  uint64_t stored_bytes = 0;
  uint64_t unfinished_bytes = 0;
  bool verified = false;
};

Found ReadAll(base::Bytes file) {
  Found found;
  auto reader = Reader::Open(RandomAccessFile::OpenMemory(file), Options());
  found.status = reader.status();
  if (!reader.ok()) return found;
  found.stored_bytes = (*reader)->stored_bytes();
  found.unfinished_bytes = (*reader)->unfinished_bytes();
  found.status = (*reader)->Read(
      0, (*reader)->size(), [&](std::span<const uint8_t> bytes) -> absl::Status {
        if (found.bytes.size() > kOutputBytes) return absl::CancelledError("enough");
        found.bytes.insert(found.bytes.end(), bytes.begin(), bytes.end());
        return absl::OkStatus();
      });
  if (found.status.ok()) found.verified = (*reader)->Verify().ok();
  return found;
}

// What counts, as it should be.
struct Committed {
  uint64_t stored_bytes = 0;
  base::ByteVector bytes;  // expanded
};

class Story {
 public:
  void Step(base::ByteReader* input) {
    const uint8_t what = input->U8();
    const uint16_t where = input->U16();
    const base::Bytes data = input->Take(input->U8());
    switch (what % 8) {
      case 0:
        return Add(data, where);
      case 1:
        return Begin(data, where);
      case 2:
        return Close();
      case 3:
        return CutOff(where, false);
      case 4:
        return CutOff(where, true);
      case 5:
        return LookAtDamage(where, data);
      case 6:
        return OpenTwice();
      default:
        return CommitTooEarly(data, where);
    }
  }

  // Whatever was done last, what was committed is what is read.
  void Check() {
    const base::ByteVector file = file_.Read();
    const Committed& now = states_.back();
    FUZZ_CHECK(file.size() >= now.stored_bytes);
    const Found found = ReadAll(file);
    // Until the first file header is whole, to its flags, this is no score for a reader.
    if (file.size() < kHeaderBytes || file[kHeaderBytes - 1] == 0) {
      FUZZ_CHECK(now.stored_bytes == 0 && !found.status.ok());
      return;
    }
    FUZZ_CHECK(found.status.ok());
    FUZZ_CHECK(found.bytes == now.bytes);
    FUZZ_CHECK(found.verified);
    FUZZ_CHECK(found.stored_bytes == now.stored_bytes);
    FUZZ_CHECK(found.unfinished_bytes == file.size() - now.stored_bytes);
  }

 private:
  static constexpr size_t kHeaderBytes = 8;

  void Open() {
    if (appender_ != nullptr) return;
    auto opened = Appender::Open(file_.path());
    FUZZ_CHECK(opened.ok());
    appender_ = *std::move(opened);
    FUZZ_CHECK(appender_->size() == states_.back().stored_bytes);
    FUZZ_CHECK(file_.Read().size() == appender_->size());
    begun_ = false;
  }

  void Close() { appender_.reset(); }

  void WriteInPieces(base::Bytes score, uint16_t where) {
    const size_t cut = where % (score.size() + 1);
    FUZZ_CHECK(appender_->Write(score.first(cut)).ok());
    FUZZ_CHECK(appender_->Write(score.subspan(cut)).ok());
  }

  void Add(base::Bytes data, uint16_t where) {
    if (begun_) Close();  // the rest of that score is lost
    Open();
    const base::ByteVector score = EncodeAddition(data);
    WriteInPieces(score, where);
    FUZZ_CHECK(appender_->Commit().ok());
    Committed next = states_.back();
    next.stored_bytes += score.size();
    next.bytes.insert(next.bytes.end(), data.begin(), data.end());
    states_.push_back(std::move(next));
    FUZZ_CHECK(appender_->size() == states_.back().stored_bytes);
  }

  // A part of a score.
  void Begin(base::Bytes data, uint16_t where) {
    if (begun_) Close();
    Open();
    const base::ByteVector score = EncodeAddition(data);
    FUZZ_CHECK(appender_->Write(base::Bytes(score).first(where % score.size())).ok());
    begun_ = true;
  }

  void CommitTooEarly(base::Bytes data, uint16_t where) {
    Begin(data, where);
    FUZZ_CHECK(!appender_->Commit().ok());
    FUZZ_CHECK(!appender_->Write(data).ok());
    Close();
  }

  // As if the machine had stopped during the last addition: its end never came to the
  // disk, or zeros stand there.
  void CutOff(uint16_t where, bool zeros) {
    Close();
    if (states_.size() < 2) return;
    const uint64_t to = states_.back().stored_bytes;
    states_.pop_back();
    const uint64_t from = states_.back().stored_bytes;
    const uint64_t kept = from + where % (to - from);
    base::ByteVector file = file_.Read();
    // The last byte of a score is no zero, so that this is always a change.
    file.resize(kept);
    if (zeros) file.resize(to);
    file_.Write(file);
  }

  // A copy of the file with a byte changed, or with other bytes behind it. An appender
  // may cut off what it takes for unfinished.
  void LookAtDamage(uint16_t where, base::Bytes data) {
    base::ByteVector file = file_.Read();
    if (file.empty()) return;
    file[where % file.size()] ^= data.empty() ? 1 : data[0] | 1;
    if (data.size() > 1) file.insert(file.end(), data.begin(), data.end());
    CheckTrueBytes(file);
    MemoryFile copy;
    copy.Write(file);
    (void)Appender::Open(copy.path());
    CheckTrueBytes(copy.Read());
  }

  // Nothing is read that was never committed, in this order. Fuzzers look behind the
  // checksums, which is where this can be known.
  void CheckTrueBytes(base::Bytes file) const {
    const Found found = ReadAll(file);
    if (base::kIgnoreChecksums || !found.status.ok()) return;
    FUZZ_CHECK(std::ranges::any_of(
        states_, [&](const Committed& state) { return state.bytes == found.bytes; }));
  }

  void OpenTwice() {
    Open();
    FUZZ_CHECK(absl::IsUnavailable(Appender::Open(file_.path()).status()));
  }

  MemoryFile file_;
  std::unique_ptr<Appender> appender_;    // null: the file is closed
  bool begun_ = false;                    // and not committed
  std::vector<Committed> states_ = {{}};  // each may be what counts after a cut
};

// A file of anybody's making takes an addition whole, or not at all.
void AddToAnything(base::Bytes content, base::ByteReader* input) {
  MemoryFile file;
  file.Write(content);
  auto appender = Appender::Open(file.path());
  if (!appender.ok()) {
    FUZZ_CHECK(std::ranges::equal(file.Read(), content));
    return;
  }
  const base::ByteVector kept = file.Read();
  FUZZ_CHECK(kept.size() <= content.size());
  FUZZ_CHECK(std::equal(kept.begin(), kept.end(), content.begin()));
  (void)input->U8();
  (void)input->U16();
  const base::Bytes data = input->Take(input->U8());
  const base::ByteVector score = EncodeAddition(data);
  FUZZ_CHECK((*appender)->Write(score).ok());
  FUZZ_CHECK((*appender)->Commit().ok());
  const base::ByteVector added = file.Read();
  FUZZ_CHECK(added.size() == kept.size() + score.size());
  const Found before = ReadAll(kept);
  const Found after = ReadAll(added);
  if (!kept.empty() && !before.status.ok()) return;
  if (!after.status.ok()) {
    FUZZ_CHECK(absl::IsCancelled(after.status) ||
               absl::IsResourceExhausted(after.status));
    return;
  }
  FUZZ_CHECK(after.bytes.size() == before.bytes.size() + data.size());
  FUZZ_CHECK(std::equal(data.rbegin(), data.rend(), after.bytes.rbegin()));
}

void Run(base::Bytes bytes) {
  base::ByteReader input(bytes);
  if (input.U8() % 2 == 1) {
    const base::Bytes content = input.Take(input.U16());
    if (input.ok()) AddToAnything(content, &input);
    return;
  }
  Story story;
  for (int i = 0; i < kMostSteps && input.ok() && input.remaining() > 0; ++i) {
    story.Step(&input);
    story.Check();
  }
}

}  // namespace
}  // namespace rondo::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rondo::fuzz::Run({data, size});
  return 0;
}
