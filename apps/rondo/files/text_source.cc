// Tested by tests/apps/rondo/grep_test.cc.
#include "apps/rondo/files/text_source.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace rondo::app {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kScoreMagic = "\x8FRondo";
constexpr size_t kMagicBytes = 16;  // enough to tell all formats apart

absl::Status ReadPlain(Source& source, const TextSink& sink) {
  // Not filled: of a small file most of its pages are never touched.
  const auto storage = std::make_unique_for_overwrite<uint8_t[]>(kUnpackBufferBytes);
  const std::span buffer(storage.get(), kUnpackBufferBytes);
  for (;;) {
    RONDO_ASSIGN_OR_RETURN(const size_t count, source.Read(buffer));
    if (count == 0) return absl::OkStatus();
    RONDO_ASSIGN_OR_RETURN(const bool more, sink(AsText(buffer.first(count))));
    if (!more) return absl::OkStatus();
  }
}

absl::Status ReadScore(Source& source, const DecodeOptions& options,
                       const TextSink& sink) {
  bool more = true;
  const absl::Status status =
      Decode([&](std::span<uint8_t> buffer) { return source.Read(buffer); },
             [&](std::span<const uint8_t> bytes) -> absl::Status {
               RONDO_ASSIGN_OR_RETURN(more, sink(AsText(bytes)));
               return more ? absl::OkStatus() : absl::AbortedError("enough");
             },
             options)
          .status();
  return more ? status : absl::OkStatus();
}

uint32_t LittleEndian(std::span<const uint8_t> bytes) {
  return uint32_t{bytes[0]} | uint32_t{bytes[1]} << 8 | uint32_t{bytes[2]} << 16 |
         uint32_t{bytes[3]} << 24;
}

// .lzma has no magic. As xz, this takes what an encoder would write: properties, a
// dictionary of 2^n or 2^n + 2^(n-1) bytes, a size that is unknown or below 256 GiB; and
// the coded data begin with a zero. No text looks like that: the sizes have too few bits.
bool IsLzmaAlone(std::span<const uint8_t> first) {
  constexpr size_t kHeaderBytes = 13;
  constexpr uint8_t kMostProperties = (4 * 5 + 4) * 9 + 8;
  if (first.size() <= kHeaderBytes || first[0] > kMostProperties || first[13] != 0) {
    return false;
  }
  const uint32_t dictionary = LittleEndian(first.subspan(1));
  const uint32_t low = dictionary & (~dictionary + 1);
  const bool usual = dictionary == UINT32_MAX ||
                     (dictionary != 0 && (dictionary == low || dictionary == 3 * low));
  const uint64_t size =
      LittleEndian(first.subspan(5)) | uint64_t{LittleEndian(first.subspan(9))} << 32;
  return usual && (size == UINT64_MAX || size < uint64_t{1} << 38);
}

bool IsZstd(std::string_view first) {
  // Versions 0.1 to 0.7, then all others.
  constexpr std::string_view kFirstBytes = "\x1E\x22\x23\x24\x25\x26\x27\x28";
  return first.size() >= 4 && kFirstBytes.find(first[0]) != std::string_view::npos &&
         first.substr(1, 3) == "\xB5\x2F\xFD";
}

// zstd and lz4 share these.
bool IsSkippable(std::string_view first) {
  return first.size() >= 4 && (static_cast<uint8_t>(first[0]) & 0xf0u) == 0x50 &&
         first.substr(1, 3) == "\x2A\x4D\x18";
}

// The digit is the size of blocks; then comes a block, or the end of no blocks.
bool IsBzip2(std::string_view first) {
  return first.size() >= 10 && first.starts_with("BZh") && first[3] >= '1' &&
         first[3] <= '9' &&
         (first.substr(4, 6) == "\x31\x41\x59\x26\x53\x59" ||
          first.substr(4, 6) == "\x17\x72\x45\x38\x50\x90");
}

bool IsLz4(std::string_view first) {
  return first.starts_with("\x04\x22\x4D\x18") || first.starts_with("\x02\x21\x4C\x18");
}

// An empty archive has no member; one of several pieces begins with a mark of its own.
bool IsZip(std::string_view first) {
  return first.starts_with("PK\x03\x04") || first.starts_with("PK\x05\x06") ||
         first.starts_with("PK\x07\x08");
}

// Formats whose text nothing here can get at. To find nothing in them would be a lie.
struct Unreadable {
  std::string_view magic;
  const char* name;
};
constexpr Unreadable kUnreadable[] = {
    {"\x89LZO", "lzop"},
    {"LRZI", "lrzip"},
    {"7z\xBC\xAF\x27\x1C", "7z"},
    {"Rar!\x1A\x07", "rar"},
    {"\xFF\x06\x00\x00sNaPpY"sv, "snappy"},
    {"\x1F\x1E", "pack"},
    {"\x1F\xA0", "lzh"},
    {"\x1F\x9E", "freeze"},
};

// A file that was cut within its magic. Texts do not begin like these.
absl::Status RefuseCutMagic(std::string_view first) {
  constexpr std::string_view kMagics[] = {"\x8FRondo",
                                          "\xFD"
                                          "7zXZ\0"sv,
                                          "\x28\xB5\x2F\xFD", "\x04\x22\x4D\x18",
                                          "BZh91AY&SY"};
  for (const std::string_view magic : kMagics) {
    const size_t least = magic[0] == 'B' ? 4 : 2;
    if (first.size() >= least && first.size() < magic.size() &&
        magic.starts_with(first)) {
      return absl::DataLossError("ends within its first bytes");
    }
  }
  return absl::OkStatus();
}

absl::Status RefuseUnreadable(std::string_view first) {
  for (const Unreadable& format : kUnreadable) {
    if (!first.starts_with(format.magic)) continue;
    return absl::DataLossError(
        absl::StrCat("cannot read ", format.name, " data; expand it first"));
  }
  return absl::OkStatus();
}

enum class Form { kPlain, kScore, kGzip, kFrames, kLzma, kBzip2, kLz4, kCompress, kZip };

// What the first bytes of a source say.
Form FormOf(std::span<const uint8_t> bytes) {
  const std::string_view first = AsText(bytes);
  if (first.starts_with(kScoreMagic)) return Form::kScore;
  if (first.starts_with("\x1F\x8B")) return Form::kGzip;
  if (IsZstd(first) || IsSkippable(first)) return Form::kFrames;
  if (first.starts_with("\xFD"
                        "7zXZ") ||
      first.starts_with("LZIP") || IsLzmaAlone(bytes)) {
    return Form::kLzma;
  }
  if (IsBzip2(first)) return Form::kBzip2;
  if (IsLz4(first)) return Form::kLz4;
  if (first.starts_with("\x1F\x9D")) return Form::kCompress;
  return IsZip(first) ? Form::kZip : Form::kPlain;
}

// Takes the skippable frames that the source begins with. Which of two formats it is,
// what follows says; if nothing does, it is a text of no bytes.
absl::Status SkipFrames(Source& source) {
  constexpr size_t kHeaderBytes = 8;
  std::vector<uint8_t> buffer(kUnpackBufferBytes);
  for (;;) {
    RONDO_ASSIGN_OR_RETURN(const auto first, source.Peek(kHeaderBytes));
    if (!IsSkippable(AsText(first))) return absl::OkStatus();
    if (first.size() < kHeaderBytes) break;
    uint64_t left = kHeaderBytes + uint64_t{LittleEndian(first.subspan(4))};
    while (left > 0) {
      const size_t most = std::min<uint64_t>(left, buffer.size());
      RONDO_ASSIGN_OR_RETURN(const size_t count,
                             source.Read(std::span(buffer).first(most)));
      if (count == 0) break;
      left -= count;
    }
    if (left > 0) break;
  }
  return absl::DataLossError("a skippable frame ends too early");
}

absl::Status ReadFrames(Source& source, const DecodeOptions& options,
                        const TextSink& sink) {
  RONDO_RETURN_IF_ERROR(SkipFrames(source));
  RONDO_ASSIGN_OR_RETURN(const auto bytes, source.Peek(kMagicBytes));
  const std::string_view first = AsText(bytes);
  if (first.empty()) return absl::OkStatus();
  if (IsLz4(first)) return UnpackLz4(source, sink);
  return UnpackZstd(source, options, sink);
}

}  // namespace

bool IsScoreFile(const Source& source) {
  if (!source.is_regular()) return false;
  std::array<char, kScoreMagic.size()> first;
  const ssize_t count = ::pread(source.fd(), first.data(), first.size(), 0);
  return count == static_cast<ssize_t>(first.size()) &&
         std::string_view(first.data(), first.size()) == kScoreMagic;
}

absl::StatusOr<bool> StartsLikeScore(Source& source) {
  RONDO_ASSIGN_OR_RETURN(const auto first, source.Peek(kScoreMagic.size()));
  return AsText(first) == kScoreMagic;
}

absl::StatusOr<bool> IsPacked(Source& source) {
  RONDO_ASSIGN_OR_RETURN(const auto bytes, source.Peek(kMagicBytes));
  RONDO_RETURN_IF_ERROR(RefuseUnreadable(AsText(bytes)));
  const Form form = FormOf(bytes);
  return form != Form::kPlain && form != Form::kScore;
}

absl::Status ReadText(Source& source, const DecodeOptions& options,
                      const TextSink& sink) {
  RONDO_ASSIGN_OR_RETURN(const auto bytes, source.Peek(kMagicBytes));
  const std::string_view first = AsText(bytes);
  RONDO_RETURN_IF_ERROR(RefuseCutMagic(first));
  switch (FormOf(bytes)) {
    case Form::kScore:
      return ReadScore(source, options, sink);
    case Form::kGzip:
      return UnpackGzip(source, sink);
    case Form::kFrames:
      return ReadFrames(source, options, sink);
    case Form::kLzma:
      return UnpackLzma(source, options, sink);
    case Form::kBzip2:
      return UnpackBzip2(source, sink);
    case Form::kLz4:
      return UnpackLz4(source, sink);
    case Form::kCompress:
      return UnpackCompress(source, sink);
    case Form::kZip:
      return UnpackZip(source, sink);
    case Form::kPlain:
      break;
  }
  RONDO_RETURN_IF_ERROR(RefuseUnreadable(first));
  return ReadPlain(source, sink);
}

}  // namespace rondo::app
